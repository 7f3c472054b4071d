import { byCodeUnit } from '../model/by-code-unit.ts';
import type { MappingTree, ScalarTree, Tree } from '../yaml/tree.ts';

/** Scalars that stand in several places of an object. */
export type SharedScalars = ReadonlySet<ScalarTree>;

export const noScalars: SharedScalars = new Set();

/**
 * kustomize puts one and the same node into every field that a label or annotation is added to (filters/labels), so that
 * whatever changes one of the fields later changes them all, until a JSON patch makes the object anew. After a change
 * this gives the other fields the new value.
 */
export function spreadShared(
  before: MappingTree,
  after: MappingTree,
  shared: SharedScalars,
): { readonly tree: MappingTree; readonly shared: SharedScalars } {
  if (shared.size === 0 || before === after) return { tree: after, shared };
  const newest = new Map<ScalarTree, ScalarTree>();
  const changed: (readonly [ScalarTree, ScalarTree])[] = [];
  findChanges(before, after, shared, (old, next) => {
    newest.set(old, next);
    changed.push([old, next]);
  });
  if (changed.length === 0) return { tree: after, shared };
  const replacements = new Map<ScalarTree, ScalarTree>(newest);
  for (const [old, next] of changed) {
    const last = newest.get(old) as ScalarTree;
    if (next !== last) replacements.set(next, last);
  }
  const tree = substitute(after, replacements) as MappingTree;
  return { tree, shared: new Set([...shared].map((scalar) => newest.get(scalar) ?? scalar)) };
}

/** Visits changed scalars in the order of their names, in which kustomize merges. */
function findChanges(before: Tree, after: Tree, shared: SharedScalars, found: (old: ScalarTree, next: ScalarTree) => void): void {
  if (before === after) return;
  if (before.kind === 'scalar') {
    if (after.kind === 'scalar' && shared.has(before)) found(before, after);
  } else if (before.kind === 'mapping' && after.kind === 'mapping') {
    const values = new Map(after.entries.map(({ key, value }) => [key.text, value]));
    const changed = before.entries.filter(({ key, value }) => values.get(key.text) !== value);
    for (const { key, value } of changed.sort((first, second) => byCodeUnit(first.key.text, second.key.text))) {
      const next = values.get(key.text);
      if (next) findChanges(value, next, shared, found);
    }
  } else if (before.kind === 'sequence' && after.kind === 'sequence' && before.items.length === after.items.length) {
    for (const [at, item] of before.items.entries()) findChanges(item, after.items[at] as Tree, shared, found);
  }
}

function substitute(tree: Tree, replacements: ReadonlyMap<ScalarTree, ScalarTree>): Tree {
  if (tree.kind === 'scalar') return replacements.get(tree) ?? tree;
  if (tree.kind === 'sequence') {
    const items = tree.items.map((item) => substitute(item, replacements));
    return items.every((item, at) => item === tree.items[at]) ? tree : { ...tree, items };
  }
  const entries = tree.entries.map((entry) => {
    const value = substitute(entry.value, replacements);
    return value === entry.value ? entry : { key: entry.key, value };
  });
  return entries.every((entry, at) => entry === tree.entries[at]) ? tree : { ...tree, entries };
}
