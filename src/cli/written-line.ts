import type { CommandEntry } from './command.ts';
import { type OptionSpec, optionTable } from './options.ts';
import { type UsageProblem, usageProblem } from './terminal.ts';

const table: ReadonlyMap<string, OptionSpec> = new Map(Object.entries(optionTable));

/** `--quiet check k8s` as `check --quiet k8s`: a command may stand behind options, which only now are known to take a value or none. */
export function commandFirst(argv: readonly string[], commands: readonly CommandEntry[]): readonly string[] {
  for (let at = 0; at < argv.length; at++) {
    const word = argv[at] as string;
    if (word === '--') return argv;
    if (word.startsWith('-') && word !== '-') {
      if (takesNext(word, argv[at + 1])) at++;
    } else return commands.some(({ words }) => words === word) ? [word, ...argv.slice(0, at), ...argv.slice(at + 1)] : argv;
  }
  return argv;
}

function takesNext(word: string, next: string | undefined): boolean {
  const spec = table.get(word.slice(2));
  return spec?.type === 'boolean' ? next === 'true' || next === 'false' : spec !== undefined;
}

/** What yargs would take without a word: `--strict=maybe` for no, `--out=` for a directory without a name. */
export function wrongValue(argv: readonly string[]): UsageProblem | undefined {
  for (const [at, word] of argv.entries()) {
    if (word === '--') return undefined;
    const [, name = '', value] = /^--([^=]+)(?:=(.*))?$/s.exec(word) ?? [];
    const spec = table.get(name.replace(/^no-/, '')) ?? table.get(name);
    if (!spec) continue;
    if (spec.type === 'boolean') {
      if (value !== undefined && value !== 'true' && value !== 'false')
        return usageProblem(`--${name} is "${value}", expected true or false`);
    } else if (!spec.mayBeEmpty && (value ?? argv[at + 1]) === '') return usageProblem(`--${name} needs a value`);
  }
  return undefined;
}
