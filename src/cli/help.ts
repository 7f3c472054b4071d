import type { CommandEntry } from './command.ts';
import { optionAbout, optionForm, positionalForm, shownOptionsOf } from './options-of.ts';
import { wrap } from './wrap.ts';

const program = 'podspec2linuxkit';

/** Help of the whole program: fits on one screen. */
export function overview(commands: readonly CommandEntry[], columns: number): string {
  const width = lineWidth(columns);
  const examples = commands.slice(0, 3).flatMap((command) => command.examples.slice(0, 1));
  return block([
    ...wrap('Turns Kubernetes manifests into LinuxKit files, one per workload.', width, ''),
    '',
    `Usage: ${program} [COMMAND] [PATH...] [OPTIONS]`,
    `       ${program} < web.yaml > web.yml`,
    '',
    'Commands:',
    ...table(
      commands.map((command) => [command.words, command.describe] as const),
      14,
      width,
    ),
    '',
    'Options:',
    ...table(
      [
        ['-h, --help', `This text; ${program} COMMAND --help lists the options of a command`],
        ['--version', 'Version, with those of Kubernetes and LinuxKit that it knows'],
      ],
      14,
      width,
    ),
    '',
    'Examples:',
    ...exampleLines(examples, width),
  ]);
}

/** Help of one command. */
export function commandHelp(command: CommandEntry, columns: number): string {
  const width = lineWidth(columns);
  const lines = [`Usage: ${program} ${[command.words, positionalForm(command), '[OPTIONS]'].filter((part) => part !== '').join(' ')}`];
  lines.push('', ...wrap(`${command.describe}.`, width, ''));
  for (const paragraph of command.details ?? []) lines.push('', ...wrap(paragraph, width, ''));
  if (command.positionals.length > 0) {
    lines.push('', 'Arguments:');
    lines.push(
      ...table(
        command.positionals.map(({ name, describe }) => [name, describe] as const),
        14,
        width,
      ),
    );
  }
  let group = '';
  for (const [name, spec] of shownOptionsOf(command)) {
    if (spec.group !== group) lines.push('', `${spec.group}:`);
    group = spec.group;
    lines.push(...table([[optionForm(name, spec), optionAbout(spec)]], 26, width));
  }
  lines.push(...quietLines(command, width));
  if (command.examples.length > 0) lines.push('', 'Examples:', ...exampleLines(command.examples, width));
  return block(lines);
}

/** Options that are taken and mean little here. */
function quietLines({ quietOptions = [] }: CommandEntry, width: number): readonly string[] {
  if (quietOptions.length === 0) return [];
  const names = quietOptions.map((name) => `--${name}`).join(', ');
  return ['', 'Taken too, with little or no effect:', ...wrap(names, width, '  ')];
}

function lineWidth(columns: number): number {
  return Math.min(Math.max(columns, 60), 100);
}

function exampleLines(examples: CommandEntry['examples'], width: number): readonly string[] {
  return examples.flatMap(([line, about]) => [...wrap(`# ${about}`, width, '  '), `  ${line.replaceAll('$0', program)}`]);
}

/** Terms and what they mean, in two columns; a long term has its line for itself. */
function table(rows: readonly (readonly [term: string, about: string])[], column: number, width: number): readonly string[] {
  const indent = ' '.repeat(column);
  return rows.flatMap(([term, about]) => {
    const lines = wrap(about, width, indent);
    const head = `  ${term}`;
    return head.length + 2 > column ? [head, ...lines] : [head.padEnd(column) + (lines[0] ?? '').slice(column), ...lines.slice(1)];
  });
}

function block(lines: readonly string[]): string {
  return `${lines.join('\n')}\n`;
}
