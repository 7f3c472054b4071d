import type { FieldSpec } from './field-spec.ts';
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

/** Both configurations together; what is known already is not repeated. Equal merges of one run are done once. */
export function mergeConfigs(first: TransformerConfig, second: TransformerConfig, conflict: Conflict): TransformerConfig {
  if (first === second || second === emptyConfig) return first;
  if (first === emptyConfig) return second;
  const cache = merged.get(first) ?? new WeakMap<TransformerConfig, TransformerConfig>();
  merged.set(first, cache);
  const known = cache.get(second);
  if (known) return known;
  const result: Record<(typeof plainFields)[number], readonly FieldSpec[]> = { ...first };
  for (const name of plainFields) result[name] = mergeFieldSpecs(first[name], second[name], conflict);
  const config = { ...result, nameReference: mergeReferences(first.nameReference, second.nameReference, conflict) };
  cache.set(second, config);
  return config;
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
  for (const reference of second) {
    const at = result.findIndex(
      (known) => known.group === reference.group && known.version === reference.version && known.kind === reference.kind,
    );
    const known = result[at];
    if (known) result[at] = { ...known, fieldSpecs: mergeFieldSpecs(known.fieldSpecs, reference.fieldSpecs, conflict) };
    else result.push(reference);
  }
  return result;
}
