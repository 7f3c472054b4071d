import type { LinuxKitImage } from '../model/linuxkit.ts';
import type { ResolvedContainer, ResolvedPod } from '../model/resolved-pod.ts';

/**
 * Whether a container goes to `onboot` and has ended before any service starts: init containers, and with
 * `--job-mode onboot` the main containers of a Job.
 */
export function runsOnBoot({ role }: Pick<ResolvedContainer, 'role'>, pod: Pick<ResolvedPod, 'options' | 'workload'>): boolean {
  return role === 'init' || (role === 'container' && pod.options.jobMode === 'onboot' && pod.workload.job !== undefined);
}

/** Where LinuxKit puts the root of an onboot entry, but for the number that {@link numberOnboot} adds. */
export function onbootRoot(name: string): string {
  return `/containers/onboot/${name}/rootfs`;
}

/**
 * Adds to the overlays of onboot entries their place in the list of all files (`%03d-name`, src/cmd/linuxkit/moby/build/build.go), which
 * nobody knows before the list is complete.
 *
 * @param before entries of the base files, which come first
 */
export function numberOnboot(images: readonly LinuxKitImage[], before: number): readonly LinuxKitImage[] {
  return images.map((image, index) => {
    const mounts = image.runtime?.mounts;
    if (!mounts?.some(({ type }) => type === 'overlay')) return image;
    const root = onbootRoot(image.name);
    const numbered = onbootRoot(`${String(before + index).padStart(3, '0')}-${image.name}`);
    return {
      ...image,
      runtime: {
        ...image.runtime,
        mounts: mounts.map((mount) => {
          if (mount.type !== 'overlay') return mount;
          const options = mount.options?.map((option) => option.replace(root, numbered));
          return { ...mount, destination: mount.destination.replace(root, numbered), ...(options && { options }) };
        }),
      },
    };
  });
}
