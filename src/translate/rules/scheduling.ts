import type { Report } from '../../diagnostics/diagnostic.ts';
import type { PodSpec } from '../../model/kubernetes.ts';
import type { ResolvedPod } from '../../model/resolved-pod.ts';
import { atContainer, atPod } from '../field-anchor.ts';
import { defineRule, type FieldEntry, nothing } from '../rule.ts';

const ignored = (doc: string): FieldEntry => ({ disposition: 'ignored', doc, reported: true });
const where = 'Tells a cluster on which node the pod runs; a LinuxKit image runs where it is booted.';

/** Fields that a scheduler reads, in the order of the message. */
const fields = [
  'nodeSelector',
  'affinity',
  'tolerations',
  'topologySpreadConstraints',
  'schedulerName',
  'schedulingGroup',
  'priorityClassName',
  'priority',
  'preemptionPolicy',
  'overhead',
] as const satisfies readonly (keyof PodSpec)[];

export const scheduling = defineRule({
  name: 'scheduling',
  owns: {
    nodeSelector: ignored(where),
    affinity: ignored(where),
    tolerations: ignored(where),
    topologySpreadConstraints: ignored(where),
    schedulerName: ignored('Names the scheduler of a cluster.'),
    schedulingGroup: ignored('Schedules pods of a cluster together.'),
    schedulingGates: ignored('The pod would wait in a cluster; the image starts it at boot, which is reported.'),
    priorityClassName: ignored('Orders scheduling and eviction; only `system-node-critical` matters, for `oomScoreAdj`.'),
    priority: ignored('Orders scheduling and eviction.'),
    preemptionPolicy: ignored('Orders scheduling and eviction.'),
    readinessGates: ignored('Adds conditions to a readiness that nothing looks at.'),
    overhead: ignored('Tells a scheduler what the runtime class costs.'),
    'containers[].resizePolicy': ignored('Containers are not resized while they run.'),
  },
  writes: [],
  pod(pod, report) {
    reportScheduling(pod, report);
    const { schedulingGates: gates, readinessGates: conditions } = pod.spec;
    if (gates && gates.length > 0) {
      report('scheduling-gated', atPod(pod, 'schedulingGates'), { gates: gates.map(({ name = '' }) => name).join(', ') });
    }
    if (conditions && conditions.length > 0) {
      const names = conditions.map(({ conditionType = '' }) => conditionType);
      report('readiness-ignored', atPod(pod, 'readinessGates'), { gates: names.join(', ') });
    }
    return nothing;
  },
});

function isSet(value: unknown): boolean {
  if (value === undefined) return false;
  return typeof value !== 'object' || value === null || Object.keys(value).length > 0;
}

/** `default-scheduler` is what every cluster uses, and `system-node-critical` has an effect (resolve/cgroup.ts). */
const notIgnored: readonly unknown[] = ['default-scheduler', 'system-node-critical'];

/** One info for the workload. */
function reportScheduling(pod: ResolvedPod, report: Report): void {
  const set: string[] = fields.filter((field) => isSet(pod.spec[field]) && !notIgnored.includes(pod.spec[field]));
  const resized = pod.containers.find(({ spec }) => isSet(spec.resizePolicy));
  const first = set[0];
  const at = first === undefined ? resized && atContainer(resized, pod, 'resizePolicy') : atPod(pod, first);
  if (resized) set.push('resizePolicy');
  if (at) report('scheduling-ignored', at, { fields: set.join(', ') });
}
