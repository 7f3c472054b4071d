import type { LoadedPatch } from './load-patches.ts';
import { atOrigin } from './log.ts';
import type { MergeSchema } from './merge-keys.ts';
import { apiVersionOf, describeId, idOf } from './object-id.ts';
import { applyTo, checkIds, findTarget, keepsNotes, mergeInto, type ObjectPatch, withTextMetadata } from './patches.ts';
import { type Resource, rememberId } from './resource.ts';
import { compileSelector } from './selector.ts';
import type { Selector } from './shapes.ts';
import type { Step } from './step.ts';
import { fieldOf, textOf, withText } from './tree.ts';

/** Runs patches of `patchesStrategicMerge`: each is for the one object that has its id. */
export function mergePatches(
  resources: readonly Resource[],
  patches: readonly ObjectPatch[],
  schema: MergeSchema,
  step: Step,
): readonly Resource[] {
  let result = resources;
  for (const patch of patches) {
    const target = findTarget(result, patch, step);
    if (target !== undefined) result = replaced(result, target, withTextMetadata(patch), schema, step);
  }
  return result;
}

function replaced(
  resources: readonly Resource[],
  target: number,
  patch: ObjectPatch,
  schema: MergeSchema,
  step: Step,
): readonly Resource[] {
  const merged = mergeInto(resources[target] as Resource, patch, schema, step);
  return merged ? resources.with(target, merged) : resources.filter((_, at) => at !== target);
}

/** Runs one entry of `patches` or `patchesJson6902`. `remembers`: operations of `patches` may change names. */
export function runPatch(
  resources: readonly Resource[],
  patch: LoadedPatch,
  remembers: boolean,
  schema: MergeSchema,
  step: Step,
): readonly Resource[] {
  const { target } = patch.entry;
  if (patch.kind === 'operations') {
    if (target) return operate(resources, patch, target, remembers, step);
    step.log.report('kustomize-invalid-patch', atOrigin(patch.entry.at), { problem: 'a list of operations needs a target' });
    return resources;
  }
  if (target) return mergeSelected(resources, patch, target, schema, step);
  let result = resources;
  for (const change of patch.patches) {
    const found = findTarget(result, change, step);
    if (found !== undefined) result = replaced(result, found, change, schema, step);
  }
  return result;
}

function selected(resources: readonly Resource[], target: Selector, step: Step): ReadonlySet<Resource> {
  const test = compileSelector(target, step.log);
  const found = new Set(test ? resources.filter(test) : []);
  if (test && found.size === 0) step.log.report('kustomize-unused-patch', atOrigin(target.at), { target: describeTarget(target) });
  return found;
}

function describeTarget({ kind, name, namespace, labelSelector, annotationSelector }: Selector): string {
  const id = describeId({ kind: kind?.value || 'any kind', name: name?.value || 'of any name', namespace: namespace?.value ?? '' });
  const query = labelSelector?.value || annotationSelector?.value;
  return query ? `${id} with ${query}` : id;
}

function operate(
  resources: readonly Resource[],
  patch: LoadedPatch & { readonly kind: 'operations' },
  target: Selector,
  remembers: boolean,
  step: Step,
): readonly Resource[] {
  const targets = selected(resources, target, step);
  return resources.map((resource) => {
    if (!targets.has(resource)) return resource;
    const before = remembers ? rememberId(resource) : resource;
    return applyTo(before, patch.operations, patch.file, keepsNotes(before), step);
  });
}

function mergeSelected(
  resources: readonly Resource[],
  { patches, entry }: LoadedPatch & { readonly kind: 'merge' },
  target: Selector,
  schema: MergeSchema,
  step: Step,
): readonly Resource[] {
  const [patch, second] = patches;
  if (!patch) return resources;
  if (second) {
    step.log.report('kustomize-invalid-patch', atOrigin(second.tree.at), { problem: 'an entry with a target can have one patch only' });
    return resources;
  }
  const targets = selected(resources, target, step);
  const texts = withTextMetadata(patch);
  const result = resources.flatMap((resource) => {
    if (!targets.has(resource)) return [resource];
    const merged = mergeInto(resource, ofType(texts, resource), schema, step);
    return merged ? [merged] : [];
  });
  checkIds(result, entry.at, step);
  return result;
}

/** A patch for selected objects is for objects of every version. */
function ofType(patch: ObjectPatch, resource: Resource): ObjectPatch {
  const apiVersion = apiVersionOf(idOf(resource.tree));
  if (textOf(fieldOf(patch.tree, 'apiVersion')) === apiVersion) return patch;
  return { ...patch, tree: withText(patch.tree, ['apiVersion'], apiVersion, patch.tree.at) };
}
