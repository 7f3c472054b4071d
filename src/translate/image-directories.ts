import { cleanPath } from '../model/paths.ts';
import type { ResolvedContainer } from '../model/resolved-pod.ts';
import { nearestAbove } from './nested-mounts.ts';

/**
 * Directories that the image of a container declares as VOLUME and that no mount of the pod takes or lies above. In Kubernetes each is
 * writable, whatever the root is, and holds what the image has there (containerd, `volumeMounts` and `WithVolumes`).
 */
export function imageDirectories({ image, mounts }: ResolvedContainer): readonly string[] {
  const declared = image.config?.volumes ?? [];
  if (declared.length === 0) return declared;
  const paths = new Set(declared.map((path) => cleanPath(`/${path}`)));
  const taken = new Set(mounts.map(({ destination }) => destination));
  return [...paths].filter((path) => path !== '/' && !taken.has(path) && nearestAbove(path, taken) === undefined).sort();
}
