import { resolve } from 'node:path';
import {
  type ChangedFiles,
  type CheckOutputsResult,
  checkOutputs,
  driftDiff,
  isFailure,
  nodeHost,
  outputState,
  reportOf,
  shown,
} from '../../index.ts';
import { type ChangedSelection, changedSelection, decidingFiles } from '../changed-files.ts';
import type { Invocation } from '../command.ts';
import { deliver, isDelivered } from '../deliver.ts';
import { exitCode } from '../exit-code.ts';
import { nothingFound } from '../nothing-found.ts';
import { renderDiff } from '../render/diff.ts';
import { paletteFor, wantsColor } from '../render/palette.ts';
import { runAnalysis } from '../run-analysis.ts';
import type { ExitCode, UsageProblem } from '../terminal.ts';

/** Reports every finding of a load, and what `--out` holds that generate would write differently. Writes nothing. */
export async function check(invocation: Invocation): Promise<ExitCode | UsageProblem> {
  const { settings, terminal } = invocation;
  const host = nodeHost(terminal.cwd);
  const show = (path: string) => shown(path, host);
  const selection = selectionOf(invocation);
  const out = show(settings.out);
  const exists = (path: string) => !isFailure(host.stat(path));
  const state = settings.drift || selection ? outputState(resolve(terminal.cwd, settings.out)) : undefined;
  const changed: ChangedFiles | undefined = selection && {
    files: selection.files.map(show),
    decideAll: decidingOf(selection, invocation).map(show),
    out,
    namespace: settings.namespace,
    lastRun: state?.index,
    exists,
  };
  // Without an index of an earlier run there is nothing to compare, and no output needs to be made.
  const keep = state?.index ? 'text' : 'nothing';
  const run = await runAnalysis(settings, selection?.inputs ?? settings.inputs, terminal, { keep, changed });
  if ('usage' in run) return run;
  const result = await checkOutputs(run.analysis, {
    out,
    state,
    lockFile: run.lockFile,
    namespace: settings.namespace,
    workloads: settings.workloads,
    severities: { byCode: settings.severities, strict: settings.strict },
    changed,
    exists,
  });
  const drift = settings.drift ? result.diagnostics : [];
  const nothing = selection ? [] : nothingFound(run.analysis, settings.inputs.join(', '), settings);
  const report = reportOf(result.analysis, [...run.diagnostics, ...nothing, ...drift], settings.namespace, isDelivered(settings));
  const problem = await deliver(result.analysis, report, settings, terminal, { verb: 'would be generated', product: true });
  if (problem) return problem;
  if (settings.drift && settings.diff) await printDiffs(result, out, invocation);
  return exitCode(report.summary, { drift: drift.length > 0 });
}

/** Undefined without `--changed`. */
function selectionOf({ settings, positionals, own, terminal }: Invocation): ChangedSelection | undefined {
  if (own.changed === undefined) return undefined;
  const host = nodeHost(terminal.cwd);
  return changedSelection(settings.changed, positionals, own.inputs as readonly string[] | undefined, (path) => {
    const found = host.stat(path);
    return isFailure(found) ? undefined : found.kind;
  });
}

function decidingOf({ files }: ChangedSelection, { settings, own, terminal }: Invocation): readonly string[] {
  const host = nodeHost(terminal.cwd);
  return decidingFiles(files, settings, own.config as string | undefined, (path) => {
    const bytes = host.read(path);
    return isFailure(bytes) ? undefined : new TextDecoder().decode(bytes);
  });
}

/** Differences follow the report where people read it; a report for programs is kept clean. */
async function printDiffs({ drifts }: CheckOutputsResult, out: string, { settings, terminal }: Invocation): Promise<void> {
  const toReport = settings.format === 'text' && settings.reportFile === undefined;
  const colored = wantsColor(settings.color, terminal.env, toReport ? terminal.stdoutIsTerminal : terminal.stderrIsTerminal);
  const palette = await paletteFor(colored);
  for (const drift of drifts) {
    if (drift.kind !== 'changed') continue;
    const file = `${out}/${drift.file}`;
    const diff =
      (await driftDiff(drift, file)) ?? `${file}: no difference is shown, since the file there is not valid YAML and may hold secrets\n`;
    (toReport ? terminal.stdout : terminal.stderr)(renderDiff(diff, palette));
  }
}
