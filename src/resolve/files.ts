import type { Report } from '../diagnostics/diagnostic.ts';
import type { Kubernetes } from '../model/kubernetes.ts';
import type { PodContext, ResolvedVolume } from '../model/resolved-pod.ts';
import type { FieldPath } from '../model/source.ts';
import { atVolume, type DeclaredVolume, fsGroupOf, volumeBase } from './declared-volume.ts';
import { downwardFiles } from './downward-files.ts';
import { fileMode } from './file-paths.ts';
import { finishFiles, type VolumeFile } from './file-set.ts';
import { isLeftOut, objectFiles } from './object-files.ts';
import { tokenFiles, trustBundleFiles } from './projected-files.ts';

/** Mode of files unless the volume says otherwise (SetDefaults_ConfigMapVolumeSource and the others). */
const defaultFileMode = 0o644;
/** The kubelet makes the directory of a ConfigMap 0777; the others are tmpfs and keep its sticky bit. */
const configMapDirectory = 0o777;
const tmpfsDirectory = 0o1777;
/** `changeFilePermission`, which dirs of read-only volumes get with an fsGroup. */
const groupDirectory = 0o2550;

/** Directory of the LinuxKit metadata package for what the machine is given at boot. */
export const givenDirectory = '/run/config/podspec';

/** Where the files of a volume are baked, on the LinuxKit root. */
export function bakedDirectory(volume: string): string {
  return `/podspec/volumes/${volume}`;
}

export type FileSource = 'configMap' | 'secret' | 'downwardAPI' | 'projected';

/** A volume whose files are known beforehand: configMap, secret, downwardAPI or projected. */
export function resolveFiles(volume: DeclaredVolume, source: FileSource, pod: PodContext, report: Report): ResolvedVolume {
  const files = filesOf(volume, source, pod, report);
  const written = volume.spec[source]?.defaultMode;
  const defaultMode = written === undefined ? defaultFileMode : fileMode(written, atVolume(volume, pod, source, 'defaultMode'), report);
  const { gid } = fsGroupOf(pod);
  const base = volumeBase(volume, pod);
  const finished = finishFiles(files, { mode: defaultMode ?? defaultFileMode, fsGroup: gid }, base, report);
  const omitted = wholeSecrets(volume).some((name) => isLeftOut({ kind: 'Secret' }, name, pod));
  const incomplete = omitted || lacksObject(volume, pod);
  const secret = omitted || finished.some((file) => file.secret);
  const directory = source === 'configMap' ? configMapDirectory : tmpfsDirectory;
  const { name, at, spec } = base;
  return {
    name,
    at,
    spec,
    kind: 'files',
    path: secret && pod.options.secrets === 'omit' ? `${givenDirectory}/${volume.name}` : bakedDirectory(volume.name),
    mode: gid === undefined ? directory : directory | groupDirectory,
    ...(gid !== undefined && { gid }),
    files: finished,
    secret,
    ...(incomplete && { incomplete }),
  };
}

/** Secrets that a volume takes whole, so that their keys are its files. */
function wholeSecrets({ spec }: DeclaredVolume): readonly string[] {
  const { secret, projected } = spec;
  if (secret) return secret.secretName && !secret.items?.length ? [secret.secretName] : [];
  return (projected?.sources ?? []).flatMap((source) => (source.secret?.name && !source.secret.items?.length ? [source.secret.name] : []));
}

/** Whether an object that was asked for is not there; that was reported, and says enough about the files that are missing. */
function lacksObject({ spec }: DeclaredVolume, pod: PodContext): boolean {
  const lacks = (kind: 'ConfigMap' | 'Secret', name = '', optional = false) =>
    !optional && pod.lookup.find(kind, name).status !== 'found' && !isLeftOut({ kind }, name, pod);
  const { configMap, secret, projected } = spec;
  if (configMap) return lacks('ConfigMap', configMap.name, configMap.optional);
  if (secret) return lacks('Secret', secret.secretName, secret.optional);
  return (projected?.sources ?? []).some((source) => {
    if (source.configMap && !source.configMap.optional) return lacks('ConfigMap', source.configMap.name);
    return source.secret !== undefined && lacks('Secret', source.secret.name, source.secret.optional);
  });
}

