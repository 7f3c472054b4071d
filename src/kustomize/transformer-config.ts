import type { FieldSpec } from './field-spec.ts';
import { compareTypes } from './kind-order.ts';
import { isSelected, type TypeSelector } from './object-id.ts';

/** The fields that hold names of objects of one type. */
export interface NameReference extends TypeSelector {
  readonly fieldSpecs: readonly FieldSpec[];
}

/** The fields that each transformer changes; `configurations` add to the defaults. */
export interface TransformerConfig {
  readonly namePrefix: readonly FieldSpec[];
  readonly nameSuffix: readonly FieldSpec[];
  readonly namespace: readonly FieldSpec[];
  readonly commonLabels: readonly FieldSpec[];
  readonly labels: readonly FieldSpec[];
  readonly templateLabels: readonly FieldSpec[];
  readonly commonAnnotations: readonly FieldSpec[];
  readonly nameReference: readonly NameReference[];
  readonly varReference: readonly FieldSpec[];
  readonly images: readonly FieldSpec[];
  readonly replicas: readonly FieldSpec[];
}

export const emptyConfig: TransformerConfig = {
  namePrefix: [],
  nameSuffix: [],
  namespace: [],
  commonLabels: [],
  labels: [],
  templateLabels: [],
  commonAnnotations: [],
  nameReference: [],
  varReference: [],
  images: [],
  replicas: [],
};

/** Called for a field spec that is known already and differs in `create`. */
export type Conflict = (spec: FieldSpec) => void;

const plainFields = [
  'namePrefix',
  'nameSuffix',
  'namespace',
  'commonLabels',
  'labels',
  'templateLabels',
  'commonAnnotations',
  'varReference',
  'images',
  'replicas',
] as const;

const merged = new WeakMap<TransformerConfig, WeakMap<TransformerConfig, TransformerConfig>>();

/**
 * Both configurations together, sorted by type; what is known already is not repeated. Sorting puts field specs for all
 * types behind those for some, so that the next merge takes the former for known. Equal merges of one run are done once.
 */
export function mergeConfigs(first: TransformerConfig, second: TransformerConfig, conflict: Conflict): TransformerConfig {
  if (first === second || second === emptyConfig) return first;
  const cache = merged.get(first) ?? new WeakMap<TransformerConfig, TransformerConfig>();
  merged.set(first, cache);
  const known = cache.get(second);
  if (known) return known;
  const lists: Record<(typeof plainFields)[number], readonly FieldSpec[]> = { ...first };
  for (const name of plainFields) lists[name] = sorted(mergeFieldSpecs(first[name], second[name], conflict));
  const config = { ...lists, nameReference: sorted(mergeReferences(first.nameReference, second.nameReference, conflict)) };
  const isSame = plainFields.every((name) => config[name] === first[name]) && config.nameReference === first.nameReference;
  const result = isSame ? first : config;
  cache.set(second, result);
  return result;
}

/** A configuration as it is read: sorted by type. */
export function sortConfig(config: TransformerConfig): TransformerConfig {
  const lists: Record<(typeof plainFields)[number], readonly FieldSpec[]> = { ...config };
  for (const name of plainFields) lists[name] = sorted(config[name]);
  return { ...lists, nameReference: sorted(config.nameReference) };
}

function sorted<T extends TypeSelector>(list: readonly T[]): readonly T[] {
  const isSorted = list.every((item, at) => at === 0 || compareTypes(list[at - 1] as T, item) <= 0);
  return isSorted ? list : [...list].sort(compareTypes);
}

/** Adds field specs to a list unless one for the same path and a type that is included is there. */
export function mergeFieldSpecs(first: readonly FieldSpec[], second: readonly FieldSpec[], conflict: Conflict): readonly FieldSpec[] {
  const byPath = new Map<string, FieldSpec[]>();
  for (const spec of first) push(byPath, spec);
  const result = [...first];
  for (const spec of second) {
    const known = byPath.get(spec.path)?.find((other) => isSelected(other, spec));
    if (known) {
      if (known.create !== spec.create) conflict(spec);
      continue;
    }
    result.push(spec);
    push(byPath, spec);
  }
  return result.length === first.length ? first : result;
}

function push(byPath: Map<string, FieldSpec[]>, spec: FieldSpec): void {
  const list = byPath.get(spec.path);
  if (list) list.push(spec);
  else byPath.set(spec.path, [spec]);
}

function mergeReferences(first: readonly NameReference[], second: readonly NameReference[], conflict: Conflict): readonly NameReference[] {
  const result = [...first];
  let changed = false;
  for (const reference of second) {
    const at = result.findIndex(
      (known) => known.group === reference.group && known.version === reference.version && known.kind === reference.kind,
    );
    const known = result[at];
    if (!known) result.push(reference);
    else {
      const fieldSpecs = mergeFieldSpecs(known.fieldSpecs, reference.fieldSpecs, conflict);
      if (fieldSpecs === known.fieldSpecs) continue;
      result[at] = { ...known, fieldSpecs };
    }
    changed = true;
  }
  return changed ? result : first;
}
