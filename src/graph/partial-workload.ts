import { workloadKindOf } from '../decode/kinds.ts';
import { valueAt } from '../model/field-path.ts';
import type { Manifest } from '../model/manifest.ts';
import { isMapping } from '../model/mapping.ts';
import type { FieldPath } from '../model/source.ts';
import type { WorkloadKind } from '../model/workload.ts';

/** Where the pod spec of a workload stands. */
export const specPaths: Readonly<Record<WorkloadKind, FieldPath>> = {
  Pod: ['spec'],
  PodTemplate: ['template', 'spec'],
  ReplicationController: ['spec', 'template', 'spec'],
  ReplicaSet: ['spec', 'template', 'spec'],
  Deployment: ['spec', 'template', 'spec'],
  DaemonSet: ['spec', 'template', 'spec'],
  StatefulSet: ['spec', 'template', 'spec'],
  Job: ['spec', 'template', 'spec'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
};

/** How much of a workload a document holds, without decoding it. */
export interface Completeness {
  /** Names of the containers without an image. */
  readonly withoutImage: readonly string[];
  readonly containers: number;
  /** Something on the way to the containers has the wrong type: a mistake, whatever the document was meant to be. */
  readonly malformed: boolean;
}

/** Looks for containers and their images in a document of a workload kind. */
export function completenessOf(manifest: Manifest): Completeness {
  const kind = workloadKindOf(manifest);
  const path = kind ? specPaths[kind] : [];
  const spec = kind ? valueAt(manifest.data, path) : undefined;
  const lists = [valueAt(spec, ['initContainers']), valueAt(spec, ['containers'])];
  const containers: readonly unknown[] = lists.flatMap((list) => (Array.isArray(list) ? list : []));
  const withoutImage = containers.filter((container) => !hasImage(container)).map(nameOf);
  const onTheWay = path.map((_, depth) => valueAt(manifest.data, path.slice(0, depth + 1)));
  const malformed =
    [...onTheWay, ...containers].some((value) => !isAbsent(value) && !isMapping(value)) ||
    lists.some((list) => !isAbsent(list) && !Array.isArray(list));
  return { withoutImage, containers: containers.length, malformed };
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null;
}

function hasImage(container: unknown): boolean {
  const image = valueAt(container, ['image']);
  // What is there and no text is a mistake of its own.
  return image !== undefined && image !== null && image !== '';
}

function nameOf(container: unknown): string {
  const name = valueAt(container, ['name']);
  return typeof name === 'string' ? name : '';
}
