import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { proposeConfiguration } from '../../src/init-proposal.ts';
import { memoryHost } from '../../src/load/memory-host.ts';
import { quietPod, runProgram } from './run.ts';

const configMap = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n';
const kustomization = 'resources: [web.yaml]\n';

const proposal = (files: Readonly<Record<string, string>>) => proposeConfiguration(memoryHost(files), 'linuxkit', 'podspec2lk.lock.json');

test.each([
  ['manifests at the top', { 'web.yaml': quietPod('web'), 'k8s/c.yaml': configMap }, ['.']],
  ['one folder', { 'deploy/k8s/web.yaml': quietPod('web'), 'deploy/k8s/config/c.yaml': configMap }, ['deploy/k8s']],
  ['two folders', { 'a/web.yaml': quietPod('web'), 'b/c.yaml': configMap }, ['a', 'b']],
  ['a folder of kustomizations', { 'k/base/kustomization.yaml': kustomization, 'k/base/web.yaml': quietPod('web') }, ['k/base']],
  ['many folders', Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`d${index}/web.yaml`, quietPod('web')])), ['.']],
])('inputs for %s', async (_name, files, inputs) => {
  expect((await proposal(files)).inputs).toEqual(inputs);
});

test('charts and templates are proposed for the ignore rules', async () => {
  const template = 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: {{ .Values.name }}\n{{- if .Values.x }}\n{{- end }}\n';
  const { ignore } = await proposal({
    'k8s/web.yaml': quietPod('web'),
    'charts/web/Chart.yaml': 'name: web\n',
    'charts/web/templates/pod.yaml': template,
    'charts/web/templates/more/pod.yaml': template,
    'other/pod.yaml': template,
  });
  expect(ignore.map(({ pattern }) => pattern)).toEqual(['/charts/web/templates/', '/other/pod.yaml']);
});

test('a kustomization whose rendered names hold marks is not ignored', async () => {
  const { ignore } = await proposal({
    'k/kustomization.yaml': 'resources: [web.yaml]\n',
    'k/web.yaml': quietPod('"{{ name }}"'),
  });
  expect(ignore).toEqual([]);
});

test('workloads are those of Kubernetes, not of another API with the same kind', async () => {
  const { workloads } = await proposal({
    'a.yaml': quietPod('a'),
    'b.yaml': 'apiVersion: batch.volcano.sh/v1alpha1\nkind: Job\nmetadata: {name: b}\n',
  });
  expect(workloads).toBe(1);
});

test('what it writes is a configuration that the next command reads without a finding', async () => {
  const files = {
    'k8s/web.yaml': quietPod('web'),
    'lk/base.yml': 'kernel:\n  image: linuxkit/kernel:6.12.59\ninit:\n  - linuxkit/init:1\n',
  };
  let text = '';
  await runProgram(['init'], { files }, (cwd) => {
    text = readFileSync(`${cwd}/.podspec2lkrc.yaml`, 'utf8');
  });
  expect(text).toContain('yaml-language-server: $schema=');
  const { exit, stderr } = await runProgram(['generate'], { files: { ...files, '.podspec2lkrc.yaml': text } });
  expect(exit).toBe(0);
  expect(stderr).toContain('linuxkit build --name web lk/base.yml linuxkit/default/pod-web.yml');
});

test('of several base files it takes none, and names them', async () => {
  const base = 'kernel:\n  image: linuxkit/kernel:6.12.59\ninit:\n  - linuxkit/init:1\n';
  let text = '';
  const files = { 'k8s/web.yaml': quietPod('web'), 'lk/aws.yml': base, 'lk/gcp.yml': base };
  const { stdout } = await runProgram(['init'], { files }, (cwd) => {
    text = readFileSync(`${cwd}/.podspec2lkrc.yaml`, 'utf8');
  });
  expect(text).not.toMatch(/^base:/m);
  expect(stdout).toContain('lk/aws.yml, lk/gcp.yml');
});

test('without a base file it names one that exists', async () => {
  const { stdout } = await runProgram(['init'], { files: { 'web.yaml': quietPod('web') } });
  const path = /One to copy: (.*)/.exec(stdout)?.[1] ?? '';
  expect(existsSync(path)).toBe(true);
});

test('a directory of its own', async () => {
  let written = false;
  const { exit, stdout } = await runProgram(['init', 'app'], { files: { 'app/web.yaml': quietPod('web') } }, (cwd) => {
    written = existsSync(`${cwd}/app/.podspec2lkrc.yaml`);
  });
  expect({ exit, written }).toEqual({ exit: 0, written: true });
  expect(stdout).toContain('cd app');
});

test.each(['.podspec2lkrc', '.podspec2lkrc.json', '.podspec2lkrc.yml'])('%s stays', async (name) => {
  const { exit } = await runProgram(['init'], { files: { 'web.yaml': quietPod('web'), [name]: '{}' } }, (cwd) => {
    expect(existsSync(`${cwd}/.podspec2lkrc.yaml`)).toBe(false);
  });
  expect(exit).toBe(2);
});
