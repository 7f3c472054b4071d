import type { Kubernetes, PodTemplateSpec } from './kubernetes.ts';
import type { Manifest } from './manifest.ts';
import type { FieldPath } from './source.ts';

/** Kinds that hold a pod template. */
export const workloadKinds = [
  'Pod',
  'PodTemplate',
  'ReplicationController',
  'ReplicaSet',
  'Deployment',
  'DaemonSet',
  'StatefulSet',
  'Job',
  'CronJob',
] as const;
export type WorkloadKind = (typeof workloadKinds)[number];

/** A workload without its decoded object, of which there may be thousands. */
export type WorkloadName = Pick<Workload, 'manifest' | 'kind' | 'namespace' | 'name'>;

/** An object with a pod template, decoded. A Pod is its own template. */
export interface Workload {
  readonly manifest: Manifest;
  readonly kind: WorkloadKind;
  /** Effective: `default` or `--namespace` when the object names none. */
  readonly namespace: string;
  readonly name: string;
  /** The decoded object. */
  readonly object: Kubernetes<WorkloadKind>;
  readonly template: PodTemplateSpec;
  /** Where the template stands in the object: `[]`, `['template']`, `['spec', 'template']`, `['spec', 'jobTemplate', 'spec', 'template']`. */
  readonly templatePath: FieldPath;
  /** The Job's spec, for Job and CronJob, and where it stands. */
  readonly job?: { readonly spec: Kubernetes<'JobSpec'>; readonly path: FieldPath };
}
