import { atField, type Report } from '../../diagnostics/diagnostic.ts';
import type { ResolvedContainer, ResolvedPod } from '../../model/resolved-pod.ts';
import { isPrivileged } from '../privileged.ts';
import { defineRule } from '../rule.ts';

/** What containerd gives every container: the list of Docker. */
export const defaultCapabilities = [
  'CAP_AUDIT_WRITE',
  'CAP_CHOWN',
  'CAP_DAC_OVERRIDE',
  'CAP_FOWNER',
  'CAP_FSETID',
  'CAP_KILL',
  'CAP_MKNOD',
  'CAP_NET_BIND_SERVICE',
  'CAP_NET_RAW',
  'CAP_SETFCAP',
  'CAP_SETGID',
  'CAP_SETPCAP',
  'CAP_SETUID',
  'CAP_SYS_CHROOT',
] as const;

/** Every capability of Linux, 0 CHOWN to 40 CHECKPOINT_RESTORE; LinuxKit refuses to build an image that names another one. */
export const knownCapabilities: ReadonlySet<string> = new Set(
  `CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID KILL SETGID SETUID SETPCAP LINUX_IMMUTABLE NET_BIND_SERVICE NET_BROADCAST
  NET_ADMIN NET_RAW IPC_LOCK IPC_OWNER SYS_MODULE SYS_RAWIO SYS_CHROOT SYS_PTRACE SYS_PACCT SYS_ADMIN SYS_BOOT SYS_NICE
  SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG MKNOD LEASE AUDIT_WRITE AUDIT_CONTROL SETFCAP MAC_OVERRIDE MAC_ADMIN SYSLOG WAKE_ALARM
  BLOCK_SUSPEND AUDIT_READ PERFMON BPF CHECKPOINT_RESTORE`
    .split(/\s+/)
    .map((name) => `CAP_${name}`),
);

/**
 * The capabilities of a container, sorted; `['all']` stands for all of them. As containerd computes them:
 * ALL first, then single names, and a dropped name wins over an added one, in whatever order they are written.
 * `add` and `drop` are `CAP_…` names or `ALL`.
 */
export function capabilitySet(add: readonly string[], drop: readonly string[]): readonly string[] {
  const set = new Set<string>(drop.includes('ALL') ? [] : add.includes('ALL') ? knownCapabilities : defaultCapabilities);
  for (const name of add) if (name !== 'ALL') set.add(name);
  for (const name of drop) set.delete(name);
  return set.size === knownCapabilities.size ? ['all'] : [...set].toSorted((a, b) => (a < b ? -1 : 1));
}

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
