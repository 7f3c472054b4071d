import { expect, test } from 'vitest';
import type { PodSpec } from '../../../src/model/kubernetes.ts';
import { image } from '../../../src/translate/rules/image.ts';
import { resolveSample, sampleLock } from '../../resolve/sample.ts';
import { found, runRule } from '../sample-pod.ts';

const findings = (spec: PodSpec, lock?: ReturnType<typeof sampleLock>) =>
  found(runRule(image, resolveSample({ spec }, lock).value).diagnostics);
const digest = `sha256:${'1'.repeat(64)}`;

test('tags that move are reported once, at the first of them', () => {
  const containers = [
    { name: 'a', image: 'app:1.2.3' },
    { name: 'b', image: 'app:latest' },
    { name: 'c', image: 'app' },
  ];
  expect(findings({ containers })).toEqual(['floating-tag spec.containers.1.image']);
});

test('a digest of the reference or of the lock ends that', () => {
  expect(findings({ containers: [{ name: 'a', image: `app:latest@${digest}` }] })).toEqual([]);
  const lock = sampleLock({}, digest);
  const images = { 'docker.io/library/app:latest': Object.values(lock.images)[0] ?? { platforms: {} } };
  expect(findings({ containers: [{ name: 'a', image: 'app' }] }, { version: 1, images })).toEqual([]);
});

test('what the build host must bring along', () => {
  const containers = [{ name: 'a', image: 'app:1.2.3', imagePullPolicy: 'Never' }];
  expect(findings({ containers, imagePullSecrets: [{ name: 'registry' }] })).toEqual([
    'pull-policy-never spec.containers.0.imagePullPolicy',
    'pull-secret spec.imagePullSecrets.0.name',
  ]);
  expect(findings({ containers: [{ name: 'a', image: 'app:1.2.3', imagePullPolicy: 'Always' }], imagePullSecrets: [] })).toEqual([]);
});

test('a label with LinuxKit settings', () => {
  const lock = sampleLock({ labels: { 'org.mobyproject.config': '{}' } });
  expect(findings({ containers: [{ name: 'a', image: 'app:1.2.3' }] }, lock)).toEqual(['mobyproject-label spec.containers.0.image']);
});
