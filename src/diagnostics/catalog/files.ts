import { entry } from '../entry.ts';

/** Files made from ConfigMaps, Secrets and the downward API. */
export const filesCodes = {
  'invalid-item-path': entry<{ path: string; reason: string }>({
    severity: 'error',
    title: 'The path of a volume item would leave the volume',
    why: "The API server accepts only relative paths without '..', at most 4096 bytes long and 255 bytes per element.",
    help: 'Use a path relative to the volume, for example conf.d/app.conf.',
    message: ({ path, reason }) => `item path ${JSON.stringify(path)} ${reason}`,
  }),
  'mode-out-of-range': entry<{ mode: number }>({
    severity: 'error',
    title: 'A file mode is not between 0 and 0777',
    why: 'The API server refuses it. YAML reads 0644 as octal and 644 as decimal; JSON has decimal numbers only.',
    help: 'Write the mode in octal with a leading 0, or in decimal in JSON (0644 is 420).',
    message: ({ mode }) => `mode ${mode} must be a number between 0 and 0777 (octal), both inclusive`,
  }),
  'mode-looks-decimal': entry<{ mode: number; octal: string }>({
    severity: 'warning',
    title: 'A file mode looks like octal but is decimal',
    why: 'Without a leading 0 the number is decimal, which gives other permission bits than the digits suggest.',
    help: 'Add a leading 0 in YAML; in JSON convert the mode to decimal.',
    message: ({ mode, octal }) => `mode ${mode} is decimal and means ${octal}; did you mean 0${mode}?`,
  }),
  'conflicting-paths': entry<{ volume: string; path: string }>({
    severity: 'error',
    title: 'Two items of a projected volume have the same path',
    why: 'The API server refuses "conflicting duplicate paths", since only one of the items could be seen.',
    help: 'Give one of the items another path.',
    message: ({ volume, path }) => `volume "${volume}" has conflicting duplicate paths: ${path}`,
  }),
  'duplicate-item-path': entry<{ volume: string; path: string }>({
    severity: 'warning',
    title: 'Two items of a volume have the same path',
    why: 'Kubernetes accepts it and the last item wins, which is rarely what was meant.',
    help: 'Remove one of the items or give it another path.',
    message: ({ volume, path }) => `volume "${volume}" has two items at ${path}; the last one wins`,
  }),
  'path-conflict': entry<{ volume: string; file: string; below: string }>({
    severity: 'error',
    title: 'A path of a volume is both a file and a directory',
    why: 'The kubelet cannot write the volume, and the pod does not start.',
    help: 'Give one of the items another path.',
    message: ({ volume, file, below }) => `volume "${volume}" has a file at ${file} and another below it at ${below}`,
  }),
  'projection-source-invalid': entry<{ volume: string; found: readonly string[] }>({
    severity: 'error',
    title: 'A source of a projected volume must have exactly one type',
    why: 'The API server refuses a source that has none or several.',
    help: 'Make one list item for each source.',
    message: ({ volume, found }) =>
      `a source of projected volume "${volume}" has ${found.length === 0 ? 'no type' : found.join(' and ')}, expected one`,
  }),
  'downward-item-invalid': entry<{ path: string }>({
    severity: 'error',
    title: 'An item of the downward API must have exactly one of fieldRef and resourceFieldRef',
    why: 'The API server refuses an item that has none or both.',
    help: 'Keep one of the two.',
    message: ({ path }) => `downward API item ${JSON.stringify(path)} needs exactly one of fieldRef and resourceFieldRef`,
  }),
  'secret-in-image': entry<{ sources: readonly string[] }>({
    severity: 'warning',
    security: true,
    title: 'Secret values are part of the machine image',
    why: 'Kubernetes hands Secrets to a pod at run time. Here they are written into the LinuxKit file and the image that is built from it, in clear text: whoever has either has the values. File modes protect them inside the running machine only.',
    help: 'Keep the file and the image as private as the Secret, or use `--secrets omit` and hand them to the machine as LinuxKit metadata.',
    message: ({ sources }) => `secret values are written into the image in clear text: ${sources.join(', ')}`,
  }),
  'secret-files-omitted': entry<{ files: readonly string[] }>({
    severity: 'warning',
    title: 'Files of Secrets were left out and must be given to the machine',
    why: 'With `--secrets omit` the image holds no secret values. Files of Secrets are expected below /run/config/podspec, where the LinuxKit package `metadata` puts what it gets as user data; a container whose file is missing may not start.',
    help: 'Give the machine the files as metadata: {"podspec": {"entries": {"<volume>": {"entries": {"<file>": {"perm": "0440", "content": "…"}}}}}}.',
    message: ({ files }) => `the machine must be given ${files.join(', ')}`,
  }),
  'sa-token-unavailable': entry<{ volume: string; path: string }>({
    severity: 'warning',
    title: 'A service account token can only be issued by an API server',
    why: 'The token is a credential that a running cluster signs and renews. The file is left out of the volume.',
    help: 'Remove the source, or provide a token of your own as a Secret.',
    message: ({ volume, path }) =>
      `volume "${volume}" lacks the file ${path}: a service account token, and there is no API server to issue it`,
  }),
  'trust-bundle-missing': entry<{ volume: string; bundle: string }>({
    severity: 'error',
    title: 'A ClusterTrustBundle is not in the input',
    why: 'Trust anchors are resolved offline, so the object must be among the given files; without it the kubelet does not start the pod.',
    help: 'Add the ClusterTrustBundle, or set `optional: true`, which gives an empty file.',
    message: ({ volume, bundle }) => `volume "${volume}" needs the ClusterTrustBundle ${bundle}, which is not in the input`,
  }),
  'pod-certificate-unsupported': entry<{ volume: string; signer: string }>({
    severity: 'error',
    title: 'A pod certificate can only be issued by a cluster',
    why: 'The key and certificate are made by the kubelet and a signer of the cluster for one running pod.',
    help: 'Provide key and certificate as a Secret, or replace the whole volume with `--volume NAME=/path`.',
    message: ({ volume, signer }) => `volume "${volume}" wants a certificate of ${signer || 'a signer'}, which only a cluster can issue`,
  }),
} as const;
