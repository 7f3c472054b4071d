import type { Report } from '../../diagnostics/diagnostic.ts';
import { isWithin } from '../../model/paths.ts';
import type { ResolvedPod } from '../../model/resolved-pod.ts';
import { defineRule, nothing } from '../rule.ts';
import { usedVolumes, volumesOf } from '../volume-usage.ts';

/** What becomes of volumes; their files and directories are made by volume-files.ts, what must be done at boot by volume-setup.ts. */
export const volumes = defineRule({
  name: 'volumes',
  owns: {
    'volumes[].name': { disposition: 'translated', doc: 'Names the directory of the volume on the machine.' },
    'volumes[].configMap': {
      disposition: 'translated',
      doc: 'Files of the image below /podspec/volumes, with the keys, paths and modes that the volume says, always mounted read-only.',
    },
    'volumes[].secret': {
      disposition: 'translated',
      doc: 'Files of the image, as for configMap: in clear text in the image. With `--secrets omit` the machine is given them instead.',
    },
    'volumes[].downwardAPI': { disposition: 'translated', doc: 'Files of the image with the values that the pod will have.' },
    'volumes[].projected': { disposition: 'translated', doc: 'Files of the image from all sources; a later source wins.' },
    'volumes[].projected.sources[].serviceAccountToken': {
      disposition: 'unsupported',
      doc: 'Only an API server can issue a token; the file is left out.',
      reported: true,
    },
    'volumes[].projected.sources[].clusterTrustBundle': {
      disposition: 'approximated',
      doc: 'The certificates of the ClusterTrustBundles in the input; they are not renewed.',
    },
    'volumes[].projected.sources[].podCertificate': {
      disposition: 'unsupported',
      doc: 'Only a cluster can issue the certificate.',
      reported: true,
    },
    'volumes[].emptyDir.medium': {
      disposition: 'approximated',
      doc: 'A tmpfs that all containers share, also without a medium (see `--empty-dir disk`); hugetlbfs for HugePages.',
    },
    'volumes[].emptyDir.sizeLimit': { disposition: 'translated', doc: 'The size of the tmpfs; not enforced on disk.' },
    'volumes[].hostPath.path': {
      disposition: 'approximated',
      doc: 'The path on the LinuxKit machine, whose root is read-only but for /var, /run and /tmp.',
    },
    'volumes[].hostPath.type': {
      disposition: 'approximated',
      doc: 'Directories and files are made where the type says so; that something has the type is not checked.',
    },
  },
  writes: [],
  pod(pod, report) {
    reportUnused(pod, report);
    reportEmptyDirs(pod, report);
    reportHostPaths(pod, report);
    return nothing;
  },
});

function reportUnused(pod: ResolvedPod, report: Report): void {
  if (usedVolumes(pod).length === pod.volumes.size) return;
  const named = new Set<string>();
  for (const container of pod.containers) {
    for (const name of volumesOf(container)) named.add(name);
    // A volume that a mount names wrongly was reported there.
    for (const { name = '' } of container.spec.volumeMounts ?? []) named.add(name);
    // A fileKeyRef reads a volume that nothing need mount.
    for (const { valueFrom } of container.spec.env ?? []) named.add(valueFrom?.fileKeyRef?.volumeName ?? '');
  }
  const unused = [...pod.volumes.values()].filter(({ name }) => !named.has(name));
  const first = unused[0];
  if (first) report('unused-volume', first.at, { volumes: unused.map(({ name }) => name) });
}

function reportEmptyDirs(pod: ResolvedPod, report: Report): void {
  const emptyDirs = usedVolumes(pod).filter((volume) => volume.kind === 'empty-dir');
  if (emptyDirs.length === 0) return;
  for (const medium of ['tmpfs', 'disk'] as const) {
    const found = emptyDirs.filter((volume) => volume.medium === medium && volume.sizeBytes === undefined);
    const first = found[0];
    if (first) report('empty-dir-backing', first.at, { volumes: found.map(({ name }) => name), medium });
  }
  for (const { name, at, medium, pageSize } of emptyDirs) {
    if (medium === 'hugetlbfs' && pageSize !== undefined) report('huge-pages-volume', at, { volume: name, pageSize });
  }
}

/** What a container writes at a path that is made for it is kept in memory, unlike on a node; claims are the business of claims.ts. */
function reportHostPaths(pod: ResolvedPod, report: Report): void {
  const made = usedVolumes(pod).filter((volume) => volume.kind === 'host-path' && volume.create !== 'no' && isWithin('/var', volume.path));
  if (made.length === 0) return;
  const written = new Set<string>();
  for (const { mounts } of pod.containers) for (const { volume, readOnly } of mounts) if (!readOnly) written.add(volume);
  const onDisk = (path: string) => pod.options.diskMounts.some((disk) => isWithin(disk, path));
  const lost = made.filter(({ name, path, spec }) => spec.hostPath && written.has(name) && !onDisk(path));
  const first = lost[0];
  if (first) report('host-path-not-persistent', first.at, { paths: [...new Set(lost.map(({ path }) => path))] });
}
