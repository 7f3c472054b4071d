import { isWithin } from '../../load/paths.ts';
import type { LinuxKitFile, LinuxKitMount } from '../../model/linuxkit.ts';
import type { ResolvedContainer, ResolvedPod } from '../../model/resolved-pod.ts';
import { isPrivileged } from '../../resolve/privileged.ts';
import { containerName } from '../container-names.ts';
import { atContainer } from '../field-anchor.ts';
import { type MountPoint, mountPointsOf, nearestAbove } from '../nested-mounts.ts';
import { runsOnBoot } from '../on-boot.ts';
import { defineRule, nothing } from '../rule.ts';

/** LinuxKit makes /dev read-only together with the root; in Kubernetes it stays a tmpfs that can be written. */
const writableDev: LinuxKitMount = {
  type: 'tmpfs',
  source: 'tmpfs',
  destination: '/dev',
  options: ['nosuid', 'strictatime', 'mode=755', 'size=65536k'],
};

/** Mount points that every container has (LinuxKit keeps these two files in every image). */
const present: ReadonlySet<string> = new Set(['/dev', '/proc', '/sys', '/etc/hosts', '/etc/resolv.conf']);

/**
 * The root of a container, read-only or not. On a read-only root the runtime cannot make mount points, so those of a service are
 * baked and laid over the image with an overlay of two read-only layers.
 */
export const readOnlyRoot = defineRule({
  name: 'read-only-root',
  owns: {
    'containers[].securityContext.readOnlyRootFilesystem': {
      disposition: 'approximated',
      doc: '`readonly: true`, with a writable /dev and the mount points laid over the image; an init container with mounts keeps a writable root.',
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
    // A privileged container has the /dev of the machine.
    const mounts = isPrivileged(container) ? [] : [writableDev];
    return { readonly: true, mounts, runtime: points.length > 0 ? { mounts: [overlay(container)] } : undefined };
  },
  pod(pod) {
    const readOnly = pod.containers.filter(isReadOnly);
    return readOnly.length === 0 ? nothing : { files: readOnly.flatMap((container) => bakedMountPoints(container, pod)) };
  },
});

function isReadOnly({ spec }: ResolvedContainer): boolean {
  return spec.securityContext?.readOnlyRootFilesystem === true;
}

function isInside(path: string, directories: ReadonlySet<string>): boolean {
  return directories.has(path) || nearestAbove(path, directories) !== undefined;
}

/** Mount points that the image may lack; what is mounted inside another volume is that volume's business. */
function missingMountPoints(container: ResolvedContainer): readonly MountPoint[] {
  const points = mountPointsOf(container);
  if (points.length === 0) return points;
  const all = new Set(points.map(({ path }) => path));
  return points.filter(({ path }) => !isInside(path, present) && nearestAbove(path, all) === undefined);
}

/** Directories that are links to /usr in many images and real ones in others; a baked directory would hide the link, and with it the programs. */
const perhapsLinks: ReadonlySet<string> = new Set(['/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32']);

/** Mount points of those that are missing that cannot be laid over the image. */
function unbakablePoints(points: readonly MountPoint[], container: ResolvedContainer, pod: ResolvedPod): readonly MountPoint[] {
  // The directory of an onboot entry carries a number that is known only after LinuxKit merged its files.
  if (runsOnBoot(container, pod)) return points;
  return points.filter(({ path }) => isInside(path, perhapsLinks));
}

function mountPointDirectory(container: ResolvedContainer): string {
  return `/podspec/mountpoints/${containerName(container)}`;
}

function overlay(container: ResolvedContainer): LinuxKitMount {
  const root = `/containers/services/${containerName(container)}/rootfs`;
  return { type: 'overlay', source: 'overlay', destination: root, options: [`lowerdir=${mountPointDirectory(container)}:${root}`] };
}

/** Directories that programs expect to be writable by everybody keep that look when a mount point inside them covers them. */
const stickyDirectories = ['/tmp', '/var/tmp'];

/** /var/run and /var/lock are links into /run in nearly every image; directories of those names would hide them. */
function behindLinks(path: string): string {
  if (isWithin('/var/lock', path)) return `/run/lock${path.slice('/var/lock'.length)}`;
  return isWithin('/var/run', path) ? path.slice('/var'.length) : path;
}

function bakedMountPoints(container: ResolvedContainer, pod: ResolvedPod): readonly LinuxKitFile[] {
  const points = missingMountPoints(container);
  if (points.length === 0 || unbakablePoints(points, container, pod).length > 0) return [];
  const base = mountPointDirectory(container).slice(1);
  const paths = points.map(({ path, target }) => ({ path: behindLinks(path), target }));
  const sticky = stickyDirectories.filter((directory) => paths.some(({ path }) => path !== directory && isWithin(directory, path)));
  return [
    { path: base, directory: true, mode: '0755' },
    ...sticky.map((directory): LinuxKitFile => ({ path: base + directory, directory: true, mode: '1777' })),
    ...paths.map(({ path, target }): LinuxKitFile => {
      return target === 'file' ? { path: base + path, contents: '', mode: '0644' } : { path: base + path, directory: true, mode: '0755' };
    }),
  ];
}
