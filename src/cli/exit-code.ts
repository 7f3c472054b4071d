import type { Summary } from '../index.ts';
import type { ExitCode } from './terminal.ts';

/** The one place that turns what a run found into an exit status (CONTRACT section 1). */
export function exitCode(
  summary: Summary,
  { drift = false, machineFailed = false }: { readonly drift?: boolean; readonly machineFailed?: boolean } = {},
): ExitCode {
  if (machineFailed) return 3;
  return summary.error > 0 || drift ? 1 : 0;
}
