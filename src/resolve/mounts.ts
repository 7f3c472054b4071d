import { atField, type Report } from '../diagnostics/diagnostic.ts';
import type { Container, VolumeMount } from '../model/kubernetes.ts';
import { cleanPath, isWithin } from '../model/paths.ts';
import type { PodContext, ResolvedEnv, ResolvedMount, ResolvedVolume } from '../model/resolved-pod.ts';
import type { FieldPath } from '../model/source.ts';
import { isKnownFile } from './known-files.ts';
import { type MountScope, resolveSubPath, type VolumePart } from './sub-paths.ts';

/**
 * The volume mounts of a container in the order of the manifest. Mounts that cannot be made are reported and left out.
 *
 * @param at the container, from the object's root
 * @param env what the pod declares for the container, which `subPathExpr` may use; the image's variables do not count
 */
export function resolveMounts(
  container: Container,
  at: FieldPath,
  env: ReadonlyMap<string, ResolvedEnv>,
  pod: PodContext,
  volumes: ReadonlyMap<string, ResolvedVolume>,
  report: Report,
): readonly ResolvedMount[] {
  const variable = (name: string) => env.get(name);
  const seen = new Map<string, string>();
  return (container.volumeMounts ?? []).flatMap((mount, index): readonly ResolvedMount[] => {
    const scope: MountScope = {
      mount,
      path: [...at, 'volumeMounts', index],
      container: container.name ?? '',
      pod,
      report,
      variable,
    };
    const destination = resolveDestination(scope, seen);
    const options = resolveOptions(scope, container.securityContext?.privileged === true);
    const volume = volumeOf(scope, volumes);
    if (destination === undefined || !options || !volume || volume.kind === 'unusable') return [];
    if (isRefusedInProc(destination, volume, mount)) {
      report('mount-inside-proc', anchor(scope, 'mountPath'), { container: scope.container, path: destination });
      return [];
    }
    if (volume.kind === 'device' && volume.raw) {
      const args = {
        container: scope.container,
        volume: volume.name,
        reason: 'volumeMode is Block, so it can only be used as a volumeDevice',
      };
      report('volume-mode-mismatch', anchor(scope, 'name'), args);
      return [];
    }
    const part = resolveSubPath(scope, volume);
    return part ? [finishMount(scope, volume, destination, options, part)] : [];
  });
}

function anchor({ pod, path }: MountScope, field: keyof VolumeMount) {
  return atField(pod.workload.manifest, [...path, field]);
}

function volumeOf(scope: MountScope, volumes: ReadonlyMap<string, ResolvedVolume>): ResolvedVolume | undefined {
  const { mount, container, report } = scope;
  const volume = volumes.get(mount.name ?? '');
  if (!volume) {
    const similar = scope.pod.lookup.similar(mount.name ?? '', volumes.keys());
    report('unknown-volume', anchor(scope, 'name'), { container, volume: mount.name ?? '', similar });
  }
  return volume;
}

/** Clean and absolute; undefined, and reported, when nothing can be mounted there. Takes note of it in `seen`, with its spelling. */
function resolveDestination(scope: MountScope, seen: Map<string, string>): string | undefined {
  const { mount, container, report } = scope;
  const path = mount.mountPath ?? '';
  const at = () => anchor(scope, 'mountPath');
  // A relative path counts from / (kubelet `MakeAbsolutePath`).
  const clean = cleanPath(`/${path}`);
  const reason =
    path === ''
      ? 'is missing or empty'
      : path.includes('\0')
        ? 'contains a NUL character'
        : clean === '/'
          ? 'hides the whole image'
          : undefined;
  if (reason !== undefined) {
    report('invalid-mount-path', at(), { container, path, reason });
    return undefined;
  }
  const other = seen.get(clean);
  if (other !== undefined) {
    report('duplicate-mount-path', at(), { container, path, other });
    return undefined;
  }
  seen.set(clean, path);
  return clean;
}

/** Files of /proc that runc lets a mount cover, for lxcfs (`checkProcMount`; each was tried). */
const replaceableProcFiles: ReadonlySet<string> = new Set([
  '/proc/cpuinfo',
  '/proc/diskstats',
  '/proc/loadavg',
  '/proc/meminfo',
  '/proc/slabinfo',
  '/proc/stat',
  '/proc/swaps',
  '/proc/sys/kernel/ns_last_pid',
  '/proc/uptime',
]);

