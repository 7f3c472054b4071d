import { describe, expect, test } from 'vitest';
import { type FieldScope, fieldValue, formatMap } from '../../src/resolve/field-ref.ts';
import { codesOf, reporting, type Sample, samplePod } from './sample.ts';

const metadata = { name: 'p', labels: { app: 'web', 'a.b/c': 'x' }, annotations: { Note: 'hello' } };

function value(fieldPath: string, scope: FieldScope = 'env', sample: Sample = { metadata }) {
  const found = reporting((report) => fieldValue({ fieldPath }, samplePod(sample), scope, () => ({ kind: 'invocation' }), report));
  return { value: found.value, codes: codesOf(found.diagnostics) };
}

test.each([
  ['metadata.name', 'p'],
  ['metadata.namespace', 'default'],
  ["metadata.labels['app']", 'web'],
  ["metadata.labels['a.b/c']", 'x'],
  ["metadata.labels['none']", ''],
  ["metadata.annotations['Note']", 'hello'],
  ["metadata.annotations['EXAMPLE.com/Note']", ''],
  ["metadata.annotations['pod-template-hash']", ''],
  [`metadata.labels['${'a'.repeat(63)}']`, ''],
  [`metadata.labels['${'a.'.repeat(126)}a/b']`, ''],
  ['spec.serviceAccountName', 'default'],
])('%s is %j', (fieldPath, expected) => {
  expect(value(fieldPath)).toEqual({ value: expected, codes: [] });
});

test.each([
  'metadata.labels',
  'metadata.annotations',
  'status.phase',
  'spec.restartPolicy',
  '',
  'metadata.labels[app]',
  'metadata.labels["app"]',
  "metadata.labels['']",
  "metadata.labels[']",
  "metadata.labels['app'",
  "metadata.labels['EXAMPLE.com/a']",
  "metadata.labels['a/b/c']",
  `metadata.labels['${'a'.repeat(64)}']`,
  `metadata.labels['example.com/${'a'.repeat(64)}']`,
  `metadata.labels['${'a.'.repeat(127)}/b']`,
  "metadata.labels['two words']",
  "metadata.name['x']",
  "['x']",
])('%j is not for variables', (fieldPath) => {
  expect(value(fieldPath)).toEqual({ value: undefined, codes: ['field-ref-unsupported'] });
});

test.each(['spec.nodeName', 'spec.host', 'spec.serviceAccountName', 'status.podIP', 'status.hostIPs'])(
  '%s is not for volumes',
  (fieldPath) => {
    expect(value(fieldPath, 'volume').codes).toEqual(['field-ref-unsupported']);
  },
);

test('all labels are for volumes, sorted and quoted', () => {
  expect(value('metadata.labels', 'volume')).toEqual({ value: 'a.b/c="x"\napp="web"', codes: [] });
  expect(formatMap({})).toBe('');
  expect(formatMap({ b: '2', a: 'say "hi"\n', B: '1' })).toBe('B="1"\na="say \\"hi\\"\\n"\nb="2"');
});

test('service accounts have an old name', () => {
  expect(value('spec.serviceAccountName', 'env', { spec: { serviceAccount: 'old' } }).value).toBe('old');
  expect(value('spec.serviceAccountName', 'env', { spec: { serviceAccount: 'old', serviceAccountName: 'new' } }).value).toBe('new');
});

test('a label that only a controller can compute is empty, with a note', () => {
  expect(value("metadata.labels['pod-template-hash']")).toEqual({ value: '', codes: ['controller-label-unknown'] });
  const own = { name: 'p', labels: { 'pod-template-hash': 'mine' } };
  expect(value("metadata.labels['pod-template-hash']", 'env', { metadata: own })).toEqual({ value: 'mine', codes: [] });
});

test('made-up names and UIDs are reported', () => {
  expect(value('metadata.name', 'env', { kind: 'Deployment', metadata: { name: 'web' } })).toEqual({
    value: 'web',
    codes: ['pod-name-synthetic'],
  });
  expect(value('metadata.uid').codes).toEqual(['uid-synthetic']);
  expect(value('metadata.uid', 'env', { metadata: { name: 'p', uid: 'u' } })).toEqual({ value: 'u', codes: [] });
});

describe('values of the machine', () => {
  const fields = ['spec.nodeName', 'spec.host', 'status.podIP', 'status.podIPs', 'status.hostIP', 'status.hostIPs'] as const;
  const all = (sample: Sample) => fields.map((fieldPath) => value(fieldPath, 'env', sample).value);

  test('are tokens with patch', () => {
    expect(all({})).toEqual([
      '__PODSPEC_NODE_NAME__',
      '__PODSPEC_NODE_NAME__',
      '__PODSPEC_POD_IP__',
      '__PODSPEC_POD_IPS__',
      '__PODSPEC_HOST_IP__',
      '__PODSPEC_HOST_IPS__',
    ]);
  });

  test('are placeholders with a warning with placeholder', () => {
    expect(all({ options: { runtimeFields: 'placeholder' } })).toEqual(['p', 'p', '0.0.0.0', '0.0.0.0', '0.0.0.0', '0.0.0.0']);
    expect(value('status.podIP', 'env', { options: { runtimeFields: 'placeholder' } }).codes).toEqual(['runtime-field-placeholder']);
  });

  test('are errors with error', () => {
    expect(value('status.podIP', 'env', { options: { runtimeFields: 'error' } })).toEqual({
      value: undefined,
      codes: ['runtime-field-unresolvable'],
    });
  });

  test('are what the options give, whatever the mode', () => {
    const options = { runtimeFields: 'error', podIPs: ['10.0.0.2', 'fd00::2'], nodeName: 'n' } as const;
    expect(all({ options })).toEqual(['n', 'n', '10.0.0.2', '10.0.0.2,fd00::2', '10.0.0.2', '10.0.0.2,fd00::2']);
  });

  test('the node of the manifest comes first', () => {
    expect(value('spec.nodeName', 'env', { spec: { nodeName: 'written' }, options: { nodeName: 'n' } }).value).toBe('written');
  });
});
