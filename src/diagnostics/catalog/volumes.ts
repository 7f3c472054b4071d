import { entry } from '../entry.ts';
import { claimsCodes } from './claims.ts';
import { filesCodes } from './files.ts';
import { mountsCodes } from './mounts.ts';

/** Volumes as they are declared; their files, mounts and claims have files of their own. */
export const volumesCodes = {
  ...filesCodes,
  ...mountsCodes,
  ...claimsCodes,
  'invalid-volume-name': entry<{ name: string }>({
    severity: 'error',
    title: 'The name of a volume is not a DNS label',
    why: 'The API server refuses volume names that are no DNS labels, and the name becomes a directory of the machine.',
    help: 'Use at most 63 lower case letters, digits and `-`, starting and ending with a letter or digit.',
    message: ({ name }) => `volume name ${JSON.stringify(name)} is not a DNS label`,
  }),
  'duplicate-volume': entry<{ volume: string }>({
    severity: 'error',
    title: 'Two volumes of a pod have the same name',
    why: 'Mounts refer to volumes by name, so the API server refuses a pod in which a name is ambiguous.',
    help: 'Rename one of the volumes and its mounts.',
    message: ({ volume }) => `volume "${volume}" is declared twice`,
  }),
  'volume-multiple-sources': entry<{ volume: string; sources: readonly string[] }>({
    severity: 'error',
    title: 'A volume has more than one source',
    why: 'A volume is one thing; the API server refuses one that has several sources.',
    help: 'Keep one source and make the others volumes of their own.',
    message: ({ volume, sources }) => `volume "${volume}" has ${sources.length} sources (${sources.join(', ')}), expected one`,
  }),
  'volume-field-required': entry<{ volume: string; field: string }>({
    severity: 'error',
    title: 'A volume lacks a field that its type requires',
    why: 'Without it the volume names nothing; the API server refuses such a pod.',
    help: 'Set the field.',
    message: ({ volume, field }) => `volume "${volume}" needs ${field}, which is missing or empty`,
  }),
  'volume-type-unsupported': entry<{ volume: string; type: string; name: string }>({
    severity: 'error',
    title: 'A volume has a type that a LinuxKit machine cannot mount',
    why: 'The volume is attached by a driver or a cloud that a stand-alone LinuxKit machine does not have.',
    help: 'Say what takes its place: `--volume NAME=/var/lib/data` (a directory of the machine) or `--volume NAME=/dev/vdb:ext4` (a disk).',
    message: ({ volume, type, name }) => `volume "${volume}" is of type ${type}, which LinuxKit cannot mount; set --volume ${name}=…`,
  }),
  'csi-unsupported': entry<{ volume: string; type: string; name: string }>({
    severity: 'error',
    title: 'A volume needs a CSI driver',
    why: 'A CSI driver is a program of the cluster; a stand-alone LinuxKit machine has none.',
    help: 'Say what takes its place: `--volume NAME=/var/lib/data` (a directory of the machine) or `--volume NAME=/dev/vdb:ext4` (a disk).',
    message: ({ volume, type, name }) => `volume "${volume}" is of type ${type}, which LinuxKit cannot mount; set --volume ${name}=…`,
  }),
  'iscsi-unsupported': entry<{ volume: string; type: string; name: string }>({
    severity: 'error',
    title: 'A volume is an iSCSI disk',
    why: 'Logging in to an iSCSI target needs iscsid, for which LinuxKit has no package.',
    help: 'Log in with an image of your own in onboot of the base file, and name the disk with `--volume NAME=/dev/sda:ext4`.',
    message: ({ volume, type, name }) => `volume "${volume}" is of type ${type}, which LinuxKit cannot mount; set --volume ${name}=…`,
  }),
  'git-repo-unsupported': entry<{ volume: string; type: string; name: string }>({
    severity: 'error',
    title: 'A volume is a clone of a git repository',
    why: 'Kubernetes has disabled gitRepo volumes, since they let a repository run programs on the node.',
    help: 'Clone the repository with an init container into an emptyDir.',
    message: ({ volume, type, name }) => `volume "${volume}" is of type ${type}, which LinuxKit cannot mount; set --volume ${name}=…`,
  }),
  'volume-override-invalid': entry<{ name: string; value: string }>({
    severity: 'error',
    title: 'A --volume value is neither a directory nor a device',
    why: 'What takes the place of a volume must be an absolute path on the machine.',
    help: 'Use `--volume NAME=/path` for a directory, or `--volume NAME=/dev/vdb` or `--volume NAME=/dev/vdb:xfs` for a disk.',
    message: ({ name, value }) => `--volume ${name}=${value}: expected an absolute path without ".." or /dev/<disk>[:<filesystem>]`,
  }),
  'unused-volume': entry<{ volumes: readonly string[] }>({
    severity: 'info',
    title: 'A volume is declared and no container mounts it',
    why: 'Kubernetes would create it all the same; here it is left out, since nothing could see it.',
    help: 'Remove the volume, or mount it.',
    message: ({ volumes }) => `no container mounts ${volumes.map((name) => `"${name}"`).join(', ')}; left out`,
  }),
  'invalid-empty-dir-medium': entry<{ volume: string; medium: string }>({
    severity: 'error',
    title: 'An emptyDir has an unknown medium',
    why: 'Kubernetes knows no other media, and a typing error here would silently change where data is kept.',
    help: 'Use "", Memory, HugePages or HugePages-<size>, for example HugePages-2Mi.',
    message: ({ volume, medium }) =>
      `emptyDir "${volume}" has medium ${JSON.stringify(medium)}, expected "", Memory, HugePages or HugePages-<size>`,
  }),
  'invalid-size-limit': entry<{ volume: string; size: string }>({
    severity: 'error',
    title: 'The sizeLimit of an emptyDir is not a size',
    why: 'The API server refuses sizes that are negative or no quantities.',
    help: 'Use a quantity such as 64Mi or 1Gi.',
    message: ({ volume, size }) => `emptyDir "${volume}" has sizeLimit ${JSON.stringify(size)}, expected a quantity such as 64Mi`,
  }),
  'empty-dir-backing': entry<{ volumes: readonly string[]; medium: 'tmpfs' | 'disk' }>({
    severity: 'info',
    title: 'An emptyDir is kept in memory, or below /var, instead of on the disk of a node',
    why: 'Kubernetes keeps an emptyDir without a medium on the disk of the node. A LinuxKit machine may have no disk, so it is a tmpfs: what is written counts against the memory of the machine, at most half of it unless sizeLimit is set. It is empty after a reboot.',
    help: 'Set sizeLimit to bound it, or use `--empty-dir disk` to keep it below /var/lib/podspec, which is a disk when the base file mounts one there.',
    message: ({ volumes, medium }) => {
      const names = volumes.map((name) => `"${name}"`).join(', ');
      const is = volumes.length === 1 ? 'is' : 'are';
      return medium === 'tmpfs'
        ? `emptyDir ${names} without a sizeLimit ${is} kept in memory, up to half of the machine's`
        : `emptyDir ${names} ${is} kept below /var/lib/podspec/empty and emptied at every boot`;
    },
  }),
  'huge-pages-volume': entry<{ volume: string; pageSize: string }>({
    severity: 'warning',
    title: 'An emptyDir of huge pages needs pages that the kernel command line reserves',
    why: 'Kubernetes schedules such a pod on a node that has huge pages. A LinuxKit machine has none unless its command line asks for them, and LinuxKit cannot express the limit.',
    help: 'Add for example `hugepagesz=2M hugepages=64` to the kernel cmdline of the base file.',
    message: ({ volume, pageSize }) => `emptyDir "${volume}" needs huge pages of ${pageSize}, which the kernel cmdline must reserve`,
  }),
  'huge-pages-ambiguous': entry<{ volume: string; sizes: readonly string[] }>({
    severity: 'error',
    title: 'Medium HugePages does not say which page size',
    why: 'HugePages takes the one page size that the pod asks for in its resources; with none or several the kubelet cannot mount it.',
    help: 'Use medium HugePages-<size>, or let the containers ask for exactly one hugepages-<size> resource.',
    message: ({ volume, sizes }) =>
      `emptyDir "${volume}" has medium HugePages but the pod asks for ${sizes.length === 0 ? 'no huge pages' : sizes.join(' and ')}, expected one page size`,
  }),
  'invalid-host-path': entry<{ volume: string; path: string; reason: string; field?: string }>({
    severity: 'error',
    title: 'A hostPath is not an absolute path',
    why: "The API server refuses paths that contain '..', and a path that is not absolute names nothing on the machine.",
    help: 'Write the absolute path.',
    message: ({ volume, path, reason, field = 'hostPath' }) => `${field} of volume "${volume}" is ${JSON.stringify(path)}: ${reason}`,
  }),
  'invalid-host-path-type': entry<{ volume: string; type: string }>({
    severity: 'error',
    title: 'A hostPath has an unknown type',
    why: 'Kubernetes knows no other types and refuses the pod.',
    help: 'Use "", DirectoryOrCreate, Directory, FileOrCreate, File, Socket, CharDevice or BlockDevice.',
    message: ({ volume, type }) => `hostPath of volume "${volume}" has type ${JSON.stringify(type)}, which is not one of Kubernetes'`,
  }),
  'host-path-readonly-root': entry<{ volume: string; path: string }>({
    severity: 'warning',
    title: 'A hostPath lies on the root of the machine, which is read-only',
    why: 'A LinuxKit root is immutable; only /var, /run, /tmp and /dev can be written. Writes to this volume fail with "read-only file system".',
    help: 'Move it with `--host-path-root /var/lib/podspec/host` or `--volume NAME=/var/lib/…`, or set readOnly on the mount if it is only read.',
    message: ({ volume, path }) => `hostPath ${path} of volume "${volume}" is on the read-only root of the machine`,
  }),
  'host-path-not-persistent': entry<{ paths: readonly string[] }>({
    severity: 'warning',
    title: 'Data at a hostPath is lost at reboot unless a disk is mounted',
    why: '/var of a LinuxKit machine is kept in memory, at most half of it. Only a base file that mounts a disk at /var or /var/lib makes it last.',
    help: 'Build with templates/base-persistent.yml, or a base file of yours that mounts a disk there and is named with `--base`.',
    message: ({ paths }) => `${paths.join(', ')}: lost at reboot unless the base file mounts a disk on /var or /var/lib`,
  }),
  'host-path-absent': entry<{ volume: string; path: string; what: string }>({
    severity: 'warning',
    title: 'A hostPath names something that a LinuxKit machine does not have',
    why: 'A container whose mount source is missing is not started.',
    help: 'Provide it with a `files:` entry or a service of the base file, point elsewhere with `--volume NAME=/path`, or remove the mount.',
    message: ({ volume, path, what }) => `hostPath ${path} of volume "${volume}" is not on a LinuxKit machine: ${what}`,
  }),
  'host-path-check-skipped': entry<{ volume: string; path: string; type: string }>({
    severity: 'info',
    title: 'The type of a hostPath cannot be checked beforehand',
    why: 'The kubelet checks that the path has the type before it starts the pod. Here the container is not started if the path is missing, and started if it has another type.',
    help: 'Make sure that the base file or a disk provides the path.',
    message: ({ volume, path, type }) => `hostPath ${path} of volume "${volume}" must be a ${type} on the machine; not checked`,
  }),
  'host-path-moved': entry<{ volume: string; path: string; to: string }>({
    severity: 'info',
    title: 'A hostPath was moved below --host-path-root',
    why: 'The root of a LinuxKit machine is read-only, and the option says where such paths are kept instead.',
    help: 'Put the data that the pod expects there, on a disk that the base file mounts.',
    message: ({ volume, path, to }) => `hostPath ${path} of volume "${volume}" is kept at ${to}`,
  }),
  'nfs-needs-network-and-module': entry<{ volume: string; server: string; named: boolean }>({
    severity: 'warning',
    title: 'An NFS volume depends on the network and on a kernel module at boot',
    why: 'It is mounted once before the init containers; a server that does not answer then is not tried again. Until it is mounted the directory is an empty read-only file system, so nothing is written to the wrong place.',
    help: 'Let the base file bring the network up in onboot (dhcpcd with -1), before this file, and use a kernel with the modules nfsv3 or nfsv4.',
    message: ({ volume, server, named }) =>
      `volume "${volume}" is mounted from the NFS server ${server} once at boot${named ? ', by name: DNS must work by then' : ''}`,
  }),
  'image-volume-order': entry<{ volumes: readonly string[] }>({
    severity: 'info',
    title: 'Image volumes work only when this file comes last',
    why: 'LinuxKit keeps the volumes of the last file of `linuxkit build` only, and forgets those of the files before.',
    help: 'Name this file last: `linuxkit build base.yml app.yml`; the base file must not use volumes of its own.',
    message: ({ volumes }) =>
      `image ${volumes.length === 1 ? 'volume' : 'volumes'} ${volumes.join(', ')}: this file must be the last of linuxkit build`,
  }),
  'image-volume-unsupported': entry<{ volume: string; reason: string }>({
    severity: 'error',
    title: 'An image volume is mounted in a way that LinuxKit cannot express',
    why: 'LinuxKit mounts the whole root of an image, by name, at a path without a colon.',
    help: 'Mount the whole volume at another path, or copy the files with an init container.',
    message: ({ volume, reason }) => `image volume "${volume}" ${reason}`,
  }),
} as const;