function filesOf(volume: DeclaredVolume, source: FileSource, pod: PodContext, report: Report): readonly VolumeFile[] {
  const { configMap, secret, downwardAPI, projected } = volume.spec;
  switch (source) {
    case 'configMap': {
      const reference = { kind: 'ConfigMap', nameField: 'name', path: ['configMap'], ...configMap } as const;
      return lastOfEach(objectFiles(reference, volume, pod, report), volume, report);
    }
    case 'secret': {
      const reference = { kind: 'Secret', nameField: 'secretName', path: ['secret'], ...secret, name: secret?.secretName } as const;
      return lastOfEach(objectFiles(reference, volume, pod, report), volume, report);
    }
    case 'downwardAPI':
      return lastOfEach(downwardFiles(downwardAPI?.items ?? [], ['downwardAPI'], volume, pod, report), volume, report);
    case 'projected':
      return projectedFiles(projected?.sources ?? [], volume, pod, report);
  }
}

/** Kubernetes lets two items of one source have one path, and the last wins. */
function lastOfEach(files: readonly VolumeFile[], volume: DeclaredVolume, report: Report): readonly VolumeFile[] {
  const seen = new Set<string>();
  for (const { path, item } of files) {
    if (item && seen.has(path)) report('duplicate-item-path', item, { volume: volume.name, path });
    seen.add(path);
  }
  return files;
}

type Projection = Kubernetes<'VolumeProjection'>;

function projectedFiles(sources: readonly Projection[], volume: DeclaredVolume, pod: PodContext, report: Report): readonly VolumeFile[] {
  const files: VolumeFile[] = [];
  const items = new Set<string>();
  for (const [index, source] of sources.entries()) {
    const path = ['projected', 'sources', index] as const;
    const found = Object.keys(source);
    if (found.length !== 1) {
      report('projection-source-invalid', atVolume(volume, pod, ...path), { volume: volume.name, found });
      continue;
    }
    for (const file of projectionFiles(source, path, volume, pod, report)) {
      // Only paths that items name are compared (ValidateProjectedVolumeSource); keys without items may cover each other.
      if (file.item && items.has(file.path)) report('conflicting-paths', file.item, { volume: volume.name, path: file.path });
      if (file.item) items.add(file.path);
      files.push(file);
    }
  }
  return files;
}

function projectionFiles(
  source: Projection,
  path: FieldPath,
  volume: DeclaredVolume,
  pod: PodContext,
  report: Report,
): readonly VolumeFile[] {
  const { configMap, secret, downwardAPI, serviceAccountToken, clusterTrustBundle, podCertificate } = source;
  if (configMap) {
    return objectFiles({ kind: 'ConfigMap', nameField: 'name', path: [...path, 'configMap'], ...configMap }, volume, pod, report);
  }
  if (secret) return objectFiles({ kind: 'Secret', nameField: 'name', path: [...path, 'secret'], ...secret }, volume, pod, report);
  if (downwardAPI) return downwardFiles(downwardAPI.items ?? [], [...path, 'downwardAPI'], volume, pod, report);
  if (serviceAccountToken) return tokenFiles(serviceAccountToken, [...path, 'serviceAccountToken'], volume, pod, report);
  if (clusterTrustBundle) return trustBundleFiles(clusterTrustBundle, [...path, 'clusterTrustBundle'], volume, pod, report);
  if (podCertificate) {
    const signer = podCertificate.signerName ?? '';
    report('pod-certificate-unsupported', atVolume(volume, pod, ...path, 'podCertificate'), { volume: volume.name, signer });
  }
  return [];
}
