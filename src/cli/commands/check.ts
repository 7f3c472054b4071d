import { resolve } from 'node:path';
import {
  collector,
  type Diagnostic,
  type Drift,
  findDrift,
  indexName,
  listOurs,
  parseIndex,
  planOutputs,
  readText,
  reportOf,
} from '../../index.ts';
import type { Invocation } from '../command.ts';
import { deliver } from '../deliver.ts';
import { exitCode } from '../exit-code.ts';
import { nothingFound } from '../nothing-found.ts';
import { runAnalysis } from '../run-analysis.ts';
import type { Settings } from '../settings.ts';
import type { ExitCode, UsageProblem } from '../terminal.ts';

/** Reports every finding of a load, and what `--out` holds that generate would write differently. Writes nothing. */
export async function check({ settings, terminal }: Invocation): Promise<ExitCode | UsageProblem> {
  const run = await runAnalysis(settings, settings.inputs, terminal);
  if ('usage' in run) return run;
  const { analysis, diagnostics } = run;
  const plan = planOutputs(analysis, run.lockFile);
  const out = resolve(terminal.cwd, settings.out);
  const hasIndex = settings.drift && parseIndex(readText(`${out}/${indexName}`) ?? '') !== undefined;
  const drifts = hasIndex ? findDrift(plan, { files: listOurs(out), read: (file) => readText(`${out}/${file}`) }) : [];
  const findings = [...diagnostics, ...nothingFound(analysis, settings.inputs.join(', ')), ...driftFindings(drifts, settings)];
  const report = reportOf(analysis, findings, settings.namespace);
  const problem = await deliver(analysis, report, settings, terminal, { verb: 'would be generated', product: true });
  return problem ?? exitCode(report.summary, { drift: drifts.length > 0 });
}

function driftFindings(drifts: readonly Drift[], settings: Settings): readonly Diagnostic[] {
  const { diagnostics, report } = collector();
  for (const { kind, file } of drifts) {
    const path = `${settings.out}/${file}`;
    report('drift', { kind: 'file', file: path }, { file: path, how: kind });
  }
  return diagnostics;
}
