import { atField, type Report } from '../diagnostics/diagnostic.ts';
import type { Kubernetes, LabelSelector, PodTemplateSpec } from '../model/kubernetes.ts';
import { selects } from '../model/label-selector.ts';
import type { FieldPath } from '../model/source.ts';
import type { Workload, WorkloadKind } from '../model/workload.ts';

/** An object of a workload kind, taken apart. */
export interface Wrapper {
  readonly object: Kubernetes<WorkloadKind>;
  readonly template: PodTemplateSpec | undefined;
  readonly templatePath: FieldPath;
  /** Kinds that keep a number of pods running. */
  readonly replicas?: number | undefined;
  readonly selector?: LabelSelector | undefined;
  /** Jobs, and the Job in a CronJob. */
  readonly job?: NonNullable<Workload['job']>;
  readonly cron?: Kubernetes<'CronJobSpec'>;
}

/** Reports what a controller would do with the pods and a single machine does not (TRANSLATION section 1.6). */
export function checkWrapper(workload: Workload, wrapper: Wrapper, report: Report): void {
  checkReplicas(workload, wrapper, report);
  checkSelector(workload, wrapper, report);
  if (wrapper.job) checkJob(workload, wrapper.job, report);
  if (wrapper.cron) checkCron(workload, wrapper.cron, report);
}

function checkReplicas({ manifest, kind }: Workload, { replicas = 1 }: Wrapper, report: Report): void {
  const at = atField(manifest, ['spec', 'replicas']);
  if (replicas === 0) report('replicas-zero', at, { kind });
  else if (replicas > 1) report('replicas-n', at, { kind, replicas });
}

/** The API server requires that a controller finds its own pods. Jobs and ReplicationControllers have their selector made. */
function checkSelector({ manifest, kind, template }: Workload, { selector }: Wrapper, report: Report): void {
  if (!selector) {
    const made = kind === 'Pod' || kind === 'PodTemplate' || kind === 'Job' || kind === 'CronJob' || kind === 'ReplicationController';
    if (!made && manifest.apiVersion === 'apps/v1') report('selector-mismatch', atField(manifest, ['spec']), { kind, problem: 'missing' });
    return;
  }
  const empty = Object.keys(selector.matchLabels ?? {}).length === 0 && (selector.matchExpressions ?? []).length === 0;
  if (!empty && selects(selector, template.metadata?.labels ?? {})) return;
  report('selector-mismatch', atField(manifest, ['spec', 'selector']), { kind, problem: empty ? 'empty' : 'no-match' });
}

/** Fields of a Job that say what happens after a pod failed or ended. */
const retryFields = [
  'backoffLimit',
  'backoffLimitPerIndex',
  'maxFailedIndexes',
  'podFailurePolicy',
  'successPolicy',
  'podReplacementPolicy',
  'activeDeadlineSeconds',
  'ttlSecondsAfterFinished',
] as const;

function checkJob({ manifest }: Workload, { spec, path }: NonNullable<Workload['job']>, report: Report): void {
  const { completions = 1, parallelism = 1 } = spec;
  if (completions > 1 || parallelism > 1) {
    const field = completions > 1 ? 'completions' : 'parallelism';
    const indexed = spec.completionMode === 'Indexed';
    report('job-many', atField(manifest, [...path, field]), { field, count: Math.max(completions, parallelism), indexed });
  }
  if (spec.suspend) report('workload-suspended', atField(manifest, [...path, 'suspend']), { kind: 'Job' });
  const fields = retryFields.filter((field) => spec[field] !== undefined);
  const [first] = fields;
  if (first !== undefined) report('job-retries-ignored', atField(manifest, [...path, first]), { fields });
}

function checkCron({ manifest }: Workload, { schedule = '', timeZone, suspend }: Kubernetes<'CronJobSpec'>, report: Report): void {
  report('cron-schedule-ignored', atField(manifest, ['spec', 'schedule']), { schedule, timeZone });
  if (suspend) report('workload-suspended', atField(manifest, ['spec', 'suspend']), { kind: 'CronJob' });
}
