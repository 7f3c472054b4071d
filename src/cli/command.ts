import type { OptionName, OptionSpec } from './options.ts';
import type { Settings } from './settings.ts';
import type { ExitCode, Terminal, UsageProblem } from './terminal.ts';

/** What a command is given. It has no yargs in its signature, so it can be called with plain values. */
export interface Invocation {
  readonly settings: Settings;
  /** Positional arguments after the command's name. */
  readonly positionals: readonly string[];
  /** What was given, by camelCase names: for options that only this command has or that mean something else here. */
  readonly own: Readonly<Record<string, unknown>>;
  /** `--out` stood on the command line. */
  readonly outNamed: boolean;
  readonly terminal: Terminal;
  /** The program was started without any argument. */
  readonly bare: boolean;
}

export interface Positional {
  /** As help shows it: `PATH`. */
  readonly name: string;
  readonly describe: string;
  readonly required: boolean;
  readonly many: boolean;
  readonly choices?: readonly string[];
}

export interface Command {
  readonly words: string;
  readonly positionals: readonly Positional[];
  readonly describe: string;
  /** More than a sentence, for `--help` and the manual page; paragraphs. */
  readonly details?: readonly string[];
  readonly examples: readonly (readonly [command: string, describe: string])[];
  /** Options that mean something of its own here: what differs from the table. They are read from `own`, never from the configuration. */
  readonly options?: Readonly<Partial<Record<OptionName, Pick<OptionSpec, 'choices' | 'default' | 'describe' | 'group'>>>>;
  /** It reads manifests, so it takes every option that is not another command's. */
  readonly reads: boolean;
  /** Options that are taken, since they may stand in a script, and mean little to this command: help leaves them out. */
  readonly quietOptions?: readonly string[];
  readonly run: (invocation: Invocation) => Promise<ExitCode | UsageProblem>;
}

/** The same without its code, which is loaded when the command runs. */
export interface CommandEntry extends Omit<Command, 'run'> {
  readonly load: () => Promise<Command['run']>;
}
