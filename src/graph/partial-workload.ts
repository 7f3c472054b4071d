import { workloadKindOf } from '../decode/kinds.ts';
import type { Manifest } from '../model/manifest.ts';
import type { FieldPath } from '../model/source.ts';
import type { WorkloadKind } from '../model/workload.ts';

const specPaths: Readonly<Record<WorkloadKind, FieldPath>> = {
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
}

/** Looks for containers and their images in a document of a workload kind. */
export function completenessOf(manifest: Manifest): Completeness {
  const kind = workloadKindOf(manifest);
  const spec = kind ? valueAt(manifest.data, specPaths[kind]) : undefined;
  const containers = ['initContainers', 'containers'].flatMap((list) => {
    const items = valueAt(spec, [list]);
    return Array.isArray(items) ? items : [];
  });
  const withoutImage = containers.filter((container) => !hasImage(container)).map(nameOf);
  return { withoutImage, containers: containers.length };
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

function valueAt(value: unknown, path: FieldPath): unknown {
  let node = value;
  for (const entry of path) {
    if (typeof node !== 'object' || node === null || !Object.hasOwn(node, entry)) return undefined;
    node = (node as Readonly<Record<string | number, unknown>>)[entry];
  }
  return node;
}
