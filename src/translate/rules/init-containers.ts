import type { ResolvedContainer } from '../../model/resolved-pod.ts';
import { atContainer, atPod } from '../field-anchor.ts';
import { defineRule, nothing } from '../rule.ts';

/** What is lost when init containers become onboot entries and sidecars become services. */
export const initContainers = defineRule({
  name: 'init-containers',
  owns: {},
  writes: [],
  pod(pod, report) {
    if (pod.containers.every(({ role }) => role === 'container')) return nothing;
    const inits = pod.containers.filter(({ role }) => role === 'init');
    const sidecars = pod.containers.filter(({ role }) => role === 'sidecar');
    const at = atPod(pod, 'initContainers');
    if (inits.length > 0) report('init-failure-not-enforced', at, { containers: named(inits) });
    if (sidecars.length > 0) report('sidecar-order', at, { containers: named(sidecars) });
    const last = inits.at(-1)?.index ?? -1;
    for (const sidecar of sidecars) {
      if (sidecar.index > last) continue;
      const later = inits.filter(({ index }) => index > sidecar.index);
      report('sidecar-needed-by-init', atContainer(sidecar, pod, 'restartPolicy'), {
        sidecar: sidecar.spec.name ?? '',
        containers: named(later),
      });
    }
    return nothing;
  },
});

function named(containers: readonly ResolvedContainer[]): string {
  return containers.map(({ spec }) => `"${spec.name ?? ''}"`).join(', ');
}
