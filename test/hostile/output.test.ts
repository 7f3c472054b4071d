import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, lstatSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { filesBelow } from '../process.ts';
import { healthy, hostileProgram, pod } from './program.ts';

const { checkJson, folderOf, run } = hostileProgram();

const simple = (metadata: string, spec: string): string => `apiVersion: v1\nkind: Pod\nmetadata: {${metadata}}\nspec: {${spec}}\n`;

/** Pods in which a text stands wherever a name, key or path of the output may come from. */
function podsWith(text: string): string {
  const container = 'name: a, image: b, command: [c]';
  const mounts = (mount: string, volume: string) => `containers: [{${container}, volumeMounts: [{${mount}}]}], volumes: [{${volume}}]`;
  return [
    simple(`name: ${text}`, `containers: [{${container}}]`),
    simple(`name: n, namespace: ${text}`, `containers: [{${container}}]`),
    simple('name: c', `containers: [{name: ${text}, image: b, command: [c]}]`),
    `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: m}\ndata: {${text}: evil}\n`,
    simple('name: k', mounts(`name: v, mountPath: ${text}, subPath: ${text}`, 'name: v, configMap: {name: m}')),
    simple('name: i', mounts('name: v, mountPath: /m', `name: v, configMap: {name: m, items: [{key: ${text}, path: ${text}}]}`)),
    simple('name: w', mounts(`name: ${text}, mountPath: /m`, `name: ${text}, emptyDir: {}`)),
  ].join('---\n');
}

describe('names that would leave the output directory or mean something else on a disk', () => {
  const names = [
    '../../../escaped',
    '/escaped',
    '..',
    '.',
    'a/../../escaped',
    'a\\..\\escaped',
    'con',
    'nul.txt',
    'x\u0007y',
    'x\ny',
    '~',
    '-rf',
  ];
  test.each(names)('%j', (name) => {
    const cwd = folderOf({ 'in/evil.yaml': podsWith(JSON.stringify(name)) });
    const before = new Set(filesBelow(cwd).keys());
    run(['generate', 'in', '--out', 'deep/er/out'], { cwd });
    for (const [path, text] of filesBelow(cwd)) {
      if (before.has(path)) continue;
      expect(path.startsWith('deep/er/out/')).toBe(true);
      expect(path).not.toMatch(/[^ -~]|\\|(?:^|\/)(?:con|nul)(?:\.|\/|$)/i);
      expect(text).not.toMatch(/path: "(?:\/|(?:[^"]*\/)?\.\.(?:\/|"))/);
    }
    expect(existsSync('/escaped')).toBe(false);
  });

  test('names that differ in case alone are an error, not one file', () => {
    const { status, stdout } = checkJson({ 'in/a.yaml': `${pod('web', '')}---\n${pod('WEB', '')}` });
    expect(status).toBe(1);
    expect(JSON.parse(stdout).summary.failed).toBeGreaterThan(0);
  });
});

