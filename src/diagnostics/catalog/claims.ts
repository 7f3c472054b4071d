import { entry } from '../entry.ts';

/** Claims, persistent volumes and what a machine offers in their place. */
export const claimsCodes = {
  'pvc-unbound': entry<{ claim: string; reason: string }>({
    severity: 'error',
    title: 'No persistent volume fits a claim',
    why: 'In a cluster the claim would stay pending and the pod would not start.',
    help: 'Add a PersistentVolume that fits, name a StorageClass that provisions volumes, or use `--volume pvc:<namespace>/<name>=/path`.',
    message: ({ claim, reason }) => `PersistentVolumeClaim ${claim} is unbound: ${reason}`,
  }),
  'pvc-provisioned-dir': entry<{ claim: string; path: string; size: string | undefined }>({
    severity: 'warning',
    title: 'A claim that a cluster would provision becomes a directory',
    why: 'There is no provisioner on a LinuxKit machine, so the claim is a directory below /var/lib/podspec/pvc. Its size is not enforced, and it is only kept if a disk is mounted there.',
    help: 'Give the machine a disk of that size and a base file that mounts it at /var/lib (see the storage list of index.json), or choose another place with `--volume pvc:<namespace>/<name>=/path`.',
    message: ({ claim, path, size }) =>
      `PersistentVolumeClaim ${claim}${size === undefined ? '' : ` (${size})`} becomes the directory ${path} of the machine`,
  }),
  'pvc-not-persistent': entry<{ paths: readonly string[] }>({
    severity: 'warning',
    title: 'Data of a claim is lost at reboot unless a disk is mounted',
    why: 'The file system of a LinuxKit machine is kept in memory, /var in at most half of it. Only what lies on a disk that the base file mounts lasts.',
    help: 'Build with templates/base-persistent.yml, or a base file of yours that mounts a disk there and is named with `--base`.',
    message: ({ paths }) =>
      `${paths.join(', ')}: lost at reboot unless the base file mounts a disk at or above ${paths.length === 1 ? 'it' : 'them'}`,
  }),
  'data-source-unsupported': entry<{ claim: string; source: string }>({
    severity: 'error',
    title: 'A claim is to be filled from a snapshot or another claim',
    why: 'Copying the data needs the storage system of the cluster; an empty volume in its place would be wrong.',
    help: 'Prepare a disk or directory with the data and name it with `--volume pvc:<namespace>/<name>=/path`.',
    message: ({ claim, source }) => `PersistentVolumeClaim ${claim} takes its data from ${source}, which is not available offline`,
  }),
  'claim-selector-ignored': entry<{ claim: string }>({
    severity: 'warning',
    title: 'A claim with a selector cannot be provisioned',
    why: 'Kubernetes does not provision volumes for a claim that has a selector; the claim would stay pending until a labelled volume appears.',
    help: 'Add the PersistentVolume that the selector means, or remove the selector.',
    message: ({ claim }) =>
      `PersistentVolumeClaim ${claim} has a selector and no PersistentVolume matches it; a cluster would not provision one`,
  }),
  'ephemeral-volume-approx': entry<{ volume: string; path: string }>({
    severity: 'warning',
    title: 'A generic ephemeral volume becomes a directory',
    why: 'Kubernetes provisions a volume that lives as long as the pod. Here it is a directory that is emptied at every boot; its size is not enforced.',
    help: 'Give the machine a disk at /var/lib that is large enough, or choose another place with `--volume NAME=/path`.',
    message: ({ volume, path }) => `ephemeral volume "${volume}" becomes the directory ${path}, emptied at every boot`,
  }),
  'device-volume-approx': entry<{ volume: string; device: string; fsType: string }>({
    severity: 'warning',
    title: 'A block device is mounted once at boot',
    why: 'The kubelet formats a blank device, checks it and tries again. Here it is mounted once; when that fails the directory is an empty read-only file system, so nothing is written to the wrong place.',
    help: 'Make sure that the machine has the device and that it holds a file system of that type.',
    message: ({ volume, device, fsType }) =>
      `volume "${volume}" is the ${fsType} file system on ${device}, mounted once at boot and never formatted`,
  }),
  'block-device-approx': entry<{ container: string; device: string; path: string }>({
    severity: 'warning',
    security: true,
    title: 'A container that uses a raw block device may open every block device',
    why: 'Kubernetes allows the one device by its number. The number is not known before the machine runs, so the container may open every block device that it can see or create.',
    help: 'Drop the capability MKNOD if the container does not need it, or mount a file system instead.',
    message: ({ container, device, path }) => `container "${container}" gets ${device} at ${path}, and access to all block devices`,
  }),
  'volume-mode-mismatch': entry<{ container: string; volume: string; reason: string }>({
    severity: 'error',
    title: 'A block volume is mounted, or a file system is used as a device',
    why: 'volumeDevices needs a claim with volumeMode Block, volumeMounts one without; the kubelet refuses the other combinations.',
    help: 'Use volumeDevices for volumeMode: Block and volumeMounts otherwise.',
    message: ({ container, volume, reason }) => `container "${container}", volume "${volume}": ${reason}`,
  }),
  'claim-field-invalid': entry<{ claim: string; field: string; value: string; expected: string }>({
    severity: 'error',
    title: 'A field of a claim or persistent volume has an impossible value',
    why: 'The API server refuses it.',
    help: 'Correct the field.',
    message: ({ claim, field, value, expected }) => `${claim}: ${field} is ${JSON.stringify(value)}, expected ${expected}`,
  }),
} as const;
