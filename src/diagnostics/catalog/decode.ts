import { entry } from '../entry.ts';

/** Fields of Kubernetes objects: their types, their names and what the API server refuses. */
export const decodeCodes = {
  'wrong-type': entry<{ found: string; field: string; expected: string }>({
    severity: 'error',
    title: 'A field holds a value of another type',
    why: 'kubectl and the API server refuse the object: "json: cannot unmarshal …". YAML reads yes, on, 8080 and 1.5 as booleans and numbers unless they are quoted.',
    help: 'Give the field the type it needs: quote what should be text, remove the quotes around numbers.',
    message: ({ found, field, expected }) => `cannot unmarshal ${found} into ${field} of type ${expected}`,
  }),
  'unknown-field': entry<{ field: string; in: string; similar: string | undefined }>({
    severity: 'warning',
    title: 'A field does not exist in the Kubernetes API',
    why: 'kubectl refuses unknown fields (strict decoding) and older clusters drop them; either way the setting has no effect. Names are case-sensitive.',
    help: 'Correct the spelling or the indentation, or remove the field.',
    message: ({ field, in: where, similar }) =>
      `unknown field "${field}" in ${where}${similar === undefined ? '' : `; did you mean "${similar}"?`}`,
  }),
  'invalid-quantity': entry<{ found: string; problem: 'format' | 'number' | 'suffix' }>({
    severity: 'error',
    title: 'A quantity cannot be read',
    why: 'Quantities are a number and one of the suffixes n u m k M G T P E or Ki Mi Gi Ti Pi Ei, without a space and in exactly this case; K, MB and Mb do not exist.',
    help: 'Write for example 512Mi (mebibytes), 512M (megabytes), 250m (a quarter of a CPU).',
    message: ({ found, problem }) => `${JSON.stringify(found)} is not a quantity: ${quantityProblems[problem]}`,
  }),
  'number-octal': entry<{ found: string; value: string }>({
    severity: 'warning',
    title: 'A number with a leading zero is octal',
    why: 'YAML 1.1, which Kubernetes reads, takes 010 for the octal number 8. For file modes that is wanted, elsewhere hardly ever.',
    help: 'Write the number without the leading zero.',
    message: ({ found, value }) => `${found} is an octal number and means ${value}`,
  }),
  'secret-base64': entry<{ secret: string; key: string }>({
    severity: 'error',
    title: 'A value under data of a Secret is not base64',
    why: 'Values of `data` are base64; the API server refuses anything else. Plain text belongs under `stringData`.',
    help: 'Encode the value (`printf %s value | base64`), or move the key to stringData.',
    message: ({ secret, key }) => `key "${key}" of ${secret} is not valid base64`,
  }),
  'binary-data-base64': entry<{ configMap: string; key: string }>({
    severity: 'error',
    title: 'A value under binaryData of a ConfigMap is not base64',
    why: 'Values of `binaryData` are base64; the API server refuses anything else. Plain text belongs under `data`.',
    help: 'Encode the value (`base64 < file`), or move the key to data.',
    message: ({ configMap, key }) => `key "${key}" of ${configMap} is not valid base64`,
  }),
  'key-in-data-and-binary-data': entry<{ object: string; key: string }>({
    severity: 'error',
    title: 'A key of a ConfigMap stands under data and under binaryData',
    why: 'The API server refuses the ConfigMap, since the key could have two values.',
    help: 'Remove one of the two.',
    message: ({ object, key }) => `key "${key}" of ${object} is in data and in binaryData`,
  }),
  'invalid-config-key': entry<{ object: string; key: string; problem: string }>({
    severity: 'error',
    title: 'A key of a ConfigMap or Secret is not allowed',
    why: 'Keys become file names and names of variables; the API server refuses other characters, and names that leave the directory.',
    help: 'Rename the key. In a volume, `items` can give the file another path.',
    message: ({ object, key, problem }) => `key ${JSON.stringify(key)} of ${object} is not allowed: ${problem}`,
  }),
  'object-too-large': entry<{ object: string; bytes: number }>({
    severity: 'error',
    adjustable: true,
    title: 'A ConfigMap or Secret is larger than 1 MiB',
    why: 'The API server refuses it. The image could hold it all the same.',
    help: 'Split the object, or set the severity of object-too-large to "warning" when no cluster will ever see it.',
    message: ({ object, bytes }) => `${object} holds ${bytes} bytes; at most 1048576 are allowed`,
  }),
  'sops-encrypted': entry<{ object: string; field: string }>({
    severity: 'error',
    title: 'A value is encrypted with SOPS',
    why: 'The value is a cipher text that only the holder of the key can read; in an image it would be useless, and a program that reads it would fail in a confusing way.',
    help: 'Decrypt the file first (`sops decrypt secret.yaml`) and name the result on the command line, outside of the repository.',
    message: ({ object, field }) => `${object} is encrypted with SOPS (${field})`,
  }),
  'kind-mismatch': entry<{ kind: string; apiVersion: string; expected?: string; similar?: string }>({
    severity: 'error',
    title: 'The kind does not exist in this apiVersion',
    why: 'kubectl finds no such resource and applies nothing.',
    help: 'Correct the apiVersion or the spelling of the kind.',
    message: ({ kind, apiVersion, expected, similar }) => {
      const hint = expected === undefined ? similar && `did you mean ${similar}?` : `it exists in ${expected}`;
      return `no matches for kind "${kind}" in version "${apiVersion}"${hint === undefined ? '' : `; ${hint}`}`;
    },
  }),
  'deprecated-api': entry<{ kind: string; apiVersion: string; current: string }>({
    severity: 'warning',
    title: 'The apiVersion was removed from Kubernetes',
    why: 'Today no cluster takes the manifest any more. It is read as if it had the current version, whose fields are the same for pods.',
    help: 'Change the apiVersion to the current one.',
    message: ({ kind, apiVersion, current }) => `${kind} of ${apiVersion} no longer exists; it is read as ${current}`,
  }),
  'missing-pod-spec': entry<{ object: string; field: string }>({
    severity: 'error',
    title: 'A workload has no pod spec',
    why: 'There are no containers to run; the API server refuses the object.',
    help: 'Add the field. A wrong indentation is the usual reason.',
    message: ({ object, field }) => `${object} has no ${field}`,
  }),
  'invalid-name': entry<{ field: string; name: string; problem: string }>({
    severity: 'error',
    title: 'A name is not allowed',
    why: 'Names of objects are DNS names and names of containers DNS labels: lower-case letters, digits, "-" (objects also "."), beginning and ending with a letter or digit.',
    help: 'Rename it.',
    message: ({ field, name, problem }) => `${field} ${JSON.stringify(name)} is ${problem}`,
  }),
  'replicas-zero': entry<{ kind: string }>({
    severity: 'warning',
    title: 'A workload is scaled to zero',
    why: 'A cluster would run no pod; the image that is made runs one whenever it is booted.',
    help: 'Leave the workload out with --ignore if it is not wanted.',
    message: ({ kind }) => `${kind} has replicas 0, and the image runs one pod all the same`,
  }),
  'replicas-n': entry<{ kind: string; replicas: number }>({
    severity: 'info',
    title: 'A workload has several replicas',
    why: 'One image is one pod. The number of replicas is the number of machines that boot it.',
    help: 'Boot the image as many times as there should be replicas; a StatefulSet gives each its own image with --all-ordinals.',
    message: ({ kind, replicas }) => `${kind} has ${replicas} replicas; one image is one of them`,
  }),
  'selector-mismatch': entry<{ kind: string; problem: 'missing' | 'empty' | 'no-match' }>({
    severity: 'warning',
    title: 'The selector does not select the pod template',
    why: 'The API server refuses the object: the controller would not find its own pods. The image does not depend on it.',
    help: 'Give spec.selector.matchLabels the labels of the template.',
    message: ({ kind, problem }) => `${kind} ${selectorProblems[problem]}`,
  }),
  'job-many': entry<{ field: string; count: number; indexed: boolean }>({
    severity: 'info',
    title: 'A Job runs several pods',
    why: 'One image is one pod of the Job.',
    help: 'Boot the image as often as the Job would run; --index chooses the index of an indexed Job.',
    message: ({ field, count, indexed }) =>
      `Job has ${field} ${count}; one image is one ${indexed ? 'index (choose it with --index)' : 'of its pods'}`,
  }),
  'job-retries-ignored': entry<{ fields: readonly string[] }>({
    severity: 'info',
    title: 'Retries and limits of a Job are ignored',
    why: 'They are instructions for the controller that makes the pods; LinuxKit runs a container once.',
    help: 'Let whatever boots the machine decide about retries.',
    message: ({ fields }) => `nothing on the machine acts on ${fields.join(', ')}`,
  }),
  'workload-suspended': entry<{ kind: string }>({
    severity: 'warning',
    title: 'A Job is suspended',
    why: 'A cluster would run no pod until somebody resumes it; the image runs one whenever it is booted.',
    help: 'Leave the workload out with --ignore if it is not wanted.',
    message: ({ kind }) => `${kind} is suspended, and the image runs it all the same`,
  }),
  'cron-schedule-ignored': entry<{ schedule: string; timeZone: string | undefined }>({
    severity: 'warning',
    title: 'The schedule of a CronJob is ignored',
    why: 'LinuxKit has no scheduler: the image runs the job once for every boot.',
    help: 'Let a scheduler outside of the machine boot the image at these times.',
    message: ({ schedule, timeZone }) =>
      `schedule "${schedule}"${timeZone === undefined ? '' : ` (${timeZone})`} is not followed: the job runs once for every boot`,
  }),
} as const;

const quantityProblems = {
  format: "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
  number: 'unable to parse numeric part of quantity',
  suffix: "unable to parse quantity's suffix",
} as const;

const selectorProblems = {
  missing: 'has no selector',
  empty: 'has an empty selector',
  'no-match': 'has a selector that the labels of its pod template do not match',
} as const;
