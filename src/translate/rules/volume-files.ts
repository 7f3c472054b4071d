import type { LinuxKitFile } from '../../model/linuxkit.ts';
import { octalMode } from '../../model/octal-mode.ts';
import { isWithin } from '../../model/paths.ts';
import type { ResolvedPod, ResolvedVolume } from '../../model/resolved-pod.ts';
import { bakedDirectory } from '../../resolve/files.ts';
import { hostTree } from '../../resolve/host-paths.ts';
import { nestedMountPoints } from '../nested-mounts.ts';
import { defineRule, nothing } from '../rule.ts';
import { isGiven } from '../volume-setup.ts';
import { type UsableVolume, usedVolumes } from '../volume-usage.ts';

/** Volumes whose contents are known beforehand become files of the image; empty ones and those of the machine become directories. */
export const volumeFiles = defineRule({
  name: 'volume-files',
  owns: {},
  quiet: true,
  writes: [],
  pod(pod) {
    const used = usedVolumes(pod);
    return used.length === 0 ? nothing : { files: used.flatMap((volume) => filesOf(volume, pod)) };
  },
});

function filesOf(volume: UsableVolume, pod: ResolvedPod): readonly LinuxKitFile[] {
  switch (volume.kind) {
    case 'files':
      return bakedFiles(volume, pod);
    case 'host-path':
      return hostFiles(volume, volume.create, pod);
    case 'directory':
      return hostFiles(volume, 'directory', pod);
    default:
      return [];
  }
}

type FilesVolume = Extract<ResolvedVolume, { kind: 'files' }>;

/** The directory, its files and the mount points of other volumes inside it; secret files only when they are to be included. */
function bakedFiles(volume: FilesVolume, pod: ResolvedPod): readonly LinuxKitFile[] {
  const base = bakedDirectory(volume.name).slice(1);
  const { gid } = volume;
  const owner = gid === undefined ? {} : { gid };
  const files = volume.files.filter(({ secret }) => !secret || pod.options.secrets === 'include');
  // The kubelet gives directories below the volume 0755, and the fsGroup what it needs to read them.
  const inner = octalMode(gid === undefined ? 0o755 : 0o2755);
  const directory = (path: string): LinuxKitFile => ({ path, directory: true, mode: inner, ...owner });
  return [
    { path: base, directory: true, mode: octalMode(volume.mode), ...owner },
    ...directoriesOf(files.map(({ path }) => path)).map((path) => directory(`${base}/${path}`)),
    ...files.map(({ path, contents, mode }) => ({ path: `${base}/${path}`, contents, mode: octalMode(mode), ...owner })),
    ...(isGiven(volume, pod) ? [] : nestedMountPoints(volume, pod)).map(({ path, target }): LinuxKitFile => {
      const at = path.slice(1);
      return target === 'file' ? { path: at, contents: '', mode: '0644' } : { path: at, directory: true, mode: '0755' };
    }),
  ];
}

/** Every directory on the way to the files, each once. */
function directoriesOf(paths: readonly string[]): readonly string[] {
  const found = new Set<string>();
  for (const path of paths) {
    for (let slash = path.indexOf('/'); slash !== -1; slash = path.indexOf('/', slash + 1)) found.add(path.slice(0, slash));
  }
  return [...found];
}

/** A directory or file that lies on the read-only root can only be made when the image is built. */
function hostFiles(
  { name, path }: UsableVolume & { path: string },
  create: 'directory' | 'file' | 'no',
  pod: ResolvedPod,
): readonly LinuxKitFile[] {
  if (create === 'no' || hostTree(path) !== 'read-only') return [];
  // The parents are listed with 0755; the home of root is the one directory of the machine for which that would be more than it has.
  const home: readonly LinuxKitFile[] =
    isWithin('/root', path) && path !== '/root' ? [{ path: 'root', directory: true, mode: '0700' }] : [];
  if (create === 'file') return [...home, { path: path.slice(1), contents: '', mode: '0644' }];
  return [...home, ...[path, ...partsOf(name, pod)].map((at): LinuxKitFile => ({ path: at.slice(1), directory: true, mode: '0755' }))];
}

/** The parts of a volume that `subPath` names; the kubelet makes those that are missing as directories. */
function partsOf(volume: string, pod: ResolvedPod): readonly string[] {
  const mounts = pod.containers.flatMap((container) => container.mounts);
  return [...new Set(mounts.filter((mount) => mount.volume === volume && mount.subPath !== undefined).map(({ source }) => source))];
}
