import { entry } from '../entry.ts';

/** Finding, reading and classifying files. */
export const loadCodes = {
  'unreadable-file': entry<{ file: string; reason: string }>({
    severity: 'error',
    title: 'A file or directory cannot be read',
    why: 'A file that was asked for may hold the very object that a workload needs, so it is not passed over in silence.',
    help: 'Check the spelling, and that you may read it; a file below a directory that was named can be left out with --ignore.',
    message: ({ file, reason }) => `cannot read ${file}: ${reason}`,
  }),
  'no-match': entry<{ pattern: string }>({
    severity: 'error',
    title: 'A pattern matches no file',
    why: 'A pattern that matches nothing is nearly always misspelt; passing it over would generate less than was asked for.',
    help: 'Check the pattern; quote it so that the shell does not expand it first.',
    message: ({ pattern }) => `no file matches ${pattern}`,
  }),
  'binary-file': entry<{ file: string }>({
    severity: 'error',
    title: 'A file is not text',
    why: 'Manifests are UTF-8 text (or UTF-16 with a byte order mark); bytes such as NUL cannot occur in them.',
    help: 'Leave the file out with --ignore, or save it as UTF-8.',
    message: ({ file }) => `${file} is a binary file, expected YAML or JSON text`,
  }),
  'invalid-utf8': entry<{ file: string; offset: number }>({
    severity: 'error',
    title: 'A file is not valid UTF-8',
    why: 'kubectl refuses such a file: invalid leading UTF-8 octet.',
    help: 'Save the file as UTF-8.',
    message: ({ file, offset }) => `${file} is not valid UTF-8: the byte at offset ${offset} cannot be there`,
  }),
  'missing-kind': entry<Record<never, never>>({
    severity: 'error',
    title: 'An object names no kind',
    why: "Without `kind` Kubernetes cannot tell what the object is: Object 'Kind' is missing.",
    help: 'Add `kind:`, for example `kind: Deployment`.',
    message: () => "object has no kind: Object 'Kind' is missing",
  }),
  'missing-api-version': entry<{ kind: string }>({
    severity: 'error',
    title: 'An object names no apiVersion',
    why: 'Without `apiVersion` Kubernetes cannot tell how to read the object.',
    help: 'Add `apiVersion:`, for example `apiVersion: apps/v1` for a Deployment.',
    message: ({ kind }) => `${kind} has no apiVersion`,
  }),
  'missing-name': entry<{ kind: string }>({
    severity: 'error',
    title: 'An object has no name',
    why: 'Nothing can refer to an object without `metadata.name`, and its output would have no file name.',
    help: 'Add `metadata.name` (a workload may have `metadata.generateName` instead).',
    message: ({ kind }) => `${kind} has no metadata.name`,
  }),
  'volume-option-unused': entry<{ name: string; similar: string | undefined }>({
    severity: 'warning',
    title: 'A --volume names nothing',
    why: 'The name is no volume of a workload, no claim and no PersistentVolume of the input, so the place that was given for it is not used.',
    help: 'Name the volume as the pod does, the claim as NAME or pvc:NAMESPACE/NAME, or the PersistentVolume by its name.',
    message: ({ name, similar }) =>
      `--volume ${name}: no workload has such a volume${similar === undefined ? '' : `, did you mean ${similar}?`}`,
  }),
  'nothing-to-read': entry<{ inputs: string }>({
    severity: 'error',
    title: 'The input holds no Kubernetes object',
    why: 'A run that finds nothing is nearly always pointed at the wrong place.',
    help: 'Name the folder, kustomization or file that holds the manifests; --verbose lists what was passed over and why.',
    message: ({ inputs }) => `no Kubernetes object found in ${inputs}`,
  }),
  'no-workload': entry<{ inputs: string }>({
    severity: 'error',
    title: 'The input holds no workload to print',
    why: 'On standard output the LinuxKit file of exactly one workload is expected; an empty file would pass for one.',
    help: 'Give a manifest with a Pod, Deployment, StatefulSet, DaemonSet, ReplicaSet, Job or CronJob whose containers have an image.',
    message: ({ inputs }) => `no workload to translate in ${inputs}`,
  }),
} as const;
