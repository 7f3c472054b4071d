import type { Origin } from '../model/source.ts';
import { isNull, type MappingTree, type SequenceTree, type Tree, type TreeEntry } from '../yaml/tree.ts';
import type { FieldSchema, MergeSchema, Shape } from './merge-keys.ts';
import { mergeKeyedLists, mergePlainLists } from './merge-lists.ts';
import { entryOf, fieldOf, inPlaceOf, isMissingOrNull, quotedIfTyped, sequence, textOf, withoutField } from './tree.ts';

/** What a merge needs besides the two trees. */
export interface Merge {
  readonly schema: MergeSchema;
  /** Called for a patch that cannot be applied; the merge goes on and its result is not used. */
  readonly fail: (at: Origin, problem: string) => void;
}

const DIRECTIVE = '$patch';

/**
 * Applies a strategic merge patch the way kustomize does (kyaml, merge2): lists with merge keys are merged item by item
 * with the items of the patch first, other lists are replaced, null deletes, `$patch` says otherwise. A field that is
 * written without any value (`emptyDir:`) disappears from every object that is patched.
 *
 * @returns undefined when the patch deletes the object.
 */
export function mergeObject(target: MappingTree, patch: MappingTree, merge: Merge): MappingTree | undefined {
  const merged = mergeTrees(target, patch, undefined, merge);
  return merged?.kind === 'mapping' ? merged : undefined;
}

/** Merges one value. A result that is null deletes the field, unless the patch says nothing about it. */
export function mergeTrees(
  target: Tree | undefined,
  patch: Tree | undefined,
  field: FieldSchema | undefined,
  merge: Merge,
): Tree | undefined {
  const first = isMissingOrNull(target) ? patch : target;
  const kind = isMissingOrNull(first) ? 'mapping' : first.kind;
  if (!isMissingOrNull(target) && !isMissingOrNull(patch) && target.kind !== patch.kind) {
    merge.fail(patch.at, `the patch has a ${patch.kind} where the object has a ${target.kind}`);
    return target;
  }
  if (kind === 'mapping') return mergeMappings(target, patch, field?.shape ?? (field ? undefined : shapeOf(target, patch, merge)), merge);
  if (kind === 'scalar' || field?.mergeKeys === undefined) return patch ?? target;
  return mergeLists(target, patch, field.mergeKeys, field.shape, merge);
}

/** Where no schema leads, an object inside an object is known by its own type. */
function shapeOf(target: Tree | undefined, patch: Tree | undefined, merge: Merge): Shape | undefined {
  for (const tree of [target, patch]) {
    const kind = textOf(fieldOf(tree, 'kind'));
    const apiVersion = textOf(fieldOf(tree, 'apiVersion'));
    const shape = kind !== '' && apiVersion !== '' ? merge.schema.shapeOf(apiVersion, kind) : undefined;
    if (shape) return shape;
  }
  return undefined;
}

type Directive = 'merge' | 'replace' | 'delete';

function asDirective(value: Tree, merge: Merge): Directive {
  const text = textOf(value);
  if (text === 'merge' || text === 'replace' || text === 'delete') return text;
  merge.fail(value.at, `$patch is ${JSON.stringify(text)}; expected merge, replace or delete`);
  return 'merge';
}

/** Both trees are mappings, null or missing. */
function mergeMappings(target: Tree | undefined, patch: Tree | undefined, shape: Shape | undefined, merge: Merge): Tree | undefined {
  if (patch === undefined) {
    if (target?.kind === 'mapping') return mergeEntries(target, undefined, shape, merge);
    return target && textOf(target) !== '' ? target : undefined;
  }
  if (patch.kind !== 'mapping') return isMissingOrNull(target) ? patch : undefined;
  const written = fieldOf(patch, DIRECTIVE);
  const directive = written === undefined ? 'merge' : asDirective(written, merge);
  if (directive === 'delete') return undefined;
  const rest = written === undefined ? patch : withoutField(patch, DIRECTIVE);
  if (target?.kind !== 'mapping' || target === patch || directive === 'replace') return mergeEntries(rest, rest, shape, merge);
  const isEmpty = target.entries.length === 0 && target.flow !== rest.flow;
  return mergeEntries(isEmpty ? { ...target, flow: rest.flow ?? false } : target, rest, shape, merge);
}

function mergeEntries(target: MappingTree, patch: MappingTree | undefined, shape: Shape | undefined, merge: Merge): MappingTree {
  const entries: TreeEntry[] = [];
  const seen = new Set<string>();
  let changed = false;
  for (const entry of target.entries) {
    const name = entry.key.text;
    const next = seen.has(name) ? entry : mergeEntry(entry, entryOf(patch, name), shape?.field(name), merge);
    seen.add(name);
    if (next) entries.push(next);
    changed ||= next !== entry;
  }
  const added = patch === undefined || patch === target ? [] : patch.entries.filter(({ key }) => !seen.has(key.text));
  for (const { key, value } of added) {
    if (seen.has(key.text)) continue;
    seen.add(key.text);
    const merged = mergeTrees(undefined, value, shape?.field(key.text), merge);
    if (isMissingOrNull(merged)) continue;
    entries.push({ key: { ...key, tag: '' }, value: quotedIfTyped(merged) });
    changed = true;
  }
  return changed ? { ...target, entries } : target;
}

function mergeEntry(entry: TreeEntry, patch: TreeEntry | undefined, field: FieldSchema | undefined, merge: Merge): TreeEntry | undefined {
  const merged = mergeTrees(entry.value, patch?.value, field, merge);
  if (merged === undefined || (isNull(merged) && patch !== undefined)) return undefined;
  // kyaml sets every field anew, and so quotes a text that stands plain and looks like something else.
  const value = merged === entry.value ? quotedIfTyped(merged) : inPlaceOf(entry.value, merged);
  if (value === entry.value) return entry;
  const isPatched = patch !== undefined && (value.kind === 'scalar' || merged === patch.value);
  return { key: isPatched ? { ...entry.key, at: patch.key.at } : entry.key, value };
}

/** At least one of the trees is a sequence, the other may be null or missing. */
function mergeLists(
  target: Tree | undefined,
  patch: Tree | undefined,
  keys: readonly string[],
  shape: Shape | undefined,
  merge: Merge,
): Tree | undefined {
  if (target?.kind !== 'sequence') return patch?.kind === 'sequence' ? mergeItems(patch, patch, keys, shape, merge) : patch;
  if (patch === undefined) return mergeItems(target, undefined, keys, shape, merge);
  if (patch.kind !== 'sequence') return undefined;
  const marker = patch.items.find((item) => fieldOf(item, DIRECTIVE) !== undefined);
  if (marker?.kind !== 'mapping' || marker.entries.length > 1) return mergeItems(target, patch, keys, shape, merge);
  const written = fieldOf(marker, DIRECTIVE) as Tree;
  const directive = asDirective(written, merge);
  if (directive === 'delete') return undefined;
  const rest = sequence(
    patch.items.filter((item) => textOf(fieldOf(item, DIRECTIVE)) !== textOf(written)),
    patch.at,
  );
  return mergeItems(directive === 'replace' ? rest : target, rest, keys, shape, merge);
}

function mergeItems(
  target: SequenceTree,
  patch: SequenceTree | undefined,
  keys: readonly string[],
  shape: Shape | undefined,
  merge: Merge,
): SequenceTree {
  if (keys.length === 0) return mergePlainLists(target, patch);
  const field: FieldSchema = { mergeKeys: undefined, shape };
  return mergeKeyedLists(target, patch, keys, (item, change) => mergeTrees(item, change, shape && field, merge));
}
