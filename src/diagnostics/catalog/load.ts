import { entry } from '../entry.ts';

/** Finding, reading and classifying files. */
export const loadCodes = {
  'unreadable-file': entry<{ file: string; reason: string }>({
    severity: 'error',
    title: 'A file or directory cannot be read',
    why: 'A file that was asked for may hold the very object that a workload needs, so it is not passed over in silence.',
    help: 'Check that the path exists and that you may read it, or leave it out with --ignore.',
    message: ({ file, reason }) => `cannot read ${file}: ${reason}`,
  }),
} as const;
