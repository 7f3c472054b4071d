import type { Analysis, WorkloadResult } from './analyse.ts';
import { atField } from './diagnostics/diagnostic.ts';
import type { GeneratedImage } from './generate-image.ts';
import { parseReference } from './image/reference.ts';
import type { ImageUse } from './lock/update-lock.ts';

/** Every image that the workloads of an analysis run, with the place that names it: containers, image volumes, and our own helpers. */
export function imageUses(analysis: Analysis): readonly ImageUse[] {
  return analysis.workloads.flatMap((result) => result.images.flatMap((image) => usesOf(result, image)));
}

function usesOf({ manifest }: WorkloadResult, { pod, config }: GeneratedImage): readonly ImageUse[] {
  const containers = pod.containers
    // Missing and broken references are findings of the translation already.
    .filter(({ image }) => parseReference(image.reference).reference !== undefined)
    .map(({ image, path }) => ({ image: image.reference, emitted: image.emitted, at: atField(manifest, [...path, 'image']) }));
  const volumes = [...pod.volumes.values()].flatMap((volume) => (volume.kind === 'image' ? [{ image: volume.image, at: volume.at }] : []));
  const written = new Set([...pod.containers.map(({ image }) => image.emitted), ...volumes.map(({ image }) => image)]);
  const helpers = [...config.onboot, ...config.services, ...config.onshutdown].filter(({ image }) => !written.has(image));
  return [
    ...helpers.map(({ image }) => ({ image, at: atField(manifest, []), isHelper: true })),
    ...containers.map(({ image, at }) => ({ image, at })),
    ...volumes,
  ];
}

/** Whether something that could not be read may use images: then no entry of a lock is known to be unused. */
export function mayHideImages(analysis: Analysis): boolean {
  const hidden = analysis.workloads.some(({ status, workload }) => status === 'failed' && workload === undefined);
  return hidden || analysis.loadDiagnostics.some(({ severity }) => severity === 'error');
}
