import { type Diagnostic, nodeHost, placeDiagnostic, shown } from '../index.ts';
import type { Invocation } from './command.ts';
import { parseLine } from './command-line.ts';
import { commands } from './commands.ts';
import { loadConfiguration } from './config.ts';
import { parseSet, parseVolumes } from './pairs.ts';
import { noColor, paletteFor, wantsColor } from './render/palette.ts';
import { renderText } from './render/text.ts';
import { settle, type Values } from './settings.ts';
import type { ExitCode, Terminal, UsageProblem } from './terminal.ts';

/** One run of the program: arguments (without node and script) in, exit status out. */
export async function main(argv: readonly string[], terminal: Terminal, version: string): Promise<ExitCode> {
  const line = await parseLine(argv, commands, version, terminal.columns);
  if ('usage' in line) return complain(line, terminal);
  if ('text' in line) {
    terminal.stdout(line.text);
    return 0;
  }
  const host = nodeHost(terminal.cwd);
  const config = await loadConfiguration(terminal.cwd, line.values.config as string | undefined, (path) => shown(path, host));
  if (config.diagnostics.length > 0) return reportConfiguration(config.diagnostics, terminal);
  const pairs = readPairs(line.values);
  if ('usage' in pairs) return complain(pairs, terminal);
  const values = { ...line.values, ...pairs.pairs };
  const invocation: Invocation = {
    settings: settle(values, config.values, line.positionals, version),
    positionals: line.positionals,
    own: { ...config.values, ...values, inputs: config.values.inputs },
    terminal,
  };
  const run = await line.command.load();
  const result = await run(invocation);
  return typeof result === 'number' ? result : complain(result, terminal);
}

/** `--set` and `--volume` as mappings. */
function readPairs(values: Values): { readonly pairs: Values } | UsageProblem {
  const set = parseSet((values.set ?? []) as readonly string[]);
  if ('usage' in set) return set;
  if (values.volume === undefined) return { pairs: { set: set.pairs } };
  const volume = parseVolumes(values.volume as readonly string[]);
  return 'usage' in volume ? volume : { pairs: { set: set.pairs, volume: volume.pairs } };
}

function complain({ usage, help }: UsageProblem, terminal: Terminal): ExitCode {
  terminal.stderr(`error: ${usage}\n${help === undefined ? '' : `  help: ${help}\n`}`);
  return 2;
}

async function reportConfiguration(diagnostics: readonly Diagnostic[], terminal: Terminal): Promise<ExitCode> {
  const colored = wantsColor('auto', terminal.env, terminal.stderrIsTerminal);
  const placed = diagnostics.map((finding) => placeDiagnostic(finding, ''));
  const summary = { error: placed.length, warning: 0, info: 0, workloads: 0, generated: 0, failed: 0, skipped: 0 };
  const palette = colored ? await paletteFor(true) : noColor;
  terminal.stderr(renderText({ diagnostics: placed, summary }, { palette, verbose: false, quiet: false, isSecretLine: () => false }));
  return 2;
}
