import type { LinuxKitMount } from '../model/linuxkit.ts';
import { octalMode } from '../model/octal-mode.ts';
import { directoryOf, isWithin } from '../model/paths.ts';
import type { ResolvedPod } from '../model/resolved-pod.ts';
import { bakedDirectory } from '../resolve/files.ts';
import { hostTree } from '../resolve/host-paths.ts';
import { nestedMountPoints } from './nested-mounts.ts';
import { runsOnBoot } from './on-boot.ts';
import type { ScriptStep } from './scripts/volumes.ts';
import { type UsableVolume, usedVolumes } from './volume-usage.ts';

/** What must be done on the machine before a volume can be mounted. */
export interface VolumeSetup {
  /** Directories to make on the machine. */
  readonly mkdir: readonly string[];
  /** File systems to mount on the machine, once. */
  readonly mounts: readonly LinuxKitMount[];
  readonly steps: readonly ScriptStep[];
  /** Directories that the steps need to see. */
  readonly binds: readonly string[];
  /** A disk is mounted, which needs its device and a way to show the mount to the machine. */
  readonly mountsDevice: boolean;
}

const nothing: VolumeSetup = { mkdir: [], mounts: [], steps: [], binds: [], mountsDevice: false };

/**
 * A directory that stays empty and cannot be written, below the place where something is mounted later: when that fails,
 * containers fail to write instead of filling the memory of the machine.
 */
export function guardMount(path: string): LinuxKitMount {
  return { type: 'tmpfs', source: 'tmpfs', destination: path, options: ['ro', 'mode=0555', 'size=4k'] };
}

/** The work for one volume; nothing for volumes that are baked or exist already. */
export function setupOf(volume: UsableVolume, pod: ResolvedPod): VolumeSetup {
  switch (volume.kind) {
    case 'empty-dir':
      return setupOfEmptyDir(volume);
    case 'host-path':
      return setupOfHostPath(volume);
    case 'directory':
      return setupOfDirectory(volume, pod);
    case 'files':
      return setupOfGivenFiles(volume, pod);
    case 'nfs':
      return { ...nothing, mounts: [guardMount(volume.path)] };
    case 'device':
      return volume.raw ? nothing : setupOfDevice(volume, pod);
    case 'image':
      return nothing;
  }
}

function setupOfEmptyDir(volume: Extract<UsableVolume, { kind: 'empty-dir' }>): VolumeSetup {
  const { path, medium, gid, sizeBytes, pageSize } = volume;
  const mode = octalMode(gid === undefined ? 0o777 : 0o2777);
  const comment = `emptyDir ${volume.name}`;
  if (medium === 'disk') {
    const owner: ScriptStep[] = gid === undefined ? [] : [{ call: 'own_directory', args: [path, String(gid), mode], comment }];
    return { ...nothing, mkdir: [path], steps: [{ call: 'empty_directory', args: [path, mode], comment }, ...owner], binds: [path] };
  }
  const options = pageSize === undefined ? [] : [`pagesize=${pageSize}`];
  options.push(`mode=${mode}`);
  if (gid !== undefined) options.push(`gid=${gid}`);
  if (sizeBytes !== undefined) options.push(`size=${sizeBytes}`);
  return { ...nothing, mounts: [{ type: medium, source: medium, destination: path, options }] };
}

/** What lies on the read-only root is baked into the image instead. */
function setupOfHostPath({ name, path, create }: Extract<UsableVolume, { kind: 'host-path' }>): VolumeSetup {
  if (create === 'no' || hostTree(path) !== 'writable') return nothing;
  if (create === 'directory') return { ...nothing, mkdir: [path] };
  const parent = directoryOf(path);
  return { ...nothing, mkdir: [parent], steps: [{ call: 'make_file', args: [path], comment: `hostPath ${name}` }], binds: [parent] };
}

function setupOfDirectory(volume: Extract<UsableVolume, { kind: 'directory' }>, pod: ResolvedPod): VolumeSetup {
  const { name, path, gid, persistent } = volume;
  const comment = volume.claim === undefined ? `volume ${name}` : `claim ${volume.claim}`;
  const empty: ScriptStep[] = persistent ? [] : [{ call: 'empty_directory', args: [path, '0755'], comment }];
  const steps = [...empty, ...groupSteps(path, gid, comment, pod)];
  const mkdir = hostTree(path) === 'writable' ? [path] : [];
  return { ...nothing, mkdir, steps, binds: steps.length > 0 ? [path] : [] };
}

function groupSteps(path: string, gid: number | undefined, comment: string, pod: ResolvedPod): readonly ScriptStep[] {
  if (gid === undefined) return [];
  const onMismatch = pod.spec.securityContext?.fsGroupChangePolicy === 'OnRootMismatch';
  return [{ call: onMismatch ? 'fs_group_on_mismatch' : 'fs_group', args: [path, String(gid)], comment }];
}

