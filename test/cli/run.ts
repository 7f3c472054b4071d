import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { main } from '../../src/cli/main.ts';
import type { Terminal } from '../../src/cli/terminal.ts';

/** What a user sees of one run. */
export interface Run {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  /** Files of the working directory by path. */
  readonly files?: Readonly<Record<string, string>>;
  /** Where below the directory of the files it starts. */
  readonly cwd?: string;
  readonly stdin?: string;
  /** Standard input is a file, not a pipe. */
  readonly stdinIsFile?: boolean;
  /** Both outputs are a terminal. */
  readonly terminal?: boolean;
  readonly columns?: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs the command line in a directory of its own; `inspect` sees the directory before it is removed. */
export async function runProgram(
  argv: readonly string[],
  options: RunOptions = {},
  inspect: (cwd: string) => void = () => undefined,
): Promise<Run> {
  const cwd = mkdtempSync(join(tmpdir(), 'podspec2lk-cli-'));
  try {
    for (const [path, text] of Object.entries(options.files ?? {})) {
      mkdirSync(dirname(join(cwd, path)), { recursive: true });
      writeFileSync(join(cwd, path), text);
    }
    const seen = { stdout: '', stderr: '' };
    const exit = await main(argv, terminalOf(join(cwd, options.cwd ?? ''), options, seen), '1.2.3');
    inspect(cwd);
    return { exit, ...seen };
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}

function terminalOf(
  cwd: string,
  { stdin, stdinIsFile = false, terminal = false, columns = 80, env = {} }: RunOptions,
  seen: { stdout: string; stderr: string },
): Terminal {
  return {
    cwd,
    env,
    readStdin: async () => new TextEncoder().encode(stdin ?? ''),
    stdinIsStream: stdin !== undefined,
    stdinIsFile,
    stdoutIsTerminal: terminal,
    stderrIsTerminal: terminal,
    columns,
    stdout: (text) => {
      seen.stdout += text;
    },
    stderr: (text) => {
      seen.stderr += text;
    },
  };
}

/** A Pod that is translated without a warning. */
export function quietPod(name: string): string {
  return `apiVersion: v1
kind: Pod
metadata: {name: ${name}}
spec:
  restartPolicy: Never
  containers:
    - name: main
      image: busybox@sha256:0000000000000000000000000000000000000000000000000000000000000001
      command: ["true"]
      securityContext: {runAsUser: 0}
`;
}
