import { type Build, loadEntry } from './build.ts';
import { decodeShape, type Text } from './decode-shape.ts';
import { defaultConfig } from './default-fields.ts';
import type { FieldSpec } from './field-spec.ts';
import { atOrigin, type Log } from './log.ts';
import type { TypeSelector } from './object-id.ts';
import { documentsOf } from './session.ts';
import { configurationShape, type FieldSpecEntry } from './shapes.ts';
import { emptyConfig, mergeConfigs, sortConfig, type TransformerConfig } from './transformer-config.ts';

const sortedDefaults = sortConfig(defaultConfig);

/** The defaults and what the files of `configurations` add to them. */
export function loadConfigurations(paths: readonly Text[], root: string, build: Build): TransformerConfig {
  let added = emptyConfig;
  for (const path of paths) {
    const config = loadConfiguration(path, root, build);
    if (config) added = mergeConfigs(added, config, conflictIn(build.log, path));
  }
  const [path] = paths;
  return path ? mergeConfigs(sortedDefaults, added, conflictIn(build.log, path)) : sortedDefaults;
}

/** Reports field specs that contradict each other. */
export function conflictIn(log: Log, at: Text): (spec: FieldSpec) => void {
  return (spec) => log.report('kustomize-conflicting-fields', atOrigin(at.at), { path: spec.path });
}

function loadConfiguration(path: Text, root: string, build: Build): TransformerConfig | undefined {
  const file = loadEntry(build, root, path, 'configurations');
  const tree = file && documentsOf(build.session, file, build.log)[0];
  if (!tree) return undefined;
  const decoded = decodeShape(tree, configurationShape, '', { strict: true, coerce: true, report: build.log.report });
  if (!decoded) return undefined;
  const specs = (entries: readonly FieldSpecEntry[] | undefined) => (entries ?? []).map(fieldSpecOf);
  return sortConfig({
    namePrefix: specs(decoded.namePrefix),
    nameSuffix: specs(decoded.nameSuffix),
    namespace: specs(decoded.namespace),
    commonLabels: specs(decoded.commonLabels),
    labels: specs(decoded.labels),
    templateLabels: specs(decoded.templateLabels),
    commonAnnotations: specs(decoded.commonAnnotations),
    varReference: specs(decoded.varReference),
    images: specs(decoded.images),
    replicas: specs(decoded.replicas),
    nameReference: (decoded.nameReference ?? []).map((entry) => ({ ...typeOf(entry), fieldSpecs: specs(entry.fieldSpecs) })),
  });
}

function typeOf(entry: Pick<FieldSpecEntry, 'group' | 'version' | 'kind'>): TypeSelector {
  return { group: entry.group?.value ?? '', version: entry.version?.value ?? '', kind: entry.kind?.value ?? '' };
}

/** A field spec as a kustomization or a configuration writes it. */
export function fieldSpecOf(entry: FieldSpecEntry): FieldSpec {
  return { ...typeOf(entry), path: entry.path?.value ?? '', create: entry.create ?? false };
}
