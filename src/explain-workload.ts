import type { Analysis, WorkloadResult } from './analyse.ts';
import { atField } from './diagnostics/diagnostic.ts';
import { type ExplainedContainer, explainContainer } from './explain-container.ts';
import { type ExplainedVolume, explainVolumes } from './explain-mounts.ts';
import { type Disclosure, type ExplainedSource, sourceAt } from './explain-value.ts';
import type { GeneratedImage } from './generate-image.ts';
import { generalPath } from './model/field-path.ts';
import type { FieldPath } from './model/source.ts';
import { placeDiagnostic, type ReportedDiagnostic } from './report.ts';
import { ownerOf } from './translate/field-table.ts';
import { objectFieldOf } from './translate/object-fields.ts';
import type { Disposition } from './translate/rule.ts';
import { matchesWorkload } from './workload-pattern.ts';

/** A field that the manifest sets and that does not mean the same on the machine. */
export interface ExplainedDifference {
  /** General path of the entry that says so, below the pod spec or the object. */
  readonly field: string;
  readonly disposition: Exclude<Disposition, 'translated'>;
  readonly doc: string;
  /** Where it is set, in order. */
  readonly from: readonly ExplainedSource[];
}

/** One machine that a workload becomes. */
export interface ExplainedImage {
  /** Relative to `--out`. */
  readonly file: string;
  readonly containsSecrets: boolean;
  readonly podName: string;
  readonly hostname: string;
  /** In the order they start. */
  readonly containers: readonly ExplainedContainer[];
  readonly volumes: readonly ExplainedVolume[];
  /** What runs beside the containers: `podspec-…`. */
  readonly helpers: readonly { readonly name: string; readonly image: string; readonly when: 'boot' | 'service' | 'shutdown' }[];
}

/** A workload as `explain` shows it. */
export interface ExplainedWorkload {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly from: ExplainedSource;
  readonly status: WorkloadResult['status'];
  /** Why it was skipped. */
  readonly reason?: string;
  /** Files whose content decided the result, sorted. */
  readonly sources: readonly string[];
  /** One, or one per ordinal; none when the workload could not be read. */
  readonly images: readonly ExplainedImage[];
  readonly differences: readonly ExplainedDifference[];
  readonly diagnostics: readonly ReportedDiagnostic[];
}

/** Everything that the workloads of an analysis that a pattern selects become, and from where. */
export function explainWorkloads(
  analysis: Analysis,
  pattern: string,
  options: Disclosure & { readonly namespace: string },
): readonly ExplainedWorkload[] {
  return analysis.workloads
    .filter(({ manifest }) => matchesWorkload(manifest, [pattern], options.namespace))
    .map((result) => explainWorkload(result, options));
}

function explainWorkload(result: WorkloadResult, options: Disclosure & { readonly namespace: string }): ExplainedWorkload {
  const { manifest, status, reason, diagnostics, images, uses } = result;
  const sources = new Set([...manifest.sources, ...uses.flatMap((object) => object.manifest.sources)]);
  return {
    apiVersion: manifest.apiVersion,
    kind: manifest.kind,
    namespace: manifest.namespace ?? options.namespace,
    name: manifest.name || (result.workload?.name ?? ''),
    from: sourceAt(atField(manifest, [])),
    status,
    ...(reason !== undefined && { reason }),
    sources: [...sources].sort(),
    images: images.map((image) => explainImage(image, options)),
    differences: differencesOf(result),
    diagnostics: diagnostics.map((finding) => placeDiagnostic(finding, options.namespace).reported),
  };
}

function explainImage({ file, containsSecrets, pod, config }: GeneratedImage, disclosure: Disclosure): ExplainedImage {
  const own = ({ name }: { readonly name: string }): boolean => name.startsWith('podspec-');
  const helpers = (list: 'onboot' | 'services' | 'onshutdown', when: 'boot' | 'service' | 'shutdown') =>
    config[list].filter(own).map(({ name, image }) => ({ name, image, when }));
  return {
    file,
    containsSecrets,
    podName: pod.name,
    hostname: pod.hostname,
    containers: pod.containers.map((container) => explainContainer(container, pod, config, disclosure)),
    volumes: explainVolumes(pod),
    helpers: [...helpers('onboot', 'boot'), ...helpers('services', 'service'), ...helpers('onshutdown', 'shutdown')],
  };
}

/** What was approximated, ignored or dropped, one entry per entry of the tables, in the order of the manifest. */
function differencesOf({ manifest, images }: WorkloadResult): readonly ExplainedDifference[] {
  const pod = images[0]?.pod;
  const found = new Map<string, ExplainedDifference & { readonly from: ExplainedSource[] }>();
  for (const path of leavesOf(manifest.data, [])) {
    const below = pod ? belowSpec(path, pod.specPath) : undefined;
    const owner = below ? ownerOf(generalPath(below)) : objectFieldOf(manifest.kind, generalPath(path));
    if (!owner || owner.disposition === 'translated' || owner.path === 'metadata' || owner.path === 'status') continue;
    const { path: field, disposition, doc } = owner;
    const difference = found.get(field) ?? { field, disposition, doc, from: [] };
    difference.from.push(sourceAt(atField(manifest, path, 'key')));
    found.set(field, difference);
  }
  return [...found.values()];
}

function belowSpec(path: FieldPath, specPath: FieldPath): FieldPath | undefined {
  return path.length > specPath.length && specPath.every((entry, index) => path[index] === entry) ? path.slice(specPath.length) : undefined;
}

function* leavesOf(value: unknown, path: FieldPath): Generator<FieldPath> {
  if (typeof value !== 'object' || value === null) {
    if (path.length > 0 && value !== null) yield path;
  } else if (Array.isArray(value)) for (const [index, item] of value.entries()) yield* leavesOf(item, [...path, index]);
  else for (const [key, item] of Object.entries(value)) yield* leavesOf(item, [...path, key]);
}
