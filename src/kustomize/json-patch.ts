import type { Origin } from '../model/source.ts';
import { type MappingTree, type ScalarTree, type SequenceTree, scalarValue, type Tree } from '../yaml/tree.ts';
import { entryOf, fieldOf, mapping, replaceEntry, replacing, stringScalar, textOf } from './tree.ts';

/** One operation of a JSON 6902 patch. `value` and `from` belong to the operations that have them. */
export interface Operation {
  readonly op: string;
  readonly path: string;
  readonly from: string | undefined;
  readonly value: Tree | undefined;
  readonly at: Origin;
  /** Where `value` is written, which is where people look for a field that the operation sets. */
  readonly valueAt: Origin;
}

/** The tree after a change, or what is wrong. */
type Outcome = Tree | undefined | { readonly problem: string };

/**
 * Applies the operations in order the way kustomize's library does (json-patch v4): indices may be negative, `replace`
 * adds a field that is missing.
 *
 * @returns the object, or what is wrong with which operation.
 */
export function applyOperations(object: Tree, operations: readonly Operation[]): Tree | { readonly problem: string; readonly at: Origin } {
  let tree: Tree = object;
  for (const operation of operations) {
    const next = apply(tree, operation);
    if (next === undefined) return { problem: `${operation.op} ${operation.path} removes the whole object`, at: operation.at };
    if ('problem' in next) return { problem: `${operation.op} ${operation.path}: ${next.problem}`, at: operation.at };
    tree = next;
  }
  return tree;
}

function apply(tree: Tree, { op, path, from, value, at, valueAt }: Operation): Outcome {
  const target = pointer(path);
  switch (op) {
    case 'add':
      return edit(tree, target, (parent, key) => add(parent, key, value ?? nullAt(at), valueAt));
    case 'remove':
      return edit(tree, target, remove);
    case 'replace':
      if (path === '')
        return value?.kind === 'scalar' || value === undefined ? { problem: 'the value must be an object or a list' } : value;
      return edit(tree, target, (parent, key) => replace(parent, key, value ?? nullAt(at), valueAt));
    case 'move': {
      const source = pointer(from ?? '');
      const moved = find(tree, source);
      const rest = edit(tree, source, remove);
      return rest === undefined || 'problem' in rest
        ? rest
        : edit(rest, target, (parent, key) => add(parent, key, moved ?? nullAt(at), at));
    }
    case 'copy': {
      if (from === undefined) return { problem: 'from is missing' };
      const source = pointer(from);
      const copied = find(tree, source);
      if (!copied && !isOpenField(tree, source)) return { problem: `nothing stands at ${from}` };
      if (source.length === 0) return { problem: 'from names no field' };
      return edit(tree, target, (parent, key) => add(parent, key, copied ?? nullAt(at), at));
    }
    case 'test':
      return test(tree, target, value);
    default:
      return { problem: 'unknown operation' };
  }
}

function nullAt(at: Origin): ScalarTree {
  return { kind: 'scalar', text: 'null', tag: '!!null', style: 'plain', at };
}

