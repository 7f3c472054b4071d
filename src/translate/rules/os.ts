import { atPod } from '../field-anchor.ts';
import { defineRule, nothing } from '../rule.ts';

export const os = defineRule({
  name: 'os',
  owns: { 'os.name': { disposition: 'translated', doc: 'Only `linux`; anything else is an error.' } },
  writes: [],
  pod(pod, report) {
    const name = pod.spec.os?.name;
    if (pod.spec.os && name !== 'linux') report('os-windows', atPod(pod, 'os', 'name'), { name: name ?? '' });
    return nothing;
  },
});
