import { resolve } from 'node:path';
import {
  collector,
  type Diagnostic,
  hasErrors,
  type OutputPlan,
  type OutputResult,
  planOutputs,
  reportOf,
  settleDiagnostics,
  writePlan,
} from '../../index.ts';
import type { Invocation } from '../command.ts';
import { deliver, isDelivered } from '../deliver.ts';
import { exitCode } from '../exit-code.ts';
import { holdsNothing, nothingFound, noWorkload } from '../nothing-found.ts';
import { plural } from '../render/text.ts';
import { type AnalysisRun, runAnalysis } from '../run-analysis.ts';
import type { Settings } from '../settings.ts';
import { shellWord } from '../shell-word.ts';
import { type ExitCode, type UsageProblem, usageProblem } from '../terminal.ts';

/** Writes one LinuxKit file per workload, or the only one to stdout: with `--out -`, or from stdin when no `--out` was named. */
export async function generate(invocation: Invocation): Promise<ExitCode | UsageProblem> {
  const { settings, positionals, own, outNamed, terminal } = invocation;
  const fromStdin =
    positionals.length === 0
      ? // A commit hook has a pipe for standard input and nothing in it.
        terminal.stdinIsStream && (own.inputs === undefined || terminal.stdinIsFile === true) && own.failIfChanged !== true
      : positionals.every((path) => path === '-');
  const streaming = settings.out === '-' || (fromStdin && !outNamed);
  const run = await runAnalysis(settings, fromStdin ? ['-'] : settings.inputs, terminal, { keep: 'text' });
  if ('usage' in run) return run;
  if (invocation.bare && !fromStdin && own.inputs === undefined && nothingFound(run.analysis, '', settings).length > 0)
    return usageProblem('nothing to read: the working directory holds no Kubernetes object');
  const plan = planOutputs(run.analysis, run.lockFile);
  return streaming ? toStdout(run, plan, invocation, fromStdin) : toFiles(run, plan, invocation);
}

async function toStdout(
  { analysis, diagnostics }: AnalysisRun,
  plan: OutputPlan,
  { settings, terminal }: Invocation,
  fromStdin: boolean,
): Promise<ExitCode | UsageProblem> {
  const candidates = analysis.workloads.filter(({ status }) => status !== 'skipped');
  const names = new Set(candidates.map(({ manifest }) => `${manifest.namespace ?? settings.namespace}/${manifest.kind}/${manifest.name}`));
  // Two of one name cannot be told apart by --workload: that is an error of its own.
  if (names.size > 1) {
    return usageProblem(
      `${fromStdin ? 'the stream holds' : 'standard output takes one workload, and here are'} ${candidates.length} workloads:\n${[...names].map((name) => `  ${name}`).join('\n')}`,
      'choose one with --workload KIND/NAME, or write all of them with --out DIR',
    );
  }
  const [image, ...others] = plan.images;
  const last = others.at(-1);
  if (image && last) {
    // The ordinals of a StatefulSet, or workloads of one name in several directories.
    return usageProblem(
      `standard output takes one file, and ${[...names].join()} becomes ${plan.images.length}: ${image.image.file} to ${last.image.file}`,
      'name one with --ordinal or its manifest alone, or write all of them with --out DIR',
    );
  }
  const inputs = fromStdin ? 'standard input' : settings.inputs.join(', ');
  const nothing = nothingFound(analysis, inputs, settings);
  const findings = [...diagnostics, ...(nothing.length === 0 && names.size === 0 ? noWorkload(analysis, inputs) : nothing)];
  const report = reportOf(analysis, findings, settings.namespace, isDelivered(settings));
  const blocked = isBlocked(analysis, findings, settings);
  const only = blocked ? undefined : image;
  if (only) terminal.stdout(only.image.text);
  const verb = blocked ? 'ready, none written' : 'generated';
  const problem = await deliver(analysis, report, settings, terminal, { verb, product: false });
  return problem ?? exitCode(report.summary);
}

