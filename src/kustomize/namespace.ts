import type { MappingTree, Tree } from '../yaml/tree.ts';
import { findDuplicate } from './accumulated.ts';
import type { Text } from './decode-shape.ts';
import { type FieldSpec, type FieldUpdate, updateField, updateFields } from './field-spec.ts';
import { setScalar } from './field-update.ts';
import { atOrigin } from './log.ts';
import { describeId, hasNoNamespace, idOf } from './object-id.ts';
import { type Resource, rememberId, withTree } from './resource.ts';
import { failIn, type Step } from './step.ts';
import { fieldOf, isMissingOrNull, mapping, plainScalar, replaceEntry, textOf, withField } from './tree.ts';

export interface NamespaceOptions {
  /** Only objects without a namespace are changed. */
  readonly unsetOnly: boolean;
  /** Which subjects of role bindings get the namespace. */
  readonly subjects: 'defaultOnly' | 'allServiceAccounts' | 'none';
}

export const defaultNamespaceOptions: NamespaceOptions = { unsetOnly: false, subjects: 'defaultOnly' };

/** `namespace`: sets the namespace of every object that can have one, and renames Namespaces. */
export function setNamespace(
  resources: readonly Resource[],
  namespace: Text,
  specs: readonly FieldSpec[],
  step: Step,
  options: NamespaceOptions = defaultNamespaceOptions,
): readonly Resource[] {
  const result = resources.map((resource) => {
    const fail = failIn(step, resource, 'namespace');
    const update = namespaceUpdate(namespace, options, fail);
    return withTree(rememberId(resource), inNamespace(resource.tree, specs, update, options), step.source);
  });
  const duplicate = findDuplicate(result);
  if (duplicate) step.log.report('kustomize-duplicate-object', atOrigin(namespace.at), { object: describeId(idOf(duplicate.tree)) });
  return result;
}

function namespaceUpdate(namespace: Text, { unsetOnly }: NamespaceOptions, fail: FieldUpdate['fail']): FieldUpdate {
  const update = setScalar(namespace.value, '!!str', namespace.at, fail);
  return unsetOnly ? { ...update, set: (old) => (textOf(old) === '' || isMissingOrNull(old) ? update.set(old) : old) } : update;
}

const metadataNamespace: FieldSpec = { group: '', version: '', kind: '', path: 'metadata/namespace', create: true };

function inNamespace(tree: MappingTree, specs: readonly FieldSpec[], update: FieldUpdate, options: NamespaceOptions): MappingTree {
  const id = idOf(tree);
  const isCore = id.group === '' && id.version === 'v1';
  const isBinding = id.kind === 'RoleBinding' || id.kind === 'ClusterRoleBinding';
  let result = hasNoNamespace(id) ? tree : updateField(tree, metadataNamespace, update);
  if (isBinding && options.subjects !== 'none') result = setSubjects(result, update, options);
  const used = specs.filter(({ path, kind }) => {
    if (path === 'metadata/namespace' || (path === 'metadata/name' && !isCore)) return false;
    return !(isBinding && path === 'subjects/namespace' && (kind === 'RoleBinding' || kind === 'ClusterRoleBinding'));
  });
  return updateFields(result, used, update);
}

function setSubjects(tree: MappingTree, update: FieldUpdate, { subjects: mode }: NamespaceOptions): MappingTree {
  const subjects = fieldOf(tree, 'subjects');
  if (isMissingOrNull(subjects)) return tree;
  if (subjects.kind !== 'sequence') {
    update.fail(subjects.at, `expected a list of subjects, found a ${subjects.kind}`);
    return tree;
  }
  const [field, wanted] = mode === 'defaultOnly' ? ['name', 'default'] : ['kind', 'ServiceAccount'];
  const items = subjects.items.map((item) => (textOf(fieldOf(item, field as string)) === wanted ? withNamespace(item, update) : item));
  return items.every((item, at) => item === subjects.items[at]) ? tree : replaceEntry(tree, 'subjects', { ...subjects, items });
}

function withNamespace(subject: Tree, update: FieldUpdate): Tree {
  if (subject.kind !== 'mapping') return subject;
  const old = fieldOf(subject, 'namespace');
  if (old !== undefined) return replaceEntry(subject, 'namespace', update.set(old));
  return withField(subject, 'namespace', update.set(plainScalar('', update.at)), update.at);
}

/** Sets `metadata.namespace` and nothing else; used by the builtin ValueAddTransformer. */
export function setMetadataNamespace(resource: Resource, namespace: Text, step: Step): Resource {
  const update = setScalar(namespace.value, '!!str', namespace.at, failIn(step, resource, 'namespace'));
  const tree = resource.tree.kind === 'mapping' ? resource.tree : mapping([], namespace.at);
  return withTree(resource, inNamespace(tree, [], update, defaultNamespaceOptions), step.source);
}
