import type { CommandEntry } from './command.ts';
import type { ParsedLine } from './command-line.ts';
import { configKey, type OptionSpec } from './options.ts';
import { optionsOf } from './options-of.ts';

/**
 * Reads a line that says everything in the plainest way: paths, `--name` of a switch and `--name VALUE`, each written out and
 * right. Undefined for every other line, which is yargs' to read or to refuse: loading and running it takes a fifth of a start.
 */
export function plainLine(argv: readonly string[], commands: readonly CommandEntry[]): ParsedLine | undefined {
  const named = commands.find(({ words }) => words === argv[0]);
  const command = named ?? commands[0];
  // Before an option yargs looks for the command further on.
  if (command === undefined || (!named && argv[0]?.startsWith('-'))) return undefined;
  const options = new Map(optionsOf(command));
  const given = new Map<string, string[] | true>();
  const positionals: string[] = [];
  const words = named ? argv.slice(1) : argv;
  for (let at = 0; at < words.length; at++) {
    const word = words[at] as string;
    if (isPlain(word)) {
      positionals.push(word);
      continue;
    }
    const name = word.slice(2);
    const spec = word.startsWith('--') ? options.get(name) : undefined;
    const next = words[at + 1];
    if (!spec || next === 'true' || next === 'false') return undefined;
    if (spec.type === 'boolean') given.set(name, true);
    else {
      if (next === undefined || !isPlain(next) || !isAllowed(next, spec)) return undefined;
      const before = given.get(name);
      given.set(name, spec.type === 'list' && Array.isArray(before) ? [...before, next] : [next]);
      at++;
    }
  }
  return arePlaces(positionals, command) ? { command, positionals, values: valuesOf(given, options) } : undefined;
}

/** yargs takes quotes off and reads a word that starts with a dash as options. */
function isPlain(word: string): boolean {
  return word !== '' && !/^["'-]/.test(word);
}

function isAllowed(word: string, { type, choices }: OptionSpec): boolean {
  return choices ? choices.includes(word) : type !== 'number' || /^\d+$/.test(word);
}

/** Whether a command takes these arguments. */
function arePlaces(words: readonly string[], { positionals }: CommandEntry): boolean {
  const least = positionals.filter(({ required }) => required).length;
  const fits = words.length >= least && (words.length <= positionals.length || positionals.at(-1)?.many === true);
  return fits && positionals.every(({ choices }, at) => !choices || words[at] === undefined || choices.includes(words[at]));
}

function valuesOf(given: ReadonlyMap<string, string[] | true>, options: ReadonlyMap<string, OptionSpec>): ParsedLine['values'] {
  const values: Record<string, unknown> = {};
  for (const [name, { type }] of options) {
    const words = given.get(name);
    if (words === undefined) continue;
    values[configKey(name)] = words === true || type === 'list' ? words : type === 'number' ? Number(words[0]) : words[0];
  }
  return values;
}
