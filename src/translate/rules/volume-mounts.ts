import type { LinuxKitMount } from '../../model/linuxkit.ts';
import type { ResolvedContainer, ResolvedMount, ResolvedPod } from '../../model/resolved-pod.ts';
import { defineRule } from '../rule.ts';
import { setupOf } from '../volume-setup.ts';
import { volumesOf } from '../volume-usage.ts';
import { needsHelper, podSetup } from './volume-setup.ts';

/** Mounts of volumes into containers. */
export const volumeMounts = defineRule({
  name: 'volume-mounts',
  owns: {
    'containers[].volumeMounts[].name': { disposition: 'translated', doc: 'The source of a bind mount.' },
    'containers[].volumeMounts[].mountPath': {
      disposition: 'translated',
      doc: 'The destination of a bind mount; a relative path counts from /. A mount of yours takes the place of a default one.',
    },
    'containers[].volumeMounts[].readOnly': {
      disposition: 'translated',
      doc: 'The option `ro`; volumes of files, images and read-only claims have it anyway.',
    },
    'containers[].volumeMounts[].recursiveReadOnly': { disposition: 'translated', doc: 'The option `rro`.' },
    'containers[].volumeMounts[].subPath': {
      disposition: 'translated',
      doc: 'The part of the volume is the source; a part of a writable volume that is missing is made at boot.',
    },
    'containers[].volumeMounts[].subPathExpr': { disposition: 'translated', doc: 'As subPath, after $(VAR) was replaced.' },
    'containers[].volumeMounts[].mountPropagation': {
      disposition: 'translated',
      doc: '`rprivate`, `rslave` or `rshared` on the mount, and `rootfsPropagation` on the container.',
    },
  },
  quiet: true,
  writes: ['binds', 'rootfsPropagation'],
  container(container, pod) {
    // Volumes of LinuxKit are known by name only here; an empty list cancels what a label of the image binds.
    const binds: string[] = [];
    const mounts: LinuxKitMount[] = [];
    for (const mount of container.mounts) {
      if (mount.named) binds.push(`${mount.source}:${mount.destination}:ro`);
      else mounts.push(bindMount(mount));
    }
    const mkdir = ownDirectories(container, pod);
    const runtime = mkdir.length > 0 ? { mkdir } : undefined;
    return { binds, mounts, rootfsPropagation: rootPropagation(container.mounts), runtime };
  },
});

function bindMount({ source, destination, propagation, readOnly, recursiveReadOnly }: ResolvedMount): LinuxKitMount {
  const access = recursiveReadOnly ? 'rro' : readOnly ? 'ro' : 'rw';
  return { type: 'bind', source, destination, options: ['rbind', propagation, access] };
}

/** The strongest propagation of the mounts: what the container's root must allow (containerd, `WithMounts`). */
function rootPropagation(mounts: readonly ResolvedMount[]): string | undefined {
  if (mounts.some(({ propagation }) => propagation === 'rshared')) return 'rshared';
  return mounts.some(({ propagation }) => propagation === 'rslave') ? 'rslave' : undefined;
}

/** Where no helper runs, each container makes the directories of its volumes itself. */
function ownDirectories(container: ResolvedContainer, pod: ResolvedPod): readonly string[] {
  const { early } = podSetup(pod);
  if (early.mkdir.length === 0 || needsHelper(early)) return [];
  const volumes = volumesOf(container).flatMap((name) => pod.volumes.get(name) ?? []);
  return [...new Set(volumes.flatMap((volume) => (volume.kind === 'unusable' ? [] : setupOf(volume, pod).mkdir)))];
}
