import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { main } from '../../../src/cli/main.ts';
import { group, image, index, layoutFiles, passwd, sha256, type TestImage, temporaryDirectory, writeFiles } from '../../lock/image-kit.ts';
import { registryAnswers, serve } from '../../lock/server-kit.ts';

const file = 'podspec2lk.lock.json';
const accounts = [
  { path: 'etc/passwd', contents: passwd },
  { path: 'etc/group', contents: group },
];
const web = image({
  config: { Entrypoint: ['/entry'], Cmd: ['serve'], Env: ['PATH=/opt/bin'], User: 'web' },
  layers: [{ entries: accounts }],
});
const tool = image({ config: { Cmd: ['tool'] }, layers: [{ entries: accounts }] });
const both = index({ 'linux/amd64': web, 'linux/arm64': image({ architecture: 'arm64', layers: [{ entries: accounts }] }) });
const helper = image({ config: { Cmd: ['sh'] } });
const deployment = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      initContainers:
      - name: prepare
        image: localhost/tool:1
        command: [prepare]
      containers:
      - name: web
        image: localhost/web:1
        args: [--port, '80']
        volumeMounts:
        - {name: data, mountPath: /data}
      volumes:
      - {name: data, emptyDir: {}}
`;
/** Images that the output needs beside those of the workload. */
const busybox = 'docker.io/library/busybox:1.37.0';
const sysctl = 'docker.io/linuxkit/sysctl:43ac1d39da329c3567fcb9689e5ca99de6d169b6';
const helpers = { [busybox]: helper, [sysctl]: helper };
/** Configuration under which a pod needs no helper. */
const plain = 'translate: {unprivilegedPorts: false}\n';
const all: Readonly<Record<string, TestImage>> = {
  'localhost/web:1': both,
  'localhost/tool:1': tool,
  ...helpers,
};

/** A directory with k8s/web.yaml, an OCI layout in images/ and whatever else is given. */
function project(files: Readonly<Record<string, string>> = {}, images = all): string {
  const cwd = temporaryDirectory();
  writeFiles(join(cwd, 'images'), layoutFiles(images));
  for (const [path, text] of Object.entries({ 'k8s/web.yaml': deployment, ...files })) {
    mkdirSync(dirname(join(cwd, path)), { recursive: true });
    writeFileSync(join(cwd, path), text);
  }
  return cwd;
}

async function run(cwd: string, ...args: readonly string[]) {
  let stdout = '';
  let stderr = '';
  const exit = await main(
    args,
    {
      cwd,
      env: { HOME: cwd },
      readStdin: async () => new Uint8Array(0),
      stdinIsStream: false,
      stdoutIsTerminal: false,
      stderrIsTerminal: false,
      columns: 100,
      stdout: (text) => {
        stdout += text;
      },
      stderr: (text) => {
        stderr += text;
      },
    },
    '0.0.0',
  );
  return { exit, stdout, stderr };
}

const lockOf = (cwd: string) => (existsSync(join(cwd, file)) ? readFileSync(join(cwd, file), 'utf8') : undefined);
const keysOf = (cwd: string) => Object.keys(JSON.parse(lockOf(cwd) ?? '{"images": {}}').images);
/** Codes in what was printed, sorted. */
const codesIn = (text: string) => [...text.matchAll(/(?:error|warning)\[([a-z-]+)\]/g)].map(([, code]) => code).sort();

describe('lock', () => {
  test('writes every image that the workloads run, helpers included, and then has nothing to do', async () => {
    const cwd = project();
    const first = await run(cwd, 'lock', 'k8s', '--from', 'oci:images');
    expect([first.exit, codesIn(first.stderr)]).toEqual([0, []]);
    expect(keysOf(cwd)).toEqual([busybox, sysctl, 'localhost/tool:1', 'localhost/web:1']);
    const text = lockOf(cwd);
    expect((await run(cwd, 'lock', 'k8s', '--from', 'oci:images')).exit).toBe(0);
    expect(lockOf(cwd)).toBe(text);
  });
  test('makes args, PATH and user of the image right in the output', async () => {
    const cwd = project();
    expect(codesIn((await run(cwd, 'generate', 'k8s')).stderr)).toContain('entrypoint-unknown');
    await run(cwd, 'lock', 'k8s', '--from', 'oci:images');
    const { exit } = await run(cwd, 'generate', 'k8s', '--locked', '--pin');
    expect(exit).toBe(0);
    const output = readFileSync(join(cwd, 'linuxkit/default/deployment-web.yml'), 'utf8');
    expect(output).toMatch(new RegExp(`image: "localhost/web@${sha256(both.root.bytes)}"`));
    expect(output).toContain(`image: "${busybox.replace(/:[^:]*$/, '')}@${sha256(helper.root.bytes)}"`);
    expect(output).toContain('"/entry"');
    expect(output).toContain('PATH=/opt/bin');
    expect(output).toMatch(/uid: 101\n\s+gid: 102\n/);
  });
  test('leaves the lock as it was when the input holds nothing', async () => {
    const cwd = project();
    await run(cwd, 'lock', 'k8s', '--from', 'oci:images');
    const text = lockOf(cwd);
    mkdirSync(join(cwd, 'empty'));
    const { exit, stderr } = await run(cwd, 'lock', 'empty', '--from', 'oci:images');
    expect([exit, codesIn(stderr), lockOf(cwd)]).toEqual([1, ['nothing-to-read'], text]);
  });
  test('takes several platforms, and can leave layers out', async () => {
    const cwd = project({}, Object.fromEntries(Object.keys(all).map((name) => [name, both])));
    const { exit } = await run(cwd, 'lock', 'k8s', '--from', 'oci:images', '--platform', 'linux/aarch64,linux/amd64', '--no-layers');
    expect(exit).toBe(0);
    const { platforms } = JSON.parse(lockOf(cwd) ?? '{}').images['localhost/web:1'];
    expect(Object.keys(platforms)).toEqual(['linux/amd64', 'linux/arm64']);
    expect(platforms['linux/amd64']).not.toHaveProperty('users');
    expect((await run(cwd, 'lock', 'k8s', '--platform', 'linux/arm64', '--platform', 'linux/amd64')).exit).toBe(0);
    expect((await run(cwd, 'lock', 'k8s', '--platform', 'amd64')).exit).toBe(2);
  });
  test('removes what is no longer used, unless told otherwise or unless not everything was looked at', async () => {
    const cwd = project();
    await run(cwd, 'lock', 'k8s', '--from', 'oci:images');
    writeFileSync(join(cwd, 'k8s/web.yaml'), deployment.replace(/ {6}initContainers[\s\S]*? {6}containers/, '      containers'));
    const keeping = [['--keep-unused'], ['--workload', 'Deployment/web']];
    for (const option of keeping) {
      await run(cwd, 'lock', 'k8s', ...option);
      expect(keysOf(cwd)).toContain('localhost/tool:1');
    }
    writeFileSync(join(cwd, 'k8s/broken.yaml'), 'apiVersion: v1\nkind: Pod\nspec: [');
    expect((await run(cwd, 'lock', 'k8s')).exit).toBe(1);
    expect(keysOf(cwd)).toContain('localhost/tool:1');
    writeFileSync(join(cwd, 'k8s/broken.yaml'), '');
    expect((await run(cwd, 'lock', 'k8s')).exit).toBe(0);
    expect(keysOf(cwd)).not.toContain('localhost/tool:1');
  });
  test('leaves the old lock as it was when an image is missing or the lock is damaged', async () => {
    const cwd = project({ [file]: '{"version": 1, "images": {}}' }, { ...helpers, 'localhost/web:1': both });
    const missing = await run(cwd, 'lock', 'k8s', '--from', 'oci:images');
    expect([missing.exit, codesIn(missing.stderr)]).toEqual([1, ['image-not-found']]);
    expect(lockOf(cwd)).toBe('{"version": 1, "images": {}}');
    writeFileSync(join(cwd, file), '{"version": 1,\n<<<<<<< HEAD\n');
    const damaged = await run(cwd, 'lock', 'k8s', '--from', 'oci:images');
    expect([damaged.exit, codesIn(damaged.stderr)]).toEqual([1, ['invalid-lock']]);
    expect(lockOf(cwd)).toBe('{"version": 1,\n<<<<<<< HEAD\n');
  });
  test('takes file, sources and registries from the configuration, and makes a lock that was named and is not there', async () => {
    const server = await serve(registryAnswers(web));
    const config = `${plain}lock:\n  file: locks/images.json\n  from: [registry]\n  registries:\n    ${server.host}: {plainHttp: true}\n`;
    const pod = `apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n  - {name: c, image: '${server.host}/app:1'}\n`;
    const cwd = project({ '.podspec2lkrc.yaml': config, 'k8s/web.yaml': pod });
    expect((await run(cwd, 'lock', 'k8s')).exit).toBe(0);
    expect(readFileSync(join(cwd, 'locks/images.json'), 'utf8')).toContain(`"${server.host}/app:1"`);
  });
  test('uses no network unless registry is named', async () => {
    const server = await serve(registryAnswers(web));
    const pod = `apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n  - {name: c, image: '${server.host}/app:1'}\n`;
    const cwd = project({ '.podspec2lkrc.yaml': plain, 'k8s/web.yaml': pod });
    const { exit, stderr } = await run(cwd, 'lock', 'k8s', '--from', 'oci:images');
    expect([exit, codesIn(stderr), server.requests]).toEqual([1, ['image-not-found'], []]);
  });
});

describe('lock --list', () => {
  test('prints every image with its place and writes nothing', async () => {
    const cwd = project();
    const { exit, stdout } = await run(cwd, 'lock', 'k8s', '--list');
    expect(exit).toBe(0);
    expect(stdout).toBe(
      [
        `k8s/web.yaml:1:1: ${sysctl.replace('docker.io/', '')}`,
        `k8s/web.yaml:1:1: ${busybox}`,
        'k8s/web.yaml:11:16: localhost/tool:1',
        'k8s/web.yaml:15:16: localhost/web:1',
        '',
      ].join('\n'),
    );
    expect(lockOf(cwd)).toBeUndefined();
  });
  test('knows image volumes, and reports what could not be read', async () => {
    const pod = `apiVersion: v1
