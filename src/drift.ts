import { append } from './model/append.ts';
import { byCodeUnit } from './model/by-code-unit.ts';
import { type IndexEntry, indexName } from './output/index-file.ts';
import { headerStart } from './output/write-outputs.ts';
import type { OutputPlan, PlannedImage } from './output-plan.ts';

/** How a file in `--out` differs from what a run would write. */
export type Drift = { readonly file: string } & (
  | { readonly kind: 'missing'; readonly planned: PlannedImage; readonly known: IndexEntry | undefined }
  | { readonly kind: 'changed'; readonly planned: PlannedImage; readonly known: IndexEntry | undefined; readonly before: string }
  /** Somebody else's file stands there; generate would refuse to replace it. */
  | { readonly kind: 'foreign' }
  /** Nothing produces it any more. `movedTo`: its workload is written there now. */
  | { readonly kind: 'stale'; readonly known: IndexEntry | undefined; readonly movedTo: string | undefined }
  /** All files are as they should be, but their list is not. */
  | { readonly kind: 'index'; readonly entries: readonly string[] }
);

/** What stands in `--out` now. */
export interface OutputState {
  /** Files with our header, relative to `--out`. */
  readonly files: readonly string[];
  /** Entries of the index that the last run wrote; undefined when there is none. */
  readonly index: readonly IndexEntry[] | undefined;
  /** Something stands in the place of the index and is none of ours. */
  readonly foreignIndex: boolean;
  readonly read: (file: string) => string | undefined;
}

export interface DriftScope {
  /** Whether a file that nothing produced was looked at, and so is stale. */
  readonly canBeStale: (file: string, known: IndexEntry | undefined) => boolean;
  /** Everything was looked at, so that the index must be complete too. */
  readonly whole: boolean;
}

/** Compares the plan of a run with the files that an earlier run left, in the order of their names. */
export function findDrift(plan: OutputPlan, state: OutputState, scope: DriftScope): readonly Drift[] {
  const known = new Map((state.index ?? []).map((entry) => [entry.file, entry]));
  const files = new Map(plan.images.map((planned) => [planned.image.file, planned]));
  const drifts = plan.images.flatMap((planned) => compare(planned, known.get(planned.image.file), state));
  const byWorkload = new Map(plan.entries.map((entry) => [workloadKey(entry), entry.file]));
  for (const file of state.files) {
    if (files.has(file) || plan.failed.has(file) || !scope.canBeStale(file, known.get(file))) continue;
    const entry = known.get(file);
    drifts.push({ kind: 'stale', file, known: entry, movedTo: entry && byWorkload.get(workloadKey(entry)) });
  }
  if (drifts.length === 0 && scope.whole) append(drifts, compareIndex(plan.entries, known));
  return drifts.sort((a, b) => byCodeUnit(a.file, b.file));
}

function compare(planned: PlannedImage, known: IndexEntry | undefined, state: OutputState): readonly Drift[] {
  const { file, text } = planned.image;
  const before = state.read(file);
  if (before === text) return [];
  if (before === undefined) return [{ kind: 'missing', file, planned, known }];
  return before.startsWith(headerStart) ? [{ kind: 'changed', file, planned, known, before }] : [{ kind: 'foreign', file }];
}

function workloadKey({ workload: { kind, namespace, name }, root }: IndexEntry): string {
  return [root, kind, namespace, name].join('\n');
}

/** The counts of findings depend on how strict a run is, so they are no drift. */
function compareIndex(entries: readonly IndexEntry[], known: ReadonlyMap<string, IndexEntry>): readonly Drift[] {
  const facts = (entry: IndexEntry | undefined) => JSON.stringify({ ...entry, diagnostics: undefined });
  const wrong = entries.filter((entry) => facts(entry) !== facts(known.get(entry.file))).map(({ file }) => file);
  const files = new Set(entries.map(({ file }) => file));
  const extra = [...known.keys()].filter((file) => !files.has(file));
  return wrong.length + extra.length === 0 ? [] : [{ kind: 'index', file: indexName, entries: [...wrong, ...extra].sort() }];
}
