import { atPod } from '../field-anchor.ts';
import { defineRule, nothing } from '../rule.ts';

/** LinuxKit runs every container on the network of the machine: the pod is the machine. */
export const hostNetwork = defineRule({
  name: 'host-network',
  owns: {
    hostNetwork: {
      disposition: 'approximated',
      doc: 'Always so: the containers use the network of the machine, and the address of the pod is that of the machine.',
    },
  },
  writes: [],
  pod(pod, report) {
    if (!pod.spec.hostNetwork) report('host-network-forced', atPod(pod, 'hostNetwork'), {});
    return nothing;
  },
});
