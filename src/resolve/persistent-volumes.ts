import type { Report } from '../diagnostics/diagnostic.ts';
import type { Kubernetes } from '../model/kubernetes.ts';
import type { PodContext, ResolvedVolume } from '../model/resolved-pod.ts';
import { type Claim, keyOf } from './claim-binding.ts';
import { atVolume, type DeclaredVolume, fsGroupOf, unusable, volumeBase } from './declared-volume.ts';
import { hostDirectory, hostPathProblem, hostTree, machinePath } from './host-paths.ts';
import { resolveNfs } from './nfs.ts';
import { reportUnsupported } from './unsupported-volumes.ts';
import type { PersistentVolumeObject } from './volume-index.ts';
import { deviceVolume, overrideOf, resolveOverride } from './volume-overrides.ts';

type VolumeSpec = Kubernetes<'PersistentVolumeSpec'>;

/** Fields of a PersistentVolume's spec that are no source. */
const otherFields: ReadonlySet<string> = new Set<keyof VolumeSpec>([
  'capacity',
  'accessModes',
  'claimRef',
  'persistentVolumeReclaimPolicy',
  'storageClassName',
  'mountOptions',
  'volumeMode',
  'nodeAffinity',
  'volumeAttributesClassName',
]);

/** Where the source of a persistent volume is reported: at the claim of the volume. */
const field = ['persistentVolumeClaim'] as const;

/** The persistent volume that a claim is bound to, as a volume of the machine (TRANSLATION.md 4.8). */
export function resolvePersistentVolume(
  object: PersistentVolumeObject,
  claim: Claim,
  volume: DeclaredVolume,
  written: boolean,
  pod: PodContext,
  report: Report,
): ResolvedVolume {
  const { metadata, spec = {} } = object.value;
  const name = metadata?.name ?? '';
  const raw = spec.volumeMode === 'Block';
  const override = overrideOf([name], pod);
  if (override) return resolveOverride(override, volume, pod, report, { claim: claim.name, raw });
  const sources = Object.keys(spec).filter((key) => !otherFields.has(key));
  if (sources.length > 1) {
    report('volume-multiple-sources', atVolume(volume, pod, ...field), { volume: name, sources });
    return unusable(volume, pod);
  }
  if (spec.local) return resolveLocal(spec.local, { raw, claim: claim.name, written }, volume, pod, report);
  if (spec.hostPath) return resolveHostVolume(spec.hostPath, { raw, claim }, volume, written, pod, report);
  if (spec.nfs) return resolveNfs(volume, { ...spec.nfs, options: spec.mountOptions ?? [], field }, pod, report);
  const [type] = sources;
  if (type === undefined) {
    report('volume-field-required', atVolume(volume, pod, ...field), { volume: name, field: 'a source' });
    return unusable(volume, pod);
  }
  reportUnsupported(type, spec, { volume, field, override: `pvc:${keyOf(claim)}` }, pod, report);
  return unusable(volume, pod);
}

function resolveHostVolume(
  { path = '', type = '' }: Kubernetes<'HostPathVolumeSource'>,
  { raw, claim }: { readonly raw: boolean; readonly claim: Claim },
  volume: DeclaredVolume,
  written: boolean,
  pod: PodContext,
  report: Report,
): ResolvedVolume {
  if (!raw) return hostDirectory({ path, type, field, written }, volume, pod, report);
  if (path.startsWith('/dev/') && hostPathProblem(path) === undefined) {
    return deviceVolume({ device: path, fsType: undefined, raw, readOnly: false }, volume, pod, report);
  }
  report('pvc-unbound', atVolume(volume, pod, ...field), { claim: keyOf(claim), reason: `${path} is no block device` });
  return unusable(volume, pod);
}

/**
 * A local volume: a directory, or a disk with a file system. Its node affinity says nothing about this machine. The directory is made
 * when it is missing, since the helper that prepares the volumes would otherwise not start at all.
 */
function resolveLocal(
  { path = '', fsType }: Kubernetes<'LocalVolumeSource'>,
  { raw, claim, written }: { readonly raw: boolean; readonly claim: string; readonly written: boolean },
  volume: DeclaredVolume,
  pod: PodContext,
  report: Report,
): ResolvedVolume {
  const problem = path === '' ? 'is missing or empty' : hostPathProblem(path);
  if (problem !== undefined) {
    report('invalid-host-path', atVolume(volume, pod, ...field), { volume: volume.name, path, reason: problem });
    return unusable(volume, pod);
  }
  const readOnly = volume.spec.persistentVolumeClaim?.readOnly === true;
  if (raw || path.startsWith('/dev/')) return deviceVolume({ device: path, fsType, raw, readOnly }, volume, pod, report);
  const place = machinePath(path);
  const at = atVolume(volume, pod, ...field);
  report('host-path-check-skipped', at, { volume: volume.name, path: place, type: 'directory' });
  if (written && hostTree(place) === 'read-only') report('host-path-readonly-root', at, { volume: volume.name, path: place });
  return {
    ...volumeBase(volume, pod),
    ...(readOnly ? {} : fsGroupOf(pod)),
    kind: 'directory',
    path: place,
    persistent: true,
    claim,
  };
}
