import { cleanPath, directoryOf } from '../model/paths.ts';
import type { ResolvedContainer, ResolvedMount, ResolvedPod, ResolvedVolume } from '../model/resolved-pod.ts';

/** A place that something is mounted at, and what must be there. */
export interface MountPoint {
  readonly path: string;
  readonly target: 'directory' | 'file';
}

/** Where the volumes of a container are mounted, in the order of the manifest. */
export function mountPointsOf({ mounts, spec }: ResolvedContainer): readonly MountPoint[] {
  const points: MountPoint[] = mounts.map(({ destination, target = 'directory' }) => ({ path: destination, target }));
  for (const { devicePath } of spec.volumeDevices ?? []) if (devicePath) points.push({ path: cleanPath(`/${devicePath}`), target: 'file' });
  return points;
}

/** The nearest path above one that is in a set; looks at its parents only, so that many mounts cost little. */
export function nearestAbove(path: string, paths: Pick<ReadonlySet<string>, 'has'>): string | undefined {
  for (let at = directoryOf(path); at !== ''; at = directoryOf(at)) if (paths.has(at)) return at;
  return undefined;
}

/**
 * Mount points inside the mounts of a read-only volume, as paths on the machine. The runtime cannot make them there, so they are
 * part of the volume (kubelet `MakeNestedMountpoints`). Those inside another nested mount belong to that one.
 */
export function nestedMountPoints(volume: Extract<ResolvedVolume, { kind: 'files' }>, pod: ResolvedPod): readonly MountPoint[] {
  const nested = nestedIn(pod).get(volume.name);
  if (!nested) return [];
  const files = new Set(volume.files.map(({ path }) => `${volume.path}/${path}`));
  const found = new Map(nested.filter(({ path }) => !files.has(path)).map((point) => [point.path, point]));
  return [...found.values()];
}

type NestedMounts = ReadonlyMap<string, readonly MountPoint[]>;

const known = new WeakMap<ResolvedPod, NestedMounts>();

/** Mount points inside a mount of another volume, by the name of that volume; every volume of files asks. */
function nestedIn(pod: ResolvedPod): NestedMounts {
  const before = known.get(pod);
  if (before) return before;
  const nested = new Map<string, MountPoint[]>();
  for (const container of pod.containers) addNested(container, nested);
  known.set(pod, nested);
  return nested;
}

function addNested(container: ResolvedContainer, nested: Map<string, MountPoint[]>): void {
  const points = mountPointsOf(container);
  if (points.length < 2) return;
  const byPath = new Map<string, ResolvedMount | undefined>();
  for (const { path } of points) byPath.set(path, undefined);
  for (const mount of container.mounts) byPath.set(mount.destination, mount);
  for (const { path, target } of points) {
    const outer = byPath.get(nearestAbove(path, byPath) ?? '');
    if (!outer || outer.target === 'file') continue;
    const point = { path: outer.source + path.slice(outer.destination.length), target };
    const others = nested.get(outer.volume);
    if (others) others.push(point);
    else nested.set(outer.volume, [point]);
  }
}
