import type { Manifest } from '../model/manifest.ts';
import type { ReferencedKind } from '../model/reference.ts';
import { similarName } from '../model/similar-name.ts';
import type { WorkloadKind } from '../model/workload.ts';

/** Versions of the API groups that hold a kind; `deprecated` ones were removed from Kubernetes and still decode the same way. */
interface KindVersions {
  readonly current: readonly string[];
  readonly deprecated: readonly string[];
}

/** The apiVersions in which each workload kind has existed (changelogs of Kubernetes 1.9 to 1.36). */
const workloadVersions: Readonly<Record<WorkloadKind, KindVersions>> = {
  Pod: { current: ['v1'], deprecated: [] },
  PodTemplate: { current: ['v1'], deprecated: [] },
  ReplicationController: { current: ['v1'], deprecated: [] },
  ReplicaSet: { current: ['apps/v1'], deprecated: ['apps/v1beta2', 'extensions/v1beta1'] },
  Deployment: { current: ['apps/v1'], deprecated: ['apps/v1beta1', 'apps/v1beta2', 'extensions/v1beta1'] },
  DaemonSet: { current: ['apps/v1'], deprecated: ['apps/v1beta2', 'extensions/v1beta1'] },
  StatefulSet: { current: ['apps/v1'], deprecated: ['apps/v1beta1', 'apps/v1beta2'] },
  Job: { current: ['batch/v1'], deprecated: [] },
  CronJob: { current: ['batch/v1'], deprecated: ['batch/v1beta1', 'batch/v2alpha1'] },
};

const referencedGroups: Readonly<Record<ReferencedKind, readonly string[]>> = {
  ConfigMap: [''],
  Secret: [''],
  PersistentVolumeClaim: [''],
  PersistentVolume: [''],
  StorageClass: ['storage.k8s.io'],
  Service: [''],
  ServiceAccount: [''],
  LimitRange: [''],
  NetworkPolicy: ['networking.k8s.io', 'extensions'],
  PriorityClass: ['scheduling.k8s.io'],
  RuntimeClass: ['node.k8s.io'],
  ClusterTrustBundle: ['certificates.k8s.io'],
};

const clusterScoped: ReadonlySet<string> = new Set<ReferencedKind>([
  'PersistentVolume',
  'StorageClass',
  'PriorityClass',
  'RuntimeClass',
  'ClusterTrustBundle',
]);

/** The workload kind of an object, or undefined: a `Job` of another API group is no Job of Kubernetes. */
export function workloadKindOf({ kind, group }: Pick<Manifest, 'kind' | 'group'>): WorkloadKind | undefined {
  if (!isWorkloadKind(kind)) return undefined;
  return builtInGroup(group) ? kind : undefined;
}

/** The kind under which other objects can refer to an object, or undefined. */
export function referencedKindOf({ kind, group }: Pick<Manifest, 'kind' | 'group'>): ReferencedKind | undefined {
  return isReferencedKind(kind) && referencedGroups[kind].includes(group) ? kind : undefined;
}

/** Whether objects of the kind have no namespace. */
export function isClusterScoped(kind: string): boolean {
  return clusterScoped.has(kind);
}

/** Whether the apiVersion is one in which the workload kind exists or once existed. */
export function versionStatus(kind: WorkloadKind, apiVersion: string): 'current' | 'deprecated' | 'unknown' {
  const { current, deprecated } = workloadVersions[kind];
  if (current.includes(apiVersion)) return 'current';
  return deprecated.includes(apiVersion) ? 'deprecated' : 'unknown';
}

/** The apiVersion that a manifest of the kind should have today. */
export function currentVersion(kind: WorkloadKind): string {
  return workloadVersions[kind].current[0] ?? 'v1';
}

/** The groups in which a wrong kind is a mistake and no extension of somebody else. */
function builtInGroup(group: string): boolean {
  return group === '' || group === 'apps' || group === 'batch' || group === 'extensions';
}

/** Kinds whose names are a letter or two away from those that we read and which exist all the same, OpenShift's among them. */
const otherKinds: ReadonlySet<string> = new Set(['Node', 'Event', 'List', 'Role', 'Route', 'Endpoints', 'Namespace', 'Binding', 'Status']);

/** What is wrong with a kind that does not exist in its API group; undefined for kinds that exist and for those of other people's groups. */
export function kindProblem(
  manifest: Pick<Manifest, 'kind' | 'group'>,
): { readonly expected?: string; readonly similar?: string } | undefined {
  const { kind, group } = manifest;
  if (!builtInGroup(group) || otherKinds.has(kind) || workloadKindOf(manifest) || referencedKindOf(manifest)) return undefined;
  if (isReferencedKind(kind)) return { expected: versionsOf(kind).join(' or ') };
  const similar = similarName(kind, [...Object.keys(workloadVersions), ...Object.keys(referencedGroups)]);
  if (similar === undefined) return undefined;
  const versions = versionsOf(similar);
  const isHere = versions.some((version) => (version === 'v1' ? '' : version.replace(/\/.*/, '')) === group);
  return { similar: isHere ? similar : `${similar} of ${versions[0]}` };
}

/** The apiVersions, or at least the groups, in which a kind that is read exists today. */
function versionsOf(kind: string): readonly string[] {
  if (isWorkloadKind(kind)) return workloadVersions[kind].current;
  return isReferencedKind(kind) ? referencedGroups[kind].map((group) => (group === '' ? 'v1' : group)) : [];
}

function isWorkloadKind(kind: string): kind is WorkloadKind {
  return Object.hasOwn(workloadVersions, kind);
}

/** Whether workloads refer to objects of the kind. */
export function isReferencedKind(kind: string): kind is ReferencedKind {
  return Object.hasOwn(referencedGroups, kind);
}
