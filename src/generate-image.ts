import { collector, type Outcome } from './diagnostics/diagnostic.ts';
import { type BaseFile, mergeBases } from './emit/base.ts';
import { checkAgainstBase, disksOf } from './emit/base-check.ts';
import { formatLinuxKit } from './emit/yaml.ts';
import { append } from './model/append.ts';
import type { ImageLock } from './model/image-lock.ts';
import type { LinuxKitConfig } from './model/linuxkit.ts';
import type { Manifest } from './model/manifest.ts';
import type { TranslateOptions } from './model/options.ts';
import { relativePath } from './model/paths.ts';
import type { ObjectLookup } from './model/reference.ts';
import type { ResolvedPod } from './model/resolved-pod.ts';
import type { StorageNeed } from './model/storage.ts';
import type { Workload } from './model/workload.ts';
import { outputFile } from './output-file.ts';
import { pinImages } from './pin-images.ts';
import { resolvePod } from './resolve/resolve-pod.ts';
import { checkBudget, type ImageBudget, imageBudget } from './translate/budget.ts';
import { dependsOnBase } from './translate/root-layers.ts';
import { storagePlan } from './translate/storage-plan.ts';
import { translatePod } from './translate/translate-pod.ts';

/** One LinuxKit file, not yet written. */
export interface GeneratedImage {
  /** Relative to `--out`. */
  readonly file: string;
  /** This and the next two are made again when somebody asks for what was not kept, see {@link Keep}. */
  readonly text: string;
  readonly config: LinuxKitConfig;
  readonly pod: ResolvedPod;
  /** StatefulSet ordinal of the pod, which needs no second translation to be known. */
  readonly ordinal: number | undefined;
  readonly containsSecrets: boolean;
  /** As the manifest writes them, in order, each once. */
  readonly containerImages: readonly string[];
  readonly storage: readonly StorageNeed[];
  /** What the images weigh, as far as the lock knows. */
  readonly budget: ImageBudget | undefined;
  /** The lock was used, so it decided the output. */
  readonly usesLock: boolean;
  /** Base files that decided the text. */
  readonly bases: readonly string[];
}

/**
 * What stays in memory of an image once its findings are known. A repository with thousands of workloads fits into memory many
 * times over when only the texts stay, and a check without older outputs needs nothing at all.
 */
export type Keep = 'everything' | 'text' | 'nothing';

interface ImageRequest {
  readonly keep?: Keep | undefined;
  readonly lock: { readonly file: string; readonly lock: ImageLock } | undefined;
  readonly translate: TranslateOptions;
  readonly nameSuffix: string;
  readonly ordinal: number | undefined;
  readonly bases: readonly BaseFile[];
  readonly standalone: boolean;
  /** Decodes the workload once more, so that it need not stay in memory for what is not kept. */
  readonly decode: () => Workload | undefined;
}

/** One workload as the text of one LinuxKit file: resolve → translate → emit. */
export function generateImage(workload: Workload, lookup: ObjectLookup, request: ImageRequest): Outcome<GeneratedImage> {
  const { diagnostics, report } = collector();
  const { value: made, diagnostics: found } = translate(workload, lookup, request);
  append(diagnostics, found);
  const { pod, config } = made;
  checkAgainstBase(pod, config, request.bases, request.standalone, report);
  const budget = imageBudget(pod, config);
  checkBudget(budget, pod, report);
  const facts = {
    file: outputFile(workload, request.ordinal === undefined ? request.nameSuffix : `-${request.ordinal}${request.nameSuffix}`),
    ordinal: pod.ordinal,
    containsSecrets: holdsSecrets(pod),
    containerImages: [...new Set(pod.containers.map(({ image }) => image.reference))],
    storage: storagePlan(pod),
    budget,
    bases: request.standalone || dependsOnBase(pod) ? request.bases.map(({ path }) => path) : [],
    usesLock: pod.containers.some(({ image }) => image.config !== undefined),
  };
  const { manifest } = workload;
  const again = () => {
    const same = request.decode();
    if (!same) throw new Error(`${manifest.name} was decoded before and is not now`);
    return translate(same, lookup, request).value;
  };
  const format = ({ config }: Translated) =>
    formatLinuxKit(config(), headerOf(manifest, facts.containsSecrets), request.standalone ? mergeBases(request.bases) : undefined);
  return { value: kept(facts, made, request.keep ?? 'everything', again, format), diagnostics };
}

/** A pod and what LinuxKit is told of it. */
interface Translated {
  readonly pod: ResolvedPod;
  readonly config: () => LinuxKitConfig;
}

function translate(workload: Workload, lookup: ObjectLookup, request: ImageRequest): Outcome<Translated> {
  const ordinal = request.ordinal ?? request.translate.ordinal;
  const { bases } = request;
  const options = {
    ...request.translate,
    ordinal,
    diskMounts: [...request.translate.diskMounts, ...disksOf(bases)],
    onbootBefore: bases.length === 0 ? request.translate.onbootBefore : bases.flatMap(({ onboot }) => onboot).length,
  };
  const { value: pod, diagnostics: resolving } = resolvePod(workload, lookup, request.lock?.lock, options);
  const { value: assembled, diagnostics: translating } = translatePod(pod);
  const { lock } = request;
  let config: LinuxKitConfig | undefined;
  const once = (): LinuxKitConfig => {
    config ??= options.pin && lock ? pinImages(assembled(), lock.lock, options.platform) : assembled();
    return config;
  };
  return { value: { pod, config: once }, diagnostics: [...resolving, ...translating] };
}

/** The translation is pure, so what is not kept can be had again. */
function kept(
  facts: Omit<GeneratedImage, keyof Translated | 'text'>,
  made: Translated,
  keep: Keep,
  again: () => Translated,
  format: (made: Translated) => string,
): GeneratedImage {
  let translated = keep === 'everything' ? made : undefined;
  let text = keep === 'text' ? format(made) : undefined;
  const get = (): Translated => {
    translated ??= again();
    return translated;
  };
  return {
    ...facts,
    get text() {
      text ??= format(get());
      return text;
    },
    get config() {
      return get().config();
    },
    get pod() {
      return get().pod;
    },
  };
}

function holdsSecrets(pod: ResolvedPod): boolean {
  if (pod.options.secrets === 'omit') return false;
  const inEnv = pod.containers.some(({ env }) => env?.some(({ secret }) => secret));
  return inEnv || [...pod.volumes.values()].some((volume) => volume.kind === 'files' && volume.files.some(({ secret }) => secret));
}

function headerOf(manifest: Manifest, containsSecrets: boolean): readonly string[] {
  const line = `Generated by podspec2linuxkit from ${headerPath(manifest)}; do not edit.`;
  return containsSecrets ? [line, 'Secret values are in here in plain text: keep this file and the images built from it private.'] : [line];
}

/** The source without what depends on where the program was started: no leading `../`, and nothing that ends a comment. */
function headerPath({ document, headerBase }: Manifest): string {
  const { path } = document.file;
  return (
    (headerBase === undefined ? path : relativePath(headerBase, path))
      .replace(/^(?:\.\.\/)+/, '')
      .replace(/^<stdin>$/, 'standard input')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: a file name may hold a line break
      .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, '?')
  );
}
