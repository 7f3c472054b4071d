import { expect, test } from 'vitest';
import { identity } from '../../../src/translate/rules/identity.ts';
import { samplePod } from '../sample-pod.ts';

test('a container carries the annotations of containerd', () => {
  const pod = samplePod({ spec: { containers: [{ name: 'c0' }] } });
  const [container] = pod.containers;
  expect(container && identity.container?.(container, pod, () => {})).toEqual({
    annotations: {
      'io.kubernetes.cri.container-name': 'c0',
      'io.kubernetes.cri.container-type': 'container',
      'io.kubernetes.cri.sandbox-name': 'p',
      'io.kubernetes.cri.sandbox-namespace': 'default',
    },
  });
});
