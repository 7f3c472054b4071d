import { entry } from '../entry.ts';

/** Mounts of containers. */
export const mountsCodes = {
  'unknown-volume': entry<{ container: string; volume: string; similar: string | undefined }>({
    severity: 'error',
    title: 'A container mounts a volume that the pod does not declare',
    why: 'The API server refuses the pod.',
    help: 'Declare the volume under spec.volumes, or correct the name.',
    message: ({ container, volume, similar }) =>
      `container "${container}" uses volume "${volume}", which the pod does not declare${similar === undefined ? '' : `; did you mean "${similar}"?`}`,
  }),
  'invalid-mount-path': entry<{ container: string; path: string; reason: string }>({
    severity: 'error',
    title: 'A mount path cannot be used',
    why: 'The container could not be started with it.',
    help: 'Mount the volume at an absolute path other than /.',
    message: ({ container, path, reason }) => `container "${container}" mounts at ${JSON.stringify(path)}: ${reason}`,
  }),
  'duplicate-mount-path': entry<{ container: string; path: string; other: string }>({
    severity: 'error',
    title: 'A container mounts two volumes at the same path',
    why: 'Only one of them could be seen; the API server refuses equal paths, and paths that differ only in spelling hide each other.',
    help: 'Mount one of the volumes elsewhere.',
    message: ({ container, path, other }) =>
      path === other
        ? `container "${container}" mounts twice at ${path}; mount paths must be unique`
        : `container "${container}" mounts at ${path} and ${other}, which are the same path; mount paths must be unique`,
  }),
  'mount-inside-proc': entry<{ container: string; path: string }>({
    severity: 'error',
    title: 'A volume is mounted inside /proc',
    why: 'The container runtime refuses mounts inside /proc and the container is not started.',
    help: 'Mount it elsewhere.',
    message: ({ container, path }) =>
      path === '/proc'
        ? `container "${container}" mounts at /proc; the runtime accepts nothing there but the /proc of the machine`
        : `container "${container}" mounts at ${path}; the runtime refuses mounts inside /proc`,
  }),
  'sub-path-escape': entry<{ container: string; field: 'subPath' | 'subPathExpr'; path: string; reason: string }>({
    severity: 'error',
    title: 'A subPath leaves its volume',
    why: "Kubernetes accepts only relative paths without '..'.",
    help: 'Use a path relative to the volume.',
    message: ({ container, field, path, reason }) => `${field} ${JSON.stringify(path)} of container "${container}" ${reason}`,
  }),
  'sub-path-missing-key': entry<{ container: string; volume: string; path: string; similar: string | undefined }>({
    severity: 'error',
    title: 'A subPath names a file that the volume does not contain',
    why: 'Kubernetes would create an empty directory in its place, which is hardly what a ConfigMap or Secret is mounted for.',
    help: 'Correct the subPath, or add the key to the object or to the items of the volume.',
    message: ({ container, volume, path, similar }) =>
      `container "${container}" mounts ${JSON.stringify(path)} of volume "${volume}", which has no such file${similar === undefined ? '' : `; did you mean "${similar}"?`}`,
  }),
  'sub-path-unresolved': entry<{
    container: string;
    expression: string;
    variables: readonly string[];
    reason: 'missing' | 'runtime' | 'bytes';
  }>({
    severity: 'error',
    title: 'A subPathExpr uses a variable without a usable value',
    why: 'The kubelet does not start a container whose subPathExpr cannot be expanded; variables of the image do not count.',
    help: 'Define the variable under env of the container, with a value that is known beforehand.',
    message: ({ container, expression, variables, reason }) => {
      const problems = {
        missing: `missing value for ${variables.join(', ')}`,
        runtime: 'the value is known on the running machine only',
        bytes: 'the value is not text',
      };
      return `subPathExpr ${JSON.stringify(expression)} of container "${container}": ${problems[reason]}`;
    },
  }),
  'sub-path-conflict': entry<{ container: string }>({
    severity: 'error',
    title: 'A mount has both subPath and subPathExpr',
    why: 'The API server refuses it: subPathExpr and subPath are mutually exclusive.',
    help: 'Keep one of the two.',
    message: ({ container }) => `a mount of container "${container}" has both subPath and subPathExpr, which are mutually exclusive`,
  }),
  'recursive-read-only-invalid': entry<{ container: string; value: string; reason: string }>({
    severity: 'error',
    title: 'recursiveReadOnly does not fit the other fields of the mount',
    why: 'The API server refuses it.',
    help: 'Set readOnly: true and leave mountPropagation unset, or remove recursiveReadOnly.',
    message: ({ container, value, reason }) => `recursiveReadOnly ${JSON.stringify(value)} of container "${container}" ${reason}`,
  }),
  'invalid-mount-propagation': entry<{ container: string; value: string }>({
    severity: 'error',
    title: 'A mount has an unknown mountPropagation',
    why: 'The API server refuses it.',
    help: 'Use None, HostToContainer or Bidirectional.',
    message: ({ container, value }) =>
      `mountPropagation ${JSON.stringify(value)} of container "${container}" is not None, HostToContainer or Bidirectional`,
  }),
  'bidirectional-unprivileged': entry<{ container: string }>({
    severity: 'error',
    title: 'Bidirectional mount propagation needs a privileged container',
    why: 'Mounts of the container appear on the machine, so Kubernetes allows it only to privileged containers.',
    help: 'Set securityContext.privileged: true on the container, or use HostToContainer.',
    message: ({ container }) =>
      `Bidirectional mount propagation is available only to privileged containers; container "${container}" is not privileged`,
  }),
  'mountpoint-on-readonly-rootfs': entry<{ container: string; paths: readonly string[] }>({
    severity: 'warning',
    security: true,
    title: 'A container keeps a writable root because of its mounts',
    why: 'On a read-only root the runtime cannot create mount points that the image lacks. For services they are baked and laid over the image, except below /lib, /bin and /sbin, which are links in many images. The directory of an init container carries its place in `onboot`, which only `--base` tells. Otherwise the root stays writable: in memory, and gone after the run.',
    help: 'Nothing is needed if that is acceptable. Otherwise build the mount points into the image, mount elsewhere, or for an init container name the base files with --base.',
    message: ({ container, paths }) =>
      `readOnlyRootFilesystem of container "${container}" is not applied, since it mounts ${paths.join(', ')}`,
  }),
  'image-volume-content-lost': entry<{ container: string; paths: readonly string[] }>({
    severity: 'warning',
    title: 'A VOLUME of an image is kept in memory beside a read-only root',
    why: 'In Kubernetes a directory that the image declares as VOLUME is writable although readOnlyRootFilesystem is set, and lies on the disk of the node. Here it is a tmpfs: it starts with what the image has there, belongs to the user of the container, counts against the memory of the machine, and what was written is lost when the machine goes down.',
    help: 'Nothing is needed if that is acceptable. Otherwise mount a volume there: an emptyDir with a sizeLimit, or one that lasts.',
    message: ({ container, paths }) => `container "${container}" keeps the VOLUME ${paths.join(', ')} of its image in memory`,
  }),
} as const;
