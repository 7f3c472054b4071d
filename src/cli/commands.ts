import type { CommandEntry } from './command.ts';
import { type OptionSpec, optionTable } from './options.ts';

const paths = {
  name: 'PATH',
  describe:
    'File, directory, pattern, kustomization directory or - (standard input); default: inputs of the configuration, else the working directory',
  required: false,
  many: true,
} as const;

/** Options of a group: what commands that do not translate take and do not show. */
function groupOf(group: OptionSpec['group']): readonly string[] {
  return Object.entries(optionTable as Readonly<Record<string, OptionSpec>>).flatMap(([name, spec]) =>
    spec.group === group ? [name] : [],
  );
}

const translating = [...groupOf('Translation'), 'base', 'standalone'];
const reporting = ['strict', 'report-file', 'report', 'summary', 'jobs'];

/** Every command; the first is what runs when none is named. Code is loaded only for the one that runs. */
export const commands: readonly CommandEntry[] = [
  {
    words: 'generate',
    reads: true,
    positionals: [paths],
    describe: 'Write one LinuxKit file per workload (the default command)',
    details: [
      'Files go to --out, with an index.json that names them. With --out -, and for a manifest on standard input, the only one goes to standard output.',
      'An error belongs to the workloads it touches: those are not written, the others are, and the exit status is 1.',
    ],
    examples: [
      ['$0 generate k8s/', 'write linuxkit/default/deployment-web.yml and so on'],
      ['$0 < web.yaml > web.yml', 'translate the one workload of a stream'],
    ],
    quietOptions: ['jobs'],
    load: async () => (await import('./commands/generate.ts')).generate,
  },
  {
    words: 'check',
    reads: true,
    positionals: [paths],
    describe: 'Report problems and drift without writing',
    examples: [['$0 check --strict k8s/', 'warnings fail too']],
    quietOptions: ['jobs'],
    load: async () => (await import('./commands/check.ts')).check,
  },
  {
    words: 'explain',
    reads: true,
    positionals: [
      {
        name: 'SUBJECT',
        describe: 'A field path, a diagnostic code, or a workload: NAME, KIND/NAME or NAMESPACE/KIND/NAME',
        required: true,
        many: false,
      },
      paths,
    ],
    describe: 'Tell what becomes of a field, what a diagnostic means, or where everything in a workload comes from',
    details: [
      'A field path is one of a pod spec or of a whole object, with or without brackets: containers[].image, spec.template.spec.containers[0].image, deployment.spec.replicas.',
      'Of a workload it shows process, user, environment, files, mounts, limits and ports of each container, each with the file and line that decided it and what that replaced, and what was approximated or dropped. Secret values are masked.',
    ],
    examples: [
      ['$0 explain deployment/web k8s/', 'what the machine of a Deployment gets, and from where'],
      ['$0 explain containers.livenessProbe', 'what becomes of a field'],
      ['$0 explain missing-key', 'what a diagnostic means and what to do'],
    ],
    quietOptions: [...reporting, 'quiet', 'verbose', 'workload'],
    options: { format: { choices: ['text', 'json'], default: 'text', group: 'Explain', describe: 'Form of the page' } },
    load: async () => (await import('./commands/explain.ts')).explain,
  },
  {
    words: 'graph',
    reads: true,
    positionals: [paths],
    describe: 'Show which workload refers to which object, and what is missing or unused',
    examples: [
      ['$0 graph --format html k8s/ > graph.html', 'one page to search and click through'],
      ['$0 graph --missing k8s/', 'only what leads nowhere'],
      ['$0 graph --workload web --depth 2', 'the neighbourhood of one workload'],
    ],
    options: {
      format: { choices: ['mermaid', 'dot', 'json', 'svg', 'html'], default: 'mermaid', group: 'Graph', describe: 'Form of the graph' },
    },
    quietOptions: [...translating, 'summary'],
    load: async () => (await import('./commands/graph.ts')).graph,
  },
  {
    words: 'lock',
    reads: true,
    positionals: [paths],
    describe: 'Write or update the image lock',
    examples: [
      ['$0 lock --from registry k8s/', 'look every image up in its registry'],
      ['$0 lock --from linuxkit-cache', 'offline, from what linuxkit build has pulled'],
      ['$0 lock --check --from registry', 'fail when a tag moved'],
    ],
    quietOptions: translating.filter((name) => name !== 'platform'),
    load: async () => (await import('./commands/lock.ts')).lock,
  },
  {
    words: 'init',
    reads: false,
    positionals: [
      { name: 'DIR', describe: 'Directory to look at and write to; default: the working directory', required: false, many: false },
    ],
    describe: 'Write a commented .podspec2lkrc.yaml for the manifests that are found, and print the next steps',
    details: ['Looks for manifests, kustomizations and LinuxKit base files. It never overwrites a file.'],
    examples: [['$0 init', 'start in a repository with manifests']],
    load: async () => (await import('./commands/init.ts')).init,
  },
  {
    words: 'completion',
    reads: false,
    positionals: [{ name: 'SHELL', describe: 'bash, zsh or fish', required: true, many: false, choices: ['bash', 'zsh', 'fish'] }],
    describe: 'Print the completion script of a shell',
    details: [
      'bash: source <(podspec2linuxkit completion bash)',
      'zsh: source <(podspec2linuxkit completion zsh), after compinit',
      'fish: podspec2linuxkit completion fish > ~/.config/fish/completions/podspec2linuxkit.fish',
    ],
    examples: [['source <($0 completion bash)', 'complete commands, options and workloads in this bash']],
    load: async () => (await import('./commands/completion.ts')).completion,
  },
];
