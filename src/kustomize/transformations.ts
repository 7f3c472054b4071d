import type { Build } from './build.ts';
import { builtinNote, type OriginNote } from './build-metadata.ts';
import { conflictIn, fieldSpecOf } from './configurations.ts';
import type { FieldSpec } from './field-spec.ts';
import { setImage } from './images.ts';
import type { Kustomization } from './kustomization.ts';
import { setEntries } from './labels.ts';
import { loadMergePatches, loadOperations, loadPatch } from './load-patches.ts';
import { loadReplacements } from './load-replacements.ts';
import { atOrigin } from './log.ts';
import { addPrefix, addSuffix } from './names.ts';
import { setNamespace } from './namespace.ts';
import { mergePatches, runPatch } from './patch-steps.ts';
import { replaceValues } from './replacements.ts';
import { setReplicas } from './replicas.ts';
import type { Resource } from './resource.ts';
import type { LabelEntry } from './shapes.ts';
import type { Step } from './step.ts';
import { mergeFieldSpecs, type TransformerConfig } from './transformer-config.ts';

/** One change of all objects, ready to run. */
export interface Transformation {
  readonly run: (resources: readonly Resource[]) => readonly Resource[];
  /** What `buildMetadata` writes about the change. */
  readonly note: OriginNote | undefined;
}

/** The changes that the fields of a kustomization ask for, in kustomize's order. Files they need are read here. */
export function transformationsOf(
  { fields, file, directory }: Kustomization,
  config: TransformerConfig,
  notePath: string,
  build: Build,
): readonly Transformation[] {
  const step: Step = { log: build.log, source: file.path };
  const steps: Transformation[] = [];
  const add = (kind: string, run: Transformation['run']) => steps.push({ run, note: builtinNote(notePath, kind) });

  const merges = loadMergePatches(fields.patchesStrategicMerge ?? [], directory, build);
  const [written] = fields.patchesStrategicMerge ?? [];
  if (written && merges.length === 0 && !build.log.failed()) {
    build.log.report('kustomize-invalid-patch', atOrigin(written.at), { problem: 'the patch is empty' });
  }
  if (merges.length > 0) add('PatchStrategicMergeTransformer', (resources) => mergePatches(resources, merges, build.schema.current, step));
  for (const entry of fields.patches ?? []) {
    const patch = loadPatch(entry, directory, build);
    if (patch) add('PatchTransformer', (resources) => runPatch(resources, patch, true, build.schema.current, step));
  }
  const { namespace, namePrefix, nameSuffix } = fields;
  if (namespace && namespace.value !== '') add('NamespaceTransformer', (all) => setNamespace(all, namespace, config.namespace, step));
  if (namePrefix && namePrefix.value !== '') add('PrefixTransformer', (all) => addPrefix(all, namePrefix, config.namePrefix, step));
  if (nameSuffix && nameSuffix.value !== '') add('SuffixTransformer', (all) => addSuffix(all, nameSuffix, config.nameSuffix, step));
  addLabels();
  const annotations = fields.commonAnnotations;
  if (annotations && annotations.size > 0) {
    add('AnnotationsTransformer', (all) => setEntries(all, annotations, config.commonAnnotations, 'commonAnnotations', step));
  }
  for (const entry of fields.patchesJson6902 ?? []) {
    const patch = loadOperations(entry, directory, build);
    if (patch) add('PatchJson6902Transformer', (resources) => runPatch(resources, patch, false, build.schema.current, step));
  }
  for (const replica of fields.replicas ?? []) add('ReplicaCountTransformer', (all) => setReplicas(all, replica, config.replicas, step));
  for (const image of [...(fields.images ?? []), ...(fields.imageTags ?? [])]) {
    add('ImageTagTransformer', (all) => setImage(all, image, config.images, step));
  }
  const replacements = loadReplacements(fields.replacements ?? [], directory, build);
  if (replacements.length > 0) add('ReplacementTransformer', (all) => replaceValues(all, replacements, step));
  return steps;

  function addLabels(): void {
    for (const label of fields.labels ?? []) {
      const specs = labelSpecs(label, config, build);
      add('LabelTransformer', (all) => setEntries(all, label.pairs ?? new Map(), specs, 'labels', step));
    }
    const common = fields.commonLabels ?? new Map();
    // kustomize has a second step for commonLabels, even when only labels are given.
    if (common.size > 0 || (fields.labels?.length ?? 0) > 0)
      add('LabelTransformer', (all) => setEntries(all, common, config.commonLabels, 'commonLabels', step));
  }
}

const metadataLabels: FieldSpec = { group: '', version: '', kind: '', path: 'metadata/labels', create: true };

/** Where the entries of `labels` go: into the metadata, and into templates and selectors when asked for. */
function labelSpecs(label: LabelEntry, config: TransformerConfig, build: Build): readonly FieldSpec[] {
  const [pair] = label.pairs?.values() ?? [];
  const conflict = pair ? conflictIn(build.log, pair.value) : () => {};
  const own = mergeFieldSpecs((label.fields ?? []).map(fieldSpecOf), config.labels, conflict);
  if (label.includeSelectors) return mergeFieldSpecs(own, config.commonLabels, conflict);
  const templates = label.includeTemplates ? mergeFieldSpecs(own, config.templateLabels, conflict) : own;
  return mergeFieldSpecs(templates, [metadataLabels], conflict);
}
