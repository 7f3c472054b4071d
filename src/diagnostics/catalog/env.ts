import { entry } from '../entry.ts';
import { downwardCodes } from './downward.ts';
import { identityCodes } from './identity.ts';
import { containersText, list } from './names.ts';
import { processCodes } from './process.ts';

/** Environment variables. */
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
      `${field}: ${list(names.map((name) => `$(${name})`))} ${names.length === 1 ? 'stays' : 'stay'} literal, since no variable of that name was declared before`,
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
  'secret-argument-omitted': entry<{ field: string; names: readonly string[] }>({
    severity: 'warning',
    title: 'An argument lacks a secret value',
    why: 'With --secrets omit no value of a Secret is written, so the reference to it stays in the argument as text.',
    help: 'Let a shell or the program read the variable itself, or generate with --secrets include.',
    message: ({ field, names }) =>
      `${field}: ${list(names.map((name) => `$(${name})`))} ${names.length === 1 ? 'stays' : 'stay'} literal, since the value comes out of a Secret`,
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
    help: 'Run podspec2linuxkit lock --from registry (or another source).',
    message: ({ containers }) =>
      `HOSTNAME is not set in ${containersText(containers)}, ${containers.length === 1 ? 'whose image is' : 'whose images are'} not in the lock`,
  }),
  'image-env-unknown': entry<{ containers: readonly string[] }>({
    severity: 'warning',
    title: 'The environment of an image is not known',
    why:
      'LinuxKit replaces the environment of the image by the one that is written, so the variables of the image must be known to be kept. ' +
      'Without a lock entry they are lost; PATH has the usual default.',
    help: 'Run podspec2linuxkit lock --from registry (or another source).',
    message: ({ containers }) =>
      `${containersText(containers)} will lack the variables of ${containers.length === 1 ? 'the image, which is' : 'their images, which are'} not in the lock`,
  }),
  ...downwardCodes,
  ...processCodes,
  ...identityCodes,
} as const;
