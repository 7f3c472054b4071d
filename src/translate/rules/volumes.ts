import { isWithin } from '../../load/paths.ts';
import type { LinuxKitFile } from '../../model/linuxkit.ts';
import type { ResolvedPod, ResolvedVolume } from '../../model/resolved-pod.ts';
import { hostTree } from '../../resolve/host-paths.ts';
import { nestedMountPoints } from '../nested-mounts.ts';
import { defineRule, nothing } from '../rule.ts';
import { bakedDirectory, isGiven } from '../volume-setup.ts';
import { type UsableVolume, usedVolumes, volumesOf } from '../volume-usage.ts';

const octal = (mode: number): string => mode.toString(8).padStart(4, '0');

/** Volumes whose contents are known beforehand become files of the image; empty ones and those of the machine become directories. */
export const volumes = defineRule({
  name: 'volumes',
  owns: {
    'volumes[].name': { disposition: 'translated', doc: 'Names the directory of the volume on the machine.' },
    'volumes[].configMap': {
      disposition: 'translated',
      doc: 'Files of the image below /podspec/volumes, with the keys, paths and modes that the volume says, always mounted read-only.',
    },
    'volumes[].secret': {
      disposition: 'translated',
      doc: 'Files of the image, as for configMap: in clear text in the image. With `--secrets omit` the machine is given them instead.',
    },
    'volumes[].downwardAPI': { disposition: 'translated', doc: 'Files of the image with the values that the pod will have.' },
    'volumes[].projected': { disposition: 'translated', doc: 'Files of the image from all sources; a later source wins.' },
    'volumes[].projected.sources[].serviceAccountToken': {
      disposition: 'unsupported',
      doc: 'Only an API server can issue a token; the file is left out.',
      reported: true,
    },
    'volumes[].projected.sources[].clusterTrustBundle': {
      disposition: 'approximated',
      doc: 'The certificates of the ClusterTrustBundles in the input; they are not renewed.',
    },
    'volumes[].projected.sources[].podCertificate': {
      disposition: 'unsupported',
      doc: 'Only a cluster can issue the certificate.',
      reported: true,
    },
    'volumes[].emptyDir.medium': {
      disposition: 'approximated',
      doc: 'A tmpfs that all containers share, also without a medium (see `--empty-dir disk`); hugetlbfs for HugePages.',
    },
    'volumes[].emptyDir.sizeLimit': { disposition: 'translated', doc: 'The size of the tmpfs; not enforced on disk.' },
    'volumes[].hostPath.path': {
      disposition: 'approximated',
      doc: 'The path on the LinuxKit machine, whose root is read-only but for /var, /run and /tmp.',
    },
    'volumes[].hostPath.type': {
      disposition: 'approximated',
      doc: 'Directories and files are made where the type says so; that something has the type is not checked.',
    },
  },
  writes: [],
  pod(pod, report) {
    reportUnused(pod, report);
    reportEmptyDirs(pod, report);
    const used = usedVolumes(pod);
    return used.length === 0 ? nothing : { files: used.flatMap((volume) => filesOf(volume, pod)) };
  },
});

function reportUnused(pod: ResolvedPod, report: Parameters<NonNullable<typeof volumes.pod>>[1]): void {
  if (usedVolumes(pod).length === pod.volumes.size) return;
  const named = new Set<string>();
  for (const container of pod.containers) {
    for (const name of volumesOf(container)) named.add(name);
    // A volume that a mount names wrongly was reported there.
    for (const { name = '' } of container.spec.volumeMounts ?? []) named.add(name);
    // A fileKeyRef reads a volume that nothing need mount.
    for (const { valueFrom } of container.spec.env ?? []) named.add(valueFrom?.fileKeyRef?.volumeName ?? '');
  }
  const unused = [...pod.volumes.values()].filter(({ name }) => !named.has(name));
  const first = unused[0];
  if (first) report('unused-volume', first.at, { volumes: unused.map(({ name }) => name) });
}

function reportEmptyDirs(pod: ResolvedPod, report: Parameters<NonNullable<typeof volumes.pod>>[1]): void {
  const emptyDirs = usedVolumes(pod).filter((volume) => volume.kind === 'empty-dir');
  if (emptyDirs.length === 0) return;
  for (const medium of ['tmpfs', 'disk'] as const) {
    const found = emptyDirs.filter((volume) => volume.medium === medium && volume.sizeBytes === undefined);
    const first = found[0];
    if (first) report('empty-dir-backing', first.at, { volumes: found.map(({ name }) => name), medium });
  }
  for (const { name, at, medium, pageSize } of emptyDirs) {
    if (medium === 'hugetlbfs' && pageSize !== undefined) report('huge-pages-volume', at, { volume: name, pageSize });
  }
}

function filesOf(volume: UsableVolume, pod: ResolvedPod): readonly LinuxKitFile[] {
  switch (volume.kind) {
    case 'files':
      return bakedFiles(volume, pod);
    case 'host-path':
      return hostFiles(volume.path, volume.create);
    case 'directory':
      return hostFiles(volume.path, 'directory');
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
  const inner = octal(gid === undefined ? 0o755 : 0o2755);
  const directory = (path: string): LinuxKitFile => ({ path, directory: true, mode: inner, ...owner });
  return [
    { path: base, directory: true, mode: octal(volume.mode), ...owner },
    ...directoriesOf(files.map(({ path }) => path)).map((path) => directory(`${base}/${path}`)),
    ...files.map(({ path, contents, mode }) => ({ path: `${base}/${path}`, contents, mode: octal(mode), ...owner })),
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
function hostFiles(path: string, create: 'directory' | 'file' | 'no'): readonly LinuxKitFile[] {
  if (create === 'no' || hostTree(path) !== 'read-only') return [];
  // The parents are listed with 0755; the home of root is the one directory of the machine for which that would be more than it has.
  const home: readonly LinuxKitFile[] =
    isWithin('/root', path) && path !== '/root' ? [{ path: 'root', directory: true, mode: '0700' }] : [];
  const at = path.slice(1);
  const own: LinuxKitFile = create === 'directory' ? { path: at, directory: true, mode: '0755' } : { path: at, contents: '', mode: '0644' };
  return [...home, own];
}