async function toFiles(
  { analysis, diagnostics }: AnalysisRun,
  plan: OutputPlan,
  { settings, own, terminal }: Invocation,
): Promise<ExitCode | UsageProblem> {
  const nothing = nothingFound(analysis, settings.inputs.join(', '), settings);
  const blocked = isBlocked(analysis, [...diagnostics, ...nothing], settings);
  // An input that holds nothing is a mistake: what an earlier run wrote stays as it is.
  const written =
    blocked || holdsNothing(analysis) ? undefined : writePlan(analysis, plan, { ...settings, out: resolve(terminal.cwd, settings.out) });
  const extra = written ? outputFindings(written.result, settings) : [];
  const after = written?.analysis ?? analysis;
  const report = reportOf(after, [...diagnostics, ...nothing, ...extra], settings.namespace, isDelivered(settings));
  const problem = await deliver(after, report, settings, terminal, { verb: blocked ? 'ready, none written' : 'generated', product: false });
  if (problem) return problem;
  const changed = written !== undefined && written.result.written.length + written.result.removed.length > 0;
  const drift = changed && own.failIfChanged === true;
  if (written && settings.format === 'text') {
    if (drift || !settings.quiet) terminal.stderr(counts(written.result, settings, drift));
    if (!settings.quiet) terminal.stderr(buildHints(plan, new Set([...written.result.written, ...written.result.unchanged]), settings));
  }
  return exitCode(report.summary, {
    machineFailed: (written?.result.failures.length ?? 0) > 0,
    drift,
  });
}

/** Whether `--all-or-nothing` keeps everything from being written. */
function isBlocked({ loadDiagnostics, workloads }: AnalysisRun['analysis'], others: readonly Diagnostic[], settings: Settings): boolean {
  const holdsErrors = hasErrors(others) || hasErrors(loadDiagnostics) || workloads.some(({ diagnostics }) => hasErrors(diagnostics));
  return settings.allOrNothing && holdsErrors;
}

function outputFindings(result: OutputResult, { out, severities, strict }: Settings): readonly Diagnostic[] {
  const { diagnostics, report } = collector();
  const path = (file: string) => (file === '' ? out : `${out}/${file}`);
  for (const file of result.foreign) report('foreign-file', { kind: 'file', file: path(file) }, { file: path(file) });
  for (const file of result.links) report('output-link', { kind: 'file', file: path(file) }, { file: path(file) });
  for (const file of result.stale) report('stale-output', { kind: 'file', file: path(file) }, { file: path(file) });
  for (const { file, reason, removing = false } of result.failures)
    report('write-failed', { kind: 'file', file: path(file) }, { file: path(file), reason, removing });
  return settleDiagnostics(diagnostics, { byCode: severities, strict });
}

/** How many files were written; `failing`: that is why the run fails. */
function counts(result: OutputResult, { out }: Settings, failing: boolean): string {
  const texts = [
    `${plural(result.written.length, 'file')} written`,
    ...(result.unchanged.length > 0 ? [`${result.unchanged.length} unchanged`] : []),
    ...(result.removed.length > 0 ? [`${result.removed.length} removed`] : []),
  ];
  return `${out}: ${texts.join(', ')}${failing ? '; add them to the commit' : ''}\n`;
}

/** Most images whose build command is printed; the others are built alike. */
const mostHints = 5;

/** The `linuxkit build` line of each image. */
function buildHints(plan: OutputPlan, present: ReadonlySet<string>, { out, base, standalone }: Settings): string {
  const images = plan.images.filter(({ image }) => present.has(image.file));
  if (images.length === 0) return '';
  const names = images.map(({ image, result }) => {
    const ordinal = image.ordinal === undefined || result.images.length === 1 ? '' : `-${image.ordinal}`;
    return `${result.workload?.name ?? 'app'}${ordinal}`;
  });
  const lines = images.slice(0, mostHints).map(({ image: { file, storage } }, index) => {
    const before = standalone ? [] : base.length > 0 ? base : [storage[0]?.base ?? 'base.yml'];
    const own = names[index] ?? '';
    // linuxkit names what it builds so: two builds must not have the same name.
    const name = names.filter((other) => other === own).length === 1 ? own : file.replace(/\.yml$/, '').replaceAll('/', '-');
    return `  ${['linuxkit build', '--name', name, ...before.map(shellWord), shellWord(`${out}/${file}`)].join(' ')}\n`;
  });
  const more =
    images.length > mostHints ? `  and so on for ${plural(images.length - mostHints, 'more file')}, which ${out}/index.json lists\n` : '';
  return `next:\n${lines.join('')}${more}`;
}
