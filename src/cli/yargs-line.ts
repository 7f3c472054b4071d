import yargs from 'yargs';
import { similarName } from '../index.ts';
import type { CommandEntry } from './command.ts';
import type { LineResult } from './command-line.ts';
import { configKey, type OptionSpec } from './options.ts';
import { optionsOf } from './options-of.ts';
import { type UsageProblem, usageProblem } from './terminal.ts';

const yargsTypes = { boolean: 'boolean', string: 'string', number: 'string', list: 'string' } as const;

/** Reads the arguments (without node and script) against the command and option tables. */
export async function yargsLine(argv: readonly string[], commands: readonly CommandEntry[]): Promise<LineResult> {
  let result: LineResult | undefined;
  const parser = yargs([])
    .scriptName('podspec2linuxkit')
    .locale('en')
    .detectLocale(false)
    .exitProcess(false)
    .help(false)
    .version(false)
    .parserConfiguration({
      'camel-case-expansion': false,
      'greedy-arrays': false,
      'duplicate-arguments-array': true,
      'boolean-negation': true,
      'dot-notation': false,
      'populate--': true,
      'parse-numbers': false,
      'parse-positional-numbers': false,
    })
    .fail((message, error) => {
      result ??= explainFailure((message ?? error?.message ?? '').replaceAll(dash, '-'), argv, commands);
    })
    .strict();
  // The meant command is the only and the default one: for any other yargs lays out its help, which nobody sees.
  const named = commands.find(({ words }) => words === argv[0]);
  const given = named ? argv.slice(1) : argv;
  for (const [index, command] of (named ? [named] : commands).entries()) {
    parser.command({
      command: [signatureOf(named ? nameless : command.words, command), ...(index === 0 ? ['$0'] : [])],
      builder: (built) => {
        for (const { name, many, choices } of command.positionals)
          built.positional(name, { type: 'string', array: many, ...(choices && { choices }) });
        for (const [name, spec] of optionsOf(command)) built.option(name, yargsOption(spec));
        return built;
      },
      handler: (args) => {
        result ??= toLine(command, args);
      },
    });
  }
  await parser.parseAsync(
    given.map((word) => (word === '-' ? dash : word)),
    {},
    () => undefined,
  );
  return result ?? usageProblem('wrong usage', seeHelp);
}

/** Stands for a lone `-`, which yargs takes for an option and drops. */
const dash = '\0-';

/** No argument can be this, so none is taken for a second command word. */
const nameless = '\0';

function restored(word: unknown): string {
  return word === dash ? '-' : String(word);
}

const seeHelp = 'see podspec2linuxkit --help';

function signatureOf(words: string, { positionals }: CommandEntry): string {
  return [words, ...positionals.map(({ name, required, many }) => (required ? `<${name}>` : `[${name}${many ? '..' : ''}]`))].join(' ');
}

function yargsOption(spec: OptionSpec) {
  return {
    type: yargsTypes[spec.type],
    ...(spec.choices && { choices: spec.choices }),
    ...(spec.type === 'list' && { array: true }),
    ...(spec.type !== 'boolean' && !spec.mayBeEmpty && { requiresArg: true }),
  };
}

function toLine(command: CommandEntry, args: Readonly<Record<string, unknown>>): LineResult {
  const values: Record<string, unknown> = {};
  for (const [name, spec] of optionsOf(command)) {
    const given = args[name];
    if (given === undefined) continue;
    const last = Array.isArray(given) && spec.type !== 'list' ? given.at(-1) : given;
    const value = Array.isArray(last) ? last.map(restored) : last === dash ? '-' : last;
    if (spec.type === 'number') {
      if (!/^\d+$/.test(String(value))) return usageProblem(`--${name} is "${String(value)}", expected a whole number`);
      values[configKey(name)] = Number(value);
    } else values[configKey(name)] = value;
  }
  const positionals = command.positionals.flatMap(({ name }) => {
    const given = args[name];
    return Array.isArray(given) ? given.map(restored) : given === undefined ? [] : [restored(given)];
  });
  // What stands behind `--` is a path even when it looks like an option.
  const literal = Array.isArray(args['--']) ? args['--'].map(String) : [];
  return { command, positionals: [...positionals, ...literal], values };
}

/** yargs' own words made ours, with what was most likely meant. */
function explainFailure(message: string, argv: readonly string[], commands: readonly CommandEntry[]): UsageProblem {
  const command = commands.find(({ words }) => words === argv[0]) ?? commands[0];
  const help = command && argv[0] === command.words ? `see podspec2linuxkit ${command.words} --help` : seeHelp;
  const unknown = /^Unknown arguments?: (.*)$/.exec(message)?.[1]?.split(', ')[0];
  if (unknown !== undefined) return unknownArgument(unknown, argv, command, commands, help);
  const choice = /^Invalid values:\s+Argument: (\S+), Given: (.*), Choices: (.*)$/s.exec(message);
  if (choice) return wrongChoice(choice[1] ?? '', choice[2] ?? '', choice[3] ?? '', command);
  const lacking = /^Not enough arguments following: (\S+)/.exec(message)?.[1];
  if (lacking !== undefined) return usageProblem(`--${lacking} needs a value`, help);
  if (/^Not enough non-option arguments/.test(message) && command) {
    const missing = command.positionals.find(({ required }) => required);
    return usageProblem(`${command.words} needs ${missing?.name ?? 'an argument'}: ${missing?.describe ?? ''}`, help);
  }
  return usageProblem(
    message
      .split(/\s*\n\s*/)
      .join(' ')
      .trim() || 'wrong usage',
    help,
  );
}

function unknownArgument(
  name: string,
  argv: readonly string[],
  command: CommandEntry | undefined,
  commands: readonly CommandEntry[],
  help: string,
): UsageProblem {
  const before = argv.slice(0, argv.includes('--') ? argv.indexOf('--') : argv.length);
  const option = before.find((word) => word.replace(/^--?(?:no-)?/, '').replace(/=.*/, '') === name && word.startsWith('-'));
  if (option === undefined) return usageProblem(`${command?.words ?? ''} takes no argument "${name}"`.trim(), help);
  const written = option.replace(/=.*/, '');
  const elsewhere = commands.filter((other) => optionsOf(other).some(([known]) => known === name)).map(({ words }) => words);
  if (elsewhere.length > 0 && command)
    return usageProblem(`${command.words} takes no option ${written}`, `it is an option of ${elsewhere.join(', ')}`);
  const known = ['help', 'version', ...(command ? optionsOf(command).map(([option]) => option) : [])];
  const similar = similarName(name, known);
  return usageProblem(`unknown option ${written}`, similar === undefined ? help : `did you mean --${similar}?`);
}

function wrongChoice(name: string, given: string, choices: string, command: CommandEntry | undefined): UsageProblem {
  const known = [...choices.matchAll(/"([^"]*)"/g)].map(([, word = '']) => word);
  const found = [...given.matchAll(/"([^"]*)"/g)].map(([, word = '']) => word).find((word) => !known.includes(word)) ?? given;
  const isOption = command && optionsOf(command).some(([option]) => option === name);
  // All shells are named already, and their names are too short to be alike.
  const similar = isOption ? similarName(found, known) : undefined;
  return usageProblem(
    `${isOption ? '--' : ''}${name} is "${found}", expected ${listed(known)}`,
    similar === undefined ? undefined : `did you mean ${similar}?`,
  );
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}
