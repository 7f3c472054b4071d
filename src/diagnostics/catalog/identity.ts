import { entry } from '../entry.ts';

/** Names of the pod and of its containers. */
export const identityCodes = {
  'duplicate-name': entry<{ name: string }>({
    severity: 'error',
    title: 'Two containers have the same name',
    why: 'Names are unique over containers and initContainers.',
    help: 'Rename one of them.',
    message: ({ name }) => `another container of the pod is called "${name}" too`,
  }),
  'invalid-hostname': entry<{ field: string; value: string }>({
    severity: 'error',
    title: 'A host name is not valid',
    why: 'The API server takes DNS labels of up to 63 characters; hostnameOverride takes a DNS name of up to 64, host aliases one of up to 253.',
    help: 'Correct the name.',
    message: ({ field, value }) => `${field} "${value}" is not valid; expected ${expectedHostname(field)} lower-case characters`,
  }),
  'hostname-override-conflict': entry<{ field: string }>({
    severity: 'error',
    title: 'hostnameOverride excludes another field',
    why: 'The API server rejects hostnameOverride together with setHostnameAsFQDN or hostNetwork.',
    help: 'Remove one of them.',
    message: ({ field }) => `${field} may not be true when hostnameOverride is set`,
  }),
  'fqdn-too-long': entry<{ fqdn: string; limit: number }>({
    severity: 'error',
    title: 'The FQDN is too long for a host name',
    why: 'The kernel takes host names of up to 64 characters, so with setHostnameAsFQDN the pod never starts.',
    help: 'Shorten hostname, subdomain or namespace.',
    message: ({ fqdn, limit }) => `${fqdn} has ${fqdn.length} characters, and a host name has at most ${limit}`,
  }),
  'too-many-ordinals': entry<{ replicas: number; limit: number }>({
    severity: 'error',
    title: 'A StatefulSet has too many replicas for --all-ordinals',
    why: 'With --all-ordinals every pod of a StatefulSet becomes a file of its own.',
    help: 'Choose pods one by one with --ordinal, or correct replicas.',
    message: ({ replicas, limit }) => `${replicas} replicas would become as many files, of at most ${limit}`,
  }),
  'ordinal-out-of-range': entry<{ ordinal: number; first: number; last: number }>({
    severity: 'warning',
    title: 'The StatefulSet has no pod with this ordinal',
    why: 'The ordinals of a StatefulSet run from ordinals.start for as many as there are replicas.',
    help: 'Choose another --ordinal.',
    message: ({ ordinal, first, last }) =>
      last < first
        ? `--ordinal ${ordinal} names no pod, since there are no replicas`
        : `--ordinal ${ordinal} is not one of ${first} to ${last}`,
  }),
  'index-out-of-range': entry<{ index: number; completions: number }>({
    severity: 'warning',
    title: 'The Job has no pod with this index',
    why: 'The indexes of an indexed Job run from 0 to completions - 1.',
    help: 'Choose another --index.',
    message: ({ index, completions }) => `--index ${index} is not below the ${completions} completions of the Job`,
  }),
} as const;

function expectedHostname(field: string): string {
  if (field === 'host alias') return 'a DNS name of up to 253';
  return field === 'hostnameOverride' ? 'a DNS name of up to 64' : 'a DNS label of up to 63';
}
