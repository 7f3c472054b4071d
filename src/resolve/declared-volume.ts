import { type Anchor, atField } from '../diagnostics/diagnostic.ts';
import type { Volume } from '../model/kubernetes.ts';
import type { PodContext, ResolvedVolume } from '../model/resolved-pod.ts';
import type { FieldPath } from '../model/source.ts';

/** A volume of a pod and where it stands in the object. */
export interface DeclaredVolume {
  readonly name: string;
  readonly spec: Volume;
  /** From the object's root: `['spec', 'template', 'spec', 'volumes', 0]`. */
  readonly path: FieldPath;
  /** Made from a claim template, which has no `persistentVolumeClaim` that a finding could name. */
  readonly template?: true;
}

/** A field of a volume: `atVolume(volume, pod, 'hostPath', 'path')`. */
export function atVolume({ path, template }: Pick<DeclaredVolume, 'path' | 'template'>, pod: PodContext, ...field: FieldPath): Anchor {
  return atField(pod.workload.manifest, template && field[0] === 'persistentVolumeClaim' ? path : [...path, ...field]);
}

/** What every resolved volume carries. */
export function volumeBase(volume: DeclaredVolume, pod: PodContext): Pick<ResolvedVolume, 'name' | 'at' | 'spec'> {
  return { name: volume.name, at: atVolume(volume, pod), spec: volume.spec };
}

/** A volume that was reported and cannot be mounted. */
export function unusable(volume: DeclaredVolume, pod: PodContext): ResolvedVolume {
  return { ...volumeBase(volume, pod), kind: 'unusable' };
}

/** The group that owns the volumes of a pod, as an object to spread. */
export function fsGroupOf(pod: PodContext): { readonly gid?: number } {
  const gid = pod.spec.securityContext?.fsGroup;
  return gid === undefined ? {} : { gid };
}
