import type { SequenceTree, Tree } from '../yaml/tree.ts';
import { fieldOf, isEmpty, isMissingOrNull, plainScalar, sequence, textOf, withField } from './tree.ts';

/** Merges two items that have the same keys; either may be missing. Nothing or null: the item goes. */
export type MergeItem = (target: Tree | undefined, patch: Tree | undefined) => Tree | undefined;

/** Unites two lists of plain values: the patch's come first, each value stays once. */
export function mergePlainLists(target: SequenceTree, patch: SequenceTree | undefined): SequenceTree {
  const items = new Map<string, Tree>();
  for (const item of patch?.items ?? []) if (!isMissingOrNull(item)) items.set(textOf(item), item);
  for (const item of target.items) if (!isMissingOrNull(item) && !items.has(textOf(item))) items.set(textOf(item), item);
  const isSame = items.size === target.items.length && target.items.every((item) => items.get(textOf(item)) === item);
  return isSame && (patch === undefined || patch.items.length === 0 || patch === target)
    ? target
    : sequence([...items.values()], target.at);
}

/**
 * Merges two lists whose items are known by `keys`. Items of the patch come first. Where several items have the same
 * keys the first one is merged and the last one stays, as in kyaml (walk/associative_sequence.go).
 */
export function mergeKeyedLists(
  target: SequenceTree,
  patch: SequenceTree | undefined,
  keys: readonly string[],
  mergeItem: MergeItem,
): SequenceTree {
  const [key] = keys;
  const lists = patch ? [patch, target] : [target];
  const isPlain = keys.length === 1 && key !== undefined && lists.every(({ items }) => items.every((item) => keyText(item, key) !== ''));
  const items = isPlain ? mergeByOneKey(target, patch, key, mergeItem) : mergeByKeys(target, patch, keys, mergeItem);
  const isSame = items.length === target.items.length && items.every((item, at) => item === target.items[at]);
  return isSame ? target : sequence(items, target.at);
}

function keyText(item: Tree, key: string): string {
  const value = fieldOf(item, key);
  return isEmpty(value) ? '' : textOf(value);
}

/** The common case, in linear time: one key, which every item has. */
function mergeByOneKey(target: SequenceTree, patch: SequenceTree | undefined, key: string, mergeItem: MergeItem): readonly Tree[] {
  const firstTarget = firstByKey(target, key);
  const firstPatch = patch && firstByKey(patch, key);
  const merged = new Map<string, Tree>();
  const changed = new Map<Tree, Tree>();
  const deleted = new Set<string>();
  for (const name of new Set([...(firstPatch?.keys() ?? []), ...firstTarget.keys()])) {
    const item = firstTarget.get(name);
    const change = firstPatch?.get(name);
    const value = mergeItem(item, change);
    if (isEmpty(value) || value === undefined) {
      deleted.add(name);
      continue;
    }
    merged.set(name, value);
    // kyaml appends the old list behind the merged items and lets it win; only items merged in place survive that.
    if (item && (item === change || !isReplacement(change))) changed.set(item, value);
  }
  for (const item of target.items) {
    const name = keyText(item, key);
    if (!deleted.has(name)) merged.set(name, changed.get(item) ?? item);
  }
  return [...merged.values()];
}

function isReplacement(patch: Tree | undefined): boolean {
  return textOf(fieldOf(patch, '$patch')) === 'replace';
}

function firstByKey({ items }: SequenceTree, key: string): Map<string, Tree> {
  const first = new Map<string, Tree>();
  for (const item of items) {
    const name = keyText(item, key);
    if (!first.has(name)) first.set(name, item);
  }
  return first;
}

