import { append } from '../model/append.ts';
import { baseName } from '../model/paths.ts';
import { absorb } from './absorb.ts';
import { type Accumulated, resourceList } from './accumulated.ts';
import { withTextAnnotations } from './annotations.ts';
import type { Build } from './build.ts';
import { builtinNote, notePath, type OriginNote } from './build-metadata.ts';
import { generatorOf, transformerOf } from './builtin-plugins.ts';
import type { Text } from './decode-shape.ts';
import { generate } from './generators.ts';
import { inlineDocuments } from './inline-text.ts';
import type { Kustomization } from './kustomization.ts';
import { objectsOf } from './load-objects.ts';
import { atOrigin, newLog } from './log.ts';
import { apiVersionOf, idOf } from './object-id.ts';
import type { Resource } from './resource.ts';
import { type Transformation, transformationsOf } from './transformations.ts';
import { isEmpty } from './tree.ts';

/** A kustomization on the way down from a root. */
export interface Place {
  readonly kustomization: Kustomization;
  /** Directories from the root to this one; none of them may be entered again. */
  readonly chain: readonly string[];
  /** The way from the root, for `buildMetadata`. */
  readonly notePath: string;
}

/** Collects the objects of files and kustomizations, without changing anything. */
export type CollectObjects = (entries: readonly Text[], field: string) => readonly Resource[];

/** An object that configures a builtin generator or transformer, and the note about what it does. */
interface PluginObject {
  readonly tree: Resource['tree'];
  readonly note: OriginNote | undefined;
}

function fileNote({ kustomization, notePath: path }: Place): string {
  return notePath(path, baseName(kustomization.file.path));
}

/** Adds what the generators of a kustomization make: ConfigMaps, Secrets, then what `generators` names. */
export function runGenerators(resources: readonly Resource[], place: Place, collect: CollectObjects, build: Build): readonly Resource[] {
  const { fields, directory } = place.kustomization;
  const list = resourceList(resources);
  const note = (kind: string): OriginNote | undefined => (build.metadata.origins ? builtinNote(fileNote(place), kind) : undefined);
  for (const [kind, entries] of [
    ['ConfigMap', fields.configMapGenerator ?? []],
    ['Secret', fields.secretGenerator ?? []],
  ] as const) {
    for (const entry of entries) {
      const made = generate(kind, entry, fields.generatorOptions, directory, build);
      if (made) absorb(list, { ...made, origin: note(`${kind}Generator`) }, entry.at, build.log);
    }
  }
  refuseCharts(place.kustomization, build);
  for (const plugin of pluginObjects(fields.generators ?? [], 'generators', place, collect, build)) {
    for (const made of generatorOf(plugin.tree, directory, build)) {
      absorb(list, { ...made, origin: plugin.note }, plugin.tree.at, build.log);
    }
  }
  return list.resources;
}

function refuseCharts({ fields }: Kustomization, { log }: Build): void {
  for (const field of ['helmCharts', 'helmChartInflationGenerator'] as const) {
    const at = fields.keys[field];
    if (at && (fields[field]?.length ?? 0) > 0)
      log.report('kustomize-unsupported', atOrigin(at), { field, what: 'Helm charts are made by Helm' });
  }
}

/** The objects that `generators` or `transformers` name, inline, in files or in kustomizations. */
function pluginObjects(
  entries: readonly Text[],
  field: string,
  place: Place,
  collect: CollectObjects,
  build: Build,
): readonly PluginObject[] {
  const inline: PluginObject[] = [];
  const paths: Text[] = [];
  for (const entry of entries) {
    const reading = newLog();
    const objects = objectsOf(inlineDocuments(entry, reading), reading);
    if (!reading.failed())
      append(
        inline,
        objects.map((tree) => ({ tree, note: pluginNote(tree, fileNote(place), build) })),
      );
    else if (entry.value.includes('\n')) build.log.add(reading.diagnostics);
    else paths.push(entry);
  }
  const loaded = paths.length === 0 ? [] : collect(paths, field);
  return [
    ...inline,
    ...loaded.map(({ tree, origin }) => ({ tree, note: origin?.path ? pluginNote(tree, origin.path, build) : undefined })),
  ];
}

function pluginNote(tree: Resource['tree'], configuredIn: string, build: Build): OriginNote | undefined {
  const id = idOf(tree);
  const { kind, name, namespace } = id;
  return build.metadata.origins ? { configuredIn, configuredBy: { apiVersion: apiVersionOf(id), kind, name, namespace } } : undefined;
}

/** Runs the changes of a kustomization one after the other; after one that failed the others are not tried. */
export function runTransformers(current: Accumulated, place: Place, collect: CollectObjects, build: Build): readonly Resource[] {
  const { fields, directory } = place.kustomization;
  const steps: Transformation[] = [...transformationsOf(place.kustomization, current.config, fileNote(place), build)];
  for (const { tree, note } of pluginObjects(fields.transformers ?? [], 'transformers', place, collect, build)) {
    const run = transformerOf(tree, directory, build, { log: build.log, source: tree.at.file.path });
    if (run) steps.push({ run, note });
  }
  const [validator] = fields.validators ?? [];
  if (validator) {
    build.log.report('kustomize-unsupported', atOrigin(validator.at), { field: 'validators', what: 'validators are plugins or functions' });
  }
  let { resources } = current;
  for (const { run, note } of steps) {
    if (build.log.failed()) return resources;
    resources = run(resources).filter(({ tree }) => !isEmpty(tree));
    if (note && build.metadata.origins) resources = resources.map((resource) => noted(withTextAnnotations(resource), note));
  }
  return resources;
}

function noted(resource: Resource, note: OriginNote): Resource {
  return resource.origin ? { ...resource, transformations: [...resource.transformations, note] } : { ...resource, origin: note };
}
