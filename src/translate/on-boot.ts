import type { ResolvedContainer, ResolvedPod } from '../model/resolved-pod.ts';

/**
 * Whether a container goes to `onboot` and has ended before any service starts: init containers, and with
 * `--job-mode onboot` the main containers of a Job.
 */
export function runsOnBoot({ role }: Pick<ResolvedContainer, 'role'>, pod: Pick<ResolvedPod, 'options' | 'workload'>): boolean {
  return role === 'init' || (role === 'container' && pod.options.jobMode === 'onboot' && pod.workload.job !== undefined);
}
