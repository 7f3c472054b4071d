import { entry } from '../entry.ts';

/** Names, places and checks of the emitted files. */
export const outputCodes = {
  'output-collision': entry<{ file: string; other: string }>({
    severity: 'error',
    title: 'Two workloads would be written to the same file',
    why: 'On a disk that ignores case the second file would silently replace the first.',
    help: 'Rename one of the workloads, or generate them into different directories.',
    message: ({ file, other }) => `${file} and ${other} are the same file on a disk that ignores case`,
  }),
  'unsupported-field': entry<{ field: string; reason: string }>({
    severity: 'warning',
    title: 'A field has no counterpart in LinuxKit',
    why: 'Dropping the field changes how the pod runs, so it is never dropped in silence.',
    help: '`podspec2linuxkit explain FIELD` says what is lost; accept it with the annotation podspec2linuxkit.io/ignore.',
    message: ({ field, reason }) => `${field} is left out: ${reason}`,
  }),
  'field-ignored': entry<{ fields: readonly string[] }>({
    severity: 'info',
    title: 'Fields that mean nothing on a single machine',
    why: 'They speak to the scheduler, the control plane or the registry; a machine image has none of these.',
    help: 'Nothing to do; docs/fields.md says for each field why it does not matter here.',
    message: ({ fields }) => `ignored on a single machine: ${fields.join(', ')}`,
  }),
} as const;
