import { byCodeUnit } from '../model/by-code-unit.ts';
import { isWithin } from '../model/paths.ts';
import type { ResolvedPod, ResolvedVolume } from '../model/resolved-pod.ts';
import type { StorageNeed } from '../model/storage.ts';
import { hostTree } from '../resolve/host-paths.ts';
import { usedVolumes } from './volume-usage.ts';

/** Base file of this project that formats a disk and mounts it where claims live. */
const persistentBase = 'base-persistent.yml';
const gibibyte = 1024n ** 3n;
/** Bytes; the smallest disk worth asking for, since a file system needs room of its own. */
const smallestDisk = gibibyte;

type PersistentDirectory = Extract<ResolvedVolume, { kind: 'directory' | 'host-path' }>;

/**
 * Directories that a container mounts and that must outlive a reboot and that no disk of the manifests provides, sorted by path. The root
 * itself cannot be written, which is reported, and /dev, /proc and /sys hold no data.
 */
export function persistentDirectories(pod: ResolvedPod): readonly PersistentDirectory[] {
  const byPath = new Map<string, PersistentDirectory>();
  for (const volume of usedVolumes(pod)) if (isPersistent(volume) && hostTree(volume.path) === 'writable') byPath.set(volume.path, volume);
  if (byPath.size === 0) return [];
  return [...byPath.values()].sort((a, b) => byCodeUnit(a.path, b.path));
}

/** A hostPath of a PersistentVolume holds data of a claim, as every other volume of one does. */
function isPersistent(volume: ResolvedVolume): volume is PersistentDirectory {
  return volume.kind === 'directory' ? volume.persistent : volume.kind === 'host-path' && claimOf(volume) !== undefined;
}

function claimOf(volume: PersistentDirectory): string | undefined {
  return volume.kind === 'directory' ? volume.claim : volume.spec.persistentVolumeClaim?.claimName;
}

/** The persistent storage that the machine of a pod must be given below /var, one entry per directory, sorted by path. */
export function storagePlan(pod: ResolvedPod): readonly StorageNeed[] {
  const below = persistentDirectories(pod).filter(({ path }) => isWithin('/var', path));
  return below.map((volume) => {
    const requestBytes = volume.kind === 'directory' ? volume.requestBytes : undefined;
    return {
      claim: claimOf(volume) ?? volume.name,
      path: volume.path,
      ...(requestBytes !== undefined && { requestBytes: Number(requestBytes) }),
      base: persistentBase,
      disk: `-disk size=${diskSize(requestBytes ?? 0n)}G`,
    };
  });
}

/** Whole gibibytes, rounded up: the unit of `linuxkit run -disk size=`. */
function diskSize(bytes: bigint): bigint {
  const wanted = bytes < smallestDisk ? smallestDisk : bytes;
  return (wanted + gibibyte - 1n) / gibibyte;
}
