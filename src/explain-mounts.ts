import { atField } from './diagnostics/diagnostic.ts';
import type { OciContainer } from './emit/linuxkit-oci.ts';
import {
  byDefault,
  type Disclosure,
  type ExplainedSource,
  type ExplainedText,
  explainedSource,
  explainedText,
  sourceAt,
} from './explain-value.ts';
import { byCodeUnit } from './model/by-code-unit.ts';
import { octalMode } from './model/octal-mode.ts';
import type { ResolvedContainer, ResolvedMount, ResolvedPod, ResolvedVolume } from './model/resolved-pod.ts';
import { byteLength } from './resolve/text.ts';
import { imageDirectories } from './translate/image-directories.ts';

/** A mount as the container sees it. */
export interface ExplainedMount {
  readonly destination: string;
  /** File system, or `bind` for a path of the machine. */
  readonly type: string;
  /** Null: a path that holds a secret value. */
  readonly source: string | null;
  readonly readOnly: boolean;
  readonly options: readonly string[];
  /** The pod's volume; absent for what LinuxKit or the runtime mounts. */
  readonly volume?: { readonly name: string; readonly kind: ResolvedVolume['kind']; readonly from: ExplainedSource };
  readonly from: ExplainedSource;
}

/** A file that a ConfigMap, Secret or the downward API puts into a container. */
export interface ExplainedVolumeFile extends ExplainedText {
  /** As the container sees it. */
  readonly path: string;
  /** Octal, e.g. `0644`. */
  readonly mode: string;
  readonly bytes: number;
  readonly volume: string;
  readonly from: ExplainedSource;
}

/** Every mount of the container, in the order they are made. */
export function explainMounts(
  container: ResolvedContainer,
  pod: ResolvedPod,
  oci: OciContainer,
  { reveal }: Disclosure,
): readonly ExplainedMount[] {
  const own = new Map(container.mounts.map((mount) => [mount.destination, mount] as const));
  const ofImage = new Set(imageDirectories(container));
  return oci.mounts.map(({ destination, type, source, options }): ExplainedMount => {
    const mount = own.get(destination);
    const base = { destination, type, source, readOnly: options.includes('ro'), options };
    if (!mount) return { ...base, from: ofImage.has(destination) ? { kind: 'image' } : byDefault('every container has it') };
    const volume = pod.volumes.get(mount.volume);
    return {
      ...base,
      source: holdsSecret(mount, container) && !reveal ? null : source,
      ...(volume && { volume: { name: volume.name, kind: volume.kind, from: sourceAt(volume.at) } }),
      from: sourceAt(mount.at),
    };
  });
}

/** `subPathExpr` may put the value of a secret variable into a path. */
function holdsSecret({ at }: ResolvedMount, { spec, env = [] }: ResolvedContainer): boolean {
  const index = at.kind === 'field' ? at.path.findLast((entry) => typeof entry === 'number') : undefined;
  const expression = index === undefined ? undefined : spec.volumeMounts?.[Number(index)]?.subPathExpr;
  return expression !== undefined && env.some(({ name, secret }) => secret && expression.includes(`$(${name})`));
}

/** The files that the container's mounts show it, sorted by path. */
export function explainFiles(container: ResolvedContainer, pod: ResolvedPod, disclosure: Disclosure): readonly ExplainedVolumeFile[] {
  const files = new Map<string, ExplainedVolumeFile>();
  for (const mount of container.mounts) {
    const volume = pod.volumes.get(mount.volume);
    if (volume?.kind !== 'files') continue;
    for (const file of volume.files) {
      const path = seenAt(file.path, mount);
      if (path === undefined) continue;
      files.set(path, {
        path,
        mode: octalMode(file.mode),
        bytes: byteLength(file.contents),
        volume: volume.name,
        ...explainedText(file.contents, file.secret, disclosure),
        from: explainedSource(file.from, pod.workload.manifest),
      });
    }
  }
  return [...files.values()].sort((a, b) => byCodeUnit(a.path, b.path));
}

/** Where a file of a volume appears, or undefined when the mount shows another part of the volume. */
function seenAt(file: string, { destination, subPath = '' }: ResolvedMount): string | undefined {
  if (subPath === '') return `${destination === '/' ? '' : destination}/${file}`;
  if (file === subPath) return destination;
  return file.startsWith(`${subPath}/`) ? `${destination}/${file.slice(subPath.length + 1)}` : undefined;
}

/** A volume of the pod and what it is on the machine. */
export interface ExplainedVolume {
  readonly name: string;
  readonly kind: ResolvedVolume['kind'];
  /** Directory or device of the machine; absent when nothing can be mounted. */
  readonly path?: string;
  /** It outlives a reboot. */
  readonly persistent: boolean;
  readonly claim?: string;
  readonly from: ExplainedSource;
}

export function explainVolumes(pod: ResolvedPod): readonly ExplainedVolume[] {
  return [...pod.volumes.values()].map((volume) => ({
    name: volume.name,
    kind: volume.kind,
    ...(volume.kind !== 'unusable' && { path: volume.kind === 'device' ? volume.device : volume.path }),
    persistent: volume.kind === 'directory' ? volume.persistent : ['device', 'nfs', 'host-path'].includes(volume.kind),
    ...(volume.kind === 'directory' && volume.claim !== undefined && { claim: volume.claim }),
    from: volume.at.kind === 'field' ? sourceAt(volume.at) : sourceAt(atField(pod.workload.manifest, pod.specPath)),
  }));
}
