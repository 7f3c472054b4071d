/** How one option is given; the table below is the source of the command line, the configuration, its schema and the documentation. */
export interface OptionSpec {
  readonly type: 'boolean' | 'string' | 'number' | 'list';
  readonly choices?: readonly string[];
  /** A list that may be given without a value. */
  readonly mayBeEmpty?: boolean;
  /** Word for the value in help texts. */
  readonly value?: string;
  readonly describe: string;
  /** Commands that take it; absent: all that read manifests. */
  readonly commands?: readonly string[];
  /** `false`: no key of its own in the configuration file. */
  readonly config?: false;
  /** The same as a key of a section of the configuration. */
  readonly inSection?: string;
  /** What holds when nothing is given, as text. */
  readonly default?: string;
  readonly group: 'Input' | 'Output' | 'Diagnostics' | 'Translation' | 'Lock' | 'Graph' | 'Check' | 'Explain';
}

/** Every option of every command, in the order of the help text. */
export const optionTable = {
  config: {
    type: 'string',
    value: 'FILE',
    config: false,
    group: 'Input',
    describe: 'Use this configuration file instead of searching for one',
  },
  namespace: { type: 'string', value: 'NS', group: 'Input', default: 'default', describe: 'Namespace of objects that name none' },
  workload: {
    type: 'list',
    value: 'PATTERN',
    group: 'Input',
    describe: 'Only these workloads: NAME, KIND/NAME or NAMESPACE/KIND/NAME; * matches any text',
  },
  ignore: {
    type: 'list',
    value: 'GLOB',
    group: 'Input',
    describe: 'Leave out paths, gitignore syntax; added to .gitignore and .podspec2lkignore',
  },
  kustomize: {
    type: 'string',
    choices: ['native', 'kubectl', 'kustomize', 'off'],
    group: 'Input',
    default: 'native',
    describe: 'How kustomizations are rendered; off treats their files as plain manifests',
  },
  lock: {
    type: 'string',
    value: 'FILE',
    inSection: 'lock.file',
    group: 'Input',
    default: 'podspec2lk.lock.json',
    describe: 'Image lock file',
  },

  out: {
    type: 'string',
    value: 'DIR',
    group: 'Output',
    default: 'linuxkit',
    commands: ['generate', 'check', 'explain', 'graph', 'lock'],
    describe: 'Directory of the generated files; with -, generate prints the only one',
  },
  prune: {
    type: 'boolean',
    group: 'Output',
    commands: ['generate'],
    describe: 'Remove generated files that no workload of this run produces',
  },
  'all-or-nothing': { type: 'boolean', group: 'Output', commands: ['generate'], describe: 'Write nothing when there is any error' },
  'fail-if-changed': {
    type: 'boolean',
    config: false,
    group: 'Output',
    commands: ['generate'],
    describe: 'Exit status 1 when a file was written or removed, for commit hooks',
  },
  base: { type: 'list', value: 'FILE', group: 'Output', describe: 'Check the result against these LinuxKit files' },
  standalone: { type: 'boolean', group: 'Output', describe: 'Merge the base files into each output, as linuxkit build would' },

  strict: { type: 'boolean', group: 'Diagnostics', describe: 'Warnings become errors' },
  format: {
    type: 'string',
    choices: ['text', 'json', 'sarif', 'junit', 'github'],
    group: 'Diagnostics',
    default: 'text',
    describe: 'Form of the diagnostics',
  },
  'report-file': { type: 'string', value: 'FILE', group: 'Diagnostics', describe: 'Write the diagnostics to a file' },
  report: { type: 'list', value: 'FORMAT:FILE', group: 'Diagnostics', describe: 'Another report, e.g. sarif:out.sarif' },
  summary: { type: 'boolean', group: 'Diagnostics', describe: 'Print the summary only' },
  color: {
    type: 'string',
    choices: ['auto', 'always', 'never'],
    group: 'Diagnostics',
    default: 'auto',
    describe: 'Colour; NO_COLOR and FORCE_COLOR are honoured',
  },
  quiet: { type: 'boolean', group: 'Diagnostics', describe: 'Only errors and drift' },
  verbose: { type: 'boolean', group: 'Diagnostics', describe: 'Also infos, and what was passed over and why' },
  jobs: { type: 'number', value: 'N', group: 'Diagnostics', default: '8', describe: 'Number of images that lock reads at the same time' },

  secrets: {
    type: 'string',
    choices: ['include', 'omit'],
    group: 'Translation',
    default: 'include',
    describe: 'Whether secret values are put into the output',
  },
  firewall: { type: 'boolean', group: 'Translation', describe: 'Drop traffic to ports that no container declares' },
  'firewall-allow': {
    type: 'list',
    value: 'PROTO/PORT[@CIDR]',
    group: 'Translation',
    describe: 'Open a port for services of the base file, e.g. tcp/22@10.0.0.0/8',
  },
  'runtime-fields': {
    type: 'string',
    choices: ['patch', 'placeholder', 'error'],
    group: 'Translation',
    default: 'patch',
    describe: 'What stands for pod IP, host IP and node name',
  },
  'pod-ip': { type: 'list', value: 'ADDRESS', group: 'Translation', describe: 'Address of the machine, when it is fixed' },
  'node-name': { type: 'string', value: 'NAME', group: 'Translation', describe: 'Name of the machine, when it is fixed' },
  ordinal: { type: 'number', value: 'N', group: 'Translation', describe: 'Ordinal of a StatefulSet pod' },
  'all-ordinals': { type: 'boolean', group: 'Translation', describe: 'One file per StatefulSet replica' },
  index: { type: 'number', value: 'N', group: 'Translation', default: '0', describe: 'Index of an indexed Job' },
  'job-mode': {
    type: 'string',
    choices: ['service', 'onboot'],
    group: 'Translation',
    default: 'service',
    describe: 'Run Jobs as services, or to completion while booting',
  },
  'empty-dir': {
    type: 'string',
    choices: ['tmpfs', 'disk'],
    group: 'Translation',
    default: 'tmpfs',
    describe: 'What backs emptyDir volumes',
  },
  volume: {
    type: 'list',
    value: 'NAME=PATH',
    group: 'Translation',
    describe: 'Back a volume, claim or PersistentVolume by a path or device of the machine',
  },
  'host-path-root': {
    type: 'string',
    value: 'DIR',
    group: 'Translation',
    describe: 'Directory below which read-only host paths are placed',
  },
  platform: {
    type: 'list',
    value: 'OS/ARCH',
    group: 'Translation',
    default: 'linux/amd64',
    describe: 'Platform of the images; lock takes several',
  },
  locked: { type: 'boolean', group: 'Translation', describe: 'Refuse images that the lock does not hold' },
  pin: { type: 'boolean', group: 'Translation', describe: 'Emit image references with the digest of the lock' },
  set: {
    type: 'list',
    value: 'KEY=VALUE',
    config: false,
    group: 'Translation',
    describe: 'Set a key of the translate: section of the configuration',
  },

  from: {
    type: 'list',
    value: 'SOURCE',
    config: false,
    inSection: 'lock.from',
    group: 'Lock',
    commands: ['lock'],
    describe:
      'Where images are looked up, in order: oci:DIR, oci:FILE.tar, docker-archive:FILE.tar, linuxkit-cache, docker-inspect:FILE, registry',
  },
  check: {
    type: 'boolean',
    config: false,
    group: 'Lock',
    commands: ['lock'],
    describe: 'Write nothing; fail when the lock lacks an image, holds one too many or, with --from registry, a tag moved',
  },
  list: { type: 'boolean', config: false, group: 'Lock', commands: ['lock'], describe: 'Print every image with its place; write nothing' },
  'keep-unused': { type: 'boolean', config: false, group: 'Lock', commands: ['lock'], describe: 'Keep entries that nothing uses' },
  layers: {
    type: 'boolean',
    config: false,
    group: 'Lock',
    commands: ['lock'],
    default: 'true',
    describe: 'Read the layers, for users and unpacked sizes; --no-layers skips them',
  },

  reveal: {
    type: 'boolean',
    config: false,
    group: 'Explain',
    commands: ['explain'],
    describe: 'Show secret values; only when the output is a terminal',
  },

  missing: {
    type: 'boolean',
    config: false,
    group: 'Graph',
    commands: ['graph'],
    describe: 'Only what is missing or ambiguous, and what refers to it',
  },
  depth: {
    type: 'number',
    value: 'N',
    config: false,
    group: 'Graph',
    commands: ['graph'],
    describe: 'Most steps from the workloads, in either direction; default: everything that they depend on',
  },

  drift: { type: 'boolean', group: 'Check', commands: ['check'], default: 'true', describe: 'Compare with the files in --out' },
  diff: { type: 'boolean', group: 'Check', commands: ['check'], describe: 'Show the text differences of drifted files' },
  changed: {
    type: 'list',
    value: 'FILE',
    config: false,
    group: 'Check',
    commands: ['check'],
    mayBeEmpty: true,
    describe: 'Only workloads that these files may have altered; further files may follow as arguments',
  },
} as const satisfies Readonly<Record<string, OptionSpec>>;

export type OptionName = keyof typeof optionTable;

/** Keys of the configuration that say what an option says. */
export function configKeys(name: string, { config, inSection }: OptionSpec): readonly string[] {
  return [...(config === false ? [] : [configKey(name)]), ...(inSection === undefined ? [] : [inSection])];
}

/** `host-path-root` → `hostPathRoot`: the key of an option in the configuration. */
export function configKey(option: string): string {
  return option.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
