import { decodeWorkload } from '../decode/workload.ts';
import { collector } from '../diagnostics/diagnostic.ts';
import type { Manifest } from '../model/manifest.ts';
import { fingerprint } from './content.ts';
import type { ObjectIndex } from './index-objects.ts';
import { lookupFor } from './lookup.ts';
import { referencesOf } from './reference-fields.ts';

/**
 * A text that is equal for two workloads with the same content if everything that they refer to has the same content too.
 * In a tree the nearest object wins, so that equal Deployments beside different ConfigMaps are different workloads.
 *
 * @param acrossBundles the other workload may stand in another bundle; in one flat bundle both see the same
 */
export function referencedContents(manifest: Manifest, index: ObjectIndex, acrossBundles = false): string {
  if (manifest.bundle.kind === 'flat' && !acrossBundles) return '';
  // What is wrong with the fields is reported when the workload that is kept is translated.
  const workload = decodeWorkload(manifest, { namespace: index.namespace }, collector().report);
  if (!workload) return '';
  const lookup = lookupFor(workload, index);
  const contents = referencesOf(workload).map(({ kind, name }) => {
    if (kind === 'Image') return '';
    const result = lookup.find(kind, name);
    return result.status === 'found' ? fingerprint(result.object.manifest) : result.status;
  });
  return contents.join();
}
