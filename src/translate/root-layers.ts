import type { LinuxKitFile, LinuxKitMount } from '../model/linuxkit.ts';
import { cleanPath, isWithin } from '../model/paths.ts';
import type { ResolvedContainer, ResolvedPod } from '../model/resolved-pod.ts';
import { containerName } from './container-names.ts';
import { imageDirectories } from './image-directories.ts';
import { type MountPoint, mountPointsOf, nearestAbove } from './nested-mounts.ts';
import { onbootRoot, runsOnBoot } from './on-boot.ts';

/*
 * On a read-only root the runtime can make nothing that the image lacks. What it would make is baked, and an overlay of read-only
 * layers puts it together: mount points above the image, since something is mounted there anyway; below the image what must stay as
 * the image has it, if it has it.
 */

/** Directories that programs expect to be writable by everybody. */
export const stickyDirectories: readonly string[] = ['/tmp', '/var/tmp'];

/** Mount points that every container has (LinuxKit keeps these two files in every image). */
const present: ReadonlySet<string> = new Set(['/dev', '/proc', '/sys', '/etc/hosts', '/etc/resolv.conf']);

/** Links of nearly every image, that one made from nothing lacks; a directory of that name would hide them. */
const links: readonly (readonly [path: string, to: string])[] = [
  ['/var/run', '/run'],
  ['/var/lock', '/run/lock'],
];

/** Directories that are links to /usr in many images and real ones in others; a baked directory would hide the link, and with it the programs. */
const perhapsLinks: ReadonlySet<string> = new Set(['/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32']);

/** Whether the root of a container is to be read-only. */
export function isReadOnly({ spec }: ResolvedContainer): boolean {
  return spec.securityContext?.readOnlyRootFilesystem === true;
}

/** What the image declares as VOLUME and nothing else is mounted at. */
export function writablePaths(container: ResolvedContainer): readonly string[] {
  return imageDirectories(container).filter((path) => !isInside(path, present));
}

function isInside(path: string, directories: Pick<ReadonlySet<string>, 'has'>): boolean {
  return directories.has(path) || nearestAbove(path, directories) !== undefined;
}

/** Mount points that the image may lack; what is mounted inside another volume is that volume's business. */
function missingMountPoints(container: ResolvedContainer): readonly MountPoint[] {
  const directories = writablePaths(container).map((path): MountPoint => ({ path, target: 'directory' }));
  const points = [...mountPointsOf(container), ...directories];
  if (points.length === 0) return points;
  const all = new Set(points.map(({ path }) => path));
  return points.filter(({ path }) => !isInside(path, present) && nearestAbove(path, all) === undefined);
}

/** Mount points that cannot be laid over the image. */
export function unbakablePoints(container: ResolvedContainer, pod: ResolvedPod): readonly MountPoint[] {
  const points = missingMountPoints(container);
  return isPlaceUnknown(container, pod) ? points : points.filter(isUnbakable);
}

function isUnbakable({ path }: MountPoint): boolean {
  return isInside(path, perhapsLinks);
}

/** The directory of an onboot entry carries its number in the list of all files. */
function isPlaceUnknown(container: ResolvedContainer, pod: ResolvedPod): boolean {
  return runsOnBoot(container, pod) && pod.options.onbootBefore === undefined;
}

/**
 * The working directory of the manifest, which the image may lack: runc makes it where it can. One that lies above a mount point is
 * made with that.
 */
function missingWorkingDir({ spec: { workingDir = '' }, image }: ResolvedContainer, points: readonly MountPoint[]): string | undefined {
  const path = cleanPath(workingDir);
  if (!workingDir.startsWith('/') || path === '/' || path === cleanPath(image.config?.workingDir || '/')) return undefined;
  const isThere = isInside(path, present) || points.some((point) => isWithin(point.path, path) || isWithin(path, point.path));
  return isThere ? undefined : path;
}

