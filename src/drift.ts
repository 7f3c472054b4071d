import type { OutputPlan } from './output-plan.ts';

/** How a file in `--out` differs from what a run would write. */
export type Drift =
  | { readonly kind: 'missing'; readonly file: string }
  | { readonly kind: 'changed'; readonly file: string; readonly before: string; readonly after: string }
  /** Nothing produces it any more. */
  | { readonly kind: 'stale'; readonly file: string };

/** What stands in `--out` now. */
export interface OutputState {
  /** Files with our header, relative to `--out`. */
  readonly files: readonly string[];
  readonly read: (file: string) => string | undefined;
}

/**
 * Compares the plan of a run with the files that an earlier run left.
 *
 * @param selected files that were not looked at in this run and so cannot be stale; undefined: everything was
 */
export function findDrift(plan: OutputPlan, state: OutputState, selected?: (file: string) => boolean): readonly Drift[] {
  const drifts: Drift[] = [];
  const planned = new Set<string>();
  for (const { image } of plan.images) {
    planned.add(image.file);
    const before = state.read(image.file);
    if (before === undefined) drifts.push({ kind: 'missing', file: image.file });
    else if (before !== image.text) drifts.push({ kind: 'changed', file: image.file, before, after: image.text });
  }
  for (const file of state.files) {
    if (!planned.has(file) && !plan.failed.has(file) && (selected?.(file) ?? true)) drifts.push({ kind: 'stale', file });
  }
  return drifts.sort((a, b) => (a.file < b.file ? -1 : 1));
}
