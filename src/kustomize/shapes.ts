import type { Decoded } from './decode-shape.ts';

const texts = { list: 'text' } as const;
const textMap = { map: 'text' } as const;
const typeFields = { group: 'text', version: 'text', kind: 'text' } as const;
const idFields = { ...typeFields, name: 'text', namespace: 'text' } as const;
const fieldSpec = { fields: { ...typeFields, path: 'text', create: 'flag' } } as const;
const fieldSpecs = { list: fieldSpec } as const;
export const fieldSpecShapes = fieldSpecs;

/** What a patch or a replacement selects objects by. */
export const selectorShape = { fields: { ...idFields, annotationSelector: 'text', labelSelector: 'text' } } as const;

export const patchShape = { fields: { path: 'text', patch: 'text', target: selectorShape, options: { map: 'flag' } } } as const;

const generatorOptions = { fields: { labels: textMap, annotations: textMap, disableNameSuffixHash: 'flag', immutable: 'flag' } } as const;

const generatorFields = {
  namespace: 'text',
  name: 'text',
  behavior: 'text',
  literals: texts,
  files: texts,
  envs: texts,
  env: 'text',
  options: generatorOptions,
} as const;

export const configMapGeneratorShape = { fields: generatorFields } as const;
export const secretGeneratorShape = { fields: { ...generatorFields, type: 'text' } } as const;

const fieldOptions = { fields: { delimiter: 'text', index: 'whole', encoding: 'text', create: 'flag' } } as const;

const replacementFields = {
  source: { fields: { ...idFields, fieldPath: 'text', options: fieldOptions } },
  targets: {
    list: { fields: { select: selectorShape, reject: { list: selectorShape }, fieldPaths: texts, options: fieldOptions } },
  },
} as const;

export const replacementShape = { fields: replacementFields } as const;

export const imageShape = { fields: { name: 'text', newName: 'text', tagSuffix: 'text', newTag: 'text', digest: 'text' } } as const;
export const replicaShape = { fields: { name: 'text', count: 'whole' } } as const;
export const labelShape = { fields: { pairs: textMap, includeSelectors: 'flag', includeTemplates: 'flag', fields: fieldSpecs } } as const;

export const variableShape = {
  fields: { name: 'text', objref: { fields: { apiVersion: 'text', ...idFields } }, fieldref: { fields: { fieldPath: 'text' } } },
} as const;

const metadata = { fields: { name: 'text', namespace: 'text', labels: textMap, annotations: textMap } } as const;

/** kustomization.yaml (kustomize 5.5, api, types/kustomization.go). */
export const kustomizationShape = {
  fields: {
    apiVersion: 'text',
    kind: 'text',
    metadata,
    openapi: textMap,
    namePrefix: 'text',
    nameSuffix: 'text',
    namespace: 'text',
    commonLabels: textMap,
    labels: { list: labelShape },
    commonAnnotations: textMap,
    patchesStrategicMerge: texts,
    patchesJson6902: { list: patchShape },
    patches: { list: patchShape },
    images: { list: imageShape },
    imageTags: { list: imageShape },
    replacements: { list: { fields: { path: 'text', ...replacementFields } } },
    replicas: { list: replicaShape },
    vars: { list: variableShape },
    sortOptions: { fields: { order: 'text', legacySortOptions: { fields: { orderFirst: texts, orderLast: texts } } } },
    resources: texts,
    components: texts,
    crds: texts,
    bases: texts,
    configMapGenerator: { list: configMapGeneratorShape },
    secretGenerator: { list: secretGeneratorShape },
    helmGlobals: 'any',
    helmCharts: { list: 'any' },
    helmChartInflationGenerator: { list: 'any' },
    generatorOptions,
    configurations: texts,
    generators: texts,
    transformers: texts,
    validators: texts,
    buildMetadata: texts,
  },
} as const;

/** A file of `configurations`. */
export const configurationShape = {
  fields: {
    namePrefix: fieldSpecs,
    nameSuffix: fieldSpecs,
    namespace: fieldSpecs,
    commonLabels: fieldSpecs,
    labels: fieldSpecs,
    templateLabels: fieldSpecs,
    commonAnnotations: fieldSpecs,
    nameReference: { list: { fields: { ...typeFields, fieldSpecs } } },
    varReference: fieldSpecs,
    images: fieldSpecs,
    replicas: fieldSpecs,
  },
} as const;

export type KustomizationFields = Decoded<typeof kustomizationShape>;
export type PatchEntry = Decoded<typeof patchShape>;
export type Selector = Decoded<typeof selectorShape>;
export type GeneratorEntry = Decoded<typeof secretGeneratorShape>;
export type GeneratorOptions = Decoded<typeof generatorOptions>;
export type Replacement = Decoded<typeof replacementShape>;
export type ImageEntry = Decoded<typeof imageShape>;
export type ReplicaEntry = Decoded<typeof replicaShape>;
export type LabelEntry = Decoded<typeof labelShape>;
export type VariableEntry = Decoded<typeof variableShape>;
export type FieldSpecEntry = Decoded<typeof fieldSpec>;
export type FieldOptions = Decoded<typeof fieldOptions>;
