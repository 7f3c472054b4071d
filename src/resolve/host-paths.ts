import type { Report } from '../diagnostics/diagnostic.ts';
import { cleanPath, isWithin } from '../model/paths.ts';
import type { PodContext, ResolvedVolume } from '../model/resolved-pod.ts';
import type { FieldPath } from '../model/source.ts';
import { atVolume, type DeclaredVolume, unusable, volumeBase } from './declared-volume.ts';
import { absentFiles, machineFiles } from './known-files.ts';

/**
 * What can be done at a path of a LinuxKit machine. /var, /run and /tmp are tmpfs mounted at boot (or a disk),
 * /dev, /proc and /sys are the kernel's; everything else is the root, which rc.init remounts read-only (trap T10).
 */
export type HostTree = 'writable' | 'special' | 'read-only';

export function hostTree(path: string): HostTree {
  if (['/var', '/run', '/tmp'].some((tree) => isWithin(tree, path))) return 'writable';
  return ['/dev', '/proc', '/sys'].some((tree) => isWithin(tree, path)) ? 'special' : 'read-only';
}

/** The path as the machine has it: clean, and /var/run is a link to /run. */
export function machinePath(path: string): string {
  const clean = cleanPath(path);
  return isWithin('/var/run', clean) ? clean.slice('/var'.length) : clean;
}

/** Why a path cannot be a hostPath; undefined for one that can. */
export function hostPathProblem(path: string): string | undefined {
  if (path.split('/').includes('..')) return "must not contain '..'";
  return path.startsWith('/') ? undefined : 'must be an absolute path';
}

/** What the type of a hostPath asks for, in the words of the kubelet's check. */
const hostPathTypes: Readonly<Record<string, { readonly create: 'directory' | 'file' | 'no'; readonly check?: string }>> = {
  '': { create: 'directory' },
  DirectoryOrCreate: { create: 'directory' },
  Directory: { create: 'no', check: 'directory' },
  FileOrCreate: { create: 'file' },
  File: { create: 'no', check: 'file' },
  Socket: { create: 'no', check: 'socket file' },
  CharDevice: { create: 'no', check: 'character device' },
  BlockDevice: { create: 'no', check: 'block device' },
};

/** Directories on the root that every LinuxKit machine has. */
const machineDirectories = [
  '/',
  '/bin',
  '/containers',
  '/etc',
  '/etc/ssl',
  '/etc/ssl/certs',
  '/lib',
  '/lib/modules',
  '/sbin',
  '/usr',
  '/usr/bin',
];

/** Things that nodes of a cluster have and LinuxKit machines do not. */
const absent: readonly (readonly [path: string, what: string])[] = [
  ['/var/lib/kubelet', 'there is no kubelet'],
  ['/var/log/pods', 'there is no kubelet to write it'],
  ['/var/log/containers', 'there is no kubelet to write it'],
  ['/var/lib/docker', 'there is no Docker'],
  ['/run/docker.sock', 'there is no Docker'],
  ['/run/crio', 'there is no CRI-O'],
  ['/etc/kubernetes', 'there is no kubelet'],
  ['/etc/cni', 'there are no network plugins'],
  ['/opt/cni', 'there are no network plugins'],
  ['/etc/localtime', 'it has no time zone files'],
  ['/etc/timezone', 'it has no time zone files'],
  ['/etc/machine-id', 'only systemd makes it'],
  ['/usr/share/zoneinfo', 'it has no time zone files'],
  ['/usr/src', 'it has no kernel sources'],
];
/**
 * A hostPath volume. "Host" is the root of the LinuxKit machine.
 *
 * @param written whether a container mounts it without readOnly
 */
export function resolveHostPath(volume: DeclaredVolume, written: boolean, pod: PodContext, report: Report): ResolvedVolume {
  const { path = '', type = '' } = volume.spec.hostPath ?? {};
  if (path === '') {
    report('volume-field-required', atVolume(volume, pod, 'hostPath'), { volume: volume.name, field: 'hostPath.path' }, { lacks: 'path' });
    return unusable(volume, pod);
  }
  return hostDirectory({ path, type, field: ['hostPath'], written }, volume, pod, report);
}

