import type { CommandEntry } from './command.ts';
import { commands as allCommands } from './commands.ts';
import { knobTable } from './knobs.ts';
import type { OptionSpec } from './options.ts';
import { optionsOf } from './options-of.ts';
import type { Terminal } from './terminal.ts';

/** A word that may stand at the cursor, with its meaning. */
type Candidate = readonly [word: string, about?: string];

/** What may stand at the cursor. */
interface Completion {
  readonly candidates: readonly Candidate[];
  /** Names of files fit too. */
  readonly files: boolean;
}

const nothing: Completion = { candidates: [], files: false };
const files: Completion = { candidates: [], files: true };

/**
 * Candidates for the last of the words on the command line: `WORD<tab>MEANING` lines, and `:files` when names of files fit too.
 * Never fails: somebody is typing.
 */
export async function complete(given: readonly string[], commands: readonly CommandEntry[], terminal: Terminal): Promise<string> {
  const words = joinSplit(given);
  const current = words.at(-1) ?? '';
  try {
    const { candidates, files: withFiles } = await completionOf(words.slice(0, -1), current, commands, terminal);
    const fitting = candidates
      .filter(([word]) => word.startsWith(current))
      .map((candidate) => `${candidate.filter((part) => part !== '').join('\t')}\n`);
    return `${[...new Set(fitting)].join('')}${withFiles ? ':files\n' : ''}`;
  } catch {
    return '';
  }
}

/** bash hands `--out=dir` over in three words. */
function joinSplit(words: readonly string[]): readonly string[] {
  const joined: string[] = [];
  for (const [index, word] of words.entries()) {
    const last = joined.at(-1);
    if (last !== undefined && ((word === '=' && last.startsWith('--')) || words[index - 1] === '='))
      joined[joined.length - 1] = last + word;
    else joined.push(word);
  }
  return joined;
}

async function completionOf(
  before: readonly string[],
  current: string,
  commands: readonly CommandEntry[],
  terminal: Terminal,
): Promise<Completion> {
  const line = readBefore(before, commands);
  const { command = commands[0], named, positionals, pending } = line;
  if (!command) return nothing;
  if (pending !== undefined) return optionValues(pending, current, line, terminal);
  if (current.startsWith('--') && current.includes('=')) {
    const name = current.slice(2, current.indexOf('='));
    const { candidates, files: withFiles } = await optionValues(name, current.slice(name.length + 3), line, terminal);
    return {
      candidates: candidates.map(([word, about]): Candidate => [`--${name}=${word}`, about ?? '']),
      files: withFiles,
    };
  }
  if (current.startsWith('-')) return { candidates: optionCandidates(command), files: false };
  if (!named && positionals.length === 0) {
    const words = commands.map(({ words: word, describe }): Candidate => [word, describe]);
    return { candidates: words, files: true };
  }
  const positional = command.positionals[Math.min(positionals.length, command.positionals.length - 1)];
  if (!positional || (positionals.length >= command.positionals.length && !positional.many)) return nothing;
  if (positional.choices) return { candidates: positional.choices.map((word) => [word]), files: false };
  return positional.name === 'SUBJECT' ? { candidates: await subjects(current, line, terminal), files: false } : files;
}

/** What the words before the cursor say. */
interface Line {
  readonly command: CommandEntry | undefined;
  /** The command was written. */
  readonly named: boolean;
  readonly positionals: readonly string[];
  /** An option whose value comes next. */
  readonly pending: string | undefined;
  readonly config: string | undefined;
}

/** An option as the command has it; without a command, as the first one has it. */
function specOf(name: string, command: CommandEntry | undefined = allCommands[0]): OptionSpec | undefined {
  return command && optionsOf(command).find(([known]) => known === name)?.[1];
}

function readBefore(before: readonly string[], commands: readonly CommandEntry[]): Line {
  const command = commands.find(({ words }) => words === before[0]);
  const rest = command ? before.slice(1) : before;
  const positionals: string[] = [];
  let pending: string | undefined;
  let config: string | undefined;
  for (const word of rest) {
    if (pending !== undefined) {
      if (pending === 'config') config = word;
      pending = undefined;
    } else if (word.startsWith('--') && !word.includes('=')) pending = takesValue(word.slice(2), command) ? word.slice(2) : undefined;
    else if (!word.startsWith('-') || word === '-') positionals.push(word);
  }
  return { command, named: command !== undefined, positionals, pending, config };
}

function takesValue(name: string, command: CommandEntry | undefined): boolean {
  const spec = specOf(name, command);
  return spec !== undefined && spec.type !== 'boolean';
}

function optionCandidates(command: CommandEntry): readonly Candidate[] {
  const own = optionsOf(command).map(
    ([name, { describe, default: fallback }]): Candidate => [`--${fallback === 'true' ? 'no-' : ''}${name}`, describe],
  );
  return [
    ...own,
    ['--help', 'Help of the command'],
    ...(command === allCommands[0] ? [['--version', 'Version of the program'] as const] : []),
  ];
}

async function optionValues(name: string, current: string, line: Line, terminal: Terminal): Promise<Completion> {
  const spec = specOf(name, line.command);
  if (!spec || spec.type === 'boolean') return nothing;
  if (spec.choices) return { candidates: spec.choices.map((word) => [word]), files: false };
  switch (name) {
    case 'workload':
      return { candidates: await workloads(current, line.positionals, line, terminal), files: false };
    case 'set':
      return { candidates: Object.entries(knobTable).map(([key, { describe }]) => [`${key}=`, describe]), files: false };
    case 'platform':
      return { candidates: [['linux/amd64'], ['linux/arm64'], ['linux/riscv64']], files: false };
    case 'from':
      return {
        candidates: ['oci:', 'docker-archive:', 'linuxkit-cache', 'docker-inspect:', 'registry'].map((word) => [word]),
        files: false,
      };
    case 'report':
      return { candidates: ['sarif:', 'json:', 'junit:', 'github:', 'text:'].map((word) => [word]), files: false };
    default:
      return spec.value === 'FILE' || spec.value === 'DIR' ? files : nothing;
  }
}

/** Fields and codes take too much room to be listed before a letter is typed. */
async function subjects(current: string, line: Line, terminal: Terminal): Promise<readonly Candidate[]> {
  const found: Candidate[] = [...(await workloads(current, line.positionals.slice(1), line, terminal))];
  if (current === '') return found;
  const { diagnosticCodes, fieldNames } = await import('../index.ts');
  const depth = current.split('.').length;
  const fields = fieldNames().filter((name) => name.startsWith(current) && name.split('.').length <= depth);
  return [...found, ...fields.map((word): Candidate => [word, 'field']), ...diagnosticCodes.map((word): Candidate => [word, 'diagnostic'])];
}

/** Names of the workloads that a run would read, in the form that is being typed. */
async function workloads(current: string, paths: readonly string[], line: Line, terminal: Terminal): Promise<readonly Candidate[]> {
  const { completableWorkloads } = await import('./complete-workloads.ts');
  return (await completableWorkloads(current, paths, line.config, terminal.cwd)).map((word) => [word, 'workload']);
}
