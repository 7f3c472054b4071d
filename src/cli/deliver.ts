import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Analysis, type Diagnostic, type RunReport, reasonOf } from '../index.ts';
import { optionTable } from './options.ts';
import { renderLeftOut } from './render/left-out.ts';
import { paletteFor, wantsColor } from './render/palette.ts';
import { isShown, renderPieces, renderSummary } from './render/text.ts';
import { secretLines } from './secret-lines.ts';
import type { ReportFormat, Settings } from './settings.ts';
import { type ExitCode, type Terminal, type UsageProblem, usageProblem } from './terminal.ts';

const formats = optionTable.format.choices;

/** A report that goes somewhere: the stream of `--format`, `--report-file`, each `--report`. */
interface Delivery {
  readonly format: ReportFormat;
  /** Undefined: a stream of the terminal; `-`: standard output. */
  readonly file: string | undefined;
}

/**
 * Prints or writes the findings of a run in every form that was asked for. `product`: the report itself is what the command is for.
 * Gives the exit status when a file cannot be written.
 */
export async function deliver(
  analysis: Analysis | undefined,
  report: RunReport,
  settings: Settings,
  terminal: Terminal,
  options: { readonly verb: string; readonly product: boolean },
): Promise<UsageProblem | ExitCode | undefined> {
  const deliveries = deliveriesOf(settings);
  if ('usage' in deliveries) return deliveries;
  let failed = false;
  const main = options.product ? terminal.stdout : terminal.stderr;
  for (const { format, file } of deliveries) {
    const colored =
      file === undefined &&
      wantsColor(settings.color, terminal.env, options.product ? terminal.stdoutIsTerminal : terminal.stderrIsTerminal);
    const pieces = await render(format, analysis, report, settings, colored);
    const stream = file === undefined ? main : file === '-' ? terminal.stdout : undefined;
    if (stream) for (const piece of pieces) stream(piece);
    if (stream || file === undefined) continue;
    const problem = writeReport(resolve(terminal.cwd, file), [...pieces].join(''));
    if (problem === undefined) continue;
    terminal.stderr(`error: cannot write ${file}: ${problem}\n`);
    failed = true;
  }
  if (settings.verbose && !settings.quiet && analysis) terminal.stderr(renderLeftOut(analysis, settings.namespace));
  const summary = renderSummary(report.summary, options.verb, passedOverIn(analysis));
  if (settings.quiet) return failed ? 3 : undefined;
  if (settings.reportFile !== undefined) terminal.stderr(`${summary}\n`);
  else if (settings.format === 'text') main(`${summary}\n`);
  return failed ? 3 : undefined;
}

/** The findings that a run will print or write: people are shown some of them, programs are told all. */
export function isDelivered(settings: Settings): (finding: Diagnostic) => boolean {
  const deliveries = deliveriesOf(settings);
  if (!('usage' in deliveries) && deliveries.some(({ format }) => format !== 'text')) return () => true;
  return (finding) => isShown(finding, settings);
}

/** Documents that were read and are no Kubernetes objects. */
function passedOverIn(analysis: Analysis | undefined): number {
  return analysis?.collection.passedOver.filter(({ document }) => document !== undefined).length ?? 0;
}

/** Where reports go; a usage problem when a `--report` is no FORMAT:FILE. */
export function deliveriesOf(settings: Settings): readonly Delivery[] | UsageProblem {
  const deliveries: Delivery[] = [];
  if (!settings.summary || settings.reportFile !== undefined || settings.format !== 'text')
    deliveries.push({ format: settings.format, file: settings.reportFile });
  for (const text of settings.reports) {
    const colon = text.indexOf(':');
    const format = formats.find((known) => known === text.slice(0, colon));
    if (format === undefined || colon === text.length - 1)
      return usageProblem(`--report is "${text}", expected FORMAT:FILE with a format of ${formats.join(', ')}`);
    deliveries.push({ format, file: text.slice(colon + 1) });
  }
  return deliveries;
}

async function render(
  format: ReportFormat,
  analysis: Analysis | undefined,
  report: RunReport,
  settings: Settings,
  colored: boolean,
): Promise<Iterable<string>> {
  switch (format) {
    case 'json':
      return [(await import('./render/json.ts')).renderJson(report)];
    case 'text':
      return renderPieces(report, {
        palette: await paletteFor(colored),
        verbose: settings.verbose,
        quiet: settings.quiet,
        isSecretLine: analysis ? secretLines(analysis) : () => false,
      });
    case 'sarif':
      return [(await import('./render/sarif.ts')).renderSarif(report, settings.version)];
    case 'junit':
      return [(await import('./render/junit.ts')).renderJunit(report, analysis, settings.namespace)];
    case 'github':
      return [(await import('./render/github.ts')).renderGithub(report)];
  }
}

function writeReport(path: string, text: string): string | undefined {
  try {
    writeFileSync(path, text);
    return undefined;
  } catch (error) {
    return reasonOf(error);
  }
}
