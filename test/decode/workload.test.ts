import { describe, expect, it } from 'vitest';
import { checkManifest } from '../../src/decode/check-manifest.ts';
import { decodeWorkload } from '../../src/decode/workload.ts';
import { collector } from '../../src/diagnostics/diagnostic.ts';
import { formatPath } from '../../src/model/field-path.ts';
import { codesOf, manifestOf } from './sample.ts';

function decode(text: string) {
  const { diagnostics, report } = collector();
  const workload = decodeWorkload(manifestOf(text), { namespace: 'default' }, report);
  return { workload, codes: codesOf(diagnostics), diagnostics };
}

const template = '{metadata: {labels: {app: web}}, spec: {containers: [{name: c, image: i}]}}';

function controller(kind: string, apiVersion: string, spec = ''): string {
  return `{apiVersion: ${apiVersion}, kind: ${kind}, metadata: {name: web}, spec: {selector: {matchLabels: {app: web}}, template: ${template}${spec === '' ? '' : `, ${spec}`}}}\n`;
}

function job(spec = ''): string {
  return `{apiVersion: batch/v1, kind: Job, metadata: {name: j}, spec: {template: ${template}${spec === '' ? '' : `, ${spec}`}}}\n`;
}

describe('kinds and their templates', () => {
  it.each([
    ['', `{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: c, image: i}]}}`],
    ['template', `{apiVersion: v1, kind: PodTemplate, metadata: {name: p}, template: ${template}}`],
    [
      'spec.template',
      `{apiVersion: v1, kind: ReplicationController, metadata: {name: p}, spec: {selector: {app: web}, template: ${template}}}`,
    ],
    ['spec.template', controller('ReplicaSet', 'apps/v1')],
    ['spec.template', controller('Deployment', 'apps/v1')],
    ['spec.template', controller('DaemonSet', 'apps/v1')],
    ['spec.template', controller('StatefulSet', 'apps/v1')],
    ['spec.template', job()],
  ])('%s %s', (path, text) => {
    const { workload, codes } = decode(text);
    expect(codes).toEqual([]);
    expect(formatPath(workload?.templatePath ?? [])).toBe(path);
    expect(workload?.template.spec?.containers).toEqual([{ name: 'c', image: 'i' }]);
  });

  it('a CronJob holds a Job', () => {
    const text = `{apiVersion: batch/v1, kind: CronJob, metadata: {name: j}, spec: {schedule: "@daily", jobTemplate: {spec: {completions: 2, template: ${template}}}}}\n`;
    const { workload, codes } = decode(text);
    expect(formatPath(workload?.templatePath ?? [])).toBe('spec.jobTemplate.spec.template');
    expect(workload?.job).toMatchObject({ spec: { completions: 2 }, path: ['spec', 'jobTemplate', 'spec'] });
    expect(codes).toEqual(['job-many', 'cron-schedule-ignored']);
  });

  it.each([
    ['Deployment', 'apps/v1beta1', 'deprecated-api'],
    ['Deployment', 'extensions/v1beta1', 'deprecated-api'],
    ['DaemonSet', 'apps/v1beta2', 'deprecated-api'],
    ['StatefulSet', 'apps/v1beta1', 'deprecated-api'],
    ['Deployment', 'v1', 'kind-mismatch'],
    ['Deployment', 'apps/v2', 'kind-mismatch'],
    ['StatefulSet', 'extensions/v1beta1', 'kind-mismatch'],
  ])('%s of %s gives %s', (kind, apiVersion, code) => {
    const { workload, codes } = decode(controller(kind, apiVersion));
    expect(codes).toEqual([code]);
    expect(workload === undefined).toBe(code === 'kind-mismatch');
  });

  it('a Deployment of another API group is no workload', () => {
    expect(decode(controller('Deployment', 'example.com/v1'))).toMatchObject({ workload: undefined, codes: [] });
  });

  it('a workload without a pod spec has nothing to translate', () => {
    expect(decode('{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {}}\n')).toMatchObject({
      workload: undefined,
      codes: ['missing-pod-spec'],
    });
  });
});

