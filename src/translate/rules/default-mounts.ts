import type { LinuxKitDevice, LinuxKitMount } from '../../model/linuxkit.ts';
import { isPrivileged } from '../../resolve/privileged.ts';
import { defineRule } from '../rule.ts';

const sysfs = (access: 'ro' | 'rw'): LinuxKitMount => ({
  type: 'sysfs',
  source: 'sysfs',
  destination: '/sys',
  options: ['nosuid', 'noexec', 'nodev', access],
});

const bind = (path: string, options: readonly string[]): LinuxKitMount => ({
  type: 'bind',
  source: path,
  destination: path,
  options: ['rbind', 'rprivate', ...options],
});

/** What containerd mounts into every container and LinuxKit does not. */
export const ordinaryMounts: readonly LinuxKitMount[] = [
  sysfs('ro'),
  { type: 'mqueue', source: 'mqueue', destination: '/dev/mqueue', options: ['nosuid', 'noexec', 'nodev'] },
  // The pod is the machine, so its shared memory is that of the machine.
  bind('/dev/shm', ['nosuid', 'noexec', 'nodev']),
];

/**
 * A privileged container sees the devices of the machine. The recursive bind of /dev brings mqueue and shm along;
 * /dev/pts is bound once more because LinuxKit would otherwise lay a new devpts over it.
 */
export const privilegedMounts: readonly LinuxKitMount[] = [
  sysfs('rw'),
  bind('/sys/fs/cgroup', ['rw']),
  bind('/dev', []),
  bind('/dev/pts', []),
];

/** Opens the device cgroup; the device files themselves come with /dev. */
const allDevices: readonly LinuxKitDevice[] = [
  { path: 'all', type: 'b' },
  { path: 'all', type: 'c' },
];

/** Mounts that no PodSpec field asks for, and those of `privileged`. Volume mounts at the same destination win. */
export const defaultMounts = defineRule({
  name: 'default-mounts',
  owns: {},
  quiet: true,
  writes: [],
  container(container) {
    return isPrivileged(container) ? { mounts: privilegedMounts, devices: allDevices } : { mounts: ordinaryMounts };
  },
});
