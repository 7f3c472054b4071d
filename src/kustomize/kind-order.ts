import { byCodeUnit } from '../model/by-code-unit.ts';
import type { TypeSelector } from './object-id.ts';

/** Kinds that others need, in the order in which kustomize sorts them. */
export const firstKinds: readonly string[] = [
  'Namespace',
  'ResourceQuota',
  'StorageClass',
  'CustomResourceDefinition',
  'ServiceAccount',
  'PodSecurityPolicy',
  'Role',
  'ClusterRole',
  'RoleBinding',
  'ClusterRoleBinding',
  'ConfigMap',
  'Secret',
  'Endpoints',
  'Service',
  'LimitRange',
  'PriorityClass',
  'PersistentVolume',
  'PersistentVolumeClaim',
  'Deployment',
  'StatefulSet',
  'CronJob',
  'PodDisruptionBudget',
];

/** Kinds that come behind everything else. */
export const lastKinds: readonly string[] = ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'];

const ranks: ReadonlyMap<string, number> = new Map([
  ...firstKinds.map((kind, at) => [kind, at - firstKinds.length] as const),
  ...lastKinds.map((kind, at) => [kind, at + 1] as const),
]);

/** A type as text for sorting; missing parts come last. */
export function typeText({ group, version, kind }: TypeSelector): string {
  return `${group || '~G'}_${version || '~V'}_${kind || '~K'}`;
}

/** Compares two types the way kustomize sorts its configurations. */
export function compareTypes(one: TypeSelector, other: TypeSelector): number {
  const rank = (ranks.get(one.kind) ?? 0) - (ranks.get(other.kind) ?? 0);
  return rank || byCodeUnit(typeText(one), typeText(other));
}
