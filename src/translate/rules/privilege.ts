import { atField, type Report } from '../../diagnostics/diagnostic.ts';
import type { ResolvedContainer, ResolvedPod } from '../../model/resolved-pod.ts';
import { defaultMaskedPaths, defaultReadonlyPaths } from '../../resolve/kernel-paths.ts';
import { isPrivileged } from '../../resolve/privileged.ts';
import { defineRule } from '../rule.ts';

export const privilege = defineRule({
  name: 'privilege',
  owns: {
    'containers[].securityContext.allowPrivilegeEscalation': {
      disposition: 'translated',
      doc: 'Inverted: `false` becomes `noNewPrivileges: true`; absent and `true` become `false`.',
    },
    'containers[].securityContext.procMount': {
      disposition: 'translated',
      doc: 'Decides `maskedPaths` and `readonlyPaths`: the defaults of the kubelet, or none for `Unmasked` and privileged containers.',
    },
  },
  writes: ['noNewPrivileges', 'maskedPaths', 'readonlyPaths'],
  container(container, pod, report) {
    checkEscalation(container, pod, report);
    checkProcMount(container, pod, report);
    const { allowPrivilegeEscalation, procMount } = container.spec.securityContext ?? {};
    const unmasked = isPrivileged(container) || procMount === 'Unmasked';
    return {
      noNewPrivileges: allowPrivilegeEscalation === false,
      maskedPaths: unmasked ? [] : defaultMaskedPaths,
      readonlyPaths: unmasked ? [] : defaultReadonlyPaths,
    };
  },
});

/** The API server compares with the literal `CAP_SYS_ADMIN`, so that `SYS_ADMIN` passes. */
function checkEscalation(container: ResolvedContainer, pod: ResolvedPod, report: Report): void {
  const context = container.spec.securityContext;
  if (context?.allowPrivilegeEscalation !== false) return;
  const at = atField(pod.workload.manifest, [...container.path, 'securityContext', 'allowPrivilegeEscalation']);
  if (context.privileged) report('privilege-escalation-conflict', at, { cause: 'privileged is true' });
  if (context.capabilities?.add?.includes('CAP_SYS_ADMIN')) {
    report('privilege-escalation-conflict', at, { cause: 'capabilities.add contains "CAP_SYS_ADMIN"' });
  }
}

function checkProcMount(container: ResolvedContainer, pod: ResolvedPod, report: Report): void {
  const value = container.spec.securityContext?.procMount;
  if (value === undefined || value === '' || value === 'Default') return;
  const at = atField(pod.workload.manifest, [...container.path, 'securityContext', 'procMount']);
  if (value !== 'Unmasked') report('proc-mount-invalid', at, { value });
  else if (pod.spec.hostUsers !== false) report('proc-mount-needs-user-namespace', at, {});
}
