import { atField, type Diagnostic, type Report } from '../diagnostics/diagnostic.ts';
import { formatPath, generalPath } from '../model/field-path.ts';
import type { ResolvedPod } from '../model/resolved-pod.ts';
import type { FieldPath } from '../model/source.ts';
import { ownerOf } from './field-table.ts';

/**
 * Nothing is silent: walks the leaves of the pod spec that the manifest sets and reports each `unsupported` one that no
 * rule has spoken of, and in one info per workload the `ignored` ones.
 *
 * @param said what the rules reported for this pod so far
 */
export function reportUnhandledFields(pod: ResolvedPod, said: readonly Diagnostic[], report: Report): void {
  const spoken = spokenPaths(said);
  const ignored = new Set<string>();
  let firstIgnored: FieldPath | undefined;
  for (const path of leaves(pod.spec, [])) {
    const general = generalPath(path);
    const owner = ownerOf(general);
    if (owner?.reported) continue;
    const full = [...pod.specPath, ...path];
    if (owner?.disposition === 'unsupported' && !isSpokenOf(full, spoken)) {
      report('unsupported-field', atField(pod.workload.manifest, full, 'key'), { field: general, reason: owner.doc });
    } else if (owner?.disposition === 'ignored' && !isSpokenOf(full, spoken)) {
      ignored.add(owner.path);
      firstIgnored ??= full;
    }
  }
  if (firstIgnored)
    report('field-ignored', atField(pod.workload.manifest, firstIgnored, 'key'), { fields: [...ignored].sort((a, b) => (a < b ? -1 : 1)) });
}

interface Spoken {
  readonly exact: ReadonlySet<string>;
  /** Every ancestor of a path that was spoken of. */
  readonly ancestors: ReadonlySet<string>;
}

function spokenPaths(said: readonly Diagnostic[]): Spoken {
  const exact = new Set<string>();
  const ancestors = new Set<string>();
  for (const { at } of said) {
    if (at.kind !== 'field') continue;
    exact.add(formatPath(at.path));
    for (let length = at.path.length - 1; length > 0; length--) ancestors.add(formatPath(at.path.slice(0, length)));
  }
  return { exact, ancestors };
}

/** A finding at the field, at a field around it (below the container list) or inside it counts. */
function isSpokenOf(path: FieldPath, { exact, ancestors }: Spoken): boolean {
  if (ancestors.has(formatPath(path))) return true;
  for (let length = path.length; length > 0; length--) {
    if (exact.has(formatPath(path.slice(0, length)))) return true;
    if (typeof path[length - 1] === 'number') break;
  }
  return false;
}

/** Paths of the leaves that are set; free maps (labels, quantities, options) count as one leaf. */
function* leaves(value: unknown, path: FieldPath): Generator<FieldPath> {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* leaves(item, [...path, index]);
  } else if (typeof value === 'object' && value !== null && ownerOf(generalPath(path))?.path !== generalPath(path)) {
    for (const [key, item] of Object.entries(value)) yield* leaves(item, [...path, key]);
  } else if (path.length > 0) {
    yield path;
  }
}
