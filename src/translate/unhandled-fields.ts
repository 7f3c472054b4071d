import { atField, type Diagnostic, type Report } from '../diagnostics/diagnostic.ts';
import { formatPath, generalPath } from '../model/field-path.ts';
import type { ResolvedPod } from '../model/resolved-pod.ts';
import type { FieldPath } from '../model/source.ts';
import type { OwnedField } from './field-table.ts';
import { type FieldPlace, fieldBelow, fieldRoot, isReportedField } from './field-tree.ts';

/**
 * Nothing is silent: walks the leaves of the pod spec that the manifest sets and reports each `unsupported` one that no
 * rule has spoken of, and in one info per workload the `ignored` ones.
 *
 * @param said what the rules reported for this pod so far
 */
export function reportUnhandledFields(pod: ResolvedPod, said: readonly Diagnostic[], report: Report): void {
  let spoken: Spoken | undefined;
  const ignored = new Set<string>();
  let firstIgnored: FieldPath | undefined;
  visitLeaves(pod.spec, fieldRoot, [], (owner, path) => {
    const full = [...pod.specPath, ...path];
    spoken ??= spokenPaths(said);
    if (isSpokenOf(full, spoken)) return;
    if (owner.disposition === 'unsupported') {
      report('unsupported-field', atField(pod.workload.manifest, full, 'key'), { field: generalPath(path), reason: owner.doc });
    } else {
      ignored.add(owner.path);
      firstIgnored ??= full;
    }
  });
  if (firstIgnored) report('field-ignored', atField(pod.workload.manifest, firstIgnored, 'key'), { fields: [...ignored].sort() });
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

/**
 * Visits the leaves that are set and to be reported; free maps (labels, quantities, options) count as one leaf.
 *
 * @param path where `value` stands, changed on the way; the visitor copies what it keeps
 */
function visitLeaves(
  value: unknown,
  place: FieldPlace,
  path: (string | number)[],
  visit: (owner: OwnedField, path: FieldPath) => void,
): void {
  if (!place.isReported) return;
  if (Array.isArray(value)) {
    const below = fieldBelow(place, '[]');
    for (let index = 0; index < value.length; index++) {
      path.push(index);
      visitLeaves(value[index], below, path, visit);
      path.pop();
    }
  } else if (typeof value === 'object' && value !== null && !place.isEntry) {
    for (const key of Object.keys(value)) {
      path.push(key);
      visitLeaves((value as Readonly<Record<string, unknown>>)[key], fieldBelow(place, key), path, visit);
      path.pop();
    }
  } else if (path.length > 0 && isReportedField(place.owner)) {
    visit(place.owner, path);
  }
}
