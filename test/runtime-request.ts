import type { Text } from '../src/model/linuxkit.ts';
import type { ResolvedContainer, ResolvedMount, ResolvedPod, ResolvedUser } from '../src/model/resolved-pod.ts';
import { capabilitySet, knownCapabilities } from '../src/resolve/capabilities.ts';
import { type ContainerLimits, containerLimits } from '../src/resolve/cgroup.ts';
import { defaultMaskedPaths, defaultReadonlyPaths } from '../src/resolve/kernel-paths.ts';
import { isPrivileged } from '../src/resolve/privileged.ts';
import { concatText } from '../src/resolve/text.ts';

/** A mount that the kubelet or containerd makes; `source` is left open where the runtime chooses it. */
export interface RequestedMount {
  readonly destination: string;
  /** File system type, `bind` for a directory or file of the machine. */
  readonly type: string;
  readonly source: string | undefined;
  readonly readOnly: boolean;
  readonly propagation: ResolvedMount['propagation'] | undefined;
}

/** What a kubelet asks of containerd for one container, and what containerd adds by itself: the yardstick of the translation. */
export interface RuntimeRequest {
  /** Final argv; undefined when the image is not in the lock and decides it. */
  readonly args: readonly Text[] | undefined;
  readonly env: readonly Text[] | undefined;
  readonly cwd: Text | undefined;
  readonly user: ResolvedUser;
  /** Effective, permitted and bounding set, sorted. */
  readonly capabilities: readonly string[];
  readonly noNewPrivileges: boolean;
  readonly readOnlyRoot: boolean;
  /** `pod`: shared with the other containers of the pod. */
  readonly processes: 'private' | 'pod' | 'host';
  /** Every device of the machine may be used. */
  readonly allDevices: boolean;
  readonly maskedPaths: readonly string[];
  readonly readonlyPaths: readonly string[];
  readonly limits: ContainerLimits;
  /** One per destination, sorted. */
  readonly mounts: readonly RequestedMount[];
}

/** The request for a container of a resolved pod. */
export function runtimeRequest(container: ResolvedContainer, pod: ResolvedPod): RuntimeRequest {
  const context = container.spec.securityContext ?? {};
  const privileged = isPrivileged(container);
  const unmasked = privileged || context.procMount === 'Unmasked';
  return {
    args: container.command,
    env: container.env?.map(({ name, value }) => concatText([`${name}=`, value])),
    cwd: container.cwd,
    user: container.user,
    capabilities: privileged ? [...knownCapabilities].toSorted() : namedCapabilities(context.capabilities),
    noNewPrivileges: context.allowPrivilegeEscalation === false,
    readOnlyRoot: context.readOnlyRootFilesystem === true,
    processes: pod.spec.hostPID ? 'host' : pod.spec.shareProcessNamespace ? 'pod' : 'private',
    allDevices: privileged,
    maskedPaths: unmasked ? [] : defaultMaskedPaths,
    readonlyPaths: unmasked ? [] : defaultReadonlyPaths,
    limits: containerLimits(container.spec, pod),
    mounts: requestedMounts(container, privileged),
  };
}

function namedCapabilities({ add = [], drop = [] }: { readonly add?: readonly string[]; readonly drop?: readonly string[] } = {}) {
  const full = (name: string): string => (/^all$/i.test(name) ? 'ALL' : `CAP_${name.toUpperCase().replace(/^CAP_/, '')}`);
  const known = (names: readonly string[]): readonly string[] =>
    names.map(full).filter((name) => name === 'ALL' || knownCapabilities.has(name));
  const set = capabilitySet(known(add), known(drop));
  return set[0] === 'all' ? [...knownCapabilities].toSorted() : set;
}

function requestedMounts({ mounts }: ResolvedContainer, privileged: boolean): readonly RequestedMount[] {
  const places = new Map<string, RequestedMount>();
  const own = new Set(mounts.map(({ destination }) => destination));
  for (const mount of runtimeMounts(privileged)) {
    // A volume at /dev takes the place of everything that would be mounted below it.
    if (!(own.has('/dev') && mount.destination.startsWith('/dev/'))) places.set(mount.destination, mount);
  }
  for (const { source, destination, readOnly, propagation } of mounts) {
    places.set(destination, { destination, type: 'bind', source, readOnly, propagation });
  }
  return [...places.values()].toSorted((a, b) => (a.destination < b.destination ? -1 : 1));
}

/**
 * Mounts of containerd's CRI plugin and of the kubelet. Left out: /etc/hostname, since LinuxKit images have no such file to
 * mount over, and the termination log, which nothing reads.
 */
function runtimeMounts(privileged: boolean): readonly RequestedMount[] {
  const kernel = (destination: string, type: string, readOnly: boolean): RequestedMount => ({
    destination,
    type,
    source: undefined,
    readOnly,
    propagation: undefined,
  });
  const bound = (destination: string, source: string | undefined = undefined): RequestedMount => ({
    destination,
    type: 'bind',
    source,
    readOnly: false,
    propagation: 'rprivate',
  });
  return [
    kernel('/proc', 'proc', false),
    kernel('/sys', 'sysfs', !privileged),
    ...(privileged
      ? [bound('/sys/fs/cgroup', '/sys/fs/cgroup'), bound('/dev', '/dev'), bound('/dev/pts', '/dev/pts')]
      : [
          kernel('/sys/fs/cgroup', 'cgroup', true),
          kernel('/dev', 'tmpfs', false),
          kernel('/dev/pts', 'devpts', false),
          kernel('/dev/mqueue', 'mqueue', false),
          bound('/dev/shm', '/dev/shm'),
        ]),
    bound('/etc/hosts'),
    bound('/etc/resolv.conf'),
  ];
}
