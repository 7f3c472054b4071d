import { execFileSync, type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';

const project = join(import.meta.dirname, '..');

/** A user who owns nothing, for tests that run as root. */
const nobody = 65_534;
export const isRoot = process.getuid?.() === 0;

/** What a process may use, and as whom it runs. */
export interface ProcessOptions {
  readonly cwd: string;
  /** Milliseconds until it is killed. */
  readonly timeout?: number;
  /** Megabytes of heap. */
  readonly memory?: number;
  readonly stdin?: string;
  /** Run without the rights of root, which no mode of a file stops. */
  readonly unprivileged?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  /** Soft limit of open files. */
  readonly openFiles?: number;
}

export interface Ended {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The program as it is shipped, built into a folder of its own, and run as a process. */
export interface Program {
  readonly run: (args: readonly string[], options: ProcessOptions) => Ended;
  /** Runs until it ends or, after some milliseconds, is killed with SIGKILL. */
  readonly runAndKill: (args: readonly string[], cwd: string, after: number) => Promise<Ended>;
  readonly start: (args: readonly string[], cwd: string) => Promise<Ended>;
  /** What starts it. */
  readonly command: readonly string[];
  readonly remove: () => void;
}

/** Builds the program; takes about a second. */
export function buildProgram(): Program {
  const folder = mkdtempSync(join(tmpdir(), 'podspec2lk-program-'));
  execFileSync(process.execPath, ['scripts/run.mjs', 'scripts/build.ts', join(folder, 'dist')], { cwd: project, stdio: 'pipe' });
  for (const name of ['bin', 'templates', 'package.json']) cpSync(join(project, name), join(folder, name), { recursive: true });
  chmodSync(folder, 0o755);
  const script = join(folder, 'bin/podspec2linuxkit.js');
  return {
    run: (args, options) => ended(runScript(script, args, options)),
    runAndKill: (args, cwd, after) => started(script, args, cwd, after),
    start: (args, cwd) => started(script, args, cwd, undefined),
    command: [process.execPath, script],
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function runScript(script: string, args: readonly string[], options: ProcessOptions): SpawnSyncReturns<string> {
  const { cwd, timeout = 20_000, memory = 400, stdin, unprivileged, env, openFiles } = options;
  const node = [process.execPath, `--max-old-space-size=${memory}`, script, ...args];
  const limited = openFiles === undefined ? node : ['sh', '-c', `ulimit -n ${openFiles} && exec "$@"`, 'sh', ...node];
  return spawnSync(limited[0] as string, limited.slice(1), {
    cwd,
    timeout,
    killSignal: 'SIGKILL',
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: { PATH: process.env['PATH'], ...env },
    ...(stdin === undefined ? { stdio: ['ignore', 'pipe', 'pipe'] } : { input: stdin }),
    ...(unprivileged && isRoot && { uid: nobody, gid: nobody }),
  });
}

function ended({ status, signal, stdout, stderr }: SpawnSyncReturns<string>): Ended {
  return { status, signal, stdout, stderr };
}

function started(script: string, args: readonly string[], cwd: string, killAfter: number | undefined): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [script, ...args], {
      cwd,
      env: { PATH: process.env['PATH'] },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const output = { stdout: '', stderr: '' };
    child.stdout.on('data', (chunk) => {
      output.stdout += chunk;
    });
    child.stderr.on('data', (chunk) => {
      output.stderr += chunk;
    });
    const timer = killAfter === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), killAfter);
    child.on('close', (status, signal) => {
      clearTimeout(timer);
      resolve({ status, signal, ...output });
    });
  });
}

/** A folder that every user may enter, with files in it; the caller removes it. */
export function makeFolder(files: Readonly<Record<string, string | Uint8Array>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'podspec2lk-test-'));
  chmodSync(folder, 0o777);
  for (const [path, contents] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), contents);
  }
  return folder;
}

/** Every file below a folder, relative to it, with its bytes. */
export function filesBelow(folder: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    found.set(relative(folder, path), readFileSync(path, 'latin1'));
  }
  return found;
}

/** The codes of a JSON report on standard output, each once, sorted. */
export function codesIn(stdout: string): readonly string[] {
  const { diagnostics } = JSON.parse(stdout) as { readonly diagnostics: readonly { readonly code: string }[] };
  return [...new Set(diagnostics.map(({ code }) => code))].sort();
}
