import { commands } from './commands.ts';
import { quickAnswer } from './quick-answer.ts';
import type { ExitCode, Terminal } from './terminal.ts';

/** One run of the program: arguments (without node and script) in, exit status out. */
export async function main(argv: readonly string[], terminal: Terminal, version: string): Promise<ExitCode> {
  const text = quickAnswer(argv, commands, version, terminal.columns);
  if (text !== undefined) {
    terminal.stdout(text);
    return 0;
  }
  if (argv[0] === '__complete') {
    terminal.stdout(await (await import('./complete.ts')).complete(argv.slice(1), commands, terminal));
    return 0;
  }
  // Loaded only now: help and version need neither the library nor the parser.
  return (await import('./run-line.ts')).runLine(argv, commands, terminal, version);
}
