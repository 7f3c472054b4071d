import type { Report } from '../diagnostics/diagnostic.ts';
import { atField } from '../diagnostics/diagnostic.ts';
import type { VolumeMount } from '../model/kubernetes.ts';
import { cleanPath } from '../model/paths.ts';
import { type PodContext, type ResolvedEnv, type ResolvedVolume, runtimeTokens } from '../model/resolved-pod.ts';
import type { FieldPath } from '../model/source.ts';
import { expand } from './expansion.ts';

/** One mount of a container while it is being resolved. */
export interface MountScope {
  readonly mount: VolumeMount;
  /** From the object's root. */
  readonly path: FieldPath;
  readonly container: string;
  readonly pod: PodContext;
  readonly report: Report;
  /** The value of a variable that the pod declares. */
  readonly variable: (name: string) => ResolvedEnv | undefined;
}

/** Part of a volume: '' for all of it. `target` is undefined when it is not known beforehand whether it is a directory. */
export interface VolumePart {
  readonly path: string;
  readonly target: 'directory' | 'file' | undefined;
}

/** What `subPath` or `subPathExpr` selects; undefined, and reported, when it selects nothing that can be mounted. */
export function resolveSubPath(scope: MountScope, volume: ResolvedVolume): VolumePart | undefined {
  const { mount, path, container, pod, report } = scope;
  const at = (field: 'subPath' | 'subPathExpr') => atField(pod.workload.manifest, [...path, field]);
  if (mount.subPath && mount.subPathExpr) {
    report('sub-path-conflict', at('subPathExpr'), { container });
    return undefined;
  }
  const field = mount.subPathExpr ? 'subPathExpr' : 'subPath';
  const written = mount.subPathExpr ? expanded(mount.subPathExpr, scope) : (mount.subPath ?? '');
  if (written === undefined) return undefined;
  const reason = escapeReason(written);
  if (reason !== undefined) {
    // The expression and not its value, which may come from a Secret.
    report('sub-path-escape', at(field), { container, field, path: mount.subPathExpr || written, reason });
    return undefined;
  }
  const part = cleanPath(written);
  return volume.kind === 'files' ? partOfFiles(part, field, volume, scope) : { path: part, target: part === '' ? 'directory' : undefined };
}

/** `validateLocalDescendingPath` of the API server. */
function escapeReason(path: string): string | undefined {
  if (path.startsWith('/')) return 'must be a relative path';
  if (path.includes('\0')) return 'must not contain a NUL character';
  return path.split('/').includes('..') ? "must not contain '..'" : undefined;
}

/** kubelet `ExpandContainerVolumeMounts`: a variable that is not declared, or empty, keeps the container from starting. */
function expanded(expression: string, { path, container, pod, report, variable }: MountScope): string | undefined {
  const at = atField(pod.workload.manifest, [...path, 'subPathExpr']);
  const empty: string[] = [];
  const { text, unresolved } = expand(expression, (name) => {
    const value = variable(name)?.value;
    if (value?.length === 0) empty.push(name);
    return value;
  });
  const missing = [...new Set([...unresolved, ...empty])].sort();
  if (missing.length > 0) {
    report('sub-path-unresolved', at, { container, expression, variables: missing, reason: 'missing' });
    return undefined;
  }
  if (typeof text !== 'string' || Object.values(runtimeTokens).some((token) => text.includes(token))) {
    report('sub-path-unresolved', at, { container, expression, variables: [], reason: typeof text === 'string' ? 'runtime' : 'bytes' });
    return undefined;
  }
  return text;
}

type FilesVolume = Extract<ResolvedVolume, { kind: 'files' }>;

const known = new WeakMap<FilesVolume, ReadonlyMap<string, 'directory' | 'file'>>();

/** Every path of a volume of files; computed once, since each key may be mounted for itself. */
function partsOf(volume: FilesVolume): ReadonlyMap<string, 'directory' | 'file'> {
  const before = known.get(volume);
  if (before) return before;
  const parts = new Map<string, 'directory' | 'file'>();
  for (const { path } of volume.files) {
    for (let slash = path.indexOf('/'); slash !== -1; slash = path.indexOf('/', slash + 1)) parts.set(path.slice(0, slash), 'directory');
    parts.set(path, 'file');
  }
  known.set(volume, parts);
  return parts;
}

/** In a volume of files the part must be one of them, or a directory that holds some. */
function partOfFiles(
  part: string,
  field: 'subPath' | 'subPathExpr',
  volume: FilesVolume,
  { mount, path, container, pod, report }: MountScope,
): VolumePart | undefined {
  if (part === '') return { path: '', target: 'directory' };
  const target = partsOf(volume).get(part);
  if (target) return { path: part, target };
  if (volume.incomplete) return { path: part, target: undefined };
  const names = volume.files.map((file) => file.path);
  const at = atField(pod.workload.manifest, [...path, field]);
  const similar = field === 'subPath' ? pod.lookup.similar(part, names) : undefined;
  report('sub-path-missing-key', at, { container, volume: volume.name, path: mount.subPathExpr || part, similar });
  return undefined;
}
