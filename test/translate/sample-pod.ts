import { collector, type Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import type { NetworkPolicy, PodSpec } from '../../src/model/kubernetes.ts';
import type { Manifest } from '../../src/model/manifest.ts';
import { defaultOptions, type TranslateOptions } from '../../src/model/options.ts';
import type { DecodedObject, ReferencedKind } from '../../src/model/reference.ts';
import type { ResolvedContainer, ResolvedEnv, ResolvedPod } from '../../src/model/resolved-pod.ts';
import { similarName } from '../../src/model/similar-name.ts';
import type { SourceFile } from '../../src/model/source.ts';
import type { WorkloadKind } from '../../src/model/workload.ts';
import type { PodParts, Rule } from '../../src/translate/rule.ts';

/** What a test may say about a pod; everything else is that of a Pod `p` in `default` with no references. */
export interface PodSample {
  readonly spec: PodSpec;
  readonly kind?: WorkloadKind;
  readonly options?: Partial<TranslateOptions>;
  readonly labels?: Readonly<Record<string, string>>;
  readonly fqdn?: string;
  /** Resolved environment by container name. */
  readonly env?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly policies?: Readonly<Record<string, NetworkPolicy>>;
}

const file: SourceFile = { path: 'pod.yaml', text: '' };

function manifest(kind: string, name: string): Manifest {
  const root = { file, offset: 0 };
  return {
    id: 0,
    apiVersion: 'v1',
    group: '',
    version: 'v1',
    kind,
    namespace: 'default',
    name,
    data: {},
    document: { file, index: 0, value: {}, places: { root, find: () => undefined } } as unknown as Manifest['document'],
    path: [],
    bundle: { id: '', kind: 'stream', root: '' } as unknown as Manifest['bundle'],
    directory: '',
    explicit: true,
    outputDirectory: '',
    sources: ['pod.yaml'],
  };
}

/** A resolved pod made straight from a pod spec, for tests of single rules. */
export function samplePod({ spec, kind = 'Pod', options = {}, labels = {}, fqdn = '', env = {}, policies = {} }: PodSample): ResolvedPod {
  const objects = Object.entries(policies).map(
    ([name, value]): DecodedObject<'NetworkPolicy'> => ({ manifest: manifest('NetworkPolicy', name), value, diagnostics: [] }),
  );
  const visible = <K extends ReferencedKind>(wanted: K) =>
    wanted === 'NetworkPolicy' ? (objects as unknown as readonly DecodedObject<K>[]) : [];
  const job = kind === 'Job' || kind === 'CronJob' ? { job: { spec: {}, path: ['spec'] } } : {};
  return {
    workload: {
      manifest: manifest(kind, 'p'),
      kind,
      namespace: 'default',
      name: 'p',
      object: {},
      template: { spec },
      templatePath: [],
      ...job,
    },
    spec,
    specPath: ['spec'],
    name: 'p',
    namespace: 'default',
    ordinal: undefined,
    labels,
    annotations: {},
    hostname: spec.hostname ?? 'p',
    fqdn,
    containers: [...containersOf(spec, 'initContainers', env), ...containersOf(spec, 'containers', env)],
    volumes: new Map(),
    options: { ...defaultOptions, ...options },
    lookup: { find: () => ({ status: 'missing' }), visible, similar: similarName } as ResolvedPod['lookup'],
  };
}

function containersOf(
  spec: PodSpec,
  list: 'initContainers' | 'containers',
  env: NonNullable<PodSample['env']>,
): readonly ResolvedContainer[] {
  return (spec[list] ?? []).map((container, index) => ({
    spec: container,
    role: list === 'containers' ? 'container' : container.restartPolicy === 'Always' ? 'sidecar' : 'init',
    index,
    path: ['spec', list, index],
    image: { reference: 'i', normalised: 'docker.io/library/i:latest', emitted: 'i' },
    command: container.command,
    env: Object.entries(env[container.name ?? ''] ?? {}).map(
      ([name, value]): ResolvedEnv => ({ name, value, from: { kind: 'default', description: 'test' }, secret: false, overrode: [] }),
    ),
    cwd: undefined,
    user: { uid: 0, gid: 0, additionalGids: [] },
    mounts: [],
  }));
}

/** Runs one rule on a pod. */
export function runRule(rule: Rule, pod: ResolvedPod): { readonly parts: PodParts; readonly diagnostics: readonly Diagnostic[] } {
  const { diagnostics, report } = collector();
  for (const container of pod.containers) rule.container?.(container, pod, report);
  return { parts: rule.pod?.(pod, report) ?? {}, diagnostics };
}

/** `code at path` of each finding, in order. */
export function found(diagnostics: readonly Diagnostic[]): readonly string[] {
  return diagnostics.map(({ code, at }) => (at.kind === 'field' ? `${code} ${at.path.join('.')}` : code));
}

/** The text of one file that a rule bakes. */
export function baked(parts: PodParts, path: string): string {
  const contents = parts.files?.find((entry) => entry.path === path)?.contents;
  if (typeof contents !== 'string') throw new Error(`no text file ${path} among ${parts.files?.map((entry) => entry.path).join(', ')}`);
  return contents;
}
