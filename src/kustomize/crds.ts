import type { Tree } from '../yaml/tree.ts';
import { type Build, loadEntry } from './build.ts';
import { conflictIn } from './configurations.ts';
import type { Text } from './decode-shape.ts';
import type { FieldSpec } from './field-spec.ts';
import { documentsOf } from './session.ts';
import { emptyConfig, mergeConfigs, type TransformerConfig } from './transformer-config.ts';
import { fieldOf, textOf } from './tree.ts';

/**
 * What the OpenAPI definitions of `crds` add to a configuration: properties with the extensions
 * `x-kubernetes-annotation`, `-label-selector`, `-identity` and `-object-ref-kind`.
 */
export function loadCrds(paths: readonly Text[], root: string, build: Build): TransformerConfig {
  let config = emptyConfig;
  for (const path of paths) {
    const file = loadEntry(build, root, path, 'crds');
    const definitions = file && documentsOf(build.session, file, build.log)[0];
    if (definitions?.kind !== 'mapping') continue;
    for (const { key, value } of definitions.entries) {
      const properties = propertiesOf(value);
      if (!['kind', 'apiVersion', 'metadata'].every((name) => fieldOf(properties, name) !== undefined)) continue;
      const found = { ...emptyFields(), kind: key.text.split('.').at(-1) ?? '' };
      collect(definitions, key.text, [], new Set(), found);
      config = mergeConfigs(config, configOf(found), conflictIn(build.log, path));
    }
  }
  return config;
}

interface Fields {
  readonly kind: string;
  readonly annotations: string[];
  readonly labels: string[];
  readonly names: string[];
  readonly references: { readonly kind: string; readonly version: string; readonly path: string }[];
}

function emptyFields(): Omit<Fields, 'kind'> {
  return { annotations: [], labels: [], names: [], references: [] };
}

function propertiesOf(definition: Tree | undefined): Tree | undefined {
  return fieldOf(definition, 'Schema', 'properties') ?? fieldOf(definition, 'schema', 'properties');
}

function collect(definitions: Tree, name: string, path: readonly string[], entered: ReadonlySet<string>, fields: Fields): void {
  const properties = propertiesOf(fieldOf(definitions, name));
  if (properties?.kind !== 'mapping' || entered.has(name)) return;
  for (const { key, value } of properties.entries) {
    const below = [...path, key.text];
    const extension = (suffix: string) => fieldOf(value, `x-kubernetes-${suffix}`);
    if (extension('annotation')) fields.annotations.push(below.join('/'));
    if (extension('label-selector')) fields.labels.push(below.join('/'));
    if (extension('identity')) fields.names.push(below.join('/'));
    const version = extension('object-ref-api-version');
    const kind = extension('object-ref-kind');
    if (version && kind) {
      const nameKey = textOf(extension('object-ref-name-key')) || 'name';
      fields.references.push({ kind: textOf(kind), version: textOf(version), path: [...below, nameKey].join('/') });
    }
    const reference = fieldOf(value, '$ref');
    if (reference) collect(definitions, textOf(reference), below, new Set([...entered, name]), fields);
  }
}

function configOf({ kind, annotations, labels, names, references }: Fields): TransformerConfig {
  const spec = (path: string): FieldSpec => ({ group: '', version: '', kind, path, create: false });
  return {
    ...emptyConfig,
    commonAnnotations: annotations.map(spec),
    commonLabels: labels.map(spec),
    namePrefix: names.map(spec),
    nameReference: references.map((reference) => ({
      group: '',
      version: reference.version,
      kind: reference.kind,
      fieldSpecs: [spec(reference.path)],
    })),
  };
}
