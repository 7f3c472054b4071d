import type { Report } from '../../diagnostics/diagnostic.ts';
import type { ResolvedContainer, ResolvedPod } from '../../model/resolved-pod.ts';
import { capabilitySet, knownCapabilities } from '../../resolve/capabilities.ts';
import { isPrivileged } from '../../resolve/privileged.ts';
import { atContainer } from '../field-anchor.ts';
import { defineRule } from '../rule.ts';

/** What most containers have, which neither add nor drop any. */
const ordinary = capabilitySet([], []);

/** `CAP_…` names of one list as written; what cannot be one is reported and left out. */
function readNames(list: 'add' | 'drop', container: ResolvedContainer, pod: ResolvedPod, report: Report): readonly string[] {
  const written = container.spec.securityContext?.capabilities?.[list] ?? [];
  return written.flatMap((name, index) => {
    const at = () => atContainer(container, pod, 'securityContext', 'capabilities', list, index);
    const upper = name.toUpperCase();
    if (upper === 'ALL') return ['ALL'];
    const prefixed = upper.startsWith('CAP_');
    const full = prefixed ? upper : `CAP_${upper}`;
    if (!knownCapabilities.has(full)) {
      report('unknown-capability', at(), { name });
      return [];
    }
    if (prefixed) report('cap-prefix', at(), { name, stripped: full.slice('CAP_'.length) });
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
  // An explicit empty list cancels what a label of the image grants; Kubernetes never sets ambient capabilities.
  container(container, pod, report) {
    return { capabilities: capabilitiesOf(container, pod, report), ambient: [] };
  },
});

function capabilitiesOf(container: ResolvedContainer, pod: ResolvedPod, report: Report): readonly string[] {
  const privileged = isPrivileged(container);
  if (!privileged && !container.spec.securityContext?.capabilities) return ordinary;
  const add = readNames('add', container, pod, report);
  const drop = readNames('drop', container, pod, report);
  if (!privileged) return capabilitySet(add, drop);
  report('privileged', atContainer(container, pod, 'securityContext', 'privileged'), { container: container.spec.name ?? '' });
  return ['all'];
}
