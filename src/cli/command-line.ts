import type { CommandEntry } from './command.ts';
import { plainLine } from './plain-line.ts';
import type { Values } from './settings.ts';
import type { UsageProblem } from './terminal.ts';

/** A command line that was understood. */
export interface ParsedLine {
  readonly command: CommandEntry;
  readonly positionals: readonly string[];
  /** What was given, by configuration key; nothing that was left out is in it. */
  readonly values: Values;
}

export type LineResult = ParsedLine | UsageProblem;

/** Reads the arguments (without node and script) against the command and option tables. */
export async function parseLine(argv: readonly string[], commands: readonly CommandEntry[]): Promise<LineResult> {
  return plainLine(argv, commands) ?? (await import('./yargs-line.ts')).yargsLine(argv, commands);
}
