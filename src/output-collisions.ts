import type { WorkloadResult } from './analyse.ts';
import { atField, collector } from './diagnostics/diagnostic.ts';

/**
 * Fails the workloads whose files would be the same on a disk that ignores case (or the very same), so that none of them
 * silently replaces another.
 */
export function failCollisions(results: readonly WorkloadResult[]): readonly WorkloadResult[] {
  const byPath = new Map<string, WorkloadResult[]>();
  for (const result of results) {
    if (result.status !== 'generated') continue;
    for (const { file } of result.images) {
      const key = file.toLowerCase();
      byPath.set(key, [...(byPath.get(key) ?? []), result]);
    }
  }
  const failed = new Map<WorkloadResult, WorkloadResult>();
  for (const together of byPath.values())
    if (together.length > 1) for (const result of together) failed.set(result, collided(result, together));
  return failed.size === 0 ? results : results.map((result) => failed.get(result) ?? result);
}

function collided(result: WorkloadResult, together: readonly WorkloadResult[]): WorkloadResult {
  const { diagnostics, report } = collector();
  const fileOf = ({ images }: WorkloadResult) => images[0]?.file ?? '';
  const others = together.filter((other) => other !== result);
  const related = others.map((other) => ({ message: `becomes ${fileOf(other)}`, at: atField(other.manifest, ['metadata', 'name']) }));
  const other = others[0];
  report(
    'output-collision',
    atField(result.manifest, ['metadata', 'name']),
    { file: fileOf(result), other: other ? fileOf(other) : '' },
    { related },
  );
  return { ...result, status: 'failed', diagnostics: [...result.diagnostics, ...diagnostics] };
}
