import yargs from 'yargs';
import type { CommandEntry } from './command.ts';
import { configKey, type OptionSpec, optionTable } from './options.ts';
import type { Values } from './settings.ts';
import { similarWord } from './similar.ts';
import { type UsageProblem, usageProblem } from './terminal.ts';

/** A command line that was understood. */
export interface ParsedLine {
  readonly command: CommandEntry;
  readonly positionals: readonly string[];
  /** What was given, by configuration key; nothing that was left out is in it. */
  readonly values: Values;
}

/** Either a parsed line, a text that was asked for (help), or what is wrong. */
export type LineResult = ParsedLine | { readonly text: string } | UsageProblem;

const yargsTypes = { boolean: 'boolean', string: 'string', number: 'string', list: 'string' } as const;

/** Reads the arguments (without node and script) against the command and option tables. */
export async function parseLine(
  argv: readonly string[],
  commands: readonly CommandEntry[],
  version: string,
  columns: number,
): Promise<LineResult> {
  let result: LineResult | undefined;
  let text = '';
  const parser = yargs([])
    .scriptName('podspec2linuxkit')
    .usage('$0 [command] [paths..]\n\nTurns Kubernetes manifests into LinuxKit files, one per workload.')
    .locale('en')
    .detectLocale(false)
    .exitProcess(false)
    .wrap(Math.min(Math.max(columns, 60), 110))
    .parserConfiguration({
      'camel-case-expansion': false,
      'greedy-arrays': false,
      'duplicate-arguments-array': true,
      'boolean-negation': true,
      'dot-notation': false,
      'parse-numbers': false,
      'parse-positional-numbers': false,
    })
    .version(version)
    .alias('help', 'h')
    .fail((message, error) => {
      result ??= explainFailure(message ?? error?.message ?? '', argv, commands);
    })
    .strict();
  for (const [index, command] of commands.entries()) {
    parser.command({
      command: [signatureOf(command), ...(index === 0 ? ['$0'] : [])],
      describe: command.describe,
      builder: (built) => {
        for (const { name, describe, many } of command.positionals) built.positional(name, { type: 'string', describe, array: many });
        for (const [name, spec] of optionsOf(command)) built.option(name, yargsOption(spec));
        for (const [example, describe] of command.examples) built.example(example, describe);
        return built;
      },
      handler: (args) => {
        result ??= toLine(command, args);
      },
    });
  }
  await parser.parseAsync([...argv], {}, (_error, _args, output) => {
    text = output;
  });
  if (result) return result;
  return { text: `${text}\n` };
}

function signatureOf({ words, positionals }: CommandEntry): string {
  return [words, ...positionals.map(({ name, required, many }) => (required ? `<${name}>` : `[${name}${many ? '..' : ''}]`))].join(' ');
}

/** Options that a command takes, with their command-line names. */
export function optionsOf(command: CommandEntry): readonly (readonly [string, OptionSpec])[] {
  return Object.entries(optionTable as Readonly<Record<string, OptionSpec>>).filter(
    ([, spec]) => spec.commands === undefined || spec.commands.includes(command.words),
  );
}

function yargsOption(spec: OptionSpec) {
  return {
    type: yargsTypes[spec.type],
    describe: spec.default === undefined ? spec.describe : `${spec.describe} (default: ${spec.default})`,
    group: `${spec.group}:`,
    ...(spec.choices && { choices: spec.choices }),
    ...(spec.type === 'list' && { array: true }),
    ...(spec.type !== 'boolean' && { requiresArg: true }),
  };
}

function toLine(command: CommandEntry, args: Readonly<Record<string, unknown>>): LineResult {
  const values: Record<string, unknown> = {};
  for (const [name, spec] of optionsOf(command)) {
    const given = args[name];
    if (given === undefined) continue;
    const value = Array.isArray(given) && spec.type !== 'list' ? given.at(-1) : given;
    if (spec.type === 'number') {
      if (!/^\d+$/.test(String(value))) return usageProblem(`--${name} is "${String(value)}", expected a whole number`);
      values[configKey(name)] = Number(value);
    } else values[configKey(name)] = value;
  }
  const positionals = command.positionals.flatMap(({ name }) => {
    const given = args[name];
    return Array.isArray(given) ? given.map(String) : given === undefined ? [] : [String(given)];
  });
  return { command, positionals, values };
}

/** yargs' own words, with what was most likely meant. */
function explainFailure(message: string, argv: readonly string[], commands: readonly CommandEntry[]): UsageProblem {
  const unknown = /^Unknown arguments?: (.*)$/.exec(message)?.[1]?.split(', ');
  if (unknown) {
    const option = unknown[0] ?? '';
    const known = Object.keys(optionTable);
    const similar =
      similarWord(option, known) ??
      similarWord(
        option,
        commands.map(({ words }) => words),
      );
    const written = argv.find((word) => word === `--${option}` || word.startsWith(`--${option}=`)) ? `--${option}` : option;
    return usageProblem(
      `unknown option ${written}`,
      similar === undefined ? 'see podspec2linuxkit --help' : `did you mean ${known.includes(similar) ? '--' : ''}${similar}?`,
    );
  }
  return usageProblem(
    message
      .split('\n')
      .filter((line) => line.trim() !== '')
      .join(' ') || 'wrong usage',
    'see podspec2linuxkit --help',
  );
}