/** A path of the machine that a volume, or the persistent volume behind it, names. */
export interface HostPathRequest {
  readonly path: string;
  /** Type of the hostPath; empty for none. */
  readonly type: string;
  /** Where the hostPath stands below the volume. */
  readonly field: FieldPath;
  readonly written: boolean;
}

/** As {@link resolveHostPath}, for a hostPath of a persistent volume too. */
export function hostDirectory(request: HostPathRequest, volume: DeclaredVolume, pod: PodContext, report: Report): ResolvedVolume {
  const { path, type, field } = request;
  // A claim that is mounted read-only writes nothing, whatever its mounts say.
  const written = request.written && volume.spec.persistentVolumeClaim?.readOnly !== true;
  const at = atVolume(volume, pod, ...field);
  const problem = hostPathProblem(path);
  if (problem !== undefined)
    report('invalid-host-path', atVolume(volume, pod, ...field, 'path'), { volume: volume.name, path, reason: problem });
  const known = Object.hasOwn(hostPathTypes, type) ? hostPathTypes[type] : undefined;
  if (!known) report('invalid-host-path-type', atVolume(volume, pod, ...field, 'type'), { volume: volume.name, type });
  if (problem !== undefined || !known) return unusable(volume, pod);

  const original = machinePath(path);
  const place = moved(original, volume, pod, (args) => report('host-path-moved', at, args));
  const tree = hostTree(place);
  // Nobody else can have made a directory below --host-path-root.
  const asked = type === 'Directory' && place !== original ? 'directory' : known.create;
  const create = isMissingFile(original, type) ? 'no' : creation(place, tree, asked);
  const check = known.check ?? (create === asked || tree === 'special' ? undefined : place.endsWith('.sock') ? 'socket file' : asked);
  // What is moved is missed all the same, but for directories, which can be made anywhere.
  const lacks = absent.find(([prefix]) => isWithin(prefix, create === 'no' ? original : place));
  if (lacks) report('host-path-absent', at, { volume: volume.name, path: place, what: lacks[1] });
  else if (check !== undefined && !isOnMachine(place)) {
    report('host-path-check-skipped', at, { volume: volume.name, path: place, type: check });
  }
  if (tree === 'read-only' && written)
    report('host-path-readonly-root', at, { volume: volume.name, path: place }, { help: isOnMachine(place) ? ownPathHelp : undefined });
  return { ...volumeBase(volume, pod), kind: 'host-path', path: place, create };
}

/** What the machine itself has there is wanted, and stays where it is. */
const ownPathHelp =
  'The machine has its own there: set readOnly on the mount if it is only read, or give the container another one to write to with `--volume NAME=/var/lib/…`.';

/** With `--host-path-root`, what the read-only root lacks is kept below that directory. */
function moved(
  path: string,
  volume: DeclaredVolume,
  pod: PodContext,
  report: (args: { volume: string; path: string; to: string }) => void,
): string {
  const root = pod.options.hostPathRoot;
  if (root === undefined || hostTree(path) !== 'read-only' || isOnMachine(path)) return path;
  const to = cleanPath(`${root}/${path}`);
  report({ volume: volume.name, path, to });
  return to;
}

function isOnMachine(path: string): boolean {
  return machineFiles.includes(path) || machineDirectories.includes(path);
}

/** Without a type containerd makes a directory of whatever is missing; for these names that would hide the mistake. */
function isMissingFile(path: string, type: string): boolean {
  return type === '' && (path.endsWith('.sock') || absentFiles.includes(path));
}

function creation(path: string, tree: HostTree, asked: 'directory' | 'file' | 'no'): 'directory' | 'file' | 'no' {
  if (tree === 'special' || isOnMachine(path) || asked === 'no') return 'no';
  // A directory entry in the image could replace these where they are links to /usr.
  if (['/bin', '/sbin', '/lib', '/lib64'].some((top) => isWithin(top, path))) return 'no';
  return asked;
}
