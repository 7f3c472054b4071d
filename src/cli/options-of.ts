import type { CommandEntry } from './command.ts';
import { type OptionSpec, optionTable } from './options.ts';

/** Options that a command takes, with their command-line names, in the order of the table. */
export function optionsOf({
  words,
  reads,
  options,
}: Pick<CommandEntry, 'words' | 'reads' | 'options'>): readonly (readonly [string, OptionSpec])[] {
  const own: Readonly<Record<string, Partial<OptionSpec>>> = options ?? {};
  const table = Object.entries(optionTable as Readonly<Record<string, OptionSpec>>);
  const groups = [...new Set(table.map(([, { group }]) => group))];
  return table
    .filter(([, { commands }]) => (commands === undefined ? reads : commands.includes(words)))
    .map(([name, spec]) => [name, { ...spec, ...own[name] }] as const)
    .sort(([, left], [, right]) => groups.indexOf(left.group) - groups.indexOf(right.group));
}

/** Those that its help lists. */
export function shownOptionsOf(command: CommandEntry): readonly (readonly [string, OptionSpec])[] {
  const quiet = new Set(command.quietOptions);
  return optionsOf(command).filter(([name]) => !quiet.has(name));
}

/** `--format text|json`, `--out DIR`, `--[no-]drift`: how help writes an option. */
export function optionForm(name: string, { type, choices, value, default: fallback }: OptionSpec): string {
  if (type === 'boolean') return fallback === 'true' ? `--[no-]${name}` : `--${name}`;
  return `--${name} ${choices?.join('|') ?? value ?? 'VALUE'}`;
}

/** What an option means, with what holds without it and whether it may be given again. */
export function optionAbout({ describe, type, default: fallback }: OptionSpec): string {
  const notes = [...(fallback === undefined ? [] : [`default: ${fallback}`]), ...(type === 'list' ? ['repeatable'] : [])];
  return notes.length === 0 ? describe : `${describe} (${notes.join(', ')})`;
}

/** `[PATH…]`, `SUBJECT`: how help writes the arguments of a command. */
export function positionalForm({ positionals }: Pick<CommandEntry, 'positionals'>, dots = '...'): string {
  return positionals.map(({ name, required, many }) => (required ? name : `[${name}${many ? dots : ''}]`)).join(' ');
}
