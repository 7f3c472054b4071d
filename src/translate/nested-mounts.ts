import { cleanPath, directoryOf } from '../load/paths.ts';
import type { ResolvedContainer, ResolvedPod, ResolvedVolume } from '../model/resolved-pod.ts';

/** A place that something is mounted at, and what must be there. */
export interface MountPoint {
  readonly path: string;
  readonly target: 'directory' | 'file';
}

/** Where the volumes of a container are mounted, in the order of the manifest. */
export function mountPointsOf({ mounts, spec }: ResolvedContainer): readonly MountPoint[] {
  const devices = (spec.volumeDevices ?? []).flatMap(({ devicePath }) =>
    devicePath ? [{ path: cleanPath(`/${devicePath}`), target: 'file' } as const] : [],
  );
  return [...mounts.map(({ destination, target }) => ({ path: destination, target: target ?? 'directory' }) as const), ...devices];
}

/** The nearest path above one that is in a set; looks at its parents only, so that many mounts cost little. */
export function nearestAbove(path: string, paths: ReadonlySet<string>): string | undefined {
  for (let at = directoryOf(path); at !== ''; at = directoryOf(at)) if (paths.has(at)) return at;
  return undefined;
}

/**
 * Mount points inside the mounts of a read-only volume, as paths on the machine. The runtime cannot make them there, so they are
 * part of the volume (kubelet `MakeNestedMountpoints`). Those inside another nested mount belong to that one.
 */
export function nestedMountPoints(volume: Extract<ResolvedVolume, { kind: 'files' }>, pod: ResolvedPod): readonly MountPoint[] {
  const found = new Map<string, MountPoint>();
  const known = new Set(volume.files.map(({ path }) => `${volume.path}/${path}`));
  for (const container of pod.containers) {
    const own = new Map(container.mounts.filter((mount) => mount.volume === volume.name).map((mount) => [mount.destination, mount]));
    if (own.size === 0) continue;
    const points = mountPointsOf(container);
    const all = new Set(points.map(({ path }) => path));
    for (const point of points) {
      const outer = own.get(nearestAbove(point.path, all) ?? '');
      if (!outer || outer.target === 'file') continue;
      const path = outer.source + point.path.slice(outer.destination.length);
      if (!known.has(path)) found.set(path, { path, target: point.target });
    }
  }
  return [...found.values()];
}
