import type { Analysis } from './analyse.ts';
import { type ChangedScope, restrictToChanged } from './changed.ts';
import type { ChangedFiles } from './changed-files.ts';
import { type Anchor, atField, collector, type Diagnostic, hasErrors, place } from './diagnostics/diagnostic.ts';
import { type SeverityRules, settleDiagnostics } from './diagnostics/settle.ts';
import { type Drift, findDrift, type OutputState } from './drift.ts';
import { describeChange, driftReasons } from './drift-reasons.ts';
import { type IndexEntry, indexName } from './output/index-file.ts';
import { planOutputs } from './output-plan.ts';
import { matchesWorkload } from './workload-pattern.ts';

export interface CheckOutputsRequest {
  /** `--out` as messages show it. */
  readonly out: string;
  /** What stands there; undefined: drift is not looked for. */
  readonly state: OutputState | undefined;
  /** The lock as messages show it; undefined: there is none. */
  readonly lockFile: string | undefined;
  readonly namespace: string;
  /** Patterns of `--workload`. */
  readonly workloads: readonly string[];
  readonly severities: SeverityRules;
  /** Only what these files may have altered; undefined: everything. */
  readonly changed: ChangedFiles | undefined;
  readonly exists: (file: string) => boolean;
}

export interface CheckOutputsResult {
  /** What was looked at. */
  readonly analysis: Analysis;
  readonly drifts: readonly Drift[];
  /** One finding for each drift. */
  readonly diagnostics: readonly Diagnostic[];
}

/** How many reasons of one file are listed; the rest is counted. */
const mostReasons = 20;

/** Compares an analysis with the files of an earlier run, as far as they hold an index, and says why they differ. */
export async function checkOutputs(whole: Analysis, request: CheckOutputsRequest): Promise<CheckOutputsResult> {
  const { state, changed, namespace, out, exists } = request;
  const scope: ChangedScope = changed ? restrictToChanged(whole, changed) : { analysis: whole, looksAt: () => true };
  const { analysis } = scope;
  if (!state?.index) return { analysis, drifts: [], diagnostics: state?.foreignIndex ? foreignIndex(request) : [] };
  const excused = excusedFiles(whole, namespace);
  const drifts = findDrift(planOutputs(analysis, request.lockFile), state, {
    canBeStale: (file, known) =>
      scope.looksAt(file) && !excused(known) && (request.workloads.length === 0 || (known !== undefined && isSelected(known, request))),
    whole: changed === undefined && request.workloads.length === 0 && !hasFailed(whole),
  });
  const { diagnostics, report } = collector();
  for (const drift of drifts) {
    const file = `${out}/${drift.file}`;
    const at = anchorOf(drift, file);
    if (drift.kind === 'foreign') {
      report('foreign-file', at, { file });
      continue;
    }
    const reasons = await driftReasons(drift, { lockFile: request.lockFile ?? '', exists });
    const related = reasons.slice(0, mostReasons).map(({ text, at: where }) => ({ message: text, at: where ?? at }));
    const shown = reasons.some(({ at: where }) => where && place(where)) || reasons.length > 1 ? related : [];
    report('drift', at, { file, how: drift.kind, reasons: reasons.map(describeChange) }, { related: shown });
  }
  return { analysis, drifts, diagnostics: settleDiagnostics(diagnostics, request.severities) };
}

/** generate would not replace it, and without it nothing can be compared. */
function foreignIndex({ out, severities }: CheckOutputsRequest): readonly Diagnostic[] {
  const { diagnostics, report } = collector();
  const file = `${out}/${indexName}`;
  report('foreign-file', { kind: 'file', file }, { file });
  return settleDiagnostics(diagnostics, severities);
}

function anchorOf(drift: Drift, file: string): Anchor {
  if (drift.kind === 'missing' || drift.kind === 'changed') return atField(drift.planned.result.manifest, ['metadata', 'name']);
  return { kind: 'file', file };
}

function isSelected({ workload }: IndexEntry, { workloads, namespace }: CheckOutputsRequest): boolean {
  return matchesWorkload(workload, workloads, namespace);
}

/** Files of workloads that this run could not read: nobody knows whether they are stale. */
function excusedFiles({ workloads, loadDiagnostics, collection }: Analysis, namespace: string): (known: IndexEntry | undefined) => boolean {
  const failed = new Set(
    workloads
      .filter(({ status }) => status === 'failed')
      .map(({ manifest: { kind, namespace: own, name } }) => [kind, own ?? namespace, name].join('\n')),
  );
  const roots = new Set(collection.kustomizations.filter((root) => root.failed).map(({ root }) => root));
  const broken = new Set(loadDiagnostics.filter(({ severity }) => severity === 'error').flatMap(({ at }) => place(at)?.file ?? []));
  return (known) => {
    if (!known) return false;
    const { kind, namespace: own, name } = known.workload;
    return (
      failed.has([kind, own, name].join('\n')) ||
      (known.root !== '' && roots.has(known.root)) ||
      known.sources.some((file) => broken.has(file))
    );
  };
}

/** The index of a run with failures lacks their entries, and says nothing about them. */
function hasFailed({ workloads, loadDiagnostics }: Analysis): boolean {
  return hasErrors(loadDiagnostics) || workloads.some(({ status }) => status === 'failed');
}
