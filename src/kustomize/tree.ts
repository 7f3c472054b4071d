import type { Origin } from '../model/source.ts';
import { resolveKubectl } from '../yaml/scalar.ts';
import type { MappingTree, ScalarTree, SequenceTree, Tree, TreeEntry } from '../yaml/tree.ts';
import { isNull, isSameScalar } from '../yaml/tree.ts';

/** Mappings with more entries than this are searched through an index, which is made when it is first asked for. */
const INDEX_FROM = 12;
const indexes = new WeakMap<MappingTree, ReadonlyMap<string, number>>();

function positionOf(mapping: MappingTree, name: string): number {
  const { entries } = mapping;
  if (entries.length <= INDEX_FROM) return entries.findIndex(({ key }) => key.text === name);
  let index = indexes.get(mapping);
  if (!index) {
    const positions = new Map<string, number>();
    for (const [position, { key }] of entries.entries()) if (!positions.has(key.text)) positions.set(key.text, position);
    indexes.set(mapping, positions);
    index = positions;
  }
  return index.get(name) ?? -1;
}

/** The entry of that name; of several the first, as kyaml finds them. */
export function entryOf(tree: Tree | undefined, name: string): TreeEntry | undefined {
  return tree?.kind === 'mapping' ? tree.entries[positionOf(tree, name)] : undefined;
}

/** The value at a path of names; undefined when a part is missing or is no mapping. */
export function fieldOf(tree: Tree | undefined, ...path: readonly string[]): Tree | undefined {
  let node = tree;
  for (const name of path) node = entryOf(node, name)?.value;
  return node;
}

/** Text of a scalar as written; empty for everything else, as in a node of kyaml. */
export function textOf(tree: Tree | undefined): string {
  return tree?.kind === 'scalar' ? tree.text : '';
}

/** A scalar without a tag: its type is found from the text. */
export function plainScalar(text: string, at: Origin): ScalarTree {
  return { kind: 'scalar', text, tag: '', style: 'plain', at };
}

export function stringScalar(text: string, at: Origin): ScalarTree {
  return { kind: 'scalar', text, tag: '!!str', style: 'plain', at };
}

export function mapping(entries: readonly TreeEntry[], at: Origin): MappingTree {
  return { kind: 'mapping', entries, at };
}

export function sequence(items: readonly Tree[], at: Origin): SequenceTree {
  return { kind: 'sequence', items, at };
}

/** Missing, null, or a collection without entries. */
export function isEmpty(tree: Tree | undefined): boolean {
  if (tree === undefined || isNull(tree)) return true;
  if (tree.kind === 'scalar') return false;
  return (tree.kind === 'mapping' ? tree.entries : tree.items).length === 0;
}

export function isMissingOrNull(tree: Tree | undefined): tree is undefined {
  return tree === undefined || isNull(tree);
}

/** Whether YAML 1.1 would read the text as something else than a string; such a text is quoted when it is set anew. */
function looksTyped(text: string): boolean {
  return text !== '' && typeof resolveKubectl(text) !== 'string';
}

/**
 * A scalar takes the style of the one whose place it takes: a number set over a quoted text becomes a text.
 * One that says nothing new leaves the old one, and its place, alone.
 */
export function inPlaceOf(old: Tree, value: Tree): Tree {
  if (value === old) return value;
  if (value.kind !== 'scalar') {
    const flow = old.kind !== 'scalar' && old.flow === true;
    return (value.flow === true) === flow ? value : { ...value, flow };
  }
  if (old.kind !== 'scalar') return value;
  const styled = value.style === old.style ? value : { ...value, style: old.style };
  return isSameScalar(styled, old) ? old : replacing(old, styled);
}

/** The value, remembering the places of what it replaces. */
export function replacing(old: Tree, value: Tree): Tree {
  if (old.kind !== 'scalar' || value.kind !== 'scalar' || isSamePlace(old.at, value.at)) return value;
  return { ...value, replaced: [...(old.replaced ?? []), old.at] };
}

function isSamePlace(a: Origin, b: Origin): boolean {
  return a.file === b.file && a.offset === b.offset;
}

/** Sets an entry: an existing one keeps its position, a new one comes last. */
export function withField(tree: MappingTree, name: string, value: Tree, keyAt: Origin): MappingTree {
  const position = positionOf(tree, name);
  const old = tree.entries[position];
  if (old) {
    const next = inPlaceOf(old.value, value);
    if (next === old.value) return tree;
    const entries = [...tree.entries];
    entries[position] = { key: { ...old.key, at: keyAt }, value: next };
    return { ...tree, entries };
  }
  return { ...tree, entries: [...tree.entries, { key: plainScalar(name, keyAt), value: quotedIfTyped(value) }] };
}

/** A new text that YAML 1.1 would not read as one is quoted. */
export function quotedIfTyped<T extends Tree>(value: T): T {
  if (value.kind !== 'scalar' || value.style !== 'plain' || (value.tag !== '' && value.tag !== '!!str')) return value;
  return looksTyped(value.text) ? { ...value, style: 'quoted' } : value;
}

export function withoutField(tree: MappingTree, name: string): MappingTree {
  const position = positionOf(tree, name);
  return position === -1 ? tree : { ...tree, entries: tree.entries.filter((_, at) => at !== position) };
}

/** Replaces the value of an existing entry; the key keeps its place. */
export function replaceEntry(tree: MappingTree, name: string, value: Tree): MappingTree {
  const position = positionOf(tree, name);
  const old = tree.entries[position];
  if (!old || old.value === value) return tree;
  const entries = [...tree.entries];
  entries[position] = { key: old.key, value };
  return { ...tree, entries };
}

/** Sets a text below a mapping, making the mappings on the way. */
export function withText(tree: MappingTree, path: readonly [string, ...string[]], text: string, at: Origin): MappingTree {
  const [name, ...rest] = path;
  if (rest.length === 0) return withField(tree, name, plainScalar(text, at), at);
  const below = fieldOf(tree, name);
  const inner = below?.kind === 'mapping' ? below : mapping([], at);
  const next = withText(inner, rest as [string, ...string[]], text, at);
  return below?.kind === 'mapping' ? replaceEntry(tree, name, next) : withField(tree, name, next, at);
}
