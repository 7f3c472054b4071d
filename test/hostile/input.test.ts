import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { codesIn } from '../process.ts';
import { healthy, hostileProgram, pod } from './program.ts';

const { checkJson, folderOf, run } = hostileProgram();

describe('files', () => {
  test('a file without permission is named, and the others are translated', () => {
    const cwd = folderOf({ ...healthy, 'in/closed.yaml': pod('closed', '') });
    chmodSync(join(cwd, 'in/closed.yaml'), 0);
    const { status, stdout } = run(['check', 'in', '--format', 'json'], { cwd, unprivileged: true });
    expect(status).toBe(1);
    const { diagnostics, summary } = JSON.parse(stdout);
    expect(diagnostics).toContainEqual(expect.objectContaining({ code: 'unreadable-file', severity: 'error' }));
    expect(summary.generated).toBe(1);
  });

  test('a directory without permission is named', () => {
    const cwd = folderOf({ ...healthy, 'in/closed/a.yaml': pod('closed', '') });
    chmodSync(join(cwd, 'in/closed'), 0);
    const { status, stdout } = run(['check', 'in', '--format', 'json'], { cwd, unprivileged: true });
    chmodSync(join(cwd, 'in/closed'), 0o755);
    expect(status).toBe(1);
    expect(codesIn(stdout)).toContain('unreadable-file');
  });

  test('links that form a loop, lead to a parent or nowhere do not keep it from ending', () => {
    const cwd = folderOf(healthy);
    symlinkSync('..', join(cwd, 'in/up'));
    symlinkSync('.', join(cwd, 'in/self'));
    symlinkSync('b', join(cwd, 'in/a'));
    symlinkSync('a', join(cwd, 'in/b'));
    symlinkSync('gone.yaml', join(cwd, 'in/gone-too.yaml'));
    const { status, stdout } = run(['check', 'in', '--format', 'json'], { cwd });
    expect(status).toBe(0);
    expect(JSON.parse(stdout).summary.workloads).toBe(1);
  });

  test('a link out of the tree is not followed', () => {
    const cwd = folderOf({ ...healthy, 'outside/secret.yaml': pod('outside', '') });
    symlinkSync('../outside', join(cwd, 'in/directory'));
    symlinkSync('../outside/secret.yaml', join(cwd, 'in/file.yaml'));
    const { stdout } = run(['check', 'in', '--format', 'json'], { cwd });
    expect(JSON.parse(stdout).summary.workloads).toBe(1);
    expect(stdout).not.toContain('outside/secret');
    expect(stdout).not.toContain('in/file.yaml');
  });

  const bytes = (...values: readonly number[]): Uint8Array => Uint8Array.from(values);
  test.each([
    ['a binary file', bytes(0x7f, 0x45, 0x4c, 0x46, 0, 1, 2, 3, 0, 0, 0, 255), 'binary-file'],
    ['invalid UTF-8', Buffer.concat([Buffer.from(pod('bad', '  hostname: ')), bytes(0xff, 0xfe, 0x41)]), 'invalid-utf8'],
  ])('%s is refused with a place', (_name, contents, code) => {
    const { status, codes } = checkJson({ ...healthy, 'in/bad.yaml': contents });
    expect(codes).toContain(code);
    expect(status).toBe(1);
  });

  test('a file of 50 MB is read within the limits', () => {
    const lines = Array.from({ length: 50_000 }, (_, at) => `  line${at}: ${'x'.repeat(1000)}\n`).join('');
    const big = `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: big\ndata:\n${lines}`;
    expect(checkJson({ ...healthy, 'in/big.yaml': big }, { memory: 1000, timeout: 30_000 }).status).toBe(0);
  });

  test('30 MB of rubbish are refused within the limits', () => {
    const { status } = checkJson({ ...healthy, 'in/rubbish.yaml': '{[}]:- &*'.repeat(3_000_000) }, { memory: 1000, timeout: 30_000 });
    expect([0, 1]).toContain(status);
  });

  test.each([
    ['with a byte order mark', '\ufeff'],
    ['without one', ''],
  ])('a pipe that is named as a file gives its text once, %s', (_name, mark) => {
    const cwd = folderOf({ 'text.yaml': mark + pod('piped', '') });
    execFileSync('mkfifo', ['pipe.yaml'], { cwd });
    const writer = spawn('sh', ['-c', 'cat text.yaml > pipe.yaml'], { cwd, stdio: 'ignore' });
    const { status, stdout } = run(['check', 'pipe.yaml', '--summary'], { cwd });
    writer.kill();
    expect([status, stdout.split(';')[0]]).toEqual([0, '1 workload: 1 would be generated']);
  });

  test.each(['.gitignore', '.podspec2lkignore'])('%s is no ignore file when it is a link or a pipe', (name) => {
    const cwd = folderOf({ ...healthy, 'outside/ignore': '*\n' });
    execFileSync('mkfifo', [name], { cwd });
    symlinkSync('../outside/ignore', join(cwd, 'in', name));
    expect(run(['check', 'in', '--summary'], { cwd }).stdout).toContain('1 would be generated');
    rmSync(join(cwd, 'in', name));
    symlinkSync('/dev/zero', join(cwd, 'in', name));
    expect(run(['check', 'in', '--summary'], { cwd }).stdout).toContain('1 would be generated');
  });

  test('a device that never ends is too large', () => {
    const { status, stdout } = run(['check', '/dev/zero', '--format', 'json'], { cwd: folderOf(healthy) });
    expect([status, codesIn(stdout)]).toEqual([1, ['unreadable-file']]);
  });
});