describe('the output directory', () => {
  test('that is a file, or may not be written, is a fault of the machine', () => {
    const cwd = folderOf({ ...healthy, file: 'mine' });
    expect(run(['generate', 'in', '--out', 'file'], { cwd }).status).toBe(3);
    expect(filesBelow(cwd).get('file')).toBe('mine');
    mkdirSync(join(cwd, 'closed'), { mode: 0o555 });
    expect(run(['generate', 'in', '--out', 'closed/out'], { cwd, unprivileged: true }).status).toBe(3);
  });

  test('holds a link: it is not written through, and the file behind it stays', () => {
    const cwd = folderOf({ ...healthy, 'precious.yml': 'mine' });
    mkdirSync(join(cwd, 'linuxkit/default'), { recursive: true });
    symlinkSync('../../precious.yml', join(cwd, 'linuxkit/default/pod-good.yml'));
    expect(run(['generate', 'in'], { cwd }).status).toBe(1);
    expect(filesBelow(cwd).get('precious.yml')).toBe('mine');
  });

  test('holds a linked directory: nothing is written behind it', () => {
    const cwd = folderOf({ ...healthy, 'elsewhere/keep': '' });
    mkdirSync(join(cwd, 'linuxkit'));
    symlinkSync('../elsewhere', join(cwd, 'linuxkit/default'));
    expect(run(['generate', 'in'], { cwd }).status).toBe(1);
    expect([...filesBelow(join(cwd, 'elsewhere')).keys()]).toEqual(['keep']);
  });

  test.each([['index.json'], ['default/pod-good.yml']])('holds a pipe or a device as %s: it is never waited for', (name) => {
    for (const make of ['mkfifo', 'ln -s /dev/zero']) {
      const cwd = folderOf(healthy);
      const path = join(cwd, 'linuxkit', name);
      mkdirSync(dirname(path), { recursive: true });
      execFileSync('sh', ['-c', `${make} "$1"`, 'sh', path]);
      for (const args of [
        ['check', 'in'],
        ['check', 'in', '--diff'],
        ['generate', 'in'],
      ])
        run(args, { cwd });
      expect(lstatSync(path).isFile()).toBe(false);
    }
  });

  test.each([
    ['"sources": [', '"sources": [null, '],
    ['"name": "good"', '"name": null'],
    ['"namespace": "default"', '"namespace": 1'],
    ['"workload": {', '"workload": null, "x": {'],
    ['"root": ""', '"root": {}'],
    ['"file": "default/', '"file": "../in/'],
    ['"file": "default/', '"file": "/etc/'],
  ])('holds an index with %s as %s, which is not ours', (ours, theirs) => {
    const cwd = folderOf({ ...healthy, 'in/second.yaml': pod('second', '') });
    const git = (...args: readonly string[]) => execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], { cwd });
    git('init', '-q');
    git('add', 'in');
    git('commit', '-qm', 'start');
    run(['generate', 'in'], { cwd });
    const path = join(cwd, 'linuxkit/index.json');
    writeFileSync(path, readFileSync(path, 'utf8').replace(ours, theirs));
    rmSync(join(cwd, 'in/second.yaml'));
    for (const rest of [['--changed=HEAD'], ['--diff'], ['--workload', 'good']])
      expect(run(['check', 'in', ...rest], { cwd }).stdout).toContain('foreign-file');
    expect(run(['generate', 'in', '--workload', 'good'], { cwd }).status).toBe(1);
  });

  test('holds files of others: they are neither overwritten nor pruned', () => {
    const cwd = folderOf({
      ...healthy,
      'linuxkit/default/pod-good.yml': 'mine\n',
      'linuxkit/other.yml': 'mine too\n',
      'linuxkit/index.json': '{"mine": 1}',
    });
    expect(run(['generate', 'in', '--prune'], { cwd }).status).toBe(1);
    const files = filesBelow(join(cwd, 'linuxkit'));
    expect([...files]).toEqual(
      expect.arrayContaining([
        ['default/pod-good.yml', 'mine\n'],
        ['other.yml', 'mine too\n'],
        ['index.json', '{"mine": 1}'],
      ]),
    );
  });

  test('gives files with secrets to their owner alone, whatever stood there before', () => {
    const spec = 'containers: [{name: a, image: b, command: [c], env: [{name: P, valueFrom: {secretKeyRef: {name: s, key: p}}}]}]';
    const cwd = folderOf({
      'in/a.yaml': `${simple('name: x', spec)}---\napiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {p: hidden}\n`,
    });
    const file = join(cwd, 'linuxkit/default/pod-x.yml');
    run(['generate', 'in'], { cwd });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    chmodSync(file, 0o644);
    run(['generate', 'in'], { cwd });
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });
});

