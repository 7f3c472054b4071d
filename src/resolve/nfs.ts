import type { Report } from '../diagnostics/diagnostic.ts';
import { parseAddress } from '../model/ip-address.ts';
import type { PodContext, ResolvedVolume } from '../model/resolved-pod.ts';
import type { FieldPath } from '../model/source.ts';
import { atVolume, type DeclaredVolume, unusable, volumeBase } from './declared-volume.ts';

/** An NFS source of a volume or of a persistent volume. */
export interface NfsRequest {
  readonly server?: string;
  readonly path?: string;
  readonly readOnly?: boolean;
  /** Mount options of the persistent volume. */
  readonly options: readonly string[];
  /** Where the source stands below the volume. */
  readonly field: FieldPath;
}

/** An NFS volume, mounted once at boot (TRANSLATION.md 4.9). The kernel mounts addresses; names need the helper and DNS. */
export function resolveNfs(volume: DeclaredVolume, request: NfsRequest, pod: PodContext, report: Report): ResolvedVolume {
  const { server = '', path = '', field } = request;
  for (const [name, value] of Object.entries({ server, path })) {
    if (value !== '') continue;
    report('volume-field-required', atVolume(volume, pod, ...field), { volume: volume.name, field: `nfs.${name}` }, { lacks: name });
  }
  if (path !== '' && !path.startsWith('/')) {
    const reason = 'must be an absolute path';
    report('invalid-host-path', atVolume(volume, pod, ...field, 'path'), { volume: volume.name, path, reason, field: 'nfs.path' });
  }
  if (server === '' || !path.startsWith('/')) return unusable(volume, pod);
  const address = server.replace(/^\[(.*)\]$/, '$1');
  report('nfs-needs-network-and-module', atVolume(volume, pod, ...field), {
    volume: volume.name,
    server,
    named: parseAddress(address) === undefined,
  });
  return {
    ...volumeBase(volume, pod),
    kind: 'nfs',
    path: `/var/lib/podspec/nfs/${volume.name}`,
    server: address,
    export: path,
    readOnly: request.readOnly === true,
    options: request.options,
  };
}
