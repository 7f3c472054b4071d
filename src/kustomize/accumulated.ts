import type { MergeSchema } from './merge-keys.ts';
import { idKey, idOf } from './object-id.ts';
import type { Resource } from './resource.ts';
import type { VariableEntry } from './shapes.ts';
import type { TransformerConfig } from './transformer-config.ts';

/** What a kustomization and everything below it come to. */
export interface Accumulated {
  readonly resources: readonly Resource[];
  readonly config: TransformerConfig;
  readonly variables: ReadonlyMap<string, VariableEntry>;
}

/** A rendered base; roots share it. */
export interface CachedBase {
  /** Undefined: the base failed, which was reported for the first root that uses it. */
  readonly result: Accumulated | undefined;
  /** Directories that were entered below the base, for the search for circles. */
  readonly entered: readonly string[];
  /** The schema that the base chose for everything that comes behind it. */
  readonly chosenSchema: MergeSchema | undefined;
  /** Files that were read for the base, with shown paths. */
  readonly files: ReadonlySet<string>;
}

/** Adds objects to a list unless one with the same id is there. */
export interface ResourceList {
  readonly resources: Resource[];
  readonly keys: Set<string>;
}

export function resourceList(resources: readonly Resource[]): ResourceList {
  return { resources: [...resources], keys: new Set(resources.map(({ tree }) => idKey(idOf(tree)))) };
}

/** Returns false when an object with that id is there already. */
export function addResource(list: ResourceList, resource: Resource): boolean {
  const key = idKey(idOf(resource.tree));
  if (list.keys.has(key)) return false;
  list.keys.add(key);
  list.resources.push(resource);
  return true;
}

/** The first object whose present id an earlier one has too. */
export function findDuplicate(resources: readonly Resource[]): Resource | undefined {
  const keys = new Set<string>();
  return resources.find((resource) => {
    const key = idKey(idOf(resource.tree));
    if (keys.has(key)) return true;
    keys.add(key);
    return false;
  });
}
