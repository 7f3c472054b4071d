import type { ResolvedContainer, ResolvedPod, ResolvedVolume } from '../model/resolved-pod.ts';

/** A volume that can be mounted. */
export type UsableVolume = Exclude<ResolvedVolume, { kind: 'unusable' }>;

const known = new WeakMap<ResolvedPod, readonly UsableVolume[]>();

/** The volumes that a container of the pod mounts or opens as a device, in the order of the manifest; a dozen rules ask. */
export function usedVolumes(pod: ResolvedPod): readonly UsableVolume[] {
  const before = known.get(pod);
  if (before) return before;
  const volumes = findUsed(pod);
  known.set(pod, volumes);
  return volumes;
}

function findUsed(pod: ResolvedPod): readonly UsableVolume[] {
  if (pod.volumes.size === 0) return [];
  const used = new Set<string>();
  for (const container of pod.containers) for (const name of volumesOf(container)) used.add(name);
  const volumes: UsableVolume[] = [];
  for (const volume of pod.volumes.values()) if (used.has(volume.name) && volume.kind !== 'unusable') volumes.push(volume);
  return volumes;
}

/** Names of the volumes that a container uses. */
export function volumesOf({ mounts, spec }: ResolvedContainer): readonly string[] {
  const names = mounts.map(({ volume }) => volume);
  for (const { name } of spec.volumeDevices ?? []) if (name !== undefined) names.push(name);
  return names;
}
