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
} as const;
