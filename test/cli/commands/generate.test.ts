import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { main } from '../../../src/cli/main.ts';
import { parseIndex } from '../../../src/index.ts';

let top: string;

beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), 'podspec2lk-generate-'));
});

afterEach(() => {
  rmSync(top, { recursive: true, force: true });
});

const pod = (name: string, more = '') => `apiVersion: v1
kind: Pod
metadata: {name: ${name}}
spec:
  containers:
    - {name: main, image: "app:1", command: [run]${more}}
`;

const lacking = ', env: [{name: A, valueFrom: {configMapKeyRef: {name: none, key: k}}}]';
const withSecret = ', env: [{name: A, valueFrom: {secretKeyRef: {name: s, key: k}}}]';

function put(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(top, path)), { recursive: true });
    writeFileSync(join(top, path), text);
  }
}

async function generate(args: readonly string[], cwd = top) {
  const seen = { stdout: '', stderr: '' };
  const exit = await main(
    ['generate', ...args],
    {
      cwd,
      env: {},
      readStdin: async () => new Uint8Array(),
      stdinIsStream: false,
      stdoutIsTerminal: false,
      stderrIsTerminal: false,
      columns: 80,
      stdout: (text) => {
        seen.stdout += text;
      },
      stderr: (text) => {
        seen.stderr += text;
      },
    },
    '1.2.3',
  );
  return { exit, ...seen, codes: [...seen.stderr.matchAll(/(?:error|warning)\[([\w-]+)\]/g)].map(([, code]) => code) };
}

