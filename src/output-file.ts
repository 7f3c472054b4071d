import { joinPath } from './model/paths.ts';
import type { WorkloadName } from './model/workload.ts';

/** `<dir>/<namespace>/<kind>-<name><suffix>.yml`, relative to `--out` (CONTRACT section 2). */
export function outputFile({ manifest, namespace, kind, name }: WorkloadName, suffix: string): string {
  return joinPath(joinPath(manifest.outputDirectory, namespace), `${kind.toLowerCase()}-${name}${suffix}.yml`);
}
