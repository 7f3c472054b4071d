import { spawnSync } from 'node:child_process';
import type { ExternalProgram } from '../index.ts';

/** Longest that a program may take, milliseconds. */
const timeLimit = 60_000;

/** Runs a program found on PATH without a shell. Its environment is ours, so that it finds its own configuration. */
export const runProgram: ExternalProgram = (program, args, cwd) => {
  const { status, stdout, stderr, error } = spawnSync(program, [...args], {
    cwd,
    encoding: 'utf8',
    timeout: timeLimit,
    maxBuffer: 256 * 1024 * 1024,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const problem = error && 'code' in error && error.code === 'ENOENT' ? `${program} is not on PATH` : (error?.message ?? '');
  return { status: status ?? undefined, stdout: stdout ?? '', stderr: stderr || problem };
};
