import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { main } from '../src/cli/main.ts';
import type { ReportedDiagnostic } from '../src/report.ts';

const root = join(import.meta.dirname, '..', 'fixtures');

/** Every folder below fixtures/ that has an `input`, relative to it, sorted. */
export function findCases(): readonly string[] {
  const found: string[] = [];
  const visit = (directory: string): void => {
    const names = readdirSync(directory);
    if (names.includes('input') || names.includes('args')) {
      found.push(relative(root, directory));
      return;
    }
    for (const name of names) if (statSync(join(directory, name)).isDirectory()) visit(join(directory, name));
  };
  visit(root);
  return found.sort();
}

/** The cases that are `generate input` and nothing else (no arguments, configuration or lock), and that get as far as writing. */
export function findLibraryCases(): readonly string[] {
  return findCases().filter(
    (name) =>
      readdirSync(join(root, name)).every((entry) => entry === 'input' || entry === 'expected') &&
      existsSync(join(root, name, 'expected', 'linuxkit')),
  );
}

/** What a user can observe of one run, as texts by their place below `expected/`. */
export type Observation = Readonly<Record<string, string>>;

/**
 * Runs a case in a copy of its folder. `args` holds the arguments, one per line (default: `generate input`); `stdin` is what
 * stands on standard input. Diagnostics are observed as `file:line:column severity[code] path`, one per line.
 */
export async function runCase(name: string): Promise<Observation> {
  const source = join(root, name);
  const cwd = mkdtempSync(join(tmpdir(), 'podspec2lk-'));
  try {
    cpSync(source, cwd, { recursive: true, filter: (path) => !path.startsWith(join(source, 'expected')) });
    const args = existsSync(join(source, 'args'))
      ? readFileSync(join(source, 'args'), 'utf8')
          .split('\n')
          .filter((line) => line !== '')
      : ['generate', 'input'];
    const stdin = existsSync(join(source, 'stdin')) ? readFileSync(join(source, 'stdin')) : undefined;
    return await observe(name, cwd, args, stdin, new Set(readdirSync(source)));
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}

async function observe(
  name: string,
  cwd: string,
  args: readonly string[],
  stdin: Uint8Array | undefined,
  given: ReadonlySet<string>,
): Promise<Observation> {
  let stdout = '';
  let stderr = '';
  const terminal = {
    cwd,
    env: {},
    readStdin: async () => stdin ?? new Uint8Array(),
    stdinIsStream: stdin !== undefined,
    stdoutIsTerminal: false,
    stderrIsTerminal: false,
    columns: 100,
    stdout: (text: string) => {
      stdout += text;
    },
    stderr: (text: string) => {
      stderr += text;
    },
  };
  const reading = ['generate', 'check', 'lock'].includes(args[0] ?? '') || args.length === 0;
  const exit = await main(reading ? [...args, '--report', 'json:.report.json'] : args, terminal, '0.0.0-test');
  const seen: Record<string, string> = {};
  if (exit !== 0) seen['exit.txt'] = `${exit}\n`;
  if (stdout !== '') seen['stdout.txt'] = stdout;
  if (exit === 2) seen['stderr.txt'] = stderr;
  const report = join(cwd, '.report.json');
  if (existsSync(report)) {
    const { diagnostics } = JSON.parse(readFileSync(report, 'utf8')) as { diagnostics: readonly ReportedDiagnostic[] };
    Object.assign(seen, observedDiagnostics(name, diagnostics));
  }
  for (const [file, text] of filesBelow(cwd)) if (!given.has(file.split('/')[0] ?? '') && file !== '.report.json') seen[file] = text;
  return seen;
}

/** A finding as far as fixtures observe it. */
export type ObservedDiagnostic = Pick<ReportedDiagnostic, 'code' | 'severity' | 'message' | 'related' | 'location' | 'path'>;

/** What a case observes of its findings: where each is, and the words of those that the case is about. */
export function observedDiagnostics(name: string, diagnostics: readonly ObservedDiagnostic[]): Observation {
  const lines = diagnostics.map(({ code, severity, location, path }) => {
    const place = location ? `${location.file}:${location.line}:${location.column} ` : '';
    return `${place}${severity}[${code}]${path === undefined ? '' : ` ${path}`}\n`;
  });
  const own = diagnostics.filter(({ code, severity }) =>
    name.startsWith('diagnostics/') ? name === `diagnostics/${code}` : name.startsWith('fields/') && severity !== 'info',
  );
  const words = own.map(({ message, related }) => [message, ...related.map((other) => `  ${other.message}`)].join('\n'));
  return {
    ...(lines.length > 0 && { 'diagnostics.txt': lines.join('') }),
    ...(words.length > 0 && { 'message.txt': `${words.join('\n')}\n` }),
  };
}

function filesBelow(directory: string): readonly (readonly [string, string])[] {
  const paths = readdirSync(directory, { recursive: true, withFileTypes: true });
  return paths
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((path) => [relative(directory, path), readFileSync(path, 'utf8')] as const);
}

/** What a case expects, as texts by their place below `expected/`. */
export function expectedOf(name: string): Observation {
  const directory = join(root, name, 'expected');
  return existsSync(directory) ? Object.fromEntries(filesBelow(directory)) : {};
}

/** Replaces what a case expects; `UPDATE=1 npx vitest run test/golden.test.ts` does so for all. */
export function updateExpected(name: string, observation: Observation): void {
  const directory = join(root, name, 'expected');
  rmSync(directory, { recursive: true, force: true });
  for (const [file, text] of Object.entries(observation)) {
    mkdirSync(dirname(join(directory, file)), { recursive: true });
    writeFileSync(join(directory, file), text);
  }
}
