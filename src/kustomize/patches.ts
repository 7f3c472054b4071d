import type { MappingTree, Tree } from '../yaml/tree.ts';
import { findDuplicate } from './accumulated.ts';
import type { Text } from './decode-shape.ts';
import { jsonForm } from './json-form.ts';
import { applyOperations, type Operation } from './json-patch.ts';
import { atOrigin } from './log.ts';
import type { MergeSchema } from './merge-keys.ts';
import { describeId, idOf, isSameObject, type ObjectId } from './object-id.ts';
import { allIds, hasNotes, type Resource, rememberId, withTree } from './resource.ts';
import { noScalars } from './shared-scalars.ts';
import type { Step } from './step.ts';
import { mergeObject } from './strategic-merge.ts';
import { fieldOf, mapping, plainScalar, stringScalar, textOf, withField, withoutField, withText } from './tree.ts';

/** A strategic merge patch that was read. */
export interface ObjectPatch {
  readonly tree: MappingTree;
  readonly allowNameChange: boolean;
  readonly allowKindChange: boolean;
  /** Shown path of the file it was read from. */
  readonly file: string;
}

/** Where the one object that a patch without a target is for stands in the list; undefined after a report. */
export function findTarget(resources: readonly Resource[], patch: ObjectPatch, step: Step): number | undefined {
  const wanted = idOf(patch.tree);
  const matches = resources.flatMap((resource, at) => (allIds(resource).some((id) => isSameObject(id, wanted)) ? [at] : []));
  if (matches.length === 1) return matches[0];
  const similar = resources.map(({ tree }) => idOf(tree)).find((id) => id.kind === wanted.kind && id.name === wanted.name);
  const help = matches.length === 0 && similar ? `the object of that kind and name is ${apiAndName(similar)}` : undefined;
  step.log.report('kustomize-patch-target', atOrigin(patch.tree.at), { object: apiAndName(wanted), found: matches.length }, { help });
  return undefined;
}

function apiAndName(id: ObjectId): string {
  return `${id.group === '' ? id.version : `${id.group}/${id.version}`} ${describeId(id)}`;
}

/** Merges a patch into one object; undefined when the patch deletes it. Name, namespace and kind stay unless the patch may change them. */
export function mergeInto(resource: Resource, patch: ObjectPatch, schema: MergeSchema, step: Step): Resource | undefined {
  const before = idOf(resource.tree);
  const fail = (at: Tree['at'], problem: string) =>
    step.log.report('kustomize-patch-failed', atOrigin(at), { object: describeId(before), problem });
  const merged = mergeObject(resource.tree, patch.tree, { schema, fail });
  if (!merged || merged.entries.length === 0) return undefined;
  const remembers = patch.allowNameChange || patch.allowKindChange;
  const at = resource.tree.at;
  let tree = merged;
  if (!patch.allowKindChange) tree = keepText(tree, ['kind'], before.kind, at);
  if (!patch.allowNameChange) tree = keepText(tree, ['metadata', 'name'], before.name, at);
  tree = keepNamespace(tree, before.namespace, at);
  const kept = losesNotes(patch.tree) ? forgetNotes(resource) : resource;
  return withTree(remembers ? rememberId(kept) : kept, tree, patch.file);
}

function keepText(tree: MappingTree, path: readonly [string, ...string[]], text: string, at: Tree['at']): MappingTree {
  return textOf(fieldOf(tree, ...path)) === text ? tree : withText(tree, path, text, at);
}

function keepNamespace(tree: MappingTree, namespace: string, at: Tree['at']): MappingTree {
  if (namespace !== '') return keepText(tree, ['metadata', 'namespace'], namespace, at);
  const metadata = fieldOf(tree, 'metadata');
  if (metadata?.kind !== 'mapping' || fieldOf(metadata, 'namespace') === undefined) return tree;
  return withField(tree, 'metadata', withoutField(metadata, 'namespace'), metadata.at);
}