describe('what is shown on a terminal', () => {
  test('escape sequences of manifests and file names are made harmless', () => {
    const text = JSON.stringify('x\u001b]0;title\u0007\u001b[31m\u009b2J\u202e');
    const cwd = folderOf({
      'in/evil\u001b[31m.yaml': simple(`name: ${text}`, `containers: [{name: ${text}, image: ${text}, ${text}: 1, workingDir: ${text}}]`),
      'in/raw.yaml': `${simple('name: raw', 'containers: [{name: a, image: b}], bogus: 1')}# \u202e\n`,
      'in/frame.yaml':
        'apiVersion: v1\nkind: Pod\nmetadata: {name: f}\nspec:\n  bogus: "\u202e\u2066 \u009b" # \u202e\n  containers: [{name: a, image: b}]\n',
    });
    const runs = [
      ['check', 'in'],
      ['generate', 'in'],
      ['check', 'in', '--verbose'],
      ...['json', 'sarif', 'junit', 'github'].map((format) => ['check', 'in', '--format', format]),
      ...['mermaid', 'dot', 'json', 'svg', 'html'].map((format) => ['graph', 'in', '--format', format]),
      ['explain', 'Pod/raw', 'in'],
      ['explain', 'Pod/raw', 'in', '--format', 'json'],
    ];
    for (const args of runs) {
      const { stdout, stderr } = run(args, { cwd });
      expect([args, /[^\n\t -~\u00a0-\u2029\u202f-\u2065\u206a-\uffff]/u.exec(stdout + stderr)?.[0]]).toEqual([args, undefined]);
    }
  });
});

describe('nothing of a scanned folder is run', () => {
  test('configuration in JavaScript is left alone unless it is named', () => {
    const code = "require('node:fs').writeFileSync('ran', '1'); module.exports = {};";
    const names = [
      '.podspec2lkrc.js',
      '.podspec2lkrc.cjs',
      '.podspec2lkrc.mjs',
      '.podspec2lkrc.ts',
      'podspec2lk.config.js',
      'podspec2lk.config.cjs',
    ];
    const cwd = folderOf({ ...healthy, ...Object.fromEntries(names.flatMap((name) => [name, `in/${name}`].map((path) => [path, code]))) });
    for (const command of ['check', 'generate']) run([command, 'in'], { cwd });
    expect(existsSync(join(cwd, 'ran'))).toBe(false);
  });

  test.each([
    { '.config/config.cjs': "require('node:fs').writeFileSync('ran', '1');" },
    { '.config/config.mjs': "import { writeFileSync } from 'node:fs'; writeFileSync('ran', '1'); export default {};" },
    { 'package.json': '{"cosmiconfig": {"searchPlaces": ["run.cjs"]}}', 'run.cjs': "require('node:fs').writeFileSync('ran', '1');" },
  ])('nor what tells cosmiconfig where to look: %j', (files) => {
    const cwd = folderOf({ ...healthy, ...files });
    const configured = folderOf({ ...healthy, ...files, '.podspec2lkrc.yaml': 'strict: true\n' });
    for (const folder of [cwd, configured]) {
      run(['check', 'in'], { cwd: folder });
      expect(existsSync(join(folder, 'ran'))).toBe(false);
    }
  });

  test('functions and charts of kustomizations are refused', () => {
    const annotations = 'annotations:\n    config.kubernetes.io/function: |\n      exec: {path: ./run.sh}\n';
    const cwd = folderOf({
      'in/kustomization.yaml': 'generators: [exec.yaml]\nhelmCharts:\n- name: x\n  repo: https://127.0.0.1:1/\n',
      'in/exec.yaml': `apiVersion: v1\nkind: Evil\nmetadata:\n  name: x\n  ${annotations}`,
      'in/run.sh': '#!/bin/sh\ntouch ran\n',
    });
    chmodSync(join(cwd, 'in/run.sh'), 0o755);
    expect(run(['check', 'in'], { cwd }).status).toBe(1);
    expect(existsSync(join(cwd, 'in/ran')) || existsSync(join(cwd, 'ran'))).toBe(false);
  });
});

describe('the command line', () => {
  test.each([[['--bogus']], [['generate', '--bogus']], [['bogus']], [['check', '--format', 'bogus']], [['generate', '--out']]])(
    '%j is wrong usage',
    (args) => {
      const { status, stderr } = run(args, { cwd: folderOf(healthy) });
      expect(status).toBe(2);
      expect(stderr).toMatch(/^error: /);
    },
  );
});
