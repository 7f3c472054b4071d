import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A run of Node: its arguments, which may depend on how often the line was run before, and where it runs. */
export interface Command {
  readonly argv: (turn: number) => readonly string[];
  readonly cwd: string;
}

/** One run: milliseconds, milliseconds, megabytes (10^6 bytes). */
export interface Sample {
  readonly wall: number;
  readonly cpu: number;
  readonly memory: number;
  readonly status: number;
}

/** Runs a command with its output thrown away. The process itself tells its CPU time and peak memory when it ends. */
export function measure({ argv, cwd }: Command, turn: number, scratch: string): Sample {
  const probe = join(scratch, 'probe.cjs');
  const usage = join(scratch, 'usage.json');
  if (!existsSync(probe)) {
    const tell = "require('node:fs').writeFileSync(process.env.BENCH_USAGE, JSON.stringify(process.resourceUsage()))";
    writeFileSync(probe, `process.on('exit', () => ${tell});\n`);
  }
  const { NODE_EXTRA_CA_CERTS: _unset, NODE_OPTIONS: _none, ...environment } = process.env;
  const began = process.hrtime.bigint();
  const { status } = spawnSync(process.execPath, ['--require', probe, ...argv(turn)], {
    cwd,
    env: { ...environment, BENCH_USAGE: usage },
    stdio: 'ignore',
  });
  const wall = Number(process.hrtime.bigint() - began) / 1e6;
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
