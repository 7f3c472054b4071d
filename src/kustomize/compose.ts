import type { SourceDocument } from '../model/manifest.ts';
import type { Places } from '../model/source.ts';
import type { ScalarValue } from '../yaml/scalar.ts';
import { type MappingTree, type SequenceTree, scalarValue, type Tree } from '../yaml/tree.ts';
import { checkKeys, describeMisfit } from './json-form.ts';
import { atOrigin, type Log } from './log.ts';
import { describeId, idOf } from './object-id.ts';
import { entryOf } from './tree.ts';

type Container = MappingTree | SequenceTree;

/** Plain values of trees, and the way back. Trees that roots share have the same value. */
export interface Composer {
  readonly values: WeakMap<Tree, object>;
  readonly trees: WeakMap<object, Container>;
}

export function newComposer(): Composer {
  return { values: new WeakMap(), trees: new WeakMap() };
}

interface Composing {
  readonly composer: Composer;
  readonly log: Log;
  readonly object: string;
  /** What cannot be written is not remembered, so that every root that has it is told. */
  problems: number;
}

/** The document that a rendered object is: plain values as kubectl would read them, and where each entry was set. */
export function composeDocument(tree: MappingTree, index: number, composer: Composer, log: Log): SourceDocument {
  const value = plainValue(tree, { composer, log, object: describeId(idOf(tree)), problems: 0 }, false);
  return { file: tree.at.file, index, value, places: placesOf(tree, composer), origin: 'rendered' };
}

function complain(composing: Composing, at: Tree['at'], problem: string): void {
  composing.problems += 1;
  composing.log.report('kustomize-unwritable', atOrigin(at), { object: composing.object, problem });
}

function plainValue(tree: Tree, composing: Composing, inFlow: boolean): ScalarValue | object {
  if (tree.kind === 'scalar') {
    const value = scalarValue(tree, inFlow);
    if (value === undefined) complain(composing, tree.at, describeMisfit(tree));
    return value ?? null;
  }
  const { values, trees } = composing.composer;
  const known = inFlow ? undefined : values.get(tree);
  if (known) return known;
  const problems = composing.problems;
  const flow = inFlow || tree.flow === true;
  const value =
    tree.kind === 'sequence' ? tree.items.map((item) => plainValue(item, composing, flow)) : mappingValue(tree, composing, flow);
  if (composing.problems === problems && !inFlow) values.set(tree, value);
  trees.set(value, tree);
  return value;
}

function mappingValue(tree: MappingTree, composing: Composing, inFlow: boolean): object {
  checkKeys(tree, (at, problem) => complain(composing, at, problem));
  const value: Record<string, unknown> = {};
  for (const { key, value: below } of tree.entries) {
    const written = plainValue(below, composing, inFlow);
    if (key.text === '__proto__') {
      Object.defineProperty(value, key.text, { value: written, enumerable: true, configurable: true, writable: true });
    } else value[key.text] = written;
  }
  return value;
}

function placesOf(tree: MappingTree, { trees }: Composer): Places {
  return {
    root: tree.at,
    find: (container, entry, part) => {
      const found = trees.get(container);
      if (found?.kind === 'sequence') return found.items[Number(entry)]?.at;
      const written = found && entryOf(found, String(entry));
      return written?.[part].at;
    },
    replaced: (container, entry) => {
      const found = trees.get(container);
      const value = found?.kind === 'sequence' ? found.items[Number(entry)] : found && entryOf(found, String(entry))?.value;
      return (value?.kind === 'scalar' && value.replaced) || [];
    },
  };
}

/** Files in which parts of the tree were written. */
export function filesOf(tree: Tree, files: Set<string>): void {
  files.add(tree.at.file.path);
  if (tree.kind === 'sequence') for (const item of tree.items) filesOf(item, files);
  if (tree.kind === 'mapping') {
    for (const { key, value } of tree.entries) {
      files.add(key.at.file.path);
      filesOf(value, files);
    }
  }
}
