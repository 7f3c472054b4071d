import { expect, test } from 'vitest';
import { collector } from '../../../src/diagnostics/diagnostic.ts';
import { defaultMounts } from '../../../src/translate/rules/default-mounts.ts';
import { samplePod } from '../sample-pod.ts';

function translated(privileged: boolean) {
  const pod = samplePod({ spec: { containers: [{ name: 'c', securityContext: { privileged } }] } });
  return pod.containers.map((container) => defaultMounts.container?.(container, pod, collector().report));
}

test('an ordinary container gets what containerd mounts and LinuxKit does not', () => {
  expect(translated(false)).toEqual([
    {
      mounts: [
        { type: 'sysfs', source: 'sysfs', destination: '/sys', options: ['nosuid', 'noexec', 'nodev', 'ro'] },
        { type: 'mqueue', source: 'mqueue', destination: '/dev/mqueue', options: ['nosuid', 'noexec', 'nodev'] },
        { type: 'bind', source: '/dev/shm', destination: '/dev/shm', options: ['rbind', 'rprivate', 'nosuid', 'noexec', 'nodev'] },
      ],
    },
  ]);
});

test('a privileged container gets the devices of the machine and writable trees', () => {
  expect(translated(true)).toEqual([
    {
      mounts: [
        { type: 'sysfs', source: 'sysfs', destination: '/sys', options: ['nosuid', 'noexec', 'nodev', 'rw'] },
        { type: 'bind', source: '/sys/fs/cgroup', destination: '/sys/fs/cgroup', options: ['rbind', 'rprivate', 'rw'] },
        { type: 'bind', source: '/dev', destination: '/dev', options: ['rbind', 'rprivate'] },
        { type: 'bind', source: '/dev/pts', destination: '/dev/pts', options: ['rbind', 'rprivate'] },
      ],
      devices: [
        { path: 'all', type: 'b' },
        { path: 'all', type: 'c' },
      ],
    },
  ]);
});
