import type { FieldEntry } from '../rule.ts';
import { defineRule } from '../rule.ts';

/** Volume types that need a cloud, a driver or a cluster, and what each of them is. */
const types = {
  awsElasticBlockStore: 'a disk of AWS',
  azureDisk: 'a disk of Azure',
  azureFile: 'a share of Azure',
  cephfs: 'a Ceph file system',
  cinder: 'a disk of OpenStack',
  csi: 'whatever its CSI driver provides',
  fc: 'a Fibre Channel disk',
  flexVolume: 'whatever its driver provides',
  flocker: 'a Flocker dataset',
  gcePersistentDisk: 'a disk of Google Cloud',
  gitRepo: 'a clone of a git repository, which Kubernetes has disabled too',
  glusterfs: 'a GlusterFS volume',
  iscsi: 'an iSCSI disk',
  photonPersistentDisk: 'a disk of Photon',
  portworxVolume: 'a Portworx volume',
  quobyte: 'a Quobyte volume',
  rbd: 'a Ceph block device',
  scaleIO: 'a ScaleIO volume',
  storageos: 'a StorageOS volume',
  vsphereVolume: 'a disk of vSphere',
} as const;

function entryOf(what: string): FieldEntry {
  return {
    disposition: 'unsupported',
    doc: `Not possible on a stand-alone machine: ${what}. Name what takes its place with \`--volume NAME=…\`.`,
    reported: true,
  };
}

/** Answers for the volume types that are reported as errors when the pod is resolved. */
export const unsupportedVolumes = defineRule({
  name: 'unsupported-volumes',
  owns: Object.fromEntries(Object.entries(types).map(([type, what]) => [`volumes[].${type}`, entryOf(what)])),
  writes: [],
});
