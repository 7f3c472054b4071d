import { collector, type Diagnostic, type Outcome, type Report } from '../../src/diagnostics/diagnostic.ts';
import type { ImageLock, LockedPlatform } from '../../src/model/image-lock.ts';
import type { Kubernetes, ObjectMeta, PodSpec } from '../../src/model/kubernetes.ts';
import type { Manifest } from '../../src/model/manifest.ts';
import { defaultOptions, type TranslateOptions } from '../../src/model/options.ts';
import type { DecodedObject, Lookup, ObjectLookup, ReferencedKind } from '../../src/model/reference.ts';
import type { PodContext, ResolvedPod } from '../../src/model/resolved-pod.ts';
import { similarName } from '../../src/model/similar-name.ts';
import type { SourceFile } from '../../src/model/source.ts';
import type { Workload, WorkloadKind } from '../../src/model/workload.ts';
import { identifyPod } from '../../src/resolve/identity.ts';
import { resolvePod } from '../../src/resolve/resolve-pod.ts';

/** What a test may say about a workload; everything else is that of a Pod `p` in `default`. */
export interface Sample {
  readonly kind?: WorkloadKind;
  readonly metadata?: ObjectMeta;
  readonly template?: ObjectMeta;
  readonly spec?: PodSpec;
  /** Fields of the workload's own spec: `serviceName`, `ordinals` … */
  readonly wrapper?: Readonly<Record<string, unknown>>;
  readonly job?: Kubernetes<'JobSpec'>;
  readonly options?: Partial<TranslateOptions>;
  readonly objects?: readonly SampleObject[];
}

export interface SampleObject {
  readonly kind: ReferencedKind;
  readonly name: string;
  readonly value: object;
}

const file: SourceFile = { path: 'in.yaml', text: '' };

function manifest(kind: string, name: string): Manifest {
  return {
    id: 0,
    apiVersion: 'v1',
    group: '',
    version: 'v1',
    kind,
    namespace: undefined,
    name,
    data: {},
    document: { file, index: 0, value: {}, places: { root: { file, offset: 0 }, find: () => undefined }, origin: 'yaml' },
    path: [],
    bundle: { kind: 'flat', root: '' },
    directory: '',
    explicit: false,
    outputDirectory: '',
    sources: ['in.yaml'],
  };
}

function lookupOf(objects: readonly SampleObject[]): ObjectLookup {
  const decoded = objects.map(({ kind, name, value }) => ({ kind, object: { manifest: manifest(kind, name), value, diagnostics: [] } }));
  const all = <K extends ReferencedKind>(kind: K) =>
    decoded.filter((entry) => entry.kind === kind).map(({ object }) => object as DecodedObject<K>);
  return {
    find<K extends ReferencedKind>(kind: K, name: string): Lookup<K> {
      const object = all(kind).find((candidate) => candidate.manifest.name === name);
      return object ? { status: 'found', object, namespaceAssumed: false } : { status: 'missing' };
    },
    visible: all,
    similar: similarName,
  };
}

/** The arguments of `resolvePod` but for the lock. */
export function sampleRequest(sample: Sample = {}): readonly [Workload, ObjectLookup, TranslateOptions] {
  const { kind = 'Pod', metadata = { name: 'p' }, template, spec = {}, wrapper = {}, job, options = {}, objects = [] } = sample;
  const isPod = kind === 'Pod';
  const workload: Workload = {
    manifest: manifest(kind, metadata.name ?? ''),
    kind,
    namespace: 'default',
    name: metadata.name ?? '',
    object: { metadata, spec: wrapper } as Workload['object'],
    template: { metadata: isPod ? metadata : (template ?? {}), spec },
    templatePath: isPod ? [] : ['spec', 'template'],
    ...(job && { job: { spec: job, path: ['spec'] } }),
  };
  return [workload, lookupOf(objects), { ...defaultOptions, ...options }];
}

/** A pod before its volumes and containers are resolved. */
export function samplePod(sample: Sample = {}): PodContext {
  return identifyPod(...sampleRequest(sample));
}

/** A pod with everything resolved, and the findings. */
export function resolveSample(sample: Sample, lock?: ImageLock): Outcome<ResolvedPod> {
  const [workload, lookup, options] = sampleRequest(sample);
  return resolvePod(workload, lookup, lock, options);
}

/** A lock with `docker.io/library/app:1.2.3` for linux/amd64. */
export function sampleLock(platform: Partial<LockedPlatform> = {}, digest?: string): ImageLock {
  const empty: LockedPlatform = { entrypoint: ['/entry'], cmd: ['serve'], env: [], workingDir: '', user: '', volumes: [], labels: {} };
  const image = { ...(digest !== undefined && { digest }), platforms: { 'linux/amd64': { ...empty, ...platform } } };
  return { version: 1, images: { 'docker.io/library/app:1.2.3': image } };
}

/** Runs a function with a report; gives its result and the findings. */
export function reporting<T>(run: (report: Report) => T): { readonly value: T; readonly diagnostics: readonly Diagnostic[] } {
  const { diagnostics, report } = collector();
  return { value: run(report), diagnostics };
}

/** The codes of findings, in order. */
export function codesOf(diagnostics: readonly Diagnostic[]): readonly string[] {
  return diagnostics.map(({ code }) => code);
}
