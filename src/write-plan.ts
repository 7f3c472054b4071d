import { join } from 'node:path';
import type { Analysis } from './analyse.ts';
import { hasErrors } from './diagnostics/diagnostic.ts';
import { formatIndex, type IndexEntry, indexName, parseIndex } from './output/index-file.ts';
import { type OutputResult, readText, writeOutputs } from './output/write-outputs.ts';
import type { OutputPlan } from './output-plan.ts';
import { matchesWorkload } from './workload-pattern.ts';

export interface WritePlanRequest {
  /** Absolute path of `--out`. */
  readonly out: string;
  /** Remove files of ours that no workload produces any more. */
  readonly prune: boolean;
  /** Patterns of `--workload`: files of other workloads are left as they are. */
  readonly workloads: readonly string[];
  readonly namespace: string;
}

export interface WrittenPlan {
  readonly result: OutputResult;
  /** The analysis with workloads whose file could not be written as failed. */
  readonly analysis: Analysis;
}

/** Writes what a run planned, and the index of what stands in `--out` then. */
export function writePlan(analysis: Analysis, plan: OutputPlan, request: WritePlanRequest): WrittenPlan {
  const lastRun = new Map((parseIndex(readText(join(request.out, indexName)) ?? '') ?? []).map((entry) => [entry.file, entry]));
  const untouched = (file: string): boolean => {
    const known = lastRun.get(file);
    return request.workloads.length > 0 && (known === undefined || !matchesWorkload(known.workload, request.workloads, request.namespace));
  };
  const planned = new Set(plan.images.map(({ image }) => image.file));
  const kept = (entry: IndexEntry): boolean =>
    untouched(entry.file) && !planned.has(entry.file) && readText(join(request.out, entry.file)) !== undefined;
  let unwritten: ReadonlySet<string> = new Set();
  const result = writeOutputs({
    out: request.out,
    files: plan.images.map(({ image }) => ({ file: image.file, text: image.text, secret: image.containsSecrets })),
    index: (files) => {
      unwritten = files;
      return formatIndex([...plan.entries.filter(({ file }) => !files.has(file)), ...[...lastRun.values()].filter(kept)]);
    },
    prune: request.prune && knowsAllFiles(analysis),
    failed: plan.failed,
    untouched,
  });
  return { result, analysis: withUnwritten(analysis, unwritten) };
}

/**
 * Whether the run knows every file that its input stands for. A file that could not be read, or a workload that could not be
 * decoded, may stand for any of those that nothing produced, so nothing is removed then.
 */
function knowsAllFiles({ workloads, loadDiagnostics }: Analysis): boolean {
  return !hasErrors(loadDiagnostics) && !workloads.some(({ status, images }) => status === 'failed' && images.length === 0);
}

function withUnwritten(analysis: Analysis, unwritten: ReadonlySet<string>): Analysis {
  if (unwritten.size === 0) return analysis;
  const workloads = analysis.workloads.map((result) =>
    result.status === 'generated' && result.images.some(({ file }) => unwritten.has(file))
      ? { ...result, status: 'failed' as const }
      : result,
  );
  return { ...analysis, workloads };
}
