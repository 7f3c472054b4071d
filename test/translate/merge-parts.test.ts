import { expect, test } from 'vitest';
import { imageNamed, translateOne } from '../kit.ts';

const podAt = (mountPath: string): string => `
apiVersion: v1
kind: Pod
metadata: {name: p}
spec:
  containers:
    - {name: c, image: "i:1", command: [/x], volumeMounts: [{name: v, mountPath: ${mountPath}}]}
  volumes: [{name: v, image: {reference: "content:1"}}]
`;

test.each(['/etc/hosts', '/etc/resolv.conf', '/dev/shm', '/sys'])('no default mount hides an image volume at %s', async (mountPath) => {
  const { binds, mounts = [] } = imageNamed(await translateOne(podAt(mountPath)), 'container-c');
  expect(binds).toEqual([`v:${mountPath}:ro`]);
  expect(mounts.map(({ destination }) => destination)).not.toContain(mountPath);
});
