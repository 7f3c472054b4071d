import type { Analysis, WorkloadResult } from './analyse.ts';
import type { GeneratedImage } from './generate-image.ts';
import { byCodeUnit } from './model/by-code-unit.ts';
import { formatIndex, type IndexEntry, sha256 } from './output/index-file.ts';

/** An image that may be written, with the workload it came from. */
export interface PlannedImage {
  readonly image: GeneratedImage;
  readonly result: WorkloadResult;
}

/** What a generate run would write: the same for `generate` and `check`. */
export interface OutputPlan {
  readonly images: readonly PlannedImage[];
  /** Files that failed workloads would have become; older ones are left alone. */
  readonly failed: ReadonlySet<string>;
  readonly entries: readonly IndexEntry[];
  /** Text of index.json. */
  readonly index: string;
}

/** Decides what is written: the files of every workload that did not fail. */
export function planOutputs(analysis: Analysis, lockFile: string | undefined): OutputPlan {
  const images: PlannedImage[] = [];
  const failed = new Set<string>();
  for (const result of analysis.workloads) {
    for (const image of result.images) {
      if (result.status === 'generated') images.push({ image, result });
      else failed.add(image.file);
    }
  }
  images.sort((a, b) => byCodeUnit(a.image.file, b.image.file));
  const entries = images.map((planned) => entryOf(planned, lockFile));
  return { images, failed, entries, index: formatIndex(entries) };
}

function entryOf({ image, result }: PlannedImage, lockFile: string | undefined): IndexEntry {
  const { manifest, workload, diagnostics, uses } = result;
  const counts = { error: 0, warning: 0, info: 0 };
  for (const { severity } of diagnostics) counts[severity]++;
  const sources = new Set([...manifest.sources, ...uses.flatMap((object) => object.manifest.sources), ...image.bases]);
  if (image.usesLock && lockFile !== undefined) sources.add(lockFile);
  return {
    workload: {
      apiVersion: manifest.apiVersion,
      kind: manifest.kind,
      namespace: workload?.namespace ?? '',
      name: workload?.name ?? manifest.name,
    },
    root: manifest.bundle.root,
    file: image.file,
    sha256: sha256(image.text),
    sources: [...sources].sort(),
    containerImages: image.containerImages,
    containsSecrets: image.containsSecrets,
    diagnostics: counts,
    ...(image.storage.length > 0 && { storage: image.storage }),
    ...(image.budget && { budget: image.budget }),
  };
}
