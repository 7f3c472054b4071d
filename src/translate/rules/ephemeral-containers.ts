import { atPod } from '../field-anchor.ts';
import { defineRule, nothing } from '../rule.ts';

export const ephemeralContainers = defineRule({
  name: 'ephemeral-containers',
  owns: {
    'ephemeralContainers[]': {
      disposition: 'ignored',
      doc: 'Left out: they are added to a running pod for debugging.',
      reported: true,
    },
  },
  writes: [],
  pod(pod, report) {
    const debugging = pod.spec.ephemeralContainers ?? [];
    if (debugging.length > 0) {
      const names = debugging.map(({ name = '' }) => `"${name}"`);
      report('ephemeral-containers-ignored', atPod(pod, 'ephemeralContainers'), { containers: names.join(', ') });
    }
    return nothing;
  },
});
