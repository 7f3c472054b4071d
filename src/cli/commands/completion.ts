import type { Invocation } from '../command.ts';
import { completionScripts } from '../completion-scripts.ts';
import type { ExitCode } from '../terminal.ts';

/** Prints the script that makes a shell ask this program for completions. */
export async function completion({ positionals, terminal }: Invocation): Promise<ExitCode> {
  const [shell] = positionals;
  const script = shell === 'bash' || shell === 'zsh' || shell === 'fish' ? completionScripts[shell] : '';
  terminal.stdout(script);
  return 0;
}
