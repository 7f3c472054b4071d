import { type OciContainer, ociContainer } from '../src/emit/linuxkit-oci.ts';
import { formatPath } from '../src/model/field-path.ts';
import type { LinuxKitConfig, LinuxKitMount, Text } from '../src/model/linuxkit.ts';
import type { ResolvedPod } from '../src/model/resolved-pod.ts';
import { cpuPeriod } from '../src/resolve/cgroup.ts';
import { containerName } from '../src/translate/container-names.ts';
import { runsOnBoot } from '../src/translate/on-boot.ts';
import type { TestDiagnostic } from './kit.ts';
import { type RequestedMount, type RuntimeRequest, runtimeRequest } from './runtime-request.ts';

/** What of a translation the comparison needs. */
interface Compared {
  readonly config: LinuxKitConfig;
  readonly pod: ResolvedPod;
  readonly diagnostics: readonly Pick<TestDiagnostic, 'code' | 'path'>[];
}

/**
 * Where the containers that LinuxKit would make of a file differ from those that a kubelet would ask containerd for.
 * What LinuxKit cannot do and the diagnostics speak of is no difference: seccomp, own network, IPC and UTS namespaces.
 *
 * @returns one line per difference
 */
export function runtimeDifferences({ config, pod, diagnostics }: Compared): readonly string[] {
  const writableRoots = diagnostics.filter(({ code }) => code === 'mountpoint-on-readonly-rootfs').map(({ path }) => path);
  return pod.containers.flatMap((container) => {
    const name = containerName(container);
    const list = runsOnBoot(container, pod) ? config.onboot : config.services;
    const image = list.find((entry) => entry.name === name);
    if (!image) return [`${name}: is missing`];
    const made = ociContainer(image, container.image.config);
    if ('problem' in made) return [`${name}: ${made.problem}`];
    const request = runtimeRequest(container, pod);
    const given = formatPath([...container.path, 'securityContext', 'readOnlyRootFilesystem']);
    const expected: RuntimeRequest = {
      ...request,
      // Where mount points cannot be made on a read-only root, the root stays writable, which is reported.
      readOnlyRoot: request.readOnlyRoot && !writableRoots.includes(given),
      // A service holds the namespace of the pod, too late for what runs on boot; reported as well.
      ...(runsOnBoot(container, pod) && request.processes === 'pod' && { processes: 'private' }),
    };
    return containerDifferences(expected, made, container.spec.volumeDevices?.length ?? 0).map((difference) => `${name}: ${difference}`);
  });
}

function containerDifferences(request: RuntimeRequest, made: OciContainer, rawDevices: number): readonly string[] {
  const { limits } = request;
  const pairs: readonly (readonly [string, unknown, unknown])[] = [
    ['args', request.args?.map(plain), request.args && made.args.map(plain)],
    ['env', request.env?.map(plain), request.env && made.env.map(plain)],
    ['cwd', request.cwd && plain(request.cwd), request.cwd && plain(made.cwd)],
    ['user', [request.user.uid, request.user.gid, request.user.additionalGids], [made.uid, made.gid, made.additionalGids]],
    ['effective capabilities', request.capabilities, made.effective.toSorted()],
    ['bounding capabilities', request.capabilities, made.bounding],
    ['ambient capabilities', [], made.ambient],
    ['no new privileges', request.noNewPrivileges, made.noNewPrivileges],
    ['oom score', limits.oomScoreAdj, made.oomScoreAdj],
    ['read-only root', request.readOnlyRoot, made.readonly],
    ['masked paths', request.maskedPaths, made.maskedPaths],
    ['read-only paths', request.readonlyPaths, made.readonlyPaths],
    ['cpu', { shares: limits.cpuShares, quota: limits.cpuQuota, period: cpuPeriod }, { quota: undefined, ...made.resources.cpu }],
    ['memory', limits.memoryLimit, made.resources.memory?.limit],
    ['namespaces', namespacesFor(request), made.namespaces],
    ['devices', deviceRules(request, rawDevices), made.devices],
    ['settings of a label', ['', '', [], {}], [made.hostname, made.cgroupsPath, made.rlimits, made.sysctl]],
  ];
  const unequal = pairs.filter(([, wanted, got]) => canonical(wanted) !== canonical(got));
  return [
    ...unequal.map(([what, wanted, got]) => `${what}: wanted ${canonical(wanted)}, got ${canonical(got)}`),
    ...mountDifferences(request.mounts, made.mounts, rawDevices),
  ];
}

/** Bytes and text in one form. */
function plain(text: Text): string {
  return typeof text === 'string' ? Buffer.from(text, 'utf8').toString('latin1') : Buffer.from(text).toString('latin1');
}

function canonical(value: unknown): string {
  const sorted = (_: string, item: unknown): unknown =>
    typeof item === 'object' && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : typeof item === 'bigint'
        ? // The output is read back into numbers, which round as this does.
          Number(item)
        : item;
  return JSON.stringify(value, sorted) ?? 'nothing';
}

function namespacesFor({ processes }: RuntimeRequest): Readonly<Record<string, string>> {
  if (processes === 'host') return { mount: '' };
  return { mount: '', pid: processes === 'pod' ? '/run/podspec/ns/pid' : '' };
}

function deviceRules({ allDevices }: RuntimeRequest, rawDevices: number): readonly string[] {
  if (allDevices) return ['b *:*', 'c *:*'];
  return rawDevices > 0 ? ['b *:*'] : [];
}

/** Each wanted mount is there with the same source, access and propagation, and there is no other one. */
function mountDifferences(wanted: readonly RequestedMount[], made: readonly LinuxKitMount[], rawDevices: number): readonly string[] {
  const left = new Map(made.map((mount) => [mount.destination, mount] as const));
  const missing = wanted.flatMap((request) => {
    const mount = left.get(request.destination);
    left.delete(request.destination);
    if (!mount) return [`mount at ${request.destination}: is missing`];
    const got: RequestedMount = {
      destination: mount.destination,
      type: mount.type,
      source: request.source === undefined ? undefined : mount.source,
      readOnly: mount.options.some((option) => option === 'ro' || option === 'rro'),
      propagation: request.propagation && propagationOf(mount.options),
    };
    return canonical(got) === canonical(request)
      ? []
      : [`mount at ${request.destination}: wanted ${canonical(request)}, got ${canonical(got)}`];
  });
  // Raw devices are bound as files; a kubelet makes them device nodes. Over a volume at /dev LinuxKit still mounts its terminals.
  const ownDev = wanted.some(({ destination, type }) => destination === '/dev' && type === 'bind');
  const extra = [...left.values()].filter(
    ({ source, destination }) => !(rawDevices > 0 && source.startsWith('/dev/')) && !(ownDev && destination === '/dev/pts'),
  );
  return [...missing, ...extra.map(({ destination }) => `mount at ${destination}: nobody asked for it`)];
}

function propagationOf(options: readonly string[]): RequestedMount['propagation'] {
  return (['rshared', 'rslave', 'rprivate'] as const).find((option) => options.includes(option)) ?? 'rprivate';
}
