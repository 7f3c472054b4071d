import { isWithin } from '../load/paths.ts';
import type { ResolvedContainer, ResolvedPod, ResolvedVolume } from '../model/resolved-pod.ts';

/** A place that something is mounted at, and what must be there. */
export interface MountPoint {
  readonly path: string;
  readonly target: 'directory' | 'file';
}

/** Where the volumes of a container are mounted, in the order of the manifest. */
export function mountPointsOf({ mounts, spec }: ResolvedContainer): readonly MountPoint[] {
  const devices = (spec.volumeDevices ?? []).flatMap(({ devicePath }) =>
    devicePath ? [{ path: devicePath, target: 'file' } as const] : [],
  );
  return [...mounts.map(({ destination, target }) => ({ path: destination, target: target ?? 'directory' }) as const), ...devices];
}

/**
 * Mount points inside the mounts of a read-only volume, as paths on the machine. The runtime cannot make them there, so they are
 * part of the volume (kubelet `MakeNestedMountpoints`). Those inside another nested mount belong to that one.
 */
export function nestedMountPoints(volume: Extract<ResolvedVolume, { kind: 'files' }>, pod: ResolvedPod): readonly MountPoint[] {
  const found = new Map<string, MountPoint>();
  const known = new Set(volume.files.map(({ path }) => `${volume.path}/${path}`));
  for (const container of pod.containers) {
    const points = mountPointsOf(container);
    for (const mount of container.mounts) {
      if (mount.volume !== volume.name || mount.target === 'file') continue;
      const inside = points.filter(({ path }) => path !== mount.destination && isWithin(mount.destination, path));
      for (const point of inside) {
        if (inside.some((other) => other.path !== point.path && isWithin(other.path, point.path))) continue;
        const path = mount.source + point.path.slice(mount.destination.length);
        if (!known.has(path)) found.set(path, { path, target: point.target });
      }
    }
  }
  return [...found.values()];
}
