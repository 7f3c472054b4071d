import { isWithin } from '../../load/paths.ts';
import type { LinuxKitFile } from '../../model/linuxkit.ts';
import type { ResolvedContainer, ResolvedPod } from '../../model/resolved-pod.ts';
import { defineRule, nothing } from '../rule.ts';
import { isReadOnly, missingMountPoints, mountPointDirectory, stickyDirectories, unbakablePoints } from './read-only-root.ts';

/** Mount points for read-only roots, as directories and files of the image. */
export const mountPoints = defineRule({
  name: 'mount-points',
  owns: {},
  quiet: true,
  writes: [],
  pod(pod) {
    const readOnly = pod.containers.filter(isReadOnly);
    return readOnly.length === 0 ? nothing : { files: readOnly.flatMap((container) => bakedMountPoints(container, pod)) };
  },
});

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
  // They keep that look when a mount point inside them covers them.
  const sticky = stickyDirectories.filter((directory) => paths.some(({ path }) => path !== directory && isWithin(directory, path)));
  return [
    { path: base, directory: true, mode: '0755' },
    ...sticky.map((directory): LinuxKitFile => ({ path: base + directory, directory: true, mode: '1777' })),
    ...paths.map(({ path, target }): LinuxKitFile => {
      if (target === 'file') return { path: base + path, contents: '', mode: '0644' };
      return { path: base + path, directory: true, mode: stickyDirectories.includes(path) ? '1777' : '0755' };
    }),
  ];
}
