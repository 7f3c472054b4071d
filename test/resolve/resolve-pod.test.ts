import { describe, expect, test } from 'vitest';
import { codesOf, resolveSample, sampleLock } from './sample.ts';

const image = 'app:1.2.3';

test('init containers and sidecars come first, in order', () => {
  const { value } = resolveSample({
    spec: {
      initContainers: [
        { name: 'a', image },
        { name: 'b', image, restartPolicy: 'Always' },
        { name: 'c', image },
      ],
      containers: [{ name: 'd', image }],
    },
  });
  expect(value.containers.map(({ spec, role, index, path }) => [spec.name, role, index, path.join('.')])).toEqual([
    ['a', 'init', 0, 'spec.initContainers.0'],
    ['b', 'sidecar', 1, 'spec.initContainers.1'],
    ['c', 'init', 2, 'spec.initContainers.2'],
    ['d', 'container', 0, 'spec.containers.0'],
  ]);
});

test('paths begin at the object', () => {
  const { value } = resolveSample({ kind: 'Deployment', metadata: { name: 'web' }, spec: { containers: [{ name: 'c', image }] } });
  expect(value.specPath).toEqual(['spec', 'template', 'spec']);
  expect(value.containers[0]?.path).toEqual(['spec', 'template', 'spec', 'containers', 0]);
});

test('a finding about the pod as a whole is said once', () => {
  const env = ['A', 'B'].map((name) => ({ name, valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }));
  const containers = ['c', 'd'].map((name) => ({ name, image, env }));
  const { diagnostics } = resolveSample({ kind: 'Deployment', metadata: { name: 'web' }, spec: { containers } });
  expect(codesOf(diagnostics)).toEqual(['pod-name-synthetic']);
});

test('everything wrong is reported in one run, and the rest resolved', () => {
  const { value, diagnostics } = resolveSample({
    spec: {
      hostname: 'Bad',
      securityContext: { fsGroup: -1 },
      containers: [
        { name: 'A_b', image: '' },
        { name: 'c', image: 'Bad/Image', args: ['x'], workingDir: 'rel' },
        { name: 'c', image },
      ],
    },
  });
  expect(codesOf(diagnostics)).toEqual([
    'invalid-hostname',
    'invalid-name',
    'duplicate-name',
    'invalid-user-id',
    'image-required',
    'image-invalid',
    'entrypoint-unknown',
    'working-dir-relative',
  ]);
  expect(value.containers.length).toBe(3);
});

describe('a command', () => {
  const command = (container: object, env?: readonly string[]) =>
    resolveSample(
      {
        spec: { containers: [{ name: 'c', image, env: [{ name: 'A', value: '$$x' }], ...container }] },
        objects: [{ kind: 'Secret', name: 's', value: { stringData: { K: 'secret' } } }],
      },
      sampleLock({ entrypoint: ['/e', '$(A)'], cmd: ['$(A)'], env: env ?? [] }),
    ).value.containers[0];

  test('is expanded in what the pod says, once, and not in what the image says', () => {
    expect(command({})?.command).toEqual(['/e', '$(A)', '$(A)']);
    expect(command({ args: ['$(A)', '$$(A)'] })?.command).toEqual(['/e', '$(A)', '$x', '$(A)']);
    expect(command({ command: ['run', '$(A)'] })?.command).toEqual(['run', '$x']);
  });

  test('does not see the image’s variables', () => {
    expect(command({ command: ['$(IMAGE)'] }, ['IMAGE=1'])?.command).toEqual(['$(IMAGE)']);
  });

  test('is marked when it holds a value of a Secret', () => {
    const env = [{ name: 'S', valueFrom: { secretKeyRef: { name: 's', key: 'K' } } }];
    expect(command({ env, command: ['--password=$(S)'] })).toMatchObject({ command: ['--password=secret'], commandSecret: true });
    expect(command({ env, command: ['run'] })?.commandSecret).toBeUndefined();
  });
});
