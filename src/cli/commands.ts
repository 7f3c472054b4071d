import type { CommandEntry } from './command.ts';

const paths = { name: 'paths', describe: 'File, directory, pattern, kustomization directory or -', required: false, many: true } as const;

/** Every command; the first is what runs when none is named. Code is loaded only for the one that runs. */
export const commands: readonly CommandEntry[] = [
  {
    words: 'generate',
    positionals: [paths],
    describe: 'Write one LinuxKit file per workload (the default command)',
    examples: [
      ['$0 generate k8s/', 'write linuxkit/default/deployment-web.yml and so on'],
      ['$0 < web.yaml > web.yml', 'translate the one workload of a stream'],
    ],
    load: async () => (await import('./commands/generate.ts')).generate,
  },
  {
    words: 'check',
    positionals: [paths],
    describe: 'Report problems and drift without writing',
    examples: [['$0 check --strict k8s/', 'warnings fail too']],
    load: async () => (await import('./commands/check.ts')).check,
  },
  {
    words: 'lock',
    positionals: [paths],
    describe: 'Write or update the image lock',
    examples: [
      ['$0 lock --from registry k8s/', 'look every image up in its registry'],
      ['$0 lock --from linuxkit-cache', 'offline, from what linuxkit build has pulled'],
      ['$0 lock --check --from registry', 'fail when a tag moved'],
    ],
    load: async () => (await import('./commands/lock.ts')).lock,
  },
];
