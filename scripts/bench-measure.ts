import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A run of Node: its arguments, which may depend on how many runs of the line came before, and where it runs. */
export interface Command {
  readonly argv: (run: number) => readonly string[];
  readonly cwd: string;
}

/** One run: milliseconds, milliseconds, megabytes (10^6 bytes). */
export interface Sample {
  readonly wall: number;
  readonly cpu: number;
  readonly memory: number;
  readonly status: number;
}

/**
 * Runs a command twice with its output thrown away: once for its wall time, and once with a probe that makes the process tell its
 * CPU time and peak memory when it ends. The probe costs a millisecond or two, which is much of a start.
 */
export function measure({ argv, cwd }: Command, turn: number, scratch: string): Sample {
  const probe = join(scratch, 'probe.cjs');
  const usage = join(scratch, 'usage.json');
  if (!existsSync(probe)) {
    const tell = "require('node:fs').writeFileSync(process.env.BENCH_USAGE, JSON.stringify(process.resourceUsage()))";
    writeFileSync(probe, `process.on('exit', () => ${tell});\n`);
  }
  const { NODE_EXTRA_CA_CERTS: _unset, NODE_OPTIONS: _none, ...environment } = process.env;
  const run = (before: readonly string[], once: number): number | null =>
    spawnSync(process.execPath, [...before, ...argv(once)], { cwd, env: { ...environment, BENCH_USAGE: usage }, stdio: 'ignore' }).status;
  const began = process.hrtime.bigint();
  const status = run([], 2 * turn);
  const wall = Number(process.hrtime.bigint() - began) / 1e6;
  run(['--require', probe], 2 * turn + 1);
  const { userCPUTime, systemCPUTime, maxRSS } = JSON.parse(readFileSync(usage, 'utf8')) as NodeJS.ResourceUsage;
  return { wall, cpu: (userCPUTime + systemCPUTime) / 1e3, memory: (maxRSS * 1024) / 1e6, status: status ?? -1 };
}

/** The median of each figure; the worst exit status. */
export function median(samples: readonly Sample[]): Sample {
  const middle = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
  return {
    wall: middle(samples.map(({ wall }) => wall)),
    cpu: middle(samples.map(({ cpu }) => cpu)),
    memory: middle(samples.map(({ memory }) => memory)),
    status: Math.max(...samples.map(({ status }) => status)),
  };
}
