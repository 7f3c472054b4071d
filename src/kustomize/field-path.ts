import type { Origin } from '../model/source.ts';
import { isNull, type MappingTree, type ScalarTree, type Tree } from '../yaml/tree.ts';
import { splitPath } from './field-spec.ts';
import { goPattern } from './selector.ts';
import { fieldOf, mapping, plainScalar, sequence, textOf, withField } from './tree.ts';

/** `spec.containers.[name=a.b].image` → parts; delimiters in brackets stay, and brackets may quote a name: `metadata.labels.[a.b/c]`. */
export function splitFieldPath(path: string): readonly string[] {
  const parts: string[] = [];
  const split = splitPath(path, '.');
  for (let at = 0; at < split.length; at += 1) {
    const part = split[at] as string;
    if (!part.startsWith('[') || part.endsWith(']')) {
      parts.push(part);
      continue;
    }
    const bracketed = [part];
    while (at < split.length - 1) {
      at += 1;
      bracketed.push(split[at] as string);
      if ((split[at] as string).endsWith(']')) break;
    }
    const text = bracketed.join('.');
    parts.push(text.includes('=') ? text : text.replace(/^[[\]]+|[[\]]+$/g, ''));
  }
  return parts;
}

/** What a look-up found, or why it cannot be done. */
export type Found = { readonly tree: Tree | undefined } | { readonly problem: string };

const isIndex = (part: string): boolean => /^\+?\d+$/.test(part);
const isElement = (part: string): boolean => part.startsWith('[') && part.endsWith(']');

function splitElement(part: string): readonly [field: string, value: string] | undefined {
  const inner = part.replace(/^\[/, '').replace(/\]$/, '');
  const equals = inner.indexOf('=');
  return equals === -1 ? undefined : [inner.slice(0, equals), inner.slice(equals + 1)];
}

/** The value at a path: names, indices, `-` for the last item, `[name=value]` for the first item that has it. */
export function lookUp(tree: Tree, path: readonly string[]): Found {
  let node: Tree | undefined = tree;
  for (const part of path.map((text) => text.trim()).filter((text) => text !== '')) {
    if (node === undefined || isNull(node)) return { tree: undefined };
    const next = step(node, part);
    if ('problem' in next) return next;
    node = next.tree;
  }
  return { tree: node };
}

function step(node: Tree, part: string): Found {
  if (part === '*') return { problem: 'a wildcard cannot be used here' };
  if (isIndex(part) || part === '-') {
    if (node.kind !== 'sequence') return { problem: `${part} needs a list, found a ${node.kind}` };
    return { tree: node.items.at(part === '-' ? -1 : Number(part)) };
  }
  if (isElement(part)) {
    const element = splitElement(part);
    if (!element) return { problem: `${part} must have the form [name=value]` };
    if (node.kind !== 'sequence') return { problem: `${part} needs a list, found a ${node.kind}` };
    const [field, value] = element;
    if (field === '') return { tree: node.items.find((item) => textOf(item) === value && item.kind === 'scalar') };
    return { tree: node.items.find((item) => fieldOf(item, field) !== undefined && textOf(fieldOf(item, field)) === value) };
  }
  if (node.kind !== 'mapping') return { problem: `${part} needs a mapping, found a ${node.kind}` };
  return { tree: fieldOf(node, part) };
}

/** How the fields at a path are changed. */
export interface PathUpdate {
  /** Makes the new value. */
  readonly set: (value: Tree) => Tree;
  /** What a missing field begins as; `none`: missing fields are not made. */
  readonly create: 'none' | 'scalar' | 'mapping' | 'sequence';
  readonly at: Origin;
}

/** The tree after a change and the number of fields that were changed. */
export interface Updated {
  readonly tree: Tree;
  readonly count: number;
  readonly problem: string | undefined;
}

/**
 * Changes every field that a path leads to. Besides what {@link lookUp} knows, `*` stands for all items of a list and
 * the value in `[name=value]` is a pattern that any part of the text may match.
 */
export function updatePath(tree: Tree, path: readonly string[], update: PathUpdate): Updated {
  const [part, ...rest] = path;
  if (part === undefined) return { tree: update.set(tree), count: 1, problem: undefined };
  if (isIndex(part)) return updateIndex(tree, Number(part), rest, update);
  if (isElement(part)) return updateElements(tree, part, rest, update);
  if (part === '*') {
    if (tree.kind !== 'sequence') return unchanged(tree, isNull(tree) ? undefined : `* needs a list, found a ${tree.kind}`);
    return updateItems(tree.items, tree, () => true, rest, update);
  }
  return updateNamed(tree, part, rest, update);
}

