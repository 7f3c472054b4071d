import { type ChangedFiles, changesEverything } from './changed-files.ts';
import { type Collection, type CollectRequest, collectManifests } from './collect-manifests.ts';
import { checkManifest } from './decode/check-manifest.ts';
import { decodeWorkload } from './decode/workload.ts';
import { atField, collector, type Diagnostic, hasErrors, type Report } from './diagnostics/diagnostic.ts';
import { type SeverityRules, settleDiagnostics } from './diagnostics/settle.ts';
import type { BaseFile } from './emit/base.ts';
import { type GeneratedImage, generateImage, type Keep } from './generate-image.ts';
import { indexObjects, type ObjectIndex } from './graph/index-objects.ts';
import { lookupFor } from './graph/lookup.ts';
import { reportLooseReferences } from './graph/loose-references.ts';
import { mentioningFields } from './graph/reference-fields.ts';
import { type Selection, selectWorkloads } from './graph/select-workloads.ts';
import type { FileHost } from './load/host.ts';
import { append } from './model/append.ts';
import type { ImageLock } from './model/image-lock.ts';
import type { Manifest } from './model/manifest.ts';
import type { TranslateOptions } from './model/options.ts';
import type { DecodedObject } from './model/reference.ts';
import type { Workload, WorkloadName } from './model/workload.ts';
import { failCollisions } from './output-collisions.ts';
import { rootsOfChanged, selectChanged } from './select-changed.ts';
import { matchesWorkload } from './workload-pattern.ts';

export interface AnalyseRequest extends CollectRequest {
  /** Namespace of objects that name none. */
  readonly namespace: string;
  /** Patterns of `--workload`; empty selects every workload. */
  readonly workloads: readonly string[];
  readonly lock: { readonly file: string; readonly lock: ImageLock } | undefined;
  /** There is a lock and it could not be read, which was reported: no workload becomes what it should, so none is written. */
  readonly lockUnusable?: boolean;
  readonly translate: TranslateOptions;
  readonly severities: SeverityRules;
  /** Base files to check against, see `readBases`. */
  readonly bases: readonly BaseFile[];
  /** What stays in memory of the images; default: everything. */
  readonly keep?: Keep | undefined;
  /** Leave out workloads that these files cannot have altered. `restrictToChanged` leaves out the rest. */
  readonly changed?: ChangedFiles | undefined;
  /** Merge the base files into every output. */
  readonly standalone: boolean;
}

/** What became of one document of a workload kind. */
export interface WorkloadResult {
  readonly manifest: Manifest;
  readonly status: 'generated' | 'failed' | 'skipped';
  /** Why it was skipped. */
  readonly reason: string | undefined;
  /** Skipped because no pattern of `--workload` matches it. */
  readonly notSelected?: true;
  /** Undefined: it could not be read, or was not looked at. */
  readonly workload: WorkloadName | undefined;
  /** Decodes it once more. */
  readonly decoded: () => Workload | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** The files it becomes: one, or one per ordinal; those of a failed workload are what would have been written. */
  readonly images: readonly GeneratedImage[];
  /** Objects that it depends on. */
  readonly uses: readonly DecodedObject[];
}

/** Everything one run learned about its inputs. Nothing has been written. */
export interface Analysis {
  readonly collection: Collection;
  readonly index: ObjectIndex;
  readonly workloads: readonly WorkloadResult[];
  /** Findings that belong to no workload. */
  readonly loadDiagnostics: readonly Diagnostic[];
}

/** The whole program but for writing: load → decode → graph → resolve → translate → emit. */
export async function analyse(request: AnalyseRequest, host: FileHost): Promise<Analysis> {
  const changed = narrowed(request);
  const { value: collection, diagnostics } = await collectManifests({ ...request, ...(changed && narrowing(changed)) }, host);
  const index = indexObjects(collection.manifests, { namespace: request.namespace, broken: collection.broken });
  const { diagnostics: found, report } = collector();
  for (const manifest of collection.manifests) checkManifest(manifest, report);
  const wanted = changed ? selectChanged({ collection, index, serviceEnv: request.translate.serviceEnv }, changed) : collection.manifests;
  const selections = selectWorkloads(wanted, index);
  const workloads = failCollisions(
    selections.map((selection, done) => {
      request.progress?.({ doing: 'translating', what: 'workloads', done, total: selections.length });
      return analyseWorkload(selection, index, request);
    }),
  );
  return { collection, index, workloads, loadDiagnostics: settleDiagnostics([...diagnostics, ...found], request.severities) };
}

