import { atField, type Report } from '../diagnostics/diagnostic.ts';
import type { Manifest } from '../model/manifest.ts';
import { decodeObject } from './decode-object.ts';
import { kindProblem, referencedKindOf } from './kinds.ts';

/**
 * Reports objects that would be passed over in silence for a mistake in what identifies them: a kind that does not exist in its
 * apiVersion, and objects that nothing can refer to for want of a name. Workloads are checked by `decodeWorkload`.
 */
export function checkManifest(manifest: Manifest, report: Report): void {
  const { kind, apiVersion } = manifest;
  const problem = kindProblem(manifest);
  if (problem) report('kind-mismatch', atField(manifest, ['kind']), { kind, apiVersion, ...problem });
  const referenced = manifest.name === '' ? referencedKindOf(manifest) : undefined;
  if (!referenced) return;
  // Nothing finds it by its name, so nobody else would decode it.
  if (hasNameOfWrongType(manifest)) decodeObject(referenced, manifest, report);
  else if (!names(manifest)[1]) report('missing-name', atField(manifest, ['metadata']), { kind });
}

/** Whether something stands where the name belongs, and is no text. */
export function hasNameOfWrongType(manifest: Pick<Manifest, 'data'>): boolean {
  return names(manifest).some((name) => name !== undefined && name !== null && typeof name !== 'string');
}

/** `metadata.name` and `metadata.generateName` as they are written. */
function names({ data: { metadata } }: Pick<Manifest, 'data'>): readonly [name: unknown, generateName: unknown] {
  if (typeof metadata !== 'object' || metadata === null) return [undefined, undefined];
  return ['name' in metadata ? metadata.name : undefined, 'generateName' in metadata ? metadata.generateName : undefined];
}
