import { atField, type Report } from '../../diagnostics/diagnostic.ts';
import type { ResolvedContainer, ResolvedPod } from '../../model/resolved-pod.ts';
import { capabilitySet, knownCapabilities } from '../../resolve/capabilities.ts';
import { isPrivileged } from '../../resolve/privileged.ts';
import { defineRule } from '../rule.ts';

/** `CAP_…` names of one list as written; what cannot be one is reported and left out. */
function readNames(list: 'add' | 'drop', { spec, path }: ResolvedContainer, pod: ResolvedPod, report: Report): readonly string[] {
  return (spec.securityContext?.capabilities?.[list] ?? []).flatMap((name, index) => {
    const at = atField(pod.workload.manifest, [...path, 'securityContext', 'capabilities', list, index]);
    const upper = name.toUpperCase();
    if (upper === 'ALL') return ['ALL'];
    const prefixed = upper.startsWith('CAP_');
    const full = prefixed ? upper : `CAP_${upper}`;
    if (!knownCapabilities.has(full)) {
      report('unknown-capability', at, { name });
      return [];
    }
    if (prefixed) report('cap-prefix', at, { name, stripped: full.slice('CAP_'.length) });
    return [full];
  });
}

export const capabilities = defineRule({
  name: 'capabilities',
  owns: {
    'containers[].securityContext.capabilities': {
      disposition: 'translated',
      doc: 'Becomes `capabilities`: the 14 capabilities that containerd gives by default, plus `add`, minus `drop`; `drop` wins.',
    },
    'containers[].securityContext.privileged': {
      disposition: 'translated',
      doc: 'All capabilities, the devices of the machine, writable `/sys` and cgroup trees, and no masked paths.',
    },
  },
  writes: ['capabilities', 'ambient'],
  container(container, pod, report) {
    const add = readNames('add', container, pod, report);
    const drop = readNames('drop', container, pod, report);
    const privileged = isPrivileged(container);
    if (privileged) {
      const at = atField(pod.workload.manifest, [...container.path, 'securityContext', 'privileged']);
      report('privileged', at, { container: container.spec.name ?? '' });
    }
    // An explicit empty list cancels what a label of the image grants; Kubernetes never sets ambient capabilities.
    return { capabilities: privileged ? ['all'] : capabilitySet(add, drop), ambient: [] };
  },
});
