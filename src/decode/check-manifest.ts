import { atField, type Report } from '../diagnostics/diagnostic.ts';
import type { Manifest } from '../model/manifest.ts';
import { kindProblem, referencedKindOf } from './kinds.ts';

/**
 * Reports objects that would be passed over in silence for a mistake in what identifies them: a kind that does not exist in its
 * apiVersion, and objects that nothing can refer to for want of a name. Workloads are checked by `decodeWorkload`.
 */
export function checkManifest(manifest: Manifest, report: Report): void {
  const { kind, apiVersion } = manifest;
  const problem = kindProblem(manifest);
  if (problem) report('kind-mismatch', atField(manifest, ['kind']), { kind, apiVersion, ...problem });
  if (manifest.name === '' && referencedKindOf(manifest) && !hasNameField(manifest)) {
    report('missing-name', atField(manifest, ['metadata']), { kind });
  }
}

/** A name of the wrong type is reported by whoever decodes the object. */
function hasNameField({ data: { metadata } }: Manifest): boolean {
  return typeof metadata === 'object' && metadata !== null && ('name' in metadata || 'generateName' in metadata);
}
