import type { Settings } from './settings.ts';
import type { ExitCode, Terminal, UsageProblem } from './terminal.ts';

/** What a command is given. It has no yargs in its signature, so it can be called with plain values. */
export interface Invocation {
  readonly settings: Settings;
  /** Positional arguments after the command's name. */
  readonly positionals: readonly string[];
  /** Options that only this command has, by their camelCase names. */
  readonly own: Readonly<Record<string, unknown>>;
  readonly terminal: Terminal;
}

export interface Command {
  readonly words: string;
  readonly positionals: readonly { readonly name: string; readonly describe: string; readonly required: boolean; readonly many: boolean }[];
  readonly describe: string;
  readonly examples: readonly (readonly [command: string, describe: string])[];
  readonly run: (invocation: Invocation) => Promise<ExitCode | UsageProblem>;
}

/** The same without its code, which is loaded when the command runs. */
export interface CommandEntry extends Omit<Command, 'run'> {
  readonly load: () => Promise<Command['run']>;
}
