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
  const used = new Set(pod.containers.flatMap((container) => volumesOf(container)));
  return [...pod.volumes.values()].flatMap((volume) => (used.has(volume.name) && volume.kind !== 'unusable' ? [volume] : []));
}

/** Names of the volumes that a container uses. */
export function volumesOf({ mounts, spec }: ResolvedContainer): readonly string[] {
  return [...mounts.map(({ volume }) => volume), ...(spec.volumeDevices ?? []).flatMap(({ name }) => name ?? [])];
}
