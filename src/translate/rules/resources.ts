import type { Report } from '../../diagnostics/diagnostic.ts';
import type { ResolvedPod } from '../../model/resolved-pod.ts';
import type { Resources } from '../../resolve/amounts.ts';
import { containerLimits, cpuPeriod } from '../../resolve/cgroup.ts';
import { resourcesOf } from '../../resolve/resources.ts';
import { atContainer, atPod } from '../field-anchor.ts';
import { checkPodResources, checkResources } from '../resource-checks.ts';
import { defineRule, nothing } from '../rule.ts';

export const resources = defineRule({
  name: 'resources',
  owns: {
    'containers[].resources': {
      disposition: 'translated',
      doc: 'CPU requests become `resources.cpu.shares`, CPU limits `quota`, memory limits `memory.limit`, memory requests `oomScoreAdj`; huge pages, ephemeral storage and extended resources are reported.',
    },
    'containers[].resources.claims': {
      disposition: 'unsupported',
      doc: 'Dynamic resource allocation needs a cluster.',
      reported: true,
    },
    resources: {
      disposition: 'approximated',
      doc: 'Each container without a limit of its own gets the limit of the pod; the sum is not limited.',
    },
    'resources.claims': { disposition: 'unsupported', doc: 'Dynamic resource allocation needs a cluster.', reported: true },
    resourceClaims: { disposition: 'unsupported', doc: 'Dynamic resource allocation needs a cluster.', reported: true },
  },
  writes: ['resources', 'oomScoreAdj'],
  container(container, pod, report) {
    checkResources(container, pod, report);
    const { cpuShares: shares, cpuQuota: quota, memoryLimit: limit, oomScoreAdj } = containerLimits(container.spec, pod);
    const cpu = quota === undefined ? { shares, period: cpuPeriod } : { shares, quota, period: cpuPeriod };
    return { resources: limit === undefined ? { cpu } : { cpu, memory: { limit } }, oomScoreAdj };
  },
  pod(pod, report) {
    const { qos, pod: total, containers, limitRanges } = resourcesOf(pod);
    checkPodResources(pod, report);
    if (total) report('pod-resources-approx', atPod(pod, 'resources'), {});
    reportClaims(pod, report);
    const matters = qos === 'Burstable' && pod.spec.priorityClassName !== 'system-node-critical';
    if (matters && [...containers.values(), total].some(requestsMemory)) {
      report('node-memory-assumed', atPod(pod, 'containers'), { memory: pod.options.nodeMemory });
    }
    for (const { manifest, containers: given } of limitRanges) {
      const names = given.map((container) => `"${container.name ?? ''}"`).join(', ');
      report('limit-range-applied', atPod(pod, 'containers'), { name: `${pod.namespace}/${manifest.name}`, containers: names });
    }
    return nothing;
  },
});

function requestsMemory(resources: Resources | undefined): boolean {
  return (resources?.requests.get('memory')?.milli ?? 0n) > 0n;
}

/** An error for the containers that use a claim; a warning when the pod only declares some. */
function reportClaims(pod: ResolvedPod, report: Report): void {
  const users = pod.containers.filter(({ spec }) => (spec.resources?.claims ?? []).length > 0);
  for (const user of users) {
    const claims = (user.spec.resources?.claims ?? []).map(({ name = '' }) => name).join(', ');
    report('dra-unsupported', atContainer(user, pod, 'resources', 'claims'), { claims });
  }
  if (users.length > 0) return;
  for (const path of [['resourceClaims'], ['resources', 'claims']] as const) {
    const claims = path.length === 1 ? pod.spec.resourceClaims : pod.spec.resources?.claims;
    const names = (claims ?? []).map(({ name = '' }) => name);
    if (names.length > 0) report('dra-ignored', atPod(pod, ...path), { claims: names.join(', ') });
  }
}
