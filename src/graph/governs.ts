import type { Manifest } from '../model/manifest.ts';
import { isWithin } from '../model/paths.ts';

/**
 * Whether an object that nothing names, as a LimitRange or a NetworkPolicy, is meant for a workload. Being in one load is not enough: a
 * folder of examples would come under the rules of one of them. It governs what says to be in its namespace, what stands in its
 * directory or below it, and everything of the same stream or kustomization.
 */
export function governs(object: Manifest, workload: Manifest): boolean {
  if (object.explicit || isWithin(object.directory, workload.directory)) return true;
  if (object.bundle === workload.bundle && object.bundle.kind === 'flat') return true;
  return object.namespace !== undefined && object.namespace === workload.namespace;
}