/** With `--secrets omit` a volume lies where the machine is given its secret files; the others are put beside them. */
function setupOfGivenFiles(volume: Extract<UsableVolume, { kind: 'files' }>, pod: ResolvedPod): VolumeSetup {
  if (!isGiven(volume, pod)) return nothing;
  const comment = `volume ${volume.name}`;
  const baked = volume.files.some(({ secret }) => !secret);
  const copy: readonly ScriptStep[] = baked ? [{ call: 'copy_files', args: [bakedDirectory(volume.name), volume.path], comment }] : [];
  const nested = nestedMountPoints(volume, pod).map(({ path, target }): ScriptStep => {
    return { call: target === 'file' ? 'make_file' : 'make_directory', args: [path], comment };
  });
  const steps = [...copy, ...nested];
  const binds = [...(baked ? [bakedDirectory(volume.name)] : []), ...(steps.length > 0 ? [volume.path] : [])];
  return { ...nothing, mkdir: [volume.path], steps, binds };
}

/** Whether the machine is given files of the volume, so that it cannot lie in the image. */
export function isGiven({ secret }: Extract<UsableVolume, { kind: 'files' }>, pod: ResolvedPod): boolean {
  return secret && pod.options.secrets === 'omit';
}

/** busybox's mount finds file systems by label and UUID itself; LinuxKit has no udev to make links below /dev/disk. */
function deviceName(device: string): string {
  const link = /^\/dev\/disk\/by-(label|uuid)\/(.+)$/.exec(device);
  return link ? `${link[1]?.toUpperCase()}=${link[2]}` : device;
}

function setupOfDevice(volume: Extract<UsableVolume, { kind: 'device' }>, pod: ResolvedPod): VolumeSetup {
  const { path, device, fsType = 'ext4', readOnly, gid } = volume;
  const comment = `disk ${volume.name}`;
  const args = [deviceName(device), fsType, readOnly ? 'ro' : 'rw', path];
  return {
    mkdir: [],
    mounts: [guardMount(path)],
    steps: [{ call: 'mount_device', args, comment }, ...groupSteps(path, gid, comment, pod)],
    binds: [path],
    mountsDevice: true,
  };
}

/** Everything that one helper does for several volumes. */
export function joinSetups(setups: readonly VolumeSetup[]): VolumeSetup {
  const needed = setups.filter((setup) => setup !== nothing);
  const first = needed[0];
  if (needed.length < 2) return first ?? nothing;
  return {
    mkdir: [...new Set(needed.flatMap(({ mkdir }) => mkdir))],
    mounts: needed.flatMap(({ mounts }) => mounts),
    // Two volumes may be one claim.
    steps: [...new Map(needed.flatMap(({ steps }) => steps).map((step) => [JSON.stringify([step.call, ...step.args]), step])).values()],
    binds: [...new Set(needed.flatMap(({ binds }) => binds))],
    mountsDevice: needed.some(({ mountsDevice }) => mountsDevice),
  };
}

/** When parts of volumes are made: before the init containers, or after them where one of them may make the part itself. */
export interface SubPathSetup {
  readonly early: VolumeSetup;
  /** Before the init containers, once the volumes of servers are mounted. */
  readonly network: VolumeSetup;
  readonly late: VolumeSetup;
}

const noParts: SubPathSetup = { early: nothing, network: nothing, late: nothing };

/**
 * The parts of writable volumes that `subPath` names. The kubelet makes a missing part when the container that mounts it is
 * created, so an init container can make a file there first; a directory made too early would be in its way.
 */
export function subPathSetup(pod: ResolvedPod): SubPathSetup {
  if (!pod.containers.some(({ mounts }) => mounts.some(({ subPath }) => subPath !== undefined))) return noParts;
  const early = new Map<string, VolumeSetup>();
  const network = new Map<string, VolumeSetup>();
  const late = new Map<string, VolumeSetup>();
  const onBoot = new Set(
    pod.containers.filter((container) => runsOnBoot(container, pod)).flatMap(({ mounts }) => mounts.map(({ volume }) => volume)),
  );
  const volumes = new Map(usedVolumes(pod).map((volume) => [volume.name, volume]));
  for (const container of pod.containers) {
    for (const { volume: name, subPath, source } of container.mounts) {
      const volume = volumes.get(name);
      if (subPath === undefined || !volume || !canMakeParts(volume)) continue;
      const before = volume.kind === 'nfs' ? network : early;
      const target = !runsOnBoot(container, pod) && (onBoot.has(name) || volume.kind === 'nfs') ? late : before;
      if (before.has(source)) continue;
      const step: ScriptStep = { call: 'sub_path', args: [volume.path, subPath], comment: `parts of volume ${name}` };
      target.set(source, { ...nothing, steps: [step], binds: [visibleParent(volume)] });
    }
  }
  for (const source of [...early.keys(), ...network.keys()]) late.delete(source);
  return { early: joinSetups([...early.values()]), network: joinSetups([...network.values()]), late: joinSetups([...late.values()]) };
}

/** A directory that surely exists when the helper starts: a hostPath of which nobody knows is seen through the tree it is in. */
function visibleParent(volume: UsableVolume): string {
  if (volume.kind !== 'host-path' || volume.create === 'directory') return volume.path;
  return ['/var', '/run', '/tmp'].find((tree) => isWithin(tree, volume.path)) ?? volume.path;
}

function canMakeParts(volume: UsableVolume): boolean {
  switch (volume.kind) {
    case 'empty-dir':
      return true;
    // Parts on the read-only root are baked into the image, see rules/volume-files.ts.
    case 'directory':
      return hostTree(volume.path) === 'writable';
    case 'host-path':
      return hostTree(volume.path) === 'writable' && volume.create !== 'file';
    case 'device':
    case 'nfs':
      return !volume.readOnly;
    default:
      return false;
  }
}
