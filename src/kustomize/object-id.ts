import type { Tree } from '../yaml/tree.ts';
import { isClusterScopedType } from './cluster-scope.ts';
import { fieldOf, isEmpty, textOf } from './tree.ts';

/** What kustomize knows an object by. Empty strings stand for what is missing. */
export interface ObjectId {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
}

/** A type, or a pattern for types in which empty parts match everything. */
export type TypeSelector = Pick<ObjectId, 'group' | 'version' | 'kind'>;

/** Stands in for the namespace of objects that have none. */
const NO_NAMESPACE = '_non_namespaceable_';

const known = new WeakMap<Tree, ObjectId>();

/** The present id of an object. */
export function idOf(tree: Tree): ObjectId {
  let id = known.get(tree);
  if (!id) {
    const metadata = fieldOf(tree, 'metadata');
    id = {
      ...groupAndVersion(textOf(fieldOf(tree, 'apiVersion'))),
      kind: textOf(fieldOf(tree, 'kind')),
      name: metaText(metadata, 'name'),
      namespace: metaText(metadata, 'namespace'),
    };
    known.set(tree, id);
  }
  return id;
}

function metaText(metadata: Tree | undefined, name: string): string {
  const value = fieldOf(metadata, name);
  return isEmpty(value) ? '' : textOf(value);
}

/** `apps/v1` → group `apps`, version `v1`. */
export function groupAndVersion(apiVersion: string): { readonly group: string; readonly version: string } {
  const slash = apiVersion.indexOf('/');
  return slash === -1 ? { group: '', version: apiVersion } : { group: apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1) };
}

export function apiVersionOf({ group, version }: TypeSelector): string {
  return group === '' ? version : `${group}/${version}`;
}

export function hasNoNamespace(id: TypeSelector): boolean {
  return isClusterScopedType(apiVersionOf(id), id.kind);
}

/** The namespace for comparisons: `default` when none is given, and one of its own for cluster-scoped objects. */
export function effectiveNamespace(id: ObjectId): string {
  if (hasNoNamespace(id)) return NO_NAMESPACE;
  return id.namespace === '' ? 'default' : id.namespace;
}

/** Whether `selector` selects `type`; empty parts of the selector match everything. */
export function isSelected(type: TypeSelector, selector: TypeSelector): boolean {
  return (
    (selector.group === '' || selector.group === type.group) &&
    (selector.version === '' || selector.version === type.version) &&
    (selector.kind === '' || selector.kind === type.kind)
  );
}

/** Whether kustomize takes two ids for the same object. */
export function isSameObject(first: ObjectId, second: ObjectId): boolean {
  return (
    first.name === second.name &&
    first.kind === second.kind &&
    first.group === second.group &&
    first.version === second.version &&
    effectiveNamespace(first) === effectiveNamespace(second)
  );
}

/** Equal for two ids of the same object. */
export function idKey(id: ObjectId): string {
  return `${apiVersionOf(id)}\n${id.kind}\n${id.name}\n${effectiveNamespace(id)}`;
}

/** `Deployment web in namespace shop`, for messages. */
export function describeId({ kind, name, namespace }: Pick<ObjectId, 'kind' | 'name' | 'namespace'>): string {
  return namespace === '' || namespace === NO_NAMESPACE ? `${kind} ${name}` : `${kind} ${namespace}/${name}`;
}
