import { atField, type Report } from '../diagnostics/diagnostic.ts';
import type { Kubernetes } from '../model/kubernetes.ts';
import { selects } from '../model/label-selector.ts';
import type { DecodedObject } from '../model/reference.ts';
import type { PodContext, Provenance } from '../model/resolved-pod.ts';
import type { FieldPath } from '../model/source.ts';
import { atVolume, type DeclaredVolume } from './declared-volume.ts';
import { itemPath } from './file-paths.ts';
import type { VolumeFile } from './file-set.ts';

/** A service account token: reported, since only an API server can issue it; no file. */
export function tokenFiles(
  { path = '' }: Kubernetes<'ServiceAccountTokenProjection'>,
  field: FieldPath,
  volume: DeclaredVolume,
  pod: PodContext,
  report: Report,
): readonly VolumeFile[] {
  if (itemPath(path, atVolume(volume, pod, ...field, 'path'), report) !== undefined) {
    report('sa-token-unavailable', atVolume(volume, pod, ...field), { volume: volume.name, path });
  }
  return [];
}

/**
 * The trust anchors of a ClusterTrustBundle given by name, or of all that a signer and labels select: certificates only, each once
 * (the kubelet's trust bundle manager). Optional and missing gives an empty file.
 */
export function trustBundleFiles(
  source: Kubernetes<'ClusterTrustBundleProjection'>,
  field: FieldPath,
  volume: DeclaredVolume,
  pod: PodContext,
  report: Report,
): readonly VolumeFile[] {
  const at = atVolume(volume, pod, ...field);
  const pathAt = atVolume(volume, pod, ...field, 'path');
  const path = itemPath(source.path ?? '', pathAt, report);
  const bundles = selected(source, pod);
  const [first] = bundles;
  if (!first && !source.optional) {
    const bundle = source.name ?? `of signer ${source.signerName ?? ''}`;
    report('trust-bundle-missing', at, { volume: volume.name, bundle });
  }
  if (path === undefined) return [];
  const contents = anchorsOf(bundles.map(({ value }) => value.spec?.trustBundle ?? ''));
  const from: Provenance = { kind: 'field', at: first ? atField(first.manifest, ['spec', 'trustBundle']) : at };
  return [{ path, contents, mode: undefined, from, secret: false, item: pathAt }];
}

function selected(source: Kubernetes<'ClusterTrustBundleProjection'>, pod: PodContext): readonly DecodedObject<'ClusterTrustBundle'>[] {
  if (source.name) {
    const found = pod.lookup.find('ClusterTrustBundle', source.name);
    return found.status === 'found' ? [found.object] : [];
  }
  const { signerName, labelSelector } = source;
  // Without a selector nothing is selected; an empty one selects everything of the signer.
  if (!labelSelector) return [];
  const found = pod.lookup
    .visible('ClusterTrustBundle')
    .filter(({ value }) => value.spec?.signerName === signerName && selects(labelSelector, value.metadata?.labels ?? {}));
  // Asked for by name, so that they count as sources of the output.
  for (const { value } of found) pod.lookup.find('ClusterTrustBundle', value.metadata?.name ?? '');
  return found;
}

/** PEM certificates without what stands between them, sorted so that the order says nothing. */
function anchorsOf(bundles: readonly string[]): string {
  const certificates = new Set<string>();
  for (const bundle of bundles) {
    for (const [, body = ''] of bundle.matchAll(/-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/g)) {
      const lines = body.replace(/\s+/g, '').match(/.{1,64}/g) ?? [];
      certificates.add(['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n'));
    }
  }
  return [...certificates].sort().join('');
}
