import { expect, test } from 'vitest';
import { isKnownFile } from '../../src/resolve/known-files.ts';

test.each([
  ...[
    '/proc/swaps',
    '/proc/meminfo',
    '/proc/sys/kernel/core_pattern',
    '/proc/1/ns/net',
    '/proc/self/mounts',
    '/proc/bus/pci/devices',
    '/proc/1a/ns',
    '/proc/a1/ns',
  ],
  ...['/dev/kvm', '/dev/net/tun', '/dev/dri/renderD128', '/dev/bus/usb/001/002', '/dev/mapper/root', '/dev/log'],
  ...['/etc/machine-id', '/run/app.sock', '/etc/os-release'],
])('%s is a file', (path) => expect(isKnownFile(path)).toBe(true));

test.each([
  ...['/proc', '/proc/1', '/proc/1/ns', '/proc/self/fd', '/proc/sys', '/proc/sys/net', '/proc/sys/net/ipv4', '/proc/sys/net/ipv4/conf/all'],
  ...['/dev', '/dev/shm', '/dev/bus/usb', '/dev/bus/usb/001', '/dev/disk/by-id', '/dev/dri', '/dev/serial/by-id', '/dev/sgx'],
  ...['/proc/pressure', '/proc/sys/fs/inotify', '/proc/sys/kernel/random', '/proc/net/stat', '/proc/1/root/etc', '/proc/self/cwd/a/b'],
  ...['/sys/fs/cgroup', '/var/log', '/opt/app', '/development/kvm'],
])('%s is a directory, or may be one', (path) => expect(isKnownFile(path)).toBe(false));