/** The general case: several keys, of which an item may lack some (`protocol` of a port). */
function mergeByKeys(
  target: SequenceTree,
  patch: SequenceTree | undefined,
  keys: readonly string[],
  mergeItem: MergeItem,
): readonly Tree[] {
  const targets = { items: [...target.items] };
  const patches = patch === target ? targets : patch && { items: [...patch.items] };
  const combinations = combinationsOf([...(patch?.items ?? []), ...target.items], keys);
  if (combinations.length === 0) return target.items;
  const present = keys.map((_, at) => combinations.some((values) => values[at] !== ''));
  const used = keys.filter((_, at) => present[at] || !present.includes(true));
  let added: Tree[] = [];
  for (const combination of combinations) {
    const values = combination.filter((_, at) => present[at] || !present.includes(true));
    const at = matchIndex(targets.items, used, values);
    const change = patches?.items[matchIndex(patches.items, used, values)];
    const item = targets.items[at];
    const merged = mergeItem(item, change);
    if (isEmpty(merged) || merged === undefined) {
      targets.items = setElement(targets.items, used, values, undefined);
      continue;
    }
    const value = withKeys(merged, used, values);
    if (item && (item === change || !isReplacement(change))) targets.items[at] = value;
    added = setElement(added, used, values, value);
  }
  for (const item of targets.items) added = appendElement(added, item, used);
  return added;
}

/** Values of the keys of all items, each combination once; combinations that differ only by a missing value become one. */
function combinationsOf(items: readonly Tree[], keys: readonly string[]): readonly (readonly string[])[] {
  const unique = new Map(
    items.map((item) => [JSON.stringify(keys.map((key) => keyText(item, key))), keys.map((key) => keyText(item, key))]),
  );
  const combinations = [...unique.values()];
  if (keys.length === 1) return combinations;
  for (let first = 0; first < combinations.length; first += 1) {
    for (let second = 0; second < combinations.length; second += 1) {
      const united = unite(combinations[first] as string[], combinations[second] as string[]);
      if (!united) continue;
      combinations[first] = united;
      combinations[second] = united;
    }
  }
  return combinations;
}

function unite(first: readonly string[], second: readonly string[]): string[] | undefined {
  if (!first.some((value, at) => value === second[at])) return undefined;
  const united: string[] = [];
  for (const [at, value] of first.entries()) {
    const other = second[at] as string;
    if (value !== other && value !== '' && other !== '') return undefined;
    united.push(value === '' ? other : value);
  }
  return united;
}

/** Only the keys that have a value select, unless none has. */
function matchIndex(items: readonly Tree[], keys: readonly string[], values: readonly string[]): number {
  const selecting = values.some((value) => value !== '')
    ? keys.map((key, at) => [key, values[at]] as const).filter(([, value]) => value !== '')
    : keys.map((key, at) => [key, values[at]] as const);
  return items.findIndex(
    (item) =>
      item.kind === 'mapping' &&
      selecting.every(([key, value]) => fieldOf(item, key) !== undefined && textOf(fieldOf(item, key)) === value),
  );
}

function withKeys(item: Tree, keys: readonly string[], values: readonly string[]): Tree {
  let result = item;
  for (const [at, key] of keys.entries()) {
    const value = values[at] as string;
    if (result.kind === 'mapping' && value !== '' && fieldOf(result, key) === undefined) {
      result = withField(result, key, plainScalar(value, item.at), item.at);
    }
  }
  return result;
}

/** Puts `element` in the place of every item that matches, or last; without an element the matching items go. */
function setElement(items: readonly Tree[], keys: readonly string[], values: readonly string[], element: Tree | undefined): Tree[] {
  const result: Tree[] = [];
  let isFound = false;
  for (const item of items) {
    if (isMissingOrNull(item) || (item.kind === 'mapping' && item.entries.length === 0)) continue;
    if (!matches(item, keys, values)) {
      if (values.length > 0 || item.kind !== 'mapping') result.push(item);
      continue;
    }
    isFound = true;
    if (element) result.push(element);
  }
  if (element && !isFound) result.push(element);
  return result;
}

function matches(item: Tree, keys: readonly string[], values: readonly string[]): boolean {
  if (item.kind !== 'mapping' || values.length === 0) return false;
  return values.every((value, at) => {
    const field = fieldOf(item, keys[at] as string);
    return field !== undefined && (value === '' || textOf(field) === value);
  });
}

function appendElement(items: readonly Tree[], item: Tree, keys: readonly string[]): Tree[] {
  const values: string[] = [];
  let before = [...items];
  for (const key of keys) {
    const field = fieldOf(item, key);
    if (field === undefined) before.push(item);
    else values.push(textOf(field));
  }
  if (keys.length > 1) before = setElement(before, keys, values, undefined);
  return setElement(before, keys, values, item);
}
