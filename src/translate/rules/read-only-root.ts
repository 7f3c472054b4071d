import type { LinuxKitMount } from '../../model/linuxkit.ts';
import type { ResolvedContainer } from '../../model/resolved-pod.ts';
import { isPrivileged } from '../../resolve/privileged.ts';
import { atContainer } from '../field-anchor.ts';
import { isReadOnly, rootOverlay, stickyDirectories, unbakablePoints, writablePaths } from '../root-layers.ts';
import { defineRule } from '../rule.ts';

/** LinuxKit makes /dev read-only together with the root; in Kubernetes it stays a tmpfs that can be written. */
const writableDev: LinuxKitMount = {
  type: 'tmpfs',
  source: 'tmpfs',
  destination: '/dev',
  options: ['nosuid', 'strictatime', 'mode=755', 'size=65536k'],
};

/**
 * The root of a container, read-only or not. On a read-only root the runtime cannot make what the image lacks, so it is baked
 * (mount-points.ts) and laid over and below the image with an overlay.
 */
export const readOnlyRoot = defineRule({
  name: 'read-only-root',
  owns: {
    'containers[].securityContext.readOnlyRootFilesystem': {
      disposition: 'approximated',
      doc: '`readonly: true`, with a writable /dev, a tmpfs for each VOLUME of the image, and what the image may lack laid over and below it; without `--base`, an init container with mounts keeps a writable root.',
    },
  },
  writes: ['readonly'],
  container(container, pod, report) {
    if (!isReadOnly(container)) return { readonly: false };
    const unbakable = unbakablePoints(container, pod);
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
    const overlay = rootOverlay(container, pod);
    return { readonly: true, mounts, runtime: overlay && { mounts: [overlay] } };
  },
});

/**
 * What the image declares as VOLUME stays writable: `tmpcopyup` has runc fill the tmpfs with what the image has there. The directory
 * belongs to the user of the container, since the mount point baked for it hides the owner that the image gave it.
 */
function writableDirectories(container: ResolvedContainer): readonly LinuxKitMount[] {
  const { uid, gid } = container.user;
  return writablePaths(container).map((destination) => {
    const mode = stickyDirectories.includes(destination) ? 'mode=1777' : 'mode=0755';
    return { type: 'tmpfs', source: 'tmpfs', destination, options: [mode, `uid=${uid}`, `gid=${gid}`, 'tmpcopyup'] };
  });
}
