import type { Report } from '../diagnostics/diagnostic.ts';
import type { Kubernetes, Volume } from '../model/kubernetes.ts';
import type { PodContext } from '../model/resolved-pod.ts';
import type { FieldPath } from '../model/source.ts';
import { atVolume, type DeclaredVolume } from './declared-volume.ts';

/** Where a source that cannot be mounted stands, and which `--volume` would replace it. */
export interface UnsupportedPlace {
  readonly volume: DeclaredVolume;
  /** Below the volume. */
  readonly field: FieldPath;
  /** NAME of `--volume NAME=…`. */
  readonly override: string;
}

/** Advice for types that are more than a disk somewhere else. */
const advice: Readonly<Record<string, string>> = {
  gitRepo: 'clone the repository with an init container into an emptyDir; Kubernetes has disabled gitRepo as well',
  iscsi: 'LinuxKit has no package with iscsid; log in with an image of your own and name the disk with --volume NAME=/dev/sda:ext4',
  csi: 'mount what the driver would provide as a directory or disk of the machine',
  cephfs: 'mount it in onboot of the base file and name the directory',
  glusterfs: 'mount it in onboot of the base file and name the directory',
  azureFile: 'mount the share in onboot of the base file and name the directory',
};

type Sources = Volume | Kubernetes<'PersistentVolumeSpec'>;

/** Reports a volume type that needs a cloud, a cluster or a driver; for CSI and flexVolume the driver is named. */
export function reportUnsupported(type: string, sources: Sources, place: UnsupportedPlace, pod: PodContext, report: Report): void {
  const driver = type === 'csi' ? sources.csi?.driver : type === 'flexVolume' ? sources.flexVolume?.driver : undefined;
  const help = Object.hasOwn(advice, type) ? advice[type] : undefined;
  report(
    codeOf(type),
    atVolume(place.volume, pod, ...place.field),
    { volume: place.volume.name, type: driver === undefined ? type : `${type} (driver ${driver})`, name: place.override },
    help === undefined ? {} : { help },
  );
}

const ownCodes = { csi: 'csi-unsupported', iscsi: 'iscsi-unsupported', gitRepo: 'git-repo-unsupported' } as const;

function codeOf(type: string) {
  return type in ownCodes ? ownCodes[type as keyof typeof ownCodes] : 'volume-type-unsupported';
}
