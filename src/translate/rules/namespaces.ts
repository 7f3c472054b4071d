import type { Report } from '../../diagnostics/diagnostic.ts';
import type { LinuxKitImage } from '../../model/linuxkit.ts';
import type { ResolvedContainer, ResolvedPod } from '../../model/resolved-pod.ts';
import { cpuPeriod } from '../../resolve/cgroup.ts';
import { defaultPath } from '../../resolve/env.ts';
import { defaultMaskedPaths, defaultReadonlyPaths } from '../../resolve/kernel-paths.ts';
import { containerName } from '../container-names.ts';
import { atPod } from '../field-anchor.ts';
import { runsOnBoot } from '../on-boot.ts';
import { defineRule, nothing } from '../rule.ts';
import { ordinaryMounts } from './default-mounts.ts';

/** Where the holder binds the process namespace of the pod; below /run, which is writable. */
const sharedPid = '/run/podspec/ns/pid';

/** Of the pause container (PodInfraOOMAdj of the kubelet): the last process to be killed. */
const holderOomScore = -998;

export const namespaces = defineRule({
  name: 'namespaces',
  owns: {
    hostPID: { disposition: 'translated', doc: 'Becomes `pid: host` on every container.' },
    hostIPC: { disposition: 'translated', doc: 'Always so: containers use the IPC namespace of the machine.' },
    shareProcessNamespace: {
      disposition: 'approximated',
      doc: 'A holder service keeps one process namespace that all services join; init containers run before it exists.',
    },
    hostUsers: {
      disposition: 'unsupported',
      doc: 'LinuxKit cannot run containers in a user namespace; `true` is exact, `false` is reported.',
      reported: true,
    },
    runtimeClassName: { disposition: 'unsupported', doc: 'Every container runs under runc.', reported: true },
  },
  writes: ['pid'],
  container(container, pod) {
    if (pod.spec.hostPID) return { pid: 'host' };
    return pod.spec.shareProcessNamespace && !runsOnBoot(container, pod) ? { pid: sharedPid } : nothing;
  },
  pod(pod, report) {
    checkNamespaces(pod, report);
    checkRuntimeClass(pod, report);
    if (!pod.spec.shareProcessNamespace || pod.spec.hostPID) return nothing;
    const early = pod.containers.filter((container) => runsOnBoot(container, pod)).map(({ spec }) => `"${spec.name ?? ''}"`);
    if (early.length > 0) report('share-pid-onboot', atPod(pod, 'shareProcessNamespace'), { containers: early.join(', ') });
    return early.length < pod.containers.length ? { services: [holder(pod)] } : nothing;
  },
});

function checkNamespaces(pod: ResolvedPod, report: Report): void {
  const { hostPID, shareProcessNamespace, hostUsers } = pod.spec;
  if (hostPID && shareProcessNamespace) report('share-process-namespace-conflict', atPod(pod, 'shareProcessNamespace'), {});
  if (hostUsers !== false) return;
  report('host-users-ignored', atPod(pod, 'hostUsers'), {});
  for (const field of ['hostNetwork', 'hostPID', 'hostIPC'] as const) {
    if (pod.spec[field]) report('host-users-conflict', atPod(pod, field), { field });
  }
}

/** A RuntimeClass of the input whose handler is runc asks for what happens anyway. */
function checkRuntimeClass(pod: ResolvedPod, report: Report): void {
  const name = pod.spec.runtimeClassName;
  if (name === undefined || name === '') return;
  const found = pod.lookup.find('RuntimeClass', name);
  const handler = found.status === 'found' ? found.object.value.handler : undefined;
  if (handler !== 'runc') report('runtime-class-ignored', atPod(pod, 'runtimeClassName'), { name });
}

/**
 * Services start one after the other in the order of their names, so the holder must sort before every other service
 * of the pod: `-` comes before every digit.
 */
function holderName(containers: readonly ResolvedContainer[]): string {
  const usual = 'before-00-pause';
  const earlier = containers.some((container) => container.role === 'sidecar' && containerName(container) <= usual);
  return earlier ? 'before-0-pause' : usual;
}

/**
 * The process that the namespace lives in, as the pause container of a cluster: it must outlive the others, and as
 * process 1 it reaps orphans. The shell does that while it waits; it has no handler for SIGTERM and therefore ignores it,
 * so that on shutdown the containers have their five seconds.
 */
function holder({ containers, options }: ResolvedPod): LinuxKitImage {
  return {
    name: holderName(containers),
    image: options.helperImage,
    command: ['/bin/sh', '-c', 'while :; do sleep 3600 & wait; done'],
    env: [`PATH=${defaultPath}`],
    cwd: '/',
    // The ids of the pause image.
    uid: 65535,
    gid: 65535,
    capabilities: [],
    ambient: [],
    noNewPrivileges: true,
    readonly: true,
    maskedPaths: defaultMaskedPaths,
    readonlyPaths: defaultReadonlyPaths,
    oomScoreAdj: holderOomScore,
    resources: { cpu: { shares: 2, period: cpuPeriod } },
    binds: [],
    mounts: ordinaryMounts.filter(({ destination }) => destination === '/sys'),
    runtime: { bindNS: { pid: sharedPid } },
  };
}
