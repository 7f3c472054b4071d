import type { Report } from '../diagnostics/diagnostic.ts';
import { isDnsLabel } from '../model/dns-name.ts';
import type { ImageLock } from '../model/image-lock.ts';
import type { Container, Volume } from '../model/kubernetes.ts';
import type { PodContext, ResolvedVolume } from '../model/resolved-pod.ts';
import { claimTemplates } from './claim-templates.ts';
import { replacedClaim, resolveClaim, resolveClaimTemplate, resolveEphemeral } from './claims.ts';
import { atVolume, type DeclaredVolume, unusable } from './declared-volume.ts';
import { resolveEmptyDir } from './empty-dir.ts';
import { resolveFiles } from './files.ts';
import { resolveHostPath } from './host-paths.ts';
import { resolveImageVolume } from './image-volumes.ts';
import { resolveNfs } from './nfs.ts';
import { reportUnsupported } from './unsupported-volumes.ts';
import { overrideOf, resolveOverride } from './volume-overrides.ts';

/**
 * The volumes of a pod by name, in the order of the manifest. The claim templates of a StatefulSet take the place of volumes of
 * their name, as its controller does it (`updateStorage`). What cannot be mounted was reported and is `unusable`.
 *
 * @param lock for the images of image volumes
 */
export function resolveVolumes(pod: PodContext, report: Report, lock?: ImageLock): ReadonlyMap<string, ResolvedVolume> {
  const volumes = new Map<string, ResolvedVolume>();
  const templates = claimTemplates(pod);
  const written = writtenVolumes(pod);
  for (const [index, spec] of (pod.spec.volumes ?? []).entries()) {
    const volume: DeclaredVolume = { name: spec.name ?? '', spec, path: [...pod.specPath, 'volumes', index] };
    const at = () => atVolume(volume, pod, 'name');
    if (!isDnsLabel(volume.name)) {
      report('invalid-volume-name', at(), { name: volume.name });
      volumes.set(volume.name, unusable(volume, pod));
    } else if (volumes.has(volume.name)) report('duplicate-volume', at(), { volume: volume.name });
    else if (!templates.has(volume.name))
      volumes.set(volume.name, resolveVolume(volume, { written: written.has(volume.name), lock }, pod, report));
  }
  for (const template of templates.values()) {
    volumes.set(template.volume.name, resolveClaimTemplate(template, written.has(template.volume.name), pod, report));
  }
  return volumes;
}

/** Names of volumes that a container mounts without readOnly. */
function writtenVolumes({ spec }: PodContext): ReadonlySet<string> {
  const written = new Set<string>();
  for (const containers of [spec.initContainers, spec.containers] as readonly (readonly Container[] | undefined)[]) {
    for (const { volumeMounts } of containers ?? []) {
      for (const { name, readOnly } of volumeMounts ?? []) if (name !== undefined && !readOnly) written.add(name);
    }
  }
  return written;
}

interface VolumeUse {
  /** A container mounts it without readOnly. */
  readonly written: boolean;
  readonly lock: ImageLock | undefined;
}

function resolveVolume(volume: DeclaredVolume, { written, lock }: VolumeUse, pod: PodContext, report: Report): ResolvedVolume {
  const sources = sourcesOf(volume.spec);
  if (sources.length > 1) {
    report('volume-multiple-sources', atVolume(volume, pod), { volume: volume.name, sources });
    return unusable(volume, pod);
  }
  const override = overrideOf([volume.name], pod);
  if (override) return resolveOverride(override, volume, pod, report, replacedClaim(volume, pod));
  const [source = 'emptyDir'] = sources;
  switch (source) {
    case 'emptyDir':
      return resolveEmptyDir(volume, pod, report);
    case 'configMap':
    case 'secret':
    case 'downwardAPI':
    case 'projected':
      return resolveFiles(volume, source, pod, report);
    case 'hostPath':
      return resolveHostPath(volume, written, pod, report);
    case 'persistentVolumeClaim':
      return resolveClaim(volume, written, pod, report);
    case 'ephemeral':
      return resolveEphemeral(volume, pod, report);
    case 'nfs':
      return resolveNfs(volume, { ...volume.spec.nfs, field: ['nfs'], options: [] }, pod, report);
    case 'image':
      return resolveImageVolume(volume, pod, lock, report);
    default:
      reportUnsupported(source, volume.spec, { volume, field: [source], override: volume.name }, pod, report);
      return unusable(volume, pod);
  }
}

type VolumeSource = Exclude<keyof Volume, 'name'>;

function sourcesOf(spec: Volume): readonly VolumeSource[] {
  return Object.keys(spec).filter((key): key is VolumeSource => key !== 'name');
}
