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
} as const;

const quantityProblems = {
  format: "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
  number: 'unable to parse numeric part of quantity',
  suffix: "unable to parse quantity's suffix",
} as const;
