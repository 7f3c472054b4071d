import type { Analysis } from './analyse.ts';
import { collector, type Diagnostic, hasErrors } from './diagnostics/diagnostic.ts';
import { similarName } from './model/similar-name.ts';

/**
 * Names that `--volume` gives a place and that no workload has: as a volume, as a claim (`NAME` or `pvc:NAMESPACE/NAME`) or as a PersistentVolume.
 * Says nothing when part of the input was left out or could not be read, since the name may be there.
 */
export function reportUnusedVolumes({ workloads, collection, loadDiagnostics }: Analysis, names: readonly string[]): readonly Diagnostic[] {
  const { diagnostics, report } = collector();
  const whole = !hasErrors(loadDiagnostics) && workloads.every(({ notSelected }) => !notSelected);
  if (names.length === 0 || !whole) return diagnostics;
  const known = new Set(collection.manifests.flatMap(({ kind, name }) => (kind === 'PersistentVolume' ? [name] : [])));
  for (const { images } of workloads) {
    for (const { pod } of images) {
      for (const { name, spec } of pod.volumes.values()) {
        known.add(name);
        const claim = spec.persistentVolumeClaim?.claimName ?? (spec.ephemeral ? `${pod.name}-${name}` : undefined);
        if (claim !== undefined) known.add(claim).add(`pvc:${pod.namespace}/${claim}`);
      }
    }
  }
  for (const name of names) {
    if (!known.has(name)) report('volume-option-unused', { kind: 'invocation' }, { name, similar: similarName(name, known) });
  }
  return diagnostics;
}
