import type { LinuxKitMount } from '../../model/linuxkit.ts';
import type { ResolvedContainer, ResolvedPod } from '../../model/resolved-pod.ts';
import { isPrivileged } from '../../resolve/privileged.ts';
import { containerName } from '../container-names.ts';
import { atContainer } from '../field-anchor.ts';
import { imageDirectories } from '../image-directories.ts';
import { type MountPoint, mountPointsOf, nearestAbove } from '../nested-mounts.ts';
import { onbootRoot, runsOnBoot } from '../on-boot.ts';
import { defineRule } from '../rule.ts';

/** LinuxKit makes /dev read-only together with the root; in Kubernetes it stays a tmpfs that can be written. */
const writableDev: LinuxKitMount = {
  type: 'tmpfs',
  source: 'tmpfs',
  destination: '/dev',
  options: ['nosuid', 'strictatime', 'mode=755', 'size=65536k'],
};

/** Directories that programs expect to be writable by everybody. */
export const stickyDirectories: readonly string[] = ['/tmp', '/var/tmp'];

/** Mount points that every container has (LinuxKit keeps these two files in every image). */
const present: ReadonlySet<string> = new Set(['/dev', '/proc', '/sys', '/etc/hosts', '/etc/resolv.conf']);

/**
 * The root of a container, read-only or not. On a read-only root the runtime cannot make mount points, so those of a service are
 * baked (mount-points.ts) and laid over the image with an overlay of two read-only layers.
 */
export const readOnlyRoot = defineRule({
  name: 'read-only-root',
  owns: {
    'containers[].securityContext.readOnlyRootFilesystem': {
      disposition: 'approximated',
      doc: '`readonly: true`, with a writable /dev, a tmpfs for each VOLUME of the image, and the mount points laid over the image; without `--base`, an init container with mounts keeps a writable root.',
    },
  },
  writes: ['readonly'],
  container(container, pod, report) {
    if (!isReadOnly(container)) return { readonly: false };
    const points = missingMountPoints(container);
    const unbakable = unbakablePoints(points, container, pod);
    if (unbakable.length > 0) {
      const paths = unbakable.map(({ path }) => path);
      const at = atContainer(container, pod, 'securityContext', 'readOnlyRootFilesystem');
      report('mountpoint-on-readonly-rootfs', at, { container: container.spec.name ?? '', paths });
      return { readonly: false };
    }
    const directories = writableDirectories(container);
    if (directories.length > 0) {
      const paths = directories.map(({ destination }) => destination);
      report('image-volume-content-lost', atContainer(container, pod, 'image'), { container: container.spec.name ?? '', paths });
    }
    // A privileged container has the /dev of the machine.
    const mounts = isPrivileged(container) ? directories : [writableDev, ...directories];
    return { readonly: true, mounts, runtime: points.length > 0 ? { mounts: [overlay(container, pod)] } : undefined };
  },
});

/**
 * What the image declares as VOLUME stays writable: `tmpcopyup` has runc fill the tmpfs with what the image has there. The directory
 * belongs to the user of the container, since the mount point baked for it hides the owner that the image gave it.
 */
function writableDirectories(container: ResolvedContainer): readonly LinuxKitMount[] {
  const { uid, gid } = container.user;
  return directoriesOf(container).map((destination) => {
    const mode = stickyDirectories.includes(destination) ? 'mode=1777' : 'mode=0755';
    return { type: 'tmpfs', source: 'tmpfs', destination, options: [mode, `uid=${uid}`, `gid=${gid}`, 'tmpcopyup'] };
  });
}

function directoriesOf(container: ResolvedContainer): readonly string[] {
  return imageDirectories(container).filter((path) => !isInside(path, present));
}

/** Whether the root of a container is to be read-only. */
export function isReadOnly({ spec }: ResolvedContainer): boolean {
  return spec.securityContext?.readOnlyRootFilesystem === true;
}

function isInside(path: string, directories: ReadonlySet<string>): boolean {
  return directories.has(path) || nearestAbove(path, directories) !== undefined;
}

/** Mount points that the image may lack; what is mounted inside another volume is that volume's business. */
export function missingMountPoints(container: ResolvedContainer): readonly MountPoint[] {
  const directories = directoriesOf(container).map((path): MountPoint => ({ path, target: 'directory' }));
  const points = [...mountPointsOf(container), ...directories];
  if (points.length === 0) return points;
  const all = new Set(points.map(({ path }) => path));
  return points.filter(({ path }) => !isInside(path, present) && nearestAbove(path, all) === undefined);
}

/** Directories that are links to /usr in many images and real ones in others; a baked directory would hide the link, and with it the programs. */
const perhapsLinks: ReadonlySet<string> = new Set(['/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32']);

/** Mount points of those that are missing that cannot be laid over the image. */
export function unbakablePoints(points: readonly MountPoint[], container: ResolvedContainer, pod: ResolvedPod): readonly MountPoint[] {
  // The directory of an onboot entry carries its number in the list of all files.
  if (runsOnBoot(container, pod) && pod.options.onbootBefore === undefined) return points;
  return points.filter(({ path }) => isInside(path, perhapsLinks));
}

/** Where the mount points of a container are baked, on the LinuxKit root. */
export function mountPointDirectory(container: ResolvedContainer): string {
  return `/podspec/mountpoints/${containerName(container)}`;
}

function overlay(container: ResolvedContainer, pod: ResolvedPod): LinuxKitMount {
  const name = containerName(container);
  const root = runsOnBoot(container, pod) ? onbootRoot(name) : `/containers/services/${name}/rootfs`;
  return { type: 'overlay', source: 'overlay', destination: root, options: [`lowerdir=${mountPointDirectory(container)}:${root}`] };
}

/** Whether the place of an entry behind those of the base files decides the output. */
export function dependsOnBase(pod: ResolvedPod): boolean {
  if (pod.options.onbootBefore === undefined) return false;
  return pod.containers.some((container) => {
    if (!isReadOnly(container) || !runsOnBoot(container, pod)) return false;
    const points = missingMountPoints(container);
    return points.length > 0 && unbakablePoints(points, container, pod).length === 0;
  });
}