kind: Pod
metadata: {name: p}
spec:
  containers:
  - name: c
    image: localhost/web:1
    volumeMounts: [{name: model, mountPath: /model}]
  volumes:
  - name: model
    image: {reference: 'localhost/model:3'}
`;
    const cwd = project({ '.podspec2lkrc.yaml': plain, 'k8s/web.yaml': pod, 'k8s/broken.yaml': 'apiVersion: v1\nkind: Pod\nspec: [' });
    const { exit, stdout, stderr } = await run(cwd, 'lock', 'k8s', '--list');
    expect(exit).toBe(1);
    expect(codesIn(stderr)).toEqual(['yaml-syntax']);
    expect(stdout).toContain('k8s/web.yaml:7:12: localhost/web:1\n');
    expect(stdout).toMatch(/^k8s\/web\.yaml:1[01]:\d+: localhost\/model:3$/m);
  });
});

describe('lock --from', () => {
  test.each([['bogus'], ['oci:'], ['registry:example.org'], ['docker-archive']])('%s is wrong usage', async (source) => {
    const cwd = project();
    const { exit, stderr } = await run(cwd, 'lock', 'k8s', '--from', source);
    expect([exit, stderr.includes(`--from is "${source}"`), lockOf(cwd)]).toEqual([2, true, undefined]);
  });
});

describe('lock --check', () => {
  test('fails when the lock lacks an image of a manifest or holds one too many, and writes nothing', async () => {
    const cwd = project();
    const missing = await run(cwd, 'lock', 'k8s', '--check');
    expect([missing.exit, codesIn(missing.stderr)]).toEqual([1, Array(2).fill('lock-missing-image')]);
    expect(lockOf(cwd)).toBeUndefined();
    await run(cwd, 'lock', 'k8s', '--from', 'oci:images');
    expect((await run(cwd, 'lock', 'k8s', '--check')).exit).toBe(0);
    writeFileSync(join(cwd, 'k8s/web.yaml'), deployment.replace('localhost/tool:1', 'localhost/web:1'));
    const stale = await run(cwd, 'lock', 'k8s', '--check');
    expect([stale.exit, codesIn(stale.stderr)]).toEqual([1, ['lock-stale-image']]);
    expect((await run(cwd, 'lock', 'k8s', '--check', '--keep-unused')).exit).toBe(0);
  });
  test('names the old and the new digest of a tag that moved', async () => {
    const server = await serve(registryAnswers(web));
    const config = `${plain}lock: {registries: {'${server.host}': {plainHttp: true}}}\n`;
    const pod = `apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n  - {name: c, image: '${server.host}/app:1'}\n`;
    const cwd = project({ '.podspec2lkrc.yaml': config, 'k8s/web.yaml': pod });
    await run(cwd, 'lock', 'k8s', '--from', 'registry');
    expect((await run(cwd, 'lock', 'k8s', '--check', '--from', 'registry')).exit).toBe(0);
    const before = sha256(web.root.bytes);
    writeFileSync(join(cwd, file), (lockOf(cwd) ?? '').replace(`"digest": "${before}"`, `"digest": "${sha256('old')}"`));
    const { exit, stderr } = await run(cwd, 'lock', 'k8s', '--check', '--from', 'registry');
    expect([exit, codesIn(stderr)]).toEqual([1, ['lock-tag-moved']]);
    expect(stderr).toContain(`was ${sha256('old')} and is ${before}`);
  });
});
