import { expect, test } from 'vitest';
import { command } from '../../../src/translate/rules/command.ts';
import { resolveSample, sampleLock } from '../../resolve/sample.ts';

function written(container: object, lock?: ReturnType<typeof sampleLock>) {
  const pod = resolveSample({ spec: { containers: [{ name: 'c', image: 'app:1.2.3', ...container }] } }, lock).value;
  const [first] = pod.containers;
  return first && command.container?.(first, pod, () => {});
}

test('without a lock entry the image keeps its command and directory', () => {
  expect(written({})).toEqual({});
});

test('with one both are written', () => {
  expect(written({}, sampleLock({ workingDir: '/app' }))).toEqual({ command: ['/entry', 'serve'], cwd: '/app' });
});

test('what the container says needs no lock entry', () => {
  expect(written({ command: ['run'], args: ['x'], workingDir: '/own' })).toEqual({ command: ['run', 'x'], cwd: '/own' });
});
