import { isWithin } from '../model/paths.ts';

/** Files on the root of a LinuxKit machine (alpine-baselayout and what `linuxkit build` adds); never to be made as directories. */
export const machineFiles = ['/etc/passwd', '/etc/group', '/etc/hosts', '/etc/hostname', '/etc/resolv.conf', '/etc/os-release'];

/** Files of cluster nodes that LinuxKit machines lack: making a directory in their place would be wrong. */
export const absentFiles = ['/run/docker.sock', '/etc/localtime', '/etc/timezone', '/etc/machine-id'];

/**
 * Directories of the kernel where the rest is files and devices; `*` stands for any name and `#` for a number.
 * @see https://docs.kernel.org/filesystems/proc.html
 */
const kernelDirectories = (): readonly (readonly string[])[] =>
  [
    ['/dev', '/dev/block', '/dev/bus', '/dev/bus/usb', '/dev/bus/usb/#', '/dev/char', '/dev/cpu', '/dev/cpu/#', '/dev/disk', '/dev/disk/*'],
    ['/dev/dma_heap', '/dev/dri', '/dev/dri/by-path', '/dev/fd', '/dev/hugepages', '/dev/infiniband', '/dev/input', '/dev/input/by-id'],
    [
      '/dev/input/by-path',
      '/dev/mapper',
      '/dev/md',
      '/dev/mqueue',
      '/dev/net',
      '/dev/nvidia-caps',
      '/dev/pts',
      '/dev/serial',
      '/dev/serial/*',
    ],
    ['/dev/sgx', '/dev/shm', '/dev/snd', '/dev/snd/by-id', '/dev/snd/by-path', '/dev/usb', '/dev/v4l', '/dev/v4l/*', '/dev/vfio'],
    ['/proc', '/proc/acpi', '/proc/asound', '/proc/bus', '/proc/bus/*', '/proc/device-tree', '/proc/driver', '/proc/driver/*', '/proc/fs'],
    [
      '/proc/fs/*',
      '/proc/irq',
      '/proc/irq/#',
      '/proc/net',
      '/proc/net/dev_snmp6',
      '/proc/net/netfilter',
      '/proc/net/rpc',
      '/proc/net/stat',
    ],
    ['/proc/net/vlan', '/proc/pressure', '/proc/scsi', '/proc/scsi/*', '/proc/sys', '/proc/sys/*', '/proc/sysvipc', '/proc/tty'],
    ...Object.entries(systemDirectories).map(([part, names]) => names.map((name) => `/proc/sys/${part}/${name}`)),
    ['/proc/sys/net/*', '/proc/sys/net/*/conf', '/proc/sys/net/*/conf/*', '/proc/sys/net/*/neigh', '/proc/sys/net/*/neigh/*'],
    ...['/proc/#', '/proc/self', '/proc/thread-self'].map((process) => [
      process,
      ...['attr', 'cwd', 'fd', 'fdinfo', 'map_files', 'net', 'ns', 'root', 'task', 'task/#'].map((name) => `${process}/${name}`),
    ]),
  ]
    .flat()
    .map((path) => path.split('/'));

const systemDirectories = {
  fs: ['binfmt_misc', 'epoll', 'fanotify', 'inotify', 'lease', 'mqueue', 'quota', 'verity'],
  kernel: ['firmware_config', 'keys', 'pty', 'random', 'seccomp', 'usermodehelper', 'yama'],
} as const;

let known: readonly (readonly string[])[] | undefined;

/** Whether a path that may be anything is no directory, as far as one can know: its mount point must be a file then. */
export function isKnownFile(path: string): boolean {
  if (path.endsWith('.sock') || machineFiles.includes(path) || absentFiles.includes(path)) return true;
  if (!isWithin('/dev', path) && !isWithin('/proc', path)) return false;
  // The files of a process, wherever they come from.
  if (/^\/proc\/[^/]+\/(?:root|cwd)\//.test(path)) return false;
  const parts = path.split('/');
  known ??= kernelDirectories();
  return !known.some((directory) => directory.length === parts.length && directory.every((part, at) => fits(part, parts[at] ?? '')));
}

function fits(pattern: string, name: string): boolean {
  return pattern === '*' || (pattern === '#' ? /^[0-9]+$/.test(name) : pattern === name);
}
