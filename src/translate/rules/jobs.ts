import type { Report } from '../../diagnostics/diagnostic.ts';
import type { LinuxKitImage } from '../../model/linuxkit.ts';
import type { ResolvedPod } from '../../model/resolved-pod.ts';
import { atPod, describeContainer } from '../field-anchor.ts';
import { helperImage } from '../helper-image.ts';
import { defineRule, nothing } from '../rule.ts';

/** How long a pod may run, and what follows when a Job is done. */
export const jobs = defineRule({
  name: 'jobs',
  owns: { activeDeadlineSeconds: { disposition: 'unsupported', doc: 'Nothing ends a pod that runs longer.', reported: true } },
  writes: [],
  pod(pod, report) {
    checkDeadline(pod, report);
    if (!pod.workload.job) return nothing;
    const { jobMode, poweroff } = pod.options;
    if (jobMode === 'service') {
      report('job-does-not-power-off', atPod(pod), { kind: pod.workload.kind });
      return nothing;
    }
    const running = pod.containers.filter(({ role }) => role !== 'init');
    if (running.length > 1)
      report('job-needs-one-container', atPod(pod, 'containers'), { containers: running.map(describeContainer).join(', ') });
    return poweroff ? { lateOnboot: [poweroffHelper(pod)] } : nothing;
  },
});

function checkDeadline(pod: ResolvedPod, report: Report): void {
  const seconds = pod.spec.activeDeadlineSeconds;
  if (seconds === undefined) return;
  const at = atPod(pod, 'activeDeadlineSeconds');
  if (seconds < 1) report('invalid-duration', at, { field: 'activeDeadlineSeconds', value: seconds, expected: 'at least 1' });
  else report('active-deadline-ignored', at, { seconds });
}

/** Switches the machine off; it needs the process namespace of the machine, or reboot(2) would end only its own. */
function poweroffHelper({ options }: ResolvedPod): LinuxKitImage {
  return helperImage({
    name: 'podspec-poweroff',
    image: options.poweroffImage,
    command: ['/bin/sh', '/poweroff.sh', '0'],
    capabilities: ['CAP_SYS_BOOT'],
    mounts: [],
    pid: 'host',
  });
}
