import type { Report } from '../diagnostics/diagnostic.ts';
import { cleanPath } from '../model/paths.ts';
import type { PodContext, ResolvedVolume } from '../model/resolved-pod.ts';
import { atVolume, type DeclaredVolume, fsGroupOf, unusable, volumeBase } from './declared-volume.ts';
import { hostPathProblem, hostTree, machinePath } from './host-paths.ts';

/** One `--volume NAME=VALUE`. */
export interface VolumeOverride {
  readonly name: string;
  readonly value: string;
}

/** The option for the first of several names of a volume that has one. */
export function overrideOf(names: readonly string[], { options }: PodContext): VolumeOverride | undefined {
  for (const name of names) {
    const value = Object.hasOwn(options.volumes, name) ? options.volumes[name] : undefined;
    if (value !== undefined) return { name, value };
  }
  return undefined;
}

/** What a claim adds to the volume that takes its place. */
export interface ReplacedClaim {
  readonly claim: string;
  readonly raw: boolean;
}

/** File system of a device unless `--volume NAME=/dev/x:fstype` names one. */
const defaultFileSystem = 'ext4';

/** A volume that the command line puts in the place of another: a directory of the machine, or a disk. */
export function resolveOverride(
  { name, value }: VolumeOverride,
  volume: DeclaredVolume,
  pod: PodContext,
  report: Report,
  replaced?: ReplacedClaim,
): ResolvedVolume {
  if (hostPathProblem(value) !== undefined || cleanPath(value) === '/') {
    report('volume-override-invalid', atVolume(volume, pod), { name, value });
    return unusable(volume, pod);
  }
  const base = { ...volumeBase(volume, pod), ...fsGroupOf(pod) };
  if (!value.startsWith('/dev/')) {
    const claim = replaced && { claim: replaced.claim };
    const path = machinePath(value);
    if (hostTree(path) === 'read-only') report('host-path-readonly-root', atVolume(volume, pod), { volume: volume.name, path });
    return { ...base, kind: 'directory', path, persistent: true, ...claim };
  }
  const [, device = value, fsType] = /^(.*?)(?::([a-z0-9]+))?$/.exec(value) ?? [];
  return deviceVolume({ device, fsType, raw: replaced?.raw ?? false, readOnly: false }, volume, pod, report);
}

/** A disk: mounted once at boot, or given to containers as it is. */
export interface DeviceRequest {
  readonly device: string;
  readonly fsType: string | undefined;
  readonly raw: boolean;
  readonly readOnly: boolean;
}

export function deviceVolume(request: DeviceRequest, volume: DeclaredVolume, pod: PodContext, report: Report): ResolvedVolume {
  const fsType = request.fsType || defaultFileSystem;
  if (!request.raw) report('device-volume-approx', atVolume(volume, pod), { volume: volume.name, device: request.device, fsType });
  return {
    ...volumeBase(volume, pod),
    ...(request.readOnly ? {} : fsGroupOf(pod)),
    kind: 'device',
    path: `/var/lib/podspec/devices/${volume.name}`,
    device: cleanPath(request.device),
    raw: request.raw,
    fsType,
    readOnly: request.readOnly,
  };
}