/** `/a~1b/0` → `a/b`, `0`. */
function pointer(path: string): readonly string[] {
  return path
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** An index as Go reads it; negative ones count from the end. */
function indexOf(key: string, length: number): number | undefined {
  if (!/^[-+]?\d+$/.test(key)) return undefined;
  const index = Number(key);
  return index < 0 ? index + length : index;
}

function child(tree: Tree, key: string): Tree | undefined {
  if (tree.kind === 'mapping') return fieldOf(tree, key);
  if (tree.kind === 'scalar') return undefined;
  const index = indexOf(key, tree.items.length);
  return index === undefined ? undefined : tree.items[index];
}

function find(tree: Tree, path: readonly string[]): Tree | undefined {
  let node: Tree | undefined = tree;
  for (const key of path) node = node && child(node, key);
  return node;
}

/** Whether a path that leads to nothing names a field of an object: such a field counts as null, an item of a list does not. */
function isOpenField(tree: Tree, path: readonly string[]): boolean {
  return path.length > 0 && find(tree, path.slice(0, -1))?.kind === 'mapping';
}

type Edit = (parent: MappingTree | SequenceTree, key: string) => Outcome;

/** Rebuilds the tree along a path; the last part is edited in its parent. */
function edit(tree: Tree, path: readonly string[], change: Edit): Outcome {
  const [key, ...rest] = path;
  if (key === undefined) return { problem: 'the path names no field' };
  if (tree.kind === 'scalar') return { problem: `nothing stands at ${key}` };
  if (rest.length === 0) return change(tree, key);
  const below = child(tree, key);
  if (!below) return { problem: `there is no ${key}` };
  const next = edit(below, rest, change);
  if (next === undefined || 'problem' in next) return next;
  if (tree.kind === 'mapping') return replaceEntry(tree, key, next);
  const index = indexOf(key, tree.items.length) as number;
  return { ...tree, items: tree.items.with(index, next) };
}

function add(parent: MappingTree | SequenceTree, key: string, value: Tree, at: Origin): Outcome {
  if (parent.kind === 'mapping') return put(parent, key, value, at);
  if (key === '-') return { ...parent, items: [...parent.items, value] };
  const index = indexOf(key, parent.items.length + 1);
  if (index === undefined) return { problem: `${JSON.stringify(key)} is no index of a list` };
  if (index < 0 || index > parent.items.length) return { problem: `the list has ${parent.items.length} items` };
  return { ...parent, items: [...parent.items.slice(0, index), value, ...parent.items.slice(index)] };
}

function put(parent: MappingTree, key: string, value: Tree, at: Origin): MappingTree {
  if (fieldOf(parent, key) === undefined) return { ...parent, entries: [...parent.entries, { key: stringScalar(key, at), value }] };
  return mapping(
    parent.entries.map((entry) => (entry.key.text === key ? { key: { ...entry.key, at }, value: replacing(entry.value, value) } : entry)),
    parent.at,
  );
}

function replace(parent: MappingTree | SequenceTree, key: string, value: Tree, at: Origin): Outcome {
  if (parent.kind === 'mapping') return put(parent, key, value, at);
  const index = indexOf(key, parent.items.length);
  if (index === undefined || index < 0 || index >= parent.items.length) return { problem: `the list has no item ${key}` };
  return { ...parent, items: parent.items.with(index, replacing(parent.items[index] ?? value, value)) };
}

function remove(parent: MappingTree | SequenceTree, key: string): Outcome {
  if (parent.kind === 'mapping') {
    if (fieldOf(parent, key) === undefined) return { problem: `there is no ${key}` };
    return { ...parent, entries: parent.entries.filter((entry) => entry.key.text !== key) };
  }
  const index = indexOf(key, parent.items.length);
  if (index === undefined || index < 0 || index >= parent.items.length) return { problem: `the list has no item ${key}` };
  return { ...parent, items: parent.items.filter((_, at) => at !== index) };
}

function test(tree: Tree, path: readonly string[], value: Tree | undefined): Outcome {
  const found = find(tree, path);
  if (!found && !isOpenField(tree, path)) return { problem: 'nothing stands there' };
  const isNothing = (part: Tree | undefined) => part === undefined || (part.kind === 'scalar' && scalarValue(part) === null);
  if (isNothing(found) || isNothing(value)) return isNothing(found) && isNothing(value) ? tree : { problem: 'the value is another one' };
  return isEqual(found as Tree, value as Tree)
    ? tree
    : { problem: `the value is ${found?.kind === 'scalar' ? 'another one' : 'different'}` };
}

function isEqual(first: Tree, second: Tree): boolean {
  if (first.kind === 'scalar' || second.kind === 'scalar') {
    return first.kind === second.kind && scalarValue(first as ScalarTree) === scalarValue(second as ScalarTree);
  }
  if (first.kind === 'sequence' || second.kind === 'sequence') {
    if (first.kind !== 'sequence' || second.kind !== 'sequence' || first.items.length !== second.items.length) return false;
    return first.items.every((item, at) => isEqual(item, second.items[at] as Tree));
  }
  if (first.entries.length !== second.entries.length) return false;
  return first.entries.every(({ key, value }) => {
    const other = fieldOf(second, key.text);
    return other !== undefined && isEqual(value, other);
  });
}

/** Reads the operations of a patch; undefined when the tree is no such list. */
export function operationsOf(tree: Tree): readonly Operation[] | undefined {
  if (tree.kind !== 'sequence' || !tree.items.every((item) => item.kind === 'mapping')) return undefined;
  return tree.items.map((item) => ({
    op: textOf(fieldOf(item, 'op')),
    path: textOf(fieldOf(item, 'path')),
    from: fieldOf(item, 'from') && textOf(fieldOf(item, 'from')),
    value: fieldOf(item, 'value'),
    at: item.at,
    valueAt: entryOf(item, 'value')?.key.at ?? item.at,
  }));
}