/** Undefined: everything. Options that ask something of all workloads, or make several files of one, leave none out. */
function narrowed({ changed, workloads, translate }: AnalyseRequest): ChangedFiles | undefined {
  if (!changed || changesEverything(changed)) return undefined;
  return workloads.length > 0 || translate.allOrdinals || Object.keys(translate.volumes).length > 0 ? undefined : changed;
}

function narrowing(changed: ChangedFiles): Pick<CollectRequest, 'lazy' | 'wantedRoots'> {
  return { lazy: mentioningFields(), wantedRoots: rootsOfChanged(changed) };
}

function analyseWorkload(selection: Selection, index: ObjectIndex, request: AnalyseRequest): WorkloadResult {
  const { manifest } = selection;
  const nothing = { manifest, workload: undefined, decoded: () => undefined, images: [], uses: [] };
  if (!matchesWorkload(manifest, request.workloads, request.namespace))
    return { ...nothing, status: 'skipped', notSelected: true, reason: 'not selected by --workload', diagnostics: [] };
  const { diagnostics, report } = collector();
  append(diagnostics, selection.diagnostics);
  if (selection.skipped !== undefined) {
    return { ...nothing, status: 'skipped', reason: selection.skipped, diagnostics: settleDiagnostics(diagnostics, request.severities) };
  }
  const decode = decoderOf(manifest, request.namespace);
  const decoded = decode(report);
  if (!decoded) return { ...nothing, status: 'failed', reason: undefined, diagnostics: settleDiagnostics(diagnostics, request.severities) };
  const { kind, namespace, name } = decoded;
  const workload = { manifest, kind, namespace, name };
  reportLooseReferences(decoded, lookupFor(workload, index), report);
  const lookup = lookupFor(workload, index);
  const images = ordinalsOf(decoded, request.translate, report).map((ordinal) => {
    const outcome = generateImage(decoded, lookup, { ...request, decode, nameSuffix: selection.nameSuffix, ordinal });
    append(diagnostics, outcome.diagnostics);
    return outcome.value;
  });
  const uses = lookup.used();
  for (const { diagnostics: own } of uses) append(diagnostics, own);
  const settled = settleDiagnostics(diagnostics, request.severities, manifest);
  const status = hasErrors(settled) || request.lockUnusable ? 'failed' : 'generated';
  return { manifest, workload, decoded: decode, status, reason: undefined, diagnostics: settled, images, uses };
}

type Decoder = (report?: Report) => Workload | undefined;

/** Of its own, since a closure keeps alive what the others around it use: here that would be the decoded workload. */
function decoderOf(manifest: Manifest, namespace: string): Decoder {
  return (report = () => {}) => decodeWorkload(manifest, { namespace }, report);
}

/** Files that one StatefulSet may become: a slip in `replicas` must not fill the disk. */
const mostGeneratedOrdinals = 1_000;

/** The ordinals to generate: one unnamed run, or each of a StatefulSet with `--all-ordinals`. */
function ordinalsOf(workload: Workload, options: TranslateOptions, report: Report): readonly (number | undefined)[] {
  if (workload.kind !== 'StatefulSet' || !options.allOrdinals) return [undefined];
  const { replicas = 1, ordinals } = (workload.object as { spec?: { replicas?: number; ordinals?: { start?: number } } }).spec ?? {};
  const start = ordinals?.start ?? 0;
  if (replicas > mostGeneratedOrdinals) {
    report('too-many-ordinals', atField(workload.manifest, ['spec', 'replicas']), { replicas, limit: mostGeneratedOrdinals });
    return [start];
  }
  return Array.from({ length: Math.max(replicas, 1) }, (_, index) => start + index);
}
