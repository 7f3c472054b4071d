import {
  type ExplainedWorkload,
  explainCode,
  explainField,
  explainWorkloads,
  looksLikeField,
  similarCode,
  similarFields,
  similarWorkloads,
  workloadNames,
} from '../../index.ts';
import type { Invocation } from '../command.ts';
import { holdsNothing } from '../nothing-found.ts';
import { renderCode } from '../render/explain-code.ts';
import { renderFields } from '../render/explain-field.ts';
import { renderWorkload } from '../render/explain-workload.ts';
import { paletteFor, wantsColor } from '../render/palette.ts';
import { jsonPage } from '../render/plain-text.ts';
import { runAnalysis } from '../run-analysis.ts';
import type { Settings } from '../settings.ts';
import { type ExitCode, type Terminal, type UsageProblem, usageProblem } from '../terminal.ts';

/** Tells what is known of a diagnostic code, a field or a workload: whatever the subject is, in this order. */
export async function explain(invocation: Invocation): Promise<ExitCode | UsageProblem> {
  const { settings, positionals, own, terminal } = invocation;
  const [subject = '', ...paths] = positionals;
  const page = await pageOptions(settings, terminal);
  const json = own.format === 'json';
  const print = (value: object, text: () => string): ExitCode => {
    terminal.stdout(json ? jsonPage({ version: 1, ...value }) : text());
    return 0;
  };
  if (own.reveal === true && !terminal.stdoutIsTerminal)
    return usageProblem('--reveal shows secret values, so it works on a terminal only', 'leave out --reveal, or run without a pipe');
  const code = explainCode(subject);
  if (code) return print({ diagnostic: code }, () => renderCode(code, page));
  const fields = explainField(subject);
  if (fields.length > 0) return print({ fields }, () => renderFields(fields, page));
  if (looksLikeField(subject)) return unknownSubject(subject, []);
  return explainWorkload(subject, paths, invocation, (workloads) =>
    print({ workloads }, () => workloads.map((workload) => renderWorkload(workload, { ...page, out: settings.out })).join('\n')),
  );
}

async function explainWorkload(
  subject: string,
  paths: readonly string[],
  { settings, own, terminal }: Invocation,
  print: (workloads: readonly ExplainedWorkload[]) => ExitCode,
): Promise<ExitCode | UsageProblem> {
  const configured = own.inputs as readonly string[] | undefined;
  const inputs = paths.length > 0 ? paths : (configured ?? (terminal.stdinIsStream ? ['-'] : ['.']));
  const run = await runAnalysis({ ...settings, workloads: [] }, inputs, terminal);
  if ('usage' in run) return run;
  const options = { namespace: settings.namespace, reveal: own.reveal === true };
  const workloads = explainWorkloads(run.analysis, subject, options);
  if (workloads.length > 0) return print(workloads);
  const names = workloadNames(run.analysis, settings.namespace);
  if (holdsNothing(run.analysis) && similarFields(subject).length === 0 && similarCode(subject) === undefined)
    return usageProblem(
      `there is no field and no diagnostic "${subject}", and no workload in ${inputs.join(', ')}`,
      'name the path of its manifests',
    );
  return unknownSubject(subject, similarWorkloads(subject, names));
}

/** Nothing has that name: what has a similar one. */
function unknownSubject(subject: string, workloads: readonly string[]): UsageProblem {
  const code = similarCode(subject);
  const similar = [...workloads, ...(code === undefined ? [] : [code]), ...similarFields(subject)];
  return usageProblem(
    `there is no field, diagnostic or workload "${subject}"`,
    similar.length === 0 ? 'docs/fields.md and docs/diagnostics.md list what there is' : `did you mean ${similar.join(', ')}?`,
  );
}

async function pageOptions(settings: Settings, terminal: Terminal) {
  const colored = wantsColor(settings.color, terminal.env, terminal.stdoutIsTerminal);
  return {
    palette: await paletteFor(colored),
    /** Values are shortened on a terminal only; a file or another program gets all of them. */
    columns: terminal.stdoutIsTerminal ? terminal.columns : undefined,
  };
}