/** What the overlay of a read-only root is made of. */
interface RootLayers {
  readonly above: readonly MountPoint[];
  readonly below: readonly LinuxKitFile[];
}

/** Undefined: the image is enough, or its place is not known, or the root cannot be read-only. */
function layersOf(container: ResolvedContainer, pod: ResolvedPod): RootLayers | undefined {
  const points = missingMountPoints(container);
  if (isPlaceUnknown(container, pod) || points.some(isUnbakable)) return undefined;
  const workingDir = missingWorkingDir(container, [...mountPointsOf(container), ...points]);
  const paths = [...points.map(({ path }) => path), ...(workingDir === undefined ? [] : [workingDir])];
  if (paths.length === 0) return undefined;
  const below: LinuxKitFile[] = [];
  for (const [path, to] of links) if (paths.some((other) => isWithin(path, other))) below.push({ path, symlink: to, mode: '0777' });
  if (workingDir !== undefined) below.push({ path: behindLinks(workingDir), directory: true, mode: '0755' });
  return { above: points.map(({ path, target }) => ({ path: behindLinks(path), target })), below };
}

/** Where a path really is, when links of the image lead elsewhere. */
function behindLinks(path: string): string {
  const link = links.find(([from]) => isWithin(from, path));
  return link ? link[1] + path.slice(link[0].length) : path;
}

/** Where the layers of a container are baked, on the LinuxKit root. */
function directoryOfLayer(layer: 'mountpoints' | 'beneath', container: ResolvedContainer): string {
  return `/podspec/${layer}/${containerName(container)}`;
}

/** The layers as files of the image; empty when there is no overlay. */
export function layerFiles(container: ResolvedContainer, pod: ResolvedPod): readonly LinuxKitFile[] {
  const layers = layersOf(container, pod);
  if (!layers) return [];
  const { above, below } = layers;
  // They keep that look when a mount point inside them covers them.
  const sticky = stickyDirectories.filter((directory) => above.some(({ path }) => path !== directory && isWithin(directory, path)));
  const points = above.map(({ path, target }): LinuxKitFile => {
    if (target === 'file') return { path, contents: '', mode: '0644' };
    return { path, directory: true, mode: stickyDirectories.includes(path) ? '1777' : '0755' };
  });
  const directories = sticky.map((path): LinuxKitFile => ({ path, directory: true, mode: '1777' }));
  return [
    ...inLayer(directoryOfLayer('mountpoints', container), [...directories, ...points]),
    ...inLayer(directoryOfLayer('beneath', container), below),
  ];
}

function inLayer(directory: string, files: readonly LinuxKitFile[]): readonly LinuxKitFile[] {
  if (files.length === 0) return files;
  const base = directory.slice(1);
  return [{ path: base, directory: true, mode: '0755' }, ...files.map((file) => ({ ...file, path: base + file.path }))];
}

/** The mount that puts a read-only root together; undefined when the image is enough. */
export function rootOverlay(container: ResolvedContainer, pod: ResolvedPod): LinuxKitMount | undefined {
  const layers = layersOf(container, pod);
  if (!layers) return undefined;
  const name = containerName(container);
  const root = runsOnBoot(container, pod) ? onbootRoot(name) : `/containers/services/${name}/rootfs`;
  const lower = [
    ...(layers.above.length > 0 ? [directoryOfLayer('mountpoints', container)] : []),
    root,
    ...(layers.below.length > 0 ? [directoryOfLayer('beneath', container)] : []),
  ];
  return { type: 'overlay', source: 'overlay', destination: root, options: [`lowerdir=${lower.join(':')}`] };
}

/** Whether the place of an entry behind those of the base files decides the output. */
export function dependsOnBase(pod: ResolvedPod): boolean {
  if (pod.options.onbootBefore === undefined) return false;
  return pod.containers.some((container) => isReadOnly(container) && runsOnBoot(container, pod) && layersOf(container, pod) !== undefined);
}
