import type { Report } from '../../diagnostics/diagnostic.ts';
import type { ResolvedContainer, ResolvedPod } from '../../model/resolved-pod.ts';
import { atContainer, atPod, describeContainer } from '../field-anchor.ts';
import { defineRule, nothing } from '../rule.ts';

const policies: readonly string[] = ['Always', 'OnFailure', 'Never'];
const policiesOfJobs: readonly string[] = ['OnFailure', 'Never'];
const policiesOfOthers: readonly string[] = ['Always'];

export const restart = defineRule({
  name: 'restart',
  owns: {
    restartPolicy: { disposition: 'approximated', doc: 'LinuxKit starts a container once and never restarts it: exact for `Never`.' },
    'containers[].restartPolicy': {
      disposition: 'approximated',
      doc: 'On an init container, `Always` makes it a sidecar, which becomes a service; nothing is ever restarted.',
    },
    'containers[].restartPolicyRules': { disposition: 'unsupported', doc: 'LinuxKit never restarts a container.', reported: true },
  },
  writes: [],
  container(container, pod, report) {
    checkContainer(container, pod, report);
    return nothing;
  },
  pod(pod, report) {
    checkPod(pod, report);
    return nothing;
  },
});

function checkPod(pod: ResolvedPod, report: Report): void {
  const policy = pod.spec.restartPolicy ?? 'Always';
  const allowed = allowedPolicies(pod);
  if (!allowed.includes(policy)) {
    report('restart-policy-invalid', atPod(pod, 'restartPolicy'), {
      field: 'restartPolicy',
      value: policy,
      expected: allowed.map((word) => `"${word}"`).join(' or '),
    });
    return;
  }
  const restarted = pod.containers.some(({ role, spec }) => role === 'container' && (spec.restartPolicy ?? policy) !== 'Never');
  if (policy !== 'Never' && restarted) report('restart-policy-unenforced', atPod(pod, 'restartPolicy'), { policy });
}

/** What the API server allows for a kind (pkg/apis/{apps,batch,core}/validation). */
function allowedPolicies({ workload: { kind } }: ResolvedPod): readonly string[] {
  if (kind === 'Pod' || kind === 'PodTemplate') return policies;
  return kind === 'Job' || kind === 'CronJob' ? policiesOfJobs : policiesOfOthers;
}

function checkContainer(container: ResolvedContainer, pod: ResolvedPod, report: Report): void {
  const { restartPolicy: policy, restartPolicyRules: rules } = container.spec;
  if (rules && rules.length > 0) {
    report('restart-rules-ignored', atContainer(container, pod, 'restartPolicyRules'), { container: describeContainer(container) });
  }
  if (policy === undefined || container.role === 'sidecar') return;
  const at = atContainer(container, pod, 'restartPolicy');
  if (!policies.includes(policy)) {
    report('restart-policy-invalid', at, {
      field: 'restartPolicy',
      value: policy,
      expected: policies.map((word) => `"${word}"`).join(' or '),
    });
  } else if (policy !== 'Never') {
    report('container-restart-policy-ignored', at, { container: describeContainer(container), policy });
  }
}
