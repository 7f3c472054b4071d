import { expect, test } from 'vitest';
import { env } from '../../../src/translate/rules/env.ts';
import { resolveSample, sampleLock } from '../../resolve/sample.ts';
import { found, runRule } from '../sample-pod.ts';

const image = 'app:1.2.3';

test('what is not known of images is reported once', () => {
  const variables = [{ name: 'A', value: 'x' }];
  const containers = [
    { name: 'a', image },
    { name: 'b', image, env: variables },
    { name: 'c', image, env: variables },
    { name: 'd', image },
  ];
  expect(found(runRule(env, resolveSample({ spec: { containers } }).value).diagnostics)).toEqual([
    'image-env-unknown spec.containers.1.image',
    'hostname-env-missing spec.containers.0.image',
  ]);
  expect(runRule(env, resolveSample({ spec: { containers } }, sampleLock()).value).diagnostics).toEqual([]);
});

test('a value that is bytes makes the assignment bytes', () => {
  const container = { name: 'a', image, env: [{ name: 'B', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } }] };
  const objects = [{ kind: 'Secret', name: 's', value: { data: { k: '/w==' } } }] as const;
  const { value: pod, diagnostics } = resolveSample({ spec: { containers: [container] }, objects }, sampleLock());
  expect(found(diagnostics)).toEqual(['env-non-utf8 spec.containers.0.env.0']);
  const [first] = pod.containers;
  const written = first && env.container?.(first, pod, () => {});
  expect(written?.env?.at(-1)).toEqual(Uint8Array.of(0x42, 0x3d, 0xff));
});
