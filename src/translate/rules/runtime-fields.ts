import { atContainer, describeContainer } from '../field-anchor.ts';
import { helperImage } from '../helper-image.ts';
import { defineRule, nothing } from '../rule.ts';
import { patchesAtBoot, runtimeFieldsOf } from '../runtime-tokens.ts';
import { patchScript } from '../scripts/patch.ts';
import { hostsFile } from './hosts.ts';

/** Where the script is baked, on the LinuxKit root. */
const scriptFile = '/podspec/bin/patch.sh';

/**
 * Values of the downward API that only the booted machine knows. The containers carry tokens, and this helper, which runs
 * before the init containers, replaces them in the settings of every container.
 */
export const runtimeFields = defineRule({
  name: 'runtime-fields',
  owns: {},
  writes: [],
  pod(pod, report) {
    if (!patchesAtBoot(pod)) return nothing;
    const users = pod.containers.filter((container) => runtimeFieldsOf(container).length > 0);
    const values = [...new Set(users.flatMap(runtimeFieldsOf))].sort();
    const [first] = users;
    if (first) {
      const containers = users.map(describeContainer).join(', ');
      report('runtime-patch', atContainer(first, pod, 'env'), { containers, values: values.join(', ') });
    }
    const helper = helperImage({
      name: 'podspec-patch',
      image: pod.options.helperImage,
      command: ['/bin/sh', `/host${scriptFile}`, ...(pod.spec.hostNetwork ? [] : [hostsFile])],
      capabilities: ['CAP_SYS_ADMIN'],
      // Binds made below /host must appear on the machine.
      mounts: [{ type: 'bind', source: '/', destination: '/host', options: ['rbind', 'rshared', 'rw'] }],
      rootfsPropagation: 'rshared',
    });
    return { onboot: [helper], files: [{ path: scriptFile.slice(1), contents: patchScript, mode: '0755' }] };
  },
});
