import { entry } from '../entry.ts';

/** Names in a message: at most five, then how many more. */
function list(names: readonly string[]): string {
  return names.length <= 5 ? names.join(', ') : `${names.slice(0, 5).join(', ')} and ${names.length - 5} more`;
}

/** Environment, names and values of the pod, process and users. */
export const envCodes = {
  'invalid-env-name': entry<{ field: string; name: string }>({
    severity: 'error',
    title: 'An environment variable has an impossible name',
    why: 'The API server takes names of printable ASCII characters other than "=", at least one. It would reject this object.',
    help: 'Rename the variable.',
    message: ({ field, name }) =>
      `${field} "${name}" is no name of an environment variable; expected printable ASCII characters other than "="`,
  }),
  'env-name-not-c-identifier': entry<{ names: readonly string[]; container: string }>({
    severity: 'warning',
    title: 'A shell cannot see an environment variable',
    why: 'The variable reaches the process, but shells such as dash drop variables whose names are not letters, digits and underscores.',
    help: 'Nothing is wrong when the program reads its environment itself, as Java and .NET programs do; otherwise rename the variable.',
    message: ({ names, container }) => `container ${container}: shells drop the environment variables ${list(names)}`,
  }),
  'duplicate-env': entry<{ name: string; container: string }>({
    severity: 'warning',
    title: 'An environment variable is declared twice',
    why: 'The last declaration wins; the earlier one is seen only by references between the two.',
    help: 'Remove one of them.',
    message: ({ name, container }) => `container ${container}: ${name} is declared again here, and this value wins`,
  }),
  'env-unresolved-ref': entry<{ field: string; names: readonly string[] }>({
    severity: 'warning',
    title: 'A $(NAME) names no variable',
    why:
      'The kubelet replaces $(NAME) only by variables that were declared before (env, envFrom), never by those of the image. ' +
      'Everything else stays in the text as it is.',
    help: 'Declare the variable before its use, or write $$(NAME) when the text is meant literally.',
    message: ({ field, names }) =>
      `${field}: ${list(names.map((name) => `$(${name})`))} stays literal, since no variable of that name was declared before`,
  }),
  'env-dollar-non-ascii': entry<{ field: string }>({
    severity: 'warning',
    title: 'A $ stands before a character that is not ASCII',
    why: 'The kubelet spoils the first byte of the character after such a $. Here the text stays as written.',
    help: 'Write $$ for the dollar sign.',
    message: ({ field }) => `${field}: a kubelet would spoil the character after "$"`,
  }),
  'env-too-long': entry<{ name: string; limit: number }>({
    severity: 'error',
    title: 'A value is too long for the kernel',
    why: 'Linux takes at most 128 KiB for one variable or argument (MAX_ARG_STRLEN), so the process cannot be started: "argument list too long".',
    help: 'Mount the value as a file.',
    message: ({ name, limit }) => `${name} is longer than the ${limit} bytes that Linux takes for one variable or argument`,
  }),
  'env-nul': entry<{ name: string }>({
    severity: 'error',
    title: 'A value contains a NUL byte',
    why: 'Environment variables and arguments end at the first NUL byte, so the runtime refuses to start the process.',
    help: 'Encode the value, or mount it as a file.',
    message: ({ name }) => `${name} contains a NUL byte, which no environment variable or argument can hold`,
  }),
  'env-non-utf8': entry<{ name: string }>({
    severity: 'warning',
    title: 'A value is not UTF-8',
    why: 'The bytes are written as they are. A cluster may refuse them, since the CRI transports text.',
    help: 'Mount the value as a file.',
    message: ({ name }) => `${name} is not valid UTF-8; its bytes are passed on as they are`,
  }),
  'env-value-and-source': entry<{ name: string }>({
    severity: 'error',
    title: 'value and valueFrom are both set',
    why: 'The API server rejects a variable with both.',
    help: 'Remove one of them.',
    message: ({ name }) => `${name}: valueFrom may not be specified when value is not empty`,
  }),
  'env-source-count': entry<{ field: string; found: readonly string[]; allowed: readonly string[] }>({
    severity: 'error',
    title: 'A source must have exactly one kind',
    why: 'The API server rejects an entry of envFrom or a valueFrom with no kind of source, or with several.',
    help: 'Keep exactly one.',
    message: ({ field, found, allowed }) =>
      found.length === 0
        ? `${field} names no source; expected one of ${allowed.join(', ')}`
        : `${field} may not have more than one source; found ${found.join(' and ')}`,
  }),
  'env-source-name': entry<{ field: string }>({
    severity: 'error',
    title: 'A source has no name',
    why: 'The API server asks for the name of the object and for the key.',
    help: 'Write the missing name.',
    message: ({ field }) => `${field} is required and is empty`,
  }),
  'missing-key': entry<{ kind: string; namespace: string; name: string; key: string; binary?: boolean }>({
    severity: 'error',
    title: 'A ConfigMap or Secret has no such key',
    why: 'A container that needs a missing key never starts in a cluster. Environment variables cannot be taken from binaryData.',
    help: 'Add the key, correct its name, or set optional: true.',
    message: ({ kind, namespace, name, key, binary }) =>
      `${kind} ${namespace}/${name} has no key ${key}${binary ? ' in data; binaryData is not visible to environment variables' : ''}`,
  }),
  'secret-omitted': entry<{ container: string; names: readonly string[]; sources: readonly string[] }>({
    severity: 'warning',
    title: 'Secret values were left out',
    why: 'With --secrets omit no value of a Secret is written, so the machine must be given these variables in another way.',
    help: 'Give the machine these values at boot, e.g. with the metadata package, or generate with --secrets include.',
    message: ({ container, names, sources }) =>
      names.length === 0
        ? `container ${container} needs the variables of ${list(sources)}, which are left out`
        : `container ${container} needs ${list(names)} from ${list(sources)}; the values are left out`,
  }),
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
  'file-key-ref-runtime': entry<{ name: string; volume: string }>({
    severity: 'error',
    adjustable: true,
    title: 'A variable is read from a file that is written at run time',
    why: 'The kubelet reads the file when it makes the container. Here only files that come from ConfigMaps, Secrets and projected volumes are known.',
    help: 'Read the file in the program, set optional: true, or keep the value in a ConfigMap.',
    message: ({ name, volume }) => `${name} is read from the volume ${volume}, whose files exist on the machine only`,
  }),
  'file-key-ref-skipped': entry<{ name: string; volume: string }>({
    severity: 'warning',
    title: 'An optional variable from a file was left out',
    why: 'The kubelet reads the file when it makes the container. Here its contents are not known, and the reference is optional.',
    help: 'Read the file in the program, or keep the value in a ConfigMap.',
    message: ({ name, volume }) => `${name} is left out, since the files of the volume ${volume} exist on the machine only`,
  }),
  'file-key-ref-missing': entry<{ name: string; volume: string; path: string; key: string; what: 'volume' | 'file' | 'key' }>({
    severity: 'error',
    title: 'A file with variables, or a key in it, is missing',
    why: 'A container that needs a missing key never starts in a cluster.',
    help: 'Correct the reference, or set optional: true.',
    message: ({ name, volume, path, key, what }) => {
      if (what === 'volume') return `${name}: the pod has no volume "${volume}"`;
      return what === 'file'
        ? `${name}: the volume ${volume} has no file ${path}`
        : `${name}: ${path} of the volume ${volume} has no key ${key}`;
    },
  }),
  'hostname-env-missing': entry<{ containers: readonly string[] }>({
    severity: 'info',
    title: 'HOSTNAME is not set',
    why: 'Without a lock entry the environment of the image is unknown; it stays in force, and HOSTNAME cannot be added to it.',
    help: 'Run podspec2linuxkit lock.',
    message: ({ containers }) => `HOSTNAME is not set in the environment of ${list(containers)}, whose image is not in the lock`,
  }),
  'image-env-unknown': entry<{ containers: readonly string[] }>({
    severity: 'warning',
    title: 'The environment of an image is not known',
    why:
      'LinuxKit replaces the environment of the image by the one that is written, so the variables of the image must be known to be kept. ' +
      'Without a lock entry they are lost; PATH has the usual default.',
    help: 'Run podspec2linuxkit lock.',
    message: ({ containers }) => `the environment variables of the image are lost for ${list(containers)}, since it is not in the lock`,
  }),
  'entrypoint-unknown': entry<{ container: string; image: string }>({
    severity: 'error',
    title: 'args are given, and the ENTRYPOINT of the image is not known',
    why: 'args are appended to the ENTRYPOINT of the image, and LinuxKit has only one command, which replaces both.',
    help: 'Run podspec2linuxkit lock, or set command.',
    message: ({ container, image }) =>
      `container ${container} sets args without command, and the ENTRYPOINT of ${image} is not in the lock`,
  }),
  'no-command': entry<{ container: string; image: string }>({
    severity: 'error',
    title: 'There is nothing to run',
    why: 'The image has neither ENTRYPOINT nor CMD, and the container sets no command; the runtime says "no command specified".',
    help: 'Set command.',
    message: ({ container, image }) => `container ${container} has no command, and ${image} has neither ENTRYPOINT nor CMD`,
  }),
  'working-dir-relative': entry<{ workingDir: string }>({
    severity: 'error',
    title: 'workingDir is not absolute',
    why: 'runc refuses to start a process in a directory whose path is not absolute.',
    help: 'Write the path with a leading /.',
    message: ({ workingDir }) => `workingDir "${workingDir}" must be an absolute path`,
  }),
  'image-required': entry<{ container: string }>({
    severity: 'error',
    title: 'A container has no image',
    why: 'Nothing can run without an image.',
    help: 'Set image.',
    message: ({ container }) => `container ${container} has no image`,
  }),
  'image-invalid': entry<{ container: string; image: string; problem: string }>({
    severity: 'error',
    title: 'An image reference cannot be read',
    why: 'The container runtime and LinuxKit refuse the reference.',
    help: 'Correct the reference: registry/repository:tag@digest.',
    message: ({ container, image, problem }) => `container ${container}: image "${image}" is not valid: ${problem}`,
  }),
  'image-not-locked': entry<{ image: string; platform?: string }>({
    severity: 'error',
    title: 'An image is not in the lock',
    why: '--locked asks that every image has an entry in the lock for the platform.',
    help: 'Run podspec2linuxkit lock.',
    message: ({ image, platform }) => `${image} is not in the lock${platform ? ` for ${platform}` : ''}`,
  }),
  'image-platform-missing': entry<{ image: string; platform: string; found: readonly string[] }>({
    severity: 'warning',
    title: 'The lock knows an image for other platforms only',
    why: 'What an image runs may differ from platform to platform, so what the lock says of another one is not used.',
    help: 'Run podspec2linuxkit lock --platform for this platform.',
    message: ({ image, platform, found }) => `the lock has ${image} for ${found.join(', ') || 'no platform'} and not for ${platform}`,
  }),
  'pin-without-digest': entry<{ image: string }>({
    severity: 'error',
    adjustable: true,
    title: 'An image cannot be pinned',
    why: '--pin asks for name@digest, and neither the reference nor the lock has a digest.',
    help: 'Run podspec2linuxkit lock with a source that knows digests.',
    message: ({ image }) => `${image} cannot be pinned, since the lock has no digest for it`,
  }),
  'floating-tag': entry<{ images: readonly string[] }>({
    severity: 'warning',
    title: 'An image can change under its tag',
    why: 'A tag such as latest or 1.27 names another image tomorrow, and then the same manifests build another machine.',
    help: 'Write a digest, or run podspec2linuxkit lock and generate with --pin.',
    message: ({ images }) => `${list(images)} may name another image tomorrow, and the lock has no digest`,
  }),
  'pull-secret': entry<{ names: readonly string[] }>({
    severity: 'info',
    title: 'Images are pulled with the credentials of the build host',
    why: 'linuxkit build pulls images when the machine is built, with the credentials of docker login, not those of the cluster.',
    help: 'Log in on the build host.',
    message: ({ names }) => `imagePullSecrets ${list(names)} are not used; linuxkit build pulls with the credentials of the build host`,
  }),
  'pull-policy-never': entry<{ container: string }>({
    severity: 'info',
    title: 'An image must be on the build host',
    why: 'imagePullPolicy Never means that the image is loaded by hand; linuxkit build takes it from its cache, or from docker with --docker.',
    help: 'Import the image with linuxkit cache import, or build with --docker.',
    message: ({ container }) => `container ${container} has imagePullPolicy Never, so its image must be on the build host`,
  }),
  'mobyproject-label': entry<{ containers: readonly string[] }>({
    severity: 'warning',
    title: 'An image brings LinuxKit settings of its own',
    why: 'LinuxKit merges the label org.mobyproject.config of the image below what is written. Every setting of a container is written to cancel it.',
    help: 'Look at the label, and remove it from the image when it is not meant for this machine.',
    message: ({ containers }) => `the image of ${list(containers)} carries the label org.mobyproject.config`,
  }),
  'invalid-user-id': entry<{ field: string; value: number }>({
    severity: 'error',
    title: 'A user or group number is out of range',
    why: 'The API server takes 0 to 2147483647.',
    help: 'Correct the number.',
    message: ({ field, value }) => `${field} ${value} must be between 0 and 2147483647, inclusive`,
  }),
  'run-as-root': entry<{ container: string; reason: string }>({
    severity: 'error',
    title: 'runAsNonRoot is set, and the container would run as root',
    why: 'The kubelet refuses to start such a container.',
    help: 'Set runAsUser to a number other than 0.',
    message: ({ container, reason }) => `container ${container} has runAsNonRoot and ${reason}`,
  }),
  'cannot-verify-nonroot': entry<{ containers: readonly string[] }>({
    severity: 'warning',
    security: true,
    title: 'runAsNonRoot cannot be checked',
    why: 'The user of the image is not known without a lock entry, and no runAsUser is set.',
    help: 'Run podspec2linuxkit lock, or set runAsUser.',
    message: ({ containers }) => `runAsNonRoot cannot be checked for ${list(containers)}, whose image is not in the lock`,
  }),
  'image-user-unknown': entry<{ containers: readonly string[] }>({
    severity: 'warning',
    security: true,
    title: 'The user of an image is not known',
    why: 'LinuxKit ignores the USER of images, so the number must be written. Without a lock entry, or without the image’s /etc/passwd, it is 0: root.',
    help: 'Run podspec2linuxkit lock, or set runAsUser.',
    message: ({ containers }) => `${list(containers)} run as root, since the user of the image is not known and runAsUser is not set`,
  }),
  'image-groups-unknown': entry<{ containers: readonly string[] }>({
    severity: 'info',
    title: 'The groups of a user in the image are not known',
    why: 'A cluster adds the groups that the image’s /etc/group gives the user, and takes the primary group from /etc/passwd.',
    help: 'Run podspec2linuxkit lock, or set runAsGroup and supplementalGroupsPolicy: Strict.',
    message: ({ containers }) => `the groups that the image gives the user of ${list(containers)} are not known and left out`,
  }),
  'image-group-dropped': entry<{ container: string; user: string }>({
    severity: 'info',
    title: 'The group in the USER of an image is not used',
    why: 'Container runtimes of Kubernetes take only the user of USER user:group; the group is the primary one of that user, or 0.',
    help: 'Set runAsGroup when the group matters.',
    message: ({ container, user }) => `container ${container}: the group of USER ${user} is not used, as in a cluster`,
  }),
  'invalid-container-name': entry<{ name: string }>({
    severity: 'error',
    title: 'The name of a container is not valid',
    why: 'The API server takes DNS labels: up to 63 lower-case letters, digits and "-", beginning and ending with a letter or digit.',
    help: 'Rename the container.',
    message: ({ name }) =>
      name === '' ? 'a container has no name' : `"${name}" is not a name for a container; expected a DNS label of up to 63 characters`,
  }),
  'duplicate-container-name': entry<{ name: string }>({
    severity: 'error',
    title: 'Two containers have the same name',
    why: 'Names are unique over containers and initContainers.',
    help: 'Rename one of them.',
    message: ({ name }) => `another container of the pod is called "${name}" too`,
  }),
  'invalid-hostname': entry<{ field: string; value: string }>({
    severity: 'error',
    title: 'A host name is not valid',
    why: 'The API server takes DNS labels of up to 63 characters; hostnameOverride takes a DNS name of up to 64.',
    help: 'Correct the name.',
    message: ({ field, value }) =>
      `${field} "${value}" is not valid; expected ${field === 'hostnameOverride' ? 'a DNS name of up to 64' : 'a DNS label of up to 63'} lower-case characters`,
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