describe('what controllers do', () => {
  it.each([
    ['replicas: 0', ['replicas-zero']],
    ['replicas: 1', []],
    ['replicas: 5', ['replicas-n']],
  ])('%s', (spec, expected) => expect(decode(controller('Deployment', 'apps/v1', spec)).codes).toEqual(expected));

  it.each([
    ['completions: 3', ['job-many']],
    ['parallelism: 2', ['job-many']],
    ['completions: 1, parallelism: 1', []],
    ['suspend: true', ['workload-suspended']],
    ['suspend: false', []],
    ['backoffLimit: 0, ttlSecondsAfterFinished: 10', ['job-retries-ignored']],
  ])('Job with %s', (spec, expected) => expect(decode(job(spec)).codes).toEqual(expected));

  it.each([
    ['{matchLabels: {app: web}}', []],
    ['{matchLabels: {app: other}}', ['selector-mismatch']],
    ['{matchExpressions: [{key: app, operator: In, values: [a, web]}]}', []],
    ['{matchExpressions: [{key: app, operator: NotIn, values: [web]}]}', ['selector-mismatch']],
    ['{}', ['selector-mismatch']],
    ['null', ['selector-mismatch']],
  ])('selector %s', (selector, expected) => {
    expect(decode(controller('Deployment', 'apps/v1').replace('{matchLabels: {app: web}}', selector)).codes).toEqual(expected);
  });

  it('old versions made the selector themselves', () => {
    const text = controller('Deployment', 'extensions/v1beta1').replace('selector: {matchLabels: {app: web}}, ', '');
    expect(decode(text).codes).toEqual(['deprecated-api']);
  });
});

describe('names', () => {
  const named = (metadata: string) => `{apiVersion: v1, kind: Pod, metadata: ${metadata}, spec: {containers: [{name: c, image: i}]}}\n`;

  it.each([
    ['{name: web-1.example}', 'web-1.example', []],
    ['{generateName: web-}', 'web', []],
    ['{name: Web}', 'Web', ['invalid-name']],
    ['{name: web_1}', 'web_1', ['invalid-name']],
    ['{name: -web}', '-web', ['invalid-name']],
    ['{name: ../web}', '../web', ['invalid-name']],
    ['{name: web, namespace: a.b}', 'web', ['invalid-name']],
    ['{name: web, namespace: ..}', 'web', ['invalid-name']],
    ['{labels: {a: b}}', '', ['missing-name']],
    ['{name: 5}', '', ['wrong-type']],
  ])('%s', (metadata, name, expected) => {
    const { workload, codes } = decode(named(metadata));
    expect([workload?.name, codes]).toEqual([name, expected]);
  });

  it('names of CronJobs leave room for the names of their Jobs', () => {
    const cron = (name: string) =>
      `{apiVersion: batch/v1, kind: CronJob, metadata: {name: ${name}}, spec: {schedule: "@daily", jobTemplate: {spec: {template: ${template}}}}}\n`;
    expect(decode(cron('a'.repeat(52))).codes).not.toContain('invalid-name');
    expect(decode(cron('a'.repeat(53))).codes).toContain('invalid-name');
  });

  it('the namespace is the one given when the object names none', () => {
    expect(decode(named('{name: a}')).workload?.namespace).toBe('default');
    expect(decode(named('{name: a, namespace: shop}')).workload?.namespace).toBe('shop');
  });
});

describe('checkManifest', () => {
  it.each([
    ['apps/v1', 'Deploymnet', ['kind-mismatch']],
    ['v1', 'Configmap', ['kind-mismatch']],
    ['v1', 'NetworkPolicy', ['kind-mismatch']],
    ['apps/v1', 'Service', ['kind-mismatch']],
    ['v1', 'Namespace', []],
    ['v1', 'Route', []],
    ['v1', 'Template', []],
    ['example.com/v1', 'Deploymnet', []],
    ['v1', 'ConfigMap', []],
  ])('%s %s', (apiVersion, kind, expected) => {
    const { diagnostics, report } = collector();
    checkManifest(manifestOf(`{apiVersion: ${apiVersion}, kind: ${kind}, metadata: {name: x}}\n`), report);
    expect(codesOf(diagnostics)).toEqual(expected);
  });

  it.each([
    ['apps/v1', 'Deploymnet', 'did you mean Deployment?'],
    ['apps/v1', 'BodTemplate', 'did you mean PodTemplate of v1?'],
    ['v1', 'NetworkPolicy', 'it exists in networking.k8s.io or extensions'],
  ])('%s %s: what was meant', (apiVersion, kind, hint) => {
    const { diagnostics, report } = collector();
    checkManifest(manifestOf(`{apiVersion: ${apiVersion}, kind: ${kind}, metadata: {name: x}}\n`), report);
    expect(diagnostics.map(({ message }) => message)).toEqual([expect.stringMatching(hint.replace('?', '\\?'))]);
  });

  it('an object that others refer to needs a name', () => {
    const { diagnostics, report } = collector();
    checkManifest(manifestOf('{apiVersion: v1, kind: ConfigMap, metadata: {}, data: {}}\n'), report);
    expect(codesOf(diagnostics)).toEqual(['missing-name']);
  });
});