function unchanged(tree: Tree, problem?: string): Updated {
  return { tree, count: 0, problem };
}

/** What a missing value becomes when the next part of the path needs it. */
function startOf(next: string | undefined, update: PathUpdate): Tree {
  if (next !== undefined && (isElement(next) || isIndex(next))) return sequence([], update.at);
  if (next !== undefined || update.create === 'mapping') return mapping([], update.at);
  return update.create === 'sequence' ? sequence([], update.at) : plainScalar('', update.at);
}

function updateNamed(tree: Tree, name: string, rest: readonly string[], update: PathUpdate): Updated {
  // kyaml makes the field below a null, where nobody sees it.
  if (isNull(tree)) return update.create === 'none' ? unchanged(tree) : { tree, count: 1, problem: undefined };
  if (tree.kind !== 'mapping') return unchanged(tree, `${name} needs a mapping, found a ${tree.kind}`);
  const found = fieldOf(tree, name);
  if (found === undefined && update.create === 'none') return unchanged(tree);
  const below = updatePath(found ?? startOf(rest[0], update), rest, update);
  if (found === undefined) return { ...below, tree: withNew(tree, name, below.tree, update.at) };
  return below.tree === found ? { ...below, tree } : { ...below, tree: replaced(tree, name, below.tree, update.at) };
}

/** A made scalar stays plain, so that its type is found from its text. */
function withNew(tree: MappingTree, name: string, value: Tree, at: Origin): MappingTree {
  return { ...tree, entries: [...tree.entries, { key: plainScalar(name, at), value }] };
}

function replaced(tree: MappingTree, name: string, value: Tree, at: Origin): MappingTree {
  const entries = [...tree.entries];
  const position = entries.findIndex(({ key }) => key.text === name);
  const old = entries[position];
  if (old) entries[position] = { key: value.kind === 'scalar' ? { ...old.key, at } : old.key, value };
  return { ...tree, entries };
}

function updateIndex(tree: Tree, index: number, rest: readonly string[], update: PathUpdate): Updated {
  if (tree.kind !== 'sequence') return unchanged(tree, `${index} needs a list, found ${isNull(tree) ? 'nothing' : `a ${tree.kind}`}`);
  const items = index === tree.items.length && update.create !== 'none' ? [...tree.items, startOf(rest[0], update)] : tree.items;
  const item = items[index];
  if (!item) return unchanged(tree, `the list has ${items.length} items, there is no item ${index}`);
  const below = updatePath(item, rest, update);
  return { ...below, tree: { ...tree, items: items.with(index, below.tree) } };
}

function updateElements(tree: Tree, part: string, rest: readonly string[], update: PathUpdate): Updated {
  const element = splitElement(part);
  if (!element) return unchanged(tree, `${part} must have the form [name=value]`);
  if (tree.kind !== 'sequence') return unchanged(tree, isNull(tree) ? undefined : `${part} needs a list, found a ${tree.kind}`);
  const [field, value] = element;
  const pattern = goPattern(value);
  if (!pattern) return unchanged(tree, `${JSON.stringify(value)} is no regular expression`);
  const matches = (item: Tree) => matchesElement(item, field, pattern);
  const result = updateItems(tree.items, tree, matches, field === '' ? [] : rest, update);
  if (result.count > 0 || result.problem !== undefined || update.create === 'none') return result;
  const made: Tree =
    field === '' ? plainScalar(value, update.at) : withField(mapping([], update.at), field, plainScalar(value, update.at), update.at);
  return updateItems([...tree.items, made], tree, (item) => item === made || matches(item), field === '' ? [] : rest, update);
}

function matchesElement(item: Tree, field: string, pattern: RegExp): boolean {
  const text = field === '' ? item : fieldOf(item, field);
  return text !== undefined && pattern.test(written(text));
}

/** A scalar as it is printed: quotes are part of it. */
function written(tree: Tree): string {
  if (tree.kind !== 'scalar') return '';
  return (tree as ScalarTree).style === 'quoted' ? `"${tree.text}"` : tree.text;
}

function updateItems(
  items: readonly Tree[],
  list: Tree,
  wanted: (item: Tree) => boolean,
  rest: readonly string[],
  update: PathUpdate,
): Updated {
  let count = 0;
  let problem: string | undefined;
  const changed = items.map((item) => {
    if (!wanted(item)) return item;
    const below = updatePath(item, rest, update);
    count += below.count;
    problem ??= below.problem;
    return below.tree;
  });
  return { tree: { ...list, kind: 'sequence', items: changed, at: list.at }, count, problem };
}