/** kustomize keeps its notes as annotations; a patch that wipes the annotations wipes them too. */
function losesNotes(patch: MappingTree): boolean {
  const metadata = fieldOf(patch, 'metadata');
  const annotations = fieldOf(metadata, 'annotations');
  const wipes = (tree: Tree | undefined) => ['replace', 'delete'].includes(textOf(fieldOf(tree, '$patch')));
  const isNulled = annotations?.kind === 'scalar';
  return wipes(patch) || wipes(metadata) || wipes(annotations) || isNulled;
}

function forgetNotes(resource: Resource): Resource {
  return { ...resource, previous: [], prefixes: [], suffixes: [], needsHash: false, behavior: 'unspecified' };
}

/** kustomize rewrites the labels and annotations of a patch that is for several objects as texts, so that nulls in them delete nothing. */
export function withTextMetadata(patch: ObjectPatch): ObjectPatch {
  const metadata = fieldOf(patch.tree, 'metadata');
  if (metadata?.kind !== 'mapping') return patch;
  let next = metadata;
  for (const name of ['labels', 'annotations']) {
    const old = fieldOf(next, name);
    if (old === undefined) continue;
    if (old.kind !== 'mapping' || old.entries.length === 0) next = withoutField(next, name);
    else next = withField(next, name, textsOf(old), old.at);
  }
  return next === metadata ? patch : { ...patch, tree: withField(patch.tree, 'metadata', next, metadata.at) };
}

function textsOf(tree: MappingTree): MappingTree {
  return mapping(
    tree.entries.map(({ key, value }) => ({ key: plainScalar(key.text, key.at), value: stringScalar(textOf(value), value.at) })),
    tree.at,
  );
}

/** Applies JSON 6902 operations to one object. */
export function applyTo(resource: Resource, operations: readonly Operation[], file: string, keepsNotes: boolean, step: Step): Resource {
  const object = describeId(idOf(resource.tree));
  const unwritable = (at: Tree['at'], problem: string) => step.log.report('kustomize-unwritable', atOrigin(at), { object, problem });
  const before = jsonForm(keepsNotes ? withAnnotations(resource.tree) : resource.tree, 'read', unwritable);
  const patched = applyOperations(before, operations);
  if ('problem' in patched) {
    step.log.report('kustomize-patch-failed', atOrigin(patched.at), { object, problem: patched.problem });
    return resource;
  }
  const after = jsonForm(patched, 'rewritten', unwritable);
  if (after.kind !== 'mapping') return resource;
  const unshared = { ...resource, shared: noScalars };
  return withTree(unshared, keepsNotes ? withoutEmptyAnnotations(after, resource.tree) : after, file);
}

/** Operations may rely on the annotations that kustomize's notes need. */
function withAnnotations(tree: MappingTree): MappingTree {
  const metadata = fieldOf(tree, 'metadata');
  if (metadata?.kind !== 'mapping' || fieldOf(metadata, 'annotations')?.kind === 'mapping') return tree;
  return withField(tree, 'metadata', withField(metadata, 'annotations', mapping([], metadata.at), metadata.at), metadata.at);
}

function withoutEmptyAnnotations(tree: MappingTree, before: MappingTree): MappingTree {
  const metadata = fieldOf(tree, 'metadata');
  const annotations = fieldOf(metadata, 'annotations');
  if (metadata?.kind !== 'mapping' || annotations?.kind !== 'mapping' || annotations.entries.length > 0) return tree;
  if (fieldOf(before, 'metadata', 'annotations') !== undefined) return tree;
  return withField(tree, 'metadata', withoutField(metadata, 'annotations'), metadata.at);
}

/** Whether the object has annotations of kustomize's own while it is patched. */
export function keepsNotes(resource: Resource): boolean {
  return hasNotes(resource);
}

/** Reports the first object that has the id of another one after a patch changed names. */
export function checkIds(resources: readonly Resource[], at: Text['at'], step: Step): void {
  const duplicate = findDuplicate(resources);
  if (duplicate) step.log.report('kustomize-duplicate-object', atOrigin(at), { object: describeId(idOf(duplicate.tree)) });
}
