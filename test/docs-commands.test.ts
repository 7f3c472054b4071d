import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseLine } from '../src/cli/command-line.ts';
import { commands } from '../src/cli/commands.ts';

const root = join(import.meta.dirname, '..');

/** Programs and sources that a test machine need not have: such commands are checked for form only. */
const elsewhere =
  /^(?:linuxkit|docker|qemu-system-\S+|git|npx|npm (?:install|pack|run|test)|pre-commit|cp -R node_modules)\b|\block\b.*--from (?:registry|linuxkit-cache)|\block --check\b/;

interface Step {
  readonly command: string;
  /** Lines that follow it in the document; `…` stands for any lines. */
  readonly output: readonly string[];
}

function stepsOf(text: string): readonly Step[] {
  return [...text.matchAll(/^```console\n([\s\S]*?)^```$/gm)].flatMap(([, block = '']) =>
    block
      .split(/^(?=\$ )/m)
      .filter((part) => part.startsWith('$ '))
      .map((part) => {
        const [command = '', ...output] = part.trimEnd().split('\n');
        return { command: command.slice(2), output: output.filter((line) => !line.startsWith('# ')) };
      }),
  );
}

const documents = ['README.md', 'CONTRIBUTING.md', ...readdirSync(join(root, 'docs')).map((name) => `docs/${name}`)]
  .filter((file) => file.endsWith('.md'))
  .map((file) => [file, stepsOf(readFileSync(join(root, file), 'utf8'))] as const)
  .filter(([, steps]) => steps.length > 0);

/** A folder as a reader has it: a clone with built program, and k8s/ with the example. */
function prepareFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'podspec2lk-docs-'));
  // Of the program a copy, which no other build takes away.
  for (const name of ['bin', 'dist']) cpSync(join(root, name), join(folder, name), { recursive: true });
  for (const name of ['node_modules', 'package.json', 'package-lock.json', 'scripts', 'templates', 'docs', 'test', 'src'])
    symlinkSync(join(root, name), join(folder, name));
  cpSync(join(root, 'fixtures/examples'), join(folder, 'fixtures/examples'), { recursive: true });
  cpSync(join(root, 'fixtures/examples/shop/input'), join(folder, 'k8s'), { recursive: true });
  writeFileSync(
    join(folder, '.podspec2lkignore'),
    ['node_modules', 'docs', 'test', 'src', 'templates', 'scripts', 'web.yaml'].map((name) => `/${name}\n`).join(''),
  );
  // The stream of the original tool's use: one workload, with what it refers to.
  const parts = ['config.yaml', 'web.yaml'].map((name) => readFileSync(join(folder, 'k8s', name), 'utf8'));
  writeFileSync(join(folder, 'web.yaml'), parts.join('---\n'));
  mkdirSync(join(folder, '.path'));
  for (const name of ['podspec2linuxkit', 'podspec2lk']) {
    const shim = join(folder, '.path', name);
    writeFileSync(shim, `#!/bin/sh\nexec "${process.execPath}" "${join(folder, 'bin/podspec2linuxkit.js')}" "$@"\n`);
    chmodSync(shim, 0o755);
  }
  return folder;
}

function run(command: string, cwd: string): { readonly status: number | null; readonly output: string } {
  const env = { ...process.env, PATH: `${cwd}/.path:${process.env['PATH']}`, NO_COLOR: '1' };
  const { status, stdout } = spawnSync('bash', ['-c', `exec 2>&1; ${command}`], {
    cwd,
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return { status, output: stdout };
}

/** Whether a text is what a document shows, where `…` stands for any lines. */
function shows(expected: readonly string[], output: string): boolean {
  const pattern = expected
    .map((line) => (line.trim() === '…' ? '(?:.*\n)*?' : `${line.trimEnd().replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}[ ]*\n`))
    .join('');
  return new RegExp(`^${pattern}$`).test(output);
}

async function checkForm(command: string): Promise<void> {
  expect(spawnSync('bash', ['-n', '-c', command]).status, command).toBe(0);
  const script = /^npm (?:run )?([\w:]+)$/.exec(command)?.[1];
  if (script !== undefined && script !== 'ci' && script !== 'pack')
    expect(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))).toHaveProperty(['scripts', script]);
  const own = /^(?:npx (?:--\S+ )*)?podspec2(?:linuxkit|lk)(?:@\S+)? (.*)$/.exec(command)?.[1];
  if (own !== undefined) expect(await parseLine(own.split(' '), commands), command).not.toHaveProperty('usage');
  for (const file of command.match(/\btemplates\/\S+\.yml/g) ?? []) expect(existsSync(join(root, file)), file).toBe(true);
}

describe.each(documents)('%s', (_, steps) => {
  let folder = '';
  beforeAll(() => {
    folder = prepareFolder();
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('every command does what the document says', async () => {
    for (const { command, output } of steps) {
      // What `npm ci` makes is there already: it is how these tests are run.
      const rest = command.replace(/^npm ci && /, '');
      if (rest === 'npm ci') continue;
      if (elsewhere.test(rest)) {
        await checkForm(rest);
        continue;
      }
      const result = run(rest, folder);
      // What `check` finds is its product.
      expect(result.status === 1 && /^podspec2linuxkit check\b/.test(command) ? 0 : result.status, `${command}\n${result.output}`).toBe(0);
      if (output.length > 0 && !shows(output, result.output)) expect(result.output, command).toBe(`${output.join('\n')}\n`);
    }
  }, 120_000);
});
