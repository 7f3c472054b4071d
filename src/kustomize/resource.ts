import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { MappingTree } from '../yaml/tree.ts';
import type { OriginNote } from './build-metadata.ts';
import { effectiveNamespace, idOf, type ObjectId } from './object-id.ts';
import { noScalars, type SharedScalars, spreadShared } from './shared-scalars.ts';

/** A name that an object had; kustomize forgets no group or version. */
export type PreviousId = Pick<ObjectId, 'kind' | 'name' | 'namespace'>;

/** An object on its way through a kustomization, with what kustomize notes about it. */
export interface Resource {
  readonly tree: MappingTree;
  /** Oldest first. */
  readonly previous: readonly PreviousId[];
  readonly prefixes: readonly string[];
  readonly suffixes: readonly string[];
  readonly needsHash: boolean;
  readonly behavior: 'create' | 'merge' | 'replace' | 'unspecified';
  /** Names of the `vars` whose value is read from this object. */
  readonly variables: readonly string[];
  /** Files that decided this object so far. */
  readonly sources: readonly string[];
  /** What `buildMetadata` writes about the object. */
  readonly origin: OriginNote | undefined;
  readonly transformations: readonly OriginNote[];
  /** Labels and annotations that one step put into several fields. */
  readonly shared: SharedScalars;
  /** Why the object cannot be made; whoever uses it fails. */
  readonly broken: readonly Diagnostic[];
}

/** An object as read from a file or made by a generator. */
export function newResource(tree: MappingTree, sources: readonly string[], more: Partial<Resource> = {}): Resource {
  return {
    tree,
    previous: [],
    prefixes: [],
    suffixes: [],
    needsHash: false,
    behavior: 'unspecified',
    variables: [],
    sources,
    origin: undefined,
    transformations: [],
    shared: noScalars,
    broken: [],
    ...more,
  };
}

/** Every id the object ever had, the oldest first, with today's group and version. */
export function allIds(resource: Resource): readonly ObjectId[] {
  const now = idOf(resource.tree);
  return [...previousIds(resource), now];
}

/** The ids the object had before the present one. */
export function previousIds(resource: Resource): readonly ObjectId[] {
  if (resource.previous.length === 0) return [];
  const { group, version } = idOf(resource.tree);
  return resource.previous.map((id) => ({ group, version, ...id }));
}

/** The id the object was read with. */
export function originalId(resource: Resource): ObjectId {
  const now = idOf(resource.tree);
  const first = resource.previous[0];
  return first ? { group: now.group, version: now.version, ...first } : now;
}

/** Remembers the present id before something changes it. */
export function rememberId(resource: Resource): Resource {
  const now = idOf(resource.tree);
  return { ...resource, previous: [...resource.previous, { kind: now.kind, name: now.name, namespace: effectiveNamespace(now) }] };
}

/** The resource with another tree; `source` names the file that asked for the change. */
export function withTree(resource: Resource, tree: MappingTree, source: string): Resource {
  if (tree === resource.tree) return resource;
  const sources = resource.sources.includes(source) ? resource.sources : [...resource.sources, source];
  return { ...resource, ...spreadShared(resource.tree, tree, resource.shared), sources };
}

/** Whether kustomize has notes about the object, which it keeps as annotations while it works. */
export function hasNotes(resource: Resource): boolean {
  return (
    resource.previous.length > 0 ||
    resource.prefixes.length > 0 ||
    resource.suffixes.length > 0 ||
    resource.needsHash ||
    resource.behavior !== 'unspecified' ||
    resource.origin !== undefined
  );
}
