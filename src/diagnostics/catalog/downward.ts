import { entry } from '../entry.ts';

/** Values of the downward API, and of an API server that is not there. */
export const downwardCodes = {
  'field-ref-unsupported': entry<{ fieldPath: string; scope: string; problem?: string }>({
    severity: 'error',
    title: 'A fieldRef names a field that cannot be used there',
    why: 'The downward API offers a short list of fields; whole metadata.labels and metadata.annotations are for volumes only.',
    help: "Use one of metadata.name, metadata.namespace, metadata.uid, metadata.labels['KEY'], metadata.annotations['KEY'], spec.nodeName, spec.serviceAccountName, status.hostIP(s), status.podIP(s).",
    message: ({ fieldPath, scope, problem }) => `fieldPath "${fieldPath}" is not supported in ${scope}${problem ? `: ${problem}` : ''}`,
  }),
  'field-ref-version': entry<{ apiVersion: string }>({
    severity: 'error',
    title: 'A fieldRef asks for an unknown API version',
    why: 'Only the Pod of v1 has fields to refer to.',
    help: 'Remove apiVersion or write v1.',
    message: ({ apiVersion }) => `unsupported pod version: "${apiVersion}"; expected v1`,
  }),
  'pod-name-synthetic': entry<{ name: string }>({
    severity: 'warning',
    title: 'The name of the pod is made up',
    why: 'A cluster adds random letters to the names of pods that a controller makes. Here the pod has a name that never changes.',
    help: 'Set translate.podName, or ignore the warning when the program takes any name.',
    message: ({ name }) => `metadata.name is used, and the pod that the controller would name at random is called ${name}`,
  }),
  'uid-synthetic': entry<{ uid: string }>({
    severity: 'warning',
    title: 'The UID of the pod is made up',
    why: 'A cluster draws the UID by lot. Here it is derived from namespace, kind and name, so every machine made from this output has the same one.',
    help: 'Do not rely on the UID to tell machines apart.',
    message: ({ uid }) => `metadata.uid is used, and is always ${uid} here`,
  }),
  'controller-label-unknown': entry<{ key: string }>({
    severity: 'info',
    title: 'A label that the controller computes is not known',
    why: 'Hashes and UIDs of controllers exist only in a cluster; the label is missing, and its value empty.',
    help: 'Set the label in the pod template when the program needs one.',
    message: ({ key }) => `the label ${key} is added by the controller in a cluster; its value is empty here`,
  }),
  'runtime-field-placeholder': entry<{ fieldPath: string; value: string }>({
    severity: 'warning',
    title: 'A value that only the machine knows was replaced by a placeholder',
    why: 'The value depends on the machine, and --runtime-fields placeholder asks for one that is always the same.',
    help: 'Give fixed values with --pod-ip and --node-name, or use --runtime-fields patch.',
    message: ({ fieldPath, value }) => `${fieldPath} is known on the machine only; ${value} stands in for it`,
  }),
  'runtime-field-unresolvable': entry<{ fieldPath: string }>({
    severity: 'error',
    title: 'A value is known on the machine only',
    why: '--runtime-fields error asks for outputs that do not depend on the machine they boot on.',
    help: 'Give fixed values with --pod-ip and --node-name, or use --runtime-fields patch.',
    message: ({ fieldPath }) => `${fieldPath} is known on the machine only`,
  }),
  'node-allocatable-assumed': entry<{ resource: string; value: string; option: string }>({
    severity: 'warning',
    title: 'The size of the machine was assumed',
    why: 'Without a limit the downward API gives what the node can allocate, which is not known here.',
    help: 'Set the limit, or translate.nodeCPUs, translate.nodeMemory and translate.nodeStorage.',
    message: ({ resource, value, option }) => `${resource} is used and not set; ${value} is taken from translate.${option}`,
  }),
  'resource-field-unsupported': entry<{ resource: string }>({
    severity: 'error',
    title: 'A resourceFieldRef names an unknown resource',
    why: 'The downward API gives limits and requests of cpu, memory, ephemeral-storage and hugepages-<size>.',
    help: 'Correct the resource.',
    message: ({ resource }) => `unsupported container resource: "${resource}"`,
  }),
  'resource-field-divisor': entry<{ resource: string; divisor: string; allowed: readonly string[] }>({
    severity: 'error',
    title: 'A divisor is not allowed',
    why: 'The API server takes a fixed list of divisors.',
    help: 'Use one of the listed divisors.',
    message: ({ resource, divisor, allowed }) =>
      `divisor "${divisor}" is not allowed; only divisor's values ${allowed.join(', ')} are supported with the ${resource} resource`,
  }),
  'resource-field-container': entry<{ name: string }>({
    severity: 'error',
    title: 'A resourceFieldRef names no container of the pod',
    why: 'The value is that of a container of the same pod; volumes must name it.',
    help: 'Correct containerName.',
    message: ({ name }) =>
      name === ''
        ? 'containerName is required for a resourceFieldRef of a volume'
        : `the pod has no container "${name}" to take a resource from`,
  }),
  'no-api-server': entry<{ what: string }>({
    severity: 'info',
    title: 'There is no API server on the machine',
    why: 'A cluster gives containers the token of their service account and the address of its API server. A machine of its own has neither.',
    help: 'Do not rely on the API of Kubernetes in the program, or give the machine credentials for a cluster.',
    message: ({ what }) => `${what} asks for an API server, and there is none on this machine`,
  }),
} as const;