function outputs(out = 'linuxkit'): readonly string[] {
  return readdirSync(join(top, out), { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.yml'))
    .sort();
}

function indexed(out = 'linuxkit'): readonly string[] {
  return (parseIndex(readFileSync(join(top, out, 'index.json'), 'utf8')) ?? []).map(({ file }) => file);
}

const both = ['default/pod-api.yml', 'default/pod-web.yml'];

describe('--prune', () => {
  beforeEach(async () => {
    put({ 'k8s/web.yaml': pod('web'), 'k8s/api.yaml': pod('api') });
    await generate(['k8s']);
  });

  test('removes what no workload produces any more, and says so without it', async () => {
    rmSync(join(top, 'k8s/api.yaml'));
    const without = await generate(['k8s']);
    expect([without.exit, without.codes.includes('stale-output'), outputs()]).toEqual([0, true, both]);
    await generate(['k8s', '--prune']);
    expect(outputs()).toEqual(['default/pod-web.yml']);
  });

  test.each([
    ['a file that is not YAML', { 'k8s/api.yaml': 'a: [b' }],
    ['a workload that fails', { 'k8s/api.yaml': pod('api', lacking) }],
    ['a workload that cannot be decoded', { 'k8s/api.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: {name: api}\nspec: 5\n' }],
  ])('leaves the file of %s', async (_, files) => {
    put(files);
    await generate(['k8s', '--prune']);
    expect(outputs()).toEqual(both);
  });

  test('removes nothing when the path is wrong', async () => {
    const { exit } = await generate(['k9s', '--prune']);
    expect([exit, outputs(), indexed()]).toEqual([1, both, both]);
  });

  test('leaves the files of workloads that --workload did not select, and keeps them in the index', async () => {
    put({ 'k8s/web.yaml': pod('web', ', tty: true') });
    await generate(['k8s', '--prune', '--workload', 'web']);
    expect([outputs(), indexed()]).toEqual([both, both]);
  });

  test('leaves files without our header', async () => {
    put({ 'linuxkit/default/pod-mine.yml': 'kernel: {}\n' });
    await generate(['k8s', '--prune']);
    expect(outputs()).toContain('default/pod-mine.yml');
  });
});

describe('what cannot be written', () => {
  test('a file of somebody else fails its workload and stays out of the index', async () => {
    put({ 'k8s/web.yaml': pod('web'), 'k8s/api.yaml': pod('api'), 'linuxkit/default/pod-web.yml': 'mine\n' });
    const { exit, codes, stderr } = await generate(['k8s']);
    expect([exit, codes.includes('foreign-file'), indexed()]).toEqual([1, true, ['default/pod-api.yml']]);
    expect(stderr).toContain('1 generated, 1 failed');
    expect(readFileSync(join(top, 'linuxkit/default/pod-web.yml'), 'utf8')).toBe('mine\n');
  });

  test('an index.json of somebody else is left alone', async () => {
    put({ 'k8s/web.yaml': pod('web'), 'linuxkit/index.json': '{"mine": true}' });
    expect((await generate(['k8s'])).exit).toBe(1);
    expect(readFileSync(join(top, 'linuxkit/index.json'), 'utf8')).toBe('{"mine": true}');
  });

  test.each(['file', 'file/below'])('--out %s, where a file stands, is exit status 3', async (out) => {
    put({ 'k8s/web.yaml': pod('web'), file: '' });
    const { exit, codes } = await generate(['k8s', '--out', out]);
    expect([exit, codes.includes('write-failed')]).toEqual([3, true]);
  });

  test.runIf(existsSync('/proc/self'))('a directory where nothing can be made is exit status 3', async () => {
    put({ 'k8s/web.yaml': pod('web') });
    expect((await generate(['k8s', '--out', '/proc/none/linuxkit'])).exit).toBe(3);
  });
});

test.runIf(process.platform !== 'win32')('a file with secret values is for its owner only, also when it was not before', async () => {
  put({ 'k8s/web.yaml': pod('web', withSecret), 'k8s/s.yaml': 'apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {k: v}\n' });
  const modes = () => ['default/pod-web.yml', 'index.json'].map((file) => statSync(join(top, 'linuxkit', file)).mode & 0o777);
  await generate(['k8s']);
  expect(modes()).toEqual([0o600, 0o644]);
  chmodSync(join(top, 'linuxkit/default/pod-web.yml'), 0o644);
  await generate(['k8s']);
  expect(modes()).toEqual([0o600, 0o644]);
});

describe('same input, same bytes', () => {
  const bytes = (out: string) => readFileSync(join(top, out, 'default/pod-web.yml'), 'utf8');

  test('an absolute path, wherever it leads', async () => {
    put({ 'one/k8s/web.yaml': pod('web'), 'two/k8s/web.yaml': pod('web'), 'cwd/.keep': '' });
    for (const name of ['one', 'two']) await generate([join(top, name, 'k8s'), '--out', join(top, name, 'out')], join(top, 'cwd'));
    expect(bytes('one/out')).toBe(bytes('two/out'));
    expect(bytes('one/out').split('\n')[0]).toBe('# Generated by podspec2linuxkit from k8s/web.yaml; do not edit.');
  });

  test('another working directory', async () => {
    put({ 'k8s/web.yaml': pod('web'), 'deep/down/.keep': '' });
    await generate(['k8s', '--out', 'a']);
    await generate(['../../k8s', '--out', '../../b'], join(top, 'deep/down'));
    expect(bytes('b')).toBe(bytes('a'));
  });

  test('CRLF and LF', async () => {
    put({ 'lf/web.yaml': pod('web'), 'crlf/web.yaml': pod('web').replaceAll('\n', '\r\n') });
    await generate(['web.yaml', '--out', '../a'], join(top, 'lf'));
    await generate(['web.yaml', '--out', '../b'], join(top, 'crlf'));
    expect(bytes('b')).toBe(bytes('a'));
  });
});

test('paths of a configuration are relative to its file', async () => {
  put({
    '.podspec2lkrc.yaml': 'inputs: [k8s]\nout: built\nreportFile: all.txt\nreport: ["json:all.json"]\n',
    'k8s/web.yaml': pod('web'),
    'deep/.keep': '',
  });
  expect((await generate([], join(top, 'deep'))).exit).toBe(0);
  expect(outputs('built')).toEqual(['default/pod-web.yml']);
  expect(['all.txt', 'all.json'].map((file) => existsSync(join(top, file)))).toEqual([true, true]);
});