/** Texts that no reader should fall over, with the finding that is expected (undefined: any or none). */
const texts: readonly (readonly [name: string, text: string, code?: string])[] = [
  ['a tab as indentation', 'apiVersion: v1\nkind: Pod\nmetadata:\n\tname: x\n', 'yaml-syntax'],
  ['an open quote', pod('x', '  hostname: "open\n'), 'yaml-syntax'],
  ['an open bracket', 'apiVersion: v1\nkind: Pod\nspec: {containers: [\n', 'yaml-syntax'],
  ['an unknown alias', pod('x', '  hostname: *nowhere\n')],
  ['an alias that holds itself', 'apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec: &a\n  containers: [*a]\n'],
  [
    'aliases that grow tenfold nine times',
    `${Array.from(
      { length: 10 },
      (_, at) =>
        `a${at}: &a${at} [${
          at === 0
            ? 'x'
            : Array(10)
                .fill(`*a${at - 1}`)
                .join(', ')
        }]\n`,
    ).join('')}apiVersion: v1\nkind: Pod\nmetadata: {name: x}\n`,
  ],
  ['10,000 flow sequences in one another', `a: ${'['.repeat(10_000)}${']'.repeat(10_000)}\n`],
  ['10,000 open flow sequences', `a: ${'['.repeat(10_000)}`],
  ['10,000 flow mappings in one another', `a: ${'{a: '.repeat(10_000)}1${'}'.repeat(10_000)}\n`],
  ['10,000 block sequences on one line', `a:\n${'- '.repeat(10_000)}x\n`],
  ['2,000 block mappings in one another', Array.from({ length: 2_000 }, (_, at) => `${' '.repeat(at)}a:\n`).join('')],
  ['10,000 merges of one mapping', `base: &b {k: v}\n${Array.from({ length: 10_000 }, (_, at) => `m${at}: {<<: *b}\n`).join('')}`],
  ['keys of prototypes', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ndata: {__proto__: a, constructor: b, toString: c}\n'],
  ['a prototype as a field', pod('x', '  __proto__: {hostNetwork: true}\n')],
  ['a key that is a mapping', '? {a: b}\n: c\n'],
  ['a very long line', `a: ${'x'.repeat(5_000_000)}\n`],
  ['a very long key', `${'k'.repeat(200_000)}: v\n`],
  ['100,000 separators', '---\n'.repeat(100_000)],
  ['100,000 comments', '# nothing\n'.repeat(100_000)],
  ['a template', pod('x', '{{- if .Values.on }}\n  hostNetwork: {{ .Values.host }}\n{{- end }}\n'), 'template-not-rendered'],
  ['a NUL in a string', pod('x', '  hostname: "a\\0b"\n')],
  ['escape sequences as characters', pod('x', '  hostname: a\u001b[31mred\n')],
  ['a number without end', `apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec: {activeDeadlineSeconds: ${'9'.repeat(100_000)}}\n`],
  ['a quantity without end', pod('x', `    resources: {limits: {memory: ${'9'.repeat(10_000)}}}\n`)],
  ['a quantity with a huge exponent', pod('x', '    resources: {limits: {memory: 1e999999999}}\n')],
  ['references without end', pod('x', `    args: ["${'$('.repeat(50_000)}"]\n`)],
  [
    'a variable that doubles itself',
    pod(
      'x',
      `    env:\n    - {name: V0, value: ab}\n${Array.from({ length: 40 }, (_, at) => `    - {name: V${at + 1}, value: "$(V${at})$(V${at})"}\n`).join('')}`,
    ),
  ],
];

describe('texts', () => {
  test.each(texts.map(([name, text, code]) => ({ name, text, code })))('$name', ({ text, code }) => {
    const { codes, stdout } = checkJson({ ...healthy, 'in/hostile.yaml': text });
    if (code !== undefined) expect(codes).toContain(code);
    expect(JSON.parse(stdout).summary.generated).toBeGreaterThanOrEqual(1);
  });

  test.each([
    ['deep arrays', `{"apiVersion":"v1","kind":"Pod","metadata":{"name":"x"},"spec":${'['.repeat(100_000)}`],
    ['deep closed arrays', `{"apiVersion":"v1","a":${'['.repeat(50_000)}${']'.repeat(50_000)}}`],
    ['a half object', '{"apiVersion":"v1","kind":"Pod"'],
    ['a stream of objects', '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"x"}}'.repeat(10)],
  ])('JSON: %s', (_name, text) => {
    const { stdout } = checkJson({ ...healthy, 'in/hostile.json': text });
    expect(JSON.parse(stdout).summary.generated).toBe(1);
  });

  test('every field of a Pod with values of wrong types', () => {
    const wrong = ['null', '1', '-1', 'true', '"text"', '[]', '{}', '[null]', '[[]]', '{a: {b: [c]}}', '1.5', '.inf'];
    const fields = ['containers', 'initContainers', 'volumes', 'securityContext', 'hostAliases', 'dnsConfig', 'overhead', 'tolerations'];
    const inner = [
      'env',
      'envFrom',
      'command',
      'ports',
      'resources',
      'volumeMounts',
      'lifecycle',
      'livenessProbe',
      'securityContext',
      'image',
    ];
    const simple = (name: string, spec: string): string => `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}}\nspec: {${spec}}\n`;
    const documents = wrong.flatMap((value, at) => [
      ...fields.map((field) => simple(`w${at}-${field.toLowerCase()}`, `containers: [{name: a, image: b}], ${field}: ${value}`)),
      ...inner.map((field) => simple(`i${at}-${field.toLowerCase()}`, `containers: [{name: a, image: b, ${field}: ${value}}]`)),
      `apiVersion: v1\nkind: Pod\nmetadata: ${value}\nspec: ${value}\n`,
      `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c${at}}\ndata: ${value}\n`,
      `apiVersion: v1\nkind: Secret\nmetadata: {name: s${at}}\ndata: ${value}\nstringData: ${value}\n`,
      `apiVersion: v1\nkind: List\nitems: ${value}\n`,
      `apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: t${at}}\nspec: {template: ${value}, volumeClaimTemplates: ${value}, replicas: ${value}}\n`,
    ]);
    const { stdout, codes } = checkJson({ ...healthy, 'in/wrong.yaml': documents.join('---\n') });
    expect(codes).toContain('wrong-type');
    const { summary } = JSON.parse(stdout);
    expect(summary.generated + summary.failed + summary.skipped).toBe(summary.workloads);
  });

  test('more findings in one workload than a call takes arguments', () => {
    const names = Array.from({ length: 140_000 }, (_, index) => `    - {name: "=${index}", value: a}\n`).join('');
    const cwd = folderOf({ ...healthy, 'in/a.yaml': pod('many', `    env:\n${names}`) });
    const { status, stdout } = run(['check', 'in', '--summary'], { cwd });
    expect(status).toBe(1);
    expect(stdout).toContain('2 workloads: 1 would be generated, 1 failed; 140000 errors');
  });
});

describe('kustomizations', () => {
  test('read nothing outside their root', () => {
    const outside = { 'outside/secret.env': 'TOKEN=outside-value\n' };
    const direct = checkJson({ ...outside, 'in/kustomization.yaml': 'configMapGenerator:\n- name: c\n  envs: [../outside/secret.env]\n' });
    expect(direct.status).toBe(1);
    expect(direct.stdout).not.toContain('outside-value');
    const cwd = folderOf({ ...outside, 'in/kustomization.yaml': 'configMapGenerator:\n- name: c\n  envs: [link.env]\n' });
    symlinkSync('../outside/secret.env', join(cwd, 'in/link.env'));
    expect(run(['check', 'in', '--format', 'json'], { cwd }).status).toBe(1);
  });

  test('are not followed where they are links out of their directory', () => {
    const cwd = folderOf({
      'in/root/kustomization.yaml': 'resources: [../base, ../linked]\n',
      'in/base/pod.yaml': pod('a', ''),
      'in/linked/pod.yaml': pod('b', ''),
      'in/linked/own.yaml': 'resources: [pod.yaml]\nnamePrefix: own-\n',
      'outside/kustomization.yaml': 'resources: [pod.yaml]\nnamePrefix: outside-value-\n',
    });
    symlinkSync('../../outside/kustomization.yaml', join(cwd, 'in/base/kustomization.yaml'));
    symlinkSync('own.yaml', join(cwd, 'in/linked/kustomization.yaml'));
    for (const path of ['in', 'in/root', 'in/base', 'in/base/kustomization.yaml'])
      expect(run(['check', path, '--format', 'json'], { cwd }).stdout).not.toContain('outside-value');
    expect(run(['check', 'in/root', '--format', 'json'], { cwd }).stdout).toContain('"missing-kustomization"');
    expect(run(['generate', 'in/linked', '--out', '-'], { cwd }).stdout).toContain('own-b');
  });

  test('wait for no pipe', () => {
    const cwd = folderOf({
      ...healthy,
      'in/k/kustomization.yaml':
        'resources: [pipe.yaml]\nconfigMapGenerator:\n- {name: a, files: [pipe.yaml]}\n- {name: b, envs: [pipe.yaml]}\n',
    });
    execFileSync('mkfifo', ['in/k/pipe.yaml'], { cwd });
    const { status, stdout } = run(['check', 'in', '--format', 'json'], { cwd });
    expect([status, codesIn(stdout)]).toEqual([1, expect.arrayContaining(['kustomize-missing-file'])]);
  });

  test('that use each other are an error', () => {
    const files = { 'in/a/kustomization.yaml': 'resources: [../b]\n', 'in/b/kustomization.yaml': 'resources: [../a]\n' };
    expect(checkJson(files).status).toBe(1);
  });
});
