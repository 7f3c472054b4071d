import { type ReferenceGraph, referenceGraph, reportOf, type WorkloadResult } from '../../index.ts';
import type { Invocation } from '../command.ts';
import { deliver } from '../deliver.ts';
import { exitCode } from '../exit-code.ts';
import { nothingFound } from '../nothing-found.ts';
import { runAnalysis, unmatchedWorkload } from '../run-analysis.ts';
import type { Settings } from '../settings.ts';
import type { ExitCode, UsageProblem } from '../terminal.ts';

/**
 * Prints the graph of references. What is missing is in the graph, so only findings about files that could not be read go to standard
 * error: they make a graph incomplete.
 */
export async function graph({ settings, own, terminal }: Invocation): Promise<ExitCode | UsageProblem> {
  // Whether an object is unused shows only in a whole load.
  const run = await runAnalysis({ ...settings, workloads: [] }, settings.inputs, terminal);
  if ('usage' in run) return run;
  const { analysis, diagnostics } = run;
  const unmatched = unmatchedWorkload(analysis, settings);
  if (unmatched) return unmatched;
  const found = referenceGraph(analysis, run.lock, {
    workloads: settings.workloads,
    missing: own.missing === true,
    depth: typeof own.depth === 'number' ? own.depth : undefined,
    namespace: settings.namespace,
  });
  terminal.stdout(await render(found, own.format));
  const findings = [...diagnostics, ...nothingFound(analysis, settings.inputs.join(', '), settings)];
  const report = reportOf({ ...analysis, workloads: analysis.workloads.map(asRead) }, findings, settings.namespace);
  const delivery = report.diagnostics.length > 0 ? settings : withoutFindings(settings);
  const problem = await deliver(analysis, report, delivery, terminal, { verb: 'read', product: false });
  return problem ?? exitCode(report.summary);
}

/** Without a finding there is nothing to say beside the graph, but to files and to who asked. */
function withoutFindings(settings: Settings): Settings {
  const { quiet, verbose, reportFile, format } = settings;
  return { ...settings, quiet: quiet || !verbose, format: reportFile === undefined ? 'text' : format };
}

/** Counted, and no more: what its translation found is not about the graph. */
function asRead(result: WorkloadResult): WorkloadResult {
  return { ...result, status: result.status === 'skipped' ? 'skipped' : 'generated', diagnostics: [] };
}

/** Each form is loaded when it is asked for; `format` is one of the command's choices or undefined. */
async function render(found: ReferenceGraph, format: unknown): Promise<string> {
  switch (format) {
    case 'json':
      return (await import('../render/graph/json.ts')).renderGraphJson(found);
    case 'dot':
      return (await import('../render/graph/dot.ts')).renderDot(found);
    case 'svg':
      return (await import('../render/graph/svg.ts')).renderSvg(found);
    case 'html':
      return (await import('../render/graph/html.ts')).renderHtml(found);
    default:
      return (await import('../render/graph/mermaid.ts')).renderMermaid(found);
  }
}
