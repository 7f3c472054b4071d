import { type Diagnostic, type FileHost, isFailure, nodeHost, placeDiagnostic, shown, similarName, similarPath } from '../index.ts';
import { checkSettings } from './check-settings.ts';
import type { CommandEntry, Invocation } from './command.ts';
import { type ParsedLine, parseLine } from './command-line.ts';
import { type Configuration, loadConfiguration } from './config.ts';
import { overview } from './help.ts';
import { configKey } from './options.ts';
import { parseSet, parseVolumes } from './pairs.ts';
import { noColor, paletteFor, wantsColor } from './render/palette.ts';
import { renderText } from './render/text.ts';
import { settle, type Values } from './settings.ts';
import { type ExitCode, type Terminal, type UsageProblem, usageProblem } from './terminal.ts';
import { commandFirst, wrongValue } from './written-line.ts';

/** Understands the arguments, reads the configuration and runs the command. */
export async function runLine(
  given: readonly string[],
  commands: readonly CommandEntry[],
  terminal: Terminal,
  version: string,
): Promise<ExitCode> {
  const argv = commandFirst(given, commands);
  const line = wrongValue(argv) ?? (await parseLine(argv, commands));
  if ('usage' in line) return complain(line, terminal);
  const host = nodeHost(terminal.cwd);
  const mistyped = mistypedCommand(line, argv, commands, host);
  if (mistyped) return complain(mistyped, terminal);
  const config: Pick<Configuration, 'file' | 'values' | 'diagnostics'> = line.command.reads
    ? await loadConfiguration(terminal.cwd, line.values.config as string | undefined, (path) => shown(path, host))
    : { file: undefined, values: {}, diagnostics: [] };
  if (config.diagnostics.length > 0) return reportConfiguration(config.diagnostics, terminal, line.values);
  const pairs = readPairs(line.values);
  if ('usage' in pairs) return complain(pairs, terminal);
  const values = { ...line.values, ...pairs.pairs };
  // An option that means something else for this command is no setting, and its key in the configuration is not meant.
  const renamed = Object.keys(line.command.options ?? {}).map(configKey);
  const invocation: Invocation = {
    settings: settle(without(values, renamed), config.values, line.positionals, version),
    positionals: line.positionals,
    own: { ...without(config.values, renamed), ...values, inputs: config.values.inputs },
    outNamed: line.values.out !== undefined,
    terminal,
    bare: argv.length === 0,
  };
  const wrong = checkSettings(invocation.settings);
  if (wrong) {
    const given = checkSettings(settle(without(values, renamed), {}, line.positionals, version));
    return complain(given?.usage === wrong.usage ? wrong : { ...wrong, usage: `in ${config.file}: ${wrong.usage}` }, terminal);
  }
  const run = await line.command.load();
  const result = await run(invocation);
  if (typeof result === 'number') return result;
  // Whoever starts the program to see what it is gets told.
  if (invocation.bare && !terminal.stdinIsStream) terminal.stderr(`${overview(commands, terminal.columns)}\n`);
  return complain(result, terminal);
}

function without(values: Values, keys: readonly string[]): Values {
  return Object.fromEntries(Object.entries(values).filter(([key]) => !keys.includes(key)));
}

/** `podspec2linuxkit generat k8s`: a first path that does not exist and looks like a command. */
function mistypedCommand(
  { command, positionals }: ParsedLine,
  argv: readonly string[],
  commands: readonly CommandEntry[],
  host: FileHost,
): UsageProblem | undefined {
  const [first] = positionals;
  if (first === undefined || command !== commands[0] || argv[0] === command.words) return undefined;
  if (!/^[A-Za-z][A-Za-z-]*$/.test(first) || !isFailure(host.stat(first))) return undefined;
  const similar = similarName(
    first,
    commands.map(({ words }) => words),
  );
  if (similar !== undefined) return usageProblem(`unknown command "${first}"`, `did you mean ${similar}?`);
  const path = similarPath(first, host);
  const help = path === undefined ? 'see podspec2linuxkit --help' : `did you mean ${path}?`;
  return usageProblem(`there is no command and no path "${first}"`, help);
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

async function reportConfiguration(diagnostics: readonly Diagnostic[], terminal: Terminal, { color = 'auto' }: Values): Promise<ExitCode> {
  const colored = wantsColor(color as 'auto' | 'always' | 'never', terminal.env, terminal.stderrIsTerminal);
  const placed = diagnostics.map((finding) => placeDiagnostic(finding, ''));
  const summary = { error: placed.length, warning: 0, info: 0, workloads: 0, generated: 0, failed: 0, skipped: 0 };
  const palette = colored ? await paletteFor(true) : noColor;
  terminal.stderr(renderText({ diagnostics: placed, summary }, { palette, verbose: false, quiet: false, isSecretLine: () => false }));
  return 2;
}