/** runc takes another /proc for /proc itself, and little inside it. */
function isRefusedInProc(destination: string, volume: ResolvedVolume, { subPath = '', subPathExpr = '' }: VolumeMount): boolean {
  if (!isWithin('/proc', destination)) return false;
  if (destination !== '/proc') return !replaceableProcFiles.has(destination);
  return volume.kind !== 'host-path' || volume.path !== '/proc' || subPath !== '' || subPathExpr !== '';
}

type MountOptions = Pick<ResolvedMount, 'readOnly' | 'recursiveReadOnly' | 'propagation'>;

const propagations: Readonly<Record<string, ResolvedMount['propagation']>> = {
  '': 'rprivate',
  None: 'rprivate',
  HostToContainer: 'rslave',
  Bidirectional: 'rshared',
};

function resolveOptions(scope: MountScope, privileged: boolean): MountOptions | undefined {
  const { mount, container, report } = scope;
  const { mountPropagation = '', recursiveReadOnly = '', readOnly = false } = mount;
  const propagation = Object.hasOwn(propagations, mountPropagation) ? propagations[mountPropagation] : undefined;
  if (!propagation) report('invalid-mount-propagation', anchor(scope, 'mountPropagation'), { container, value: mountPropagation });
  else if (propagation === 'rshared' && !privileged) report('bidirectional-unprivileged', anchor(scope, 'mountPropagation'), { container });
  const reason = recursiveProblem(recursiveReadOnly, readOnly, mountPropagation);
  if (reason !== undefined)
    report('recursive-read-only-invalid', anchor(scope, 'recursiveReadOnly'), { container, value: recursiveReadOnly, reason });
  if (!propagation || reason !== undefined) return undefined;
  return { readOnly, recursiveReadOnly: recursiveReadOnly === 'Enabled' || recursiveReadOnly === 'IfPossible', propagation };
}

/** `validateVolumeMounts` of the API server, in its words. */
function recursiveProblem(value: string, readOnly: boolean, propagation: string): string | undefined {
  if (value === '' || value === 'Disabled') return undefined;
  if (value !== 'Enabled' && value !== 'IfPossible') return 'is not Disabled, IfPossible or Enabled';
  if (!readOnly) return 'may only be specified when readOnly is true';
  return propagation === '' || propagation === 'None' ? undefined : 'may only be specified when mountPropagation is None or not specified';
}

function finishMount(
  scope: MountScope,
  volume: Exclude<ResolvedVolume, { kind: 'unusable' }>,
  destination: string,
  options: MountOptions,
  part: VolumePart,
): ResolvedMount {
  const named = volume.kind === 'image';
  return {
    volume: volume.name,
    source: named ? volume.name : part.path === '' ? volume.path : cleanPath(`${volume.path}/${part.path}`),
    destination,
    ...options,
    readOnly: options.readOnly || isReadOnly(volume),
    target: part.target === 'directory' && part.path === '' ? targetOf(volume) : part.target,
    named,
    ...(part.path !== '' && { subPath: part.path }),
    at: atField(scope.pod.workload.manifest, scope.path),
  };
}

/** Volumes that are read-only whatever the mount says. */
function isReadOnly(volume: ResolvedVolume): boolean {
  if (volume.spec.persistentVolumeClaim?.readOnly === true) return true;
  switch (volume.kind) {
    case 'files':
    case 'image':
      return true;
    case 'nfs':
    case 'device':
      return volume.readOnly;
    default:
      return false;
  }
}

/** What the root of a volume is; a hostPath may be anything. */
function targetOf(volume: ResolvedVolume): ResolvedMount['target'] {
  if (volume.kind !== 'host-path') return 'directory';
  const type = volume.spec.hostPath?.type;
  if (type === 'Directory' || type === 'DirectoryOrCreate') return 'directory';
  if (volume.create === 'file' || isKnownFile(volume.path)) return 'file';
  if (type === 'File' || type === 'Socket' || type === 'CharDevice' || type === 'BlockDevice') return 'file';
  return volume.create === 'directory' ? 'directory' : undefined;
}
