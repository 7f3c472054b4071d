import { unsupportedVolumeTypes } from '../model/unsupported-volume-types.ts';
import { commonFields } from './object-fields-wrappers.ts';
import type { FieldEntry } from './rule.ts';

type Fields = Readonly<Record<string, FieldEntry>>;

const translated = (doc: string): FieldEntry => ({ disposition: 'translated', doc });
const approximated = (doc: string): FieldEntry => ({ disposition: 'approximated', doc });
const ignored = (doc: string): FieldEntry => ({ disposition: 'ignored', doc });
const unsupported = (doc: string): FieldEntry => ({ disposition: 'unsupported', doc });

const status: Fields = { status: ignored('Written by the cluster.') };
const immutable = ignored('Forbids changes in a cluster.');
const driver = unsupported('The device is unknown offline: an error for the workloads that use it, unless `--volume` says what it is.');

/** Sources of a PersistentVolume that need a driver, a cloud or a daemon. */
const drivers = Object.keys(unsupportedVolumeTypes).filter((type) => type !== 'gitRepo');

/** The objects that pods refer to. */
export const referencedFields: Readonly<Record<string, Fields>> = {
  ConfigMap: {
    ...commonFields,
    data: translated('Environment variables and files.'),
    binaryData: translated('Files, byte for byte; not environment variables.'),
    immutable,
  },
  Secret: {
    ...commonFields,
    data: translated('Environment variables and files, in clear text in the image; with `--secrets omit` they are left out.'),
    stringData: translated('As `data`, and wins over it.'),
    type: ignored('Means nothing for the values.'),
    immutable,
  },
  ServiceAccount: {
    ...commonFields,
    imagePullSecrets: ignored('`linuxkit build` pulls with the credentials of the build host.'),
    secrets: ignored('Tokens are made by a cluster.'),
    automountServiceAccountToken: ignored('There is no API server to talk to.'),
  },
  PersistentVolumeClaim: {
    ...commonFields,
    ...status,
    'spec.accessModes': translated('Chooses the PersistentVolume.'),
    'spec.selector': approximated('Chooses the PersistentVolume; without a matching one it is left out and reported.'),
    'spec.resources.requests': approximated('Chooses the PersistentVolume; the size is not enforced.'),
    'spec.resources.limits': ignored('The size is not enforced.'),
    'spec.volumeName': translated('Names the PersistentVolume.'),
    'spec.storageClassName': approximated('Chooses the PersistentVolume; a class that would make one gives a directory on the machine.'),
    'spec.volumeMode': translated('`Block` gives containers the device, `Filesystem` a directory.'),
    'spec.dataSource': unsupported('Nothing can fill the volume: an error for the workloads that use it.'),
    'spec.dataSourceRef': unsupported('Nothing can fill the volume: an error for the workloads that use it.'),
    'spec.volumeAttributesClassName': translated('Chooses the PersistentVolume.'),
  },
  PersistentVolume: {
    ...commonFields,
    ...status,
    'spec.capacity': translated(
      'Of the volumes that are large enough, a claim gets one with the fewest access modes, and of those the smallest; the size is not enforced.',
    ),
    'spec.accessModes': translated('Must cover those of the claim.'),
    'spec.claimRef': translated('Reserves the volume for a claim.'),
    'spec.storageClassName': translated('Must be that of the claim.'),
    'spec.volumeMode': translated('Must be that of the claim.'),
    'spec.volumeAttributesClassName': translated('Must be that of the claim.'),
    'spec.mountOptions': approximated('Options of an NFS mount.'),
    'spec.nodeAffinity': ignored('The image runs where it is booted.'),
    'spec.persistentVolumeReclaimPolicy': ignored('Nothing removes claims on a machine.'),
    'spec.hostPath': approximated('A directory of the machine, which is persistent only when a disk is mounted there.'),
    'spec.local': approximated('A directory of the machine, which is made, or a device of it, which must exist.'),
    'spec.nfs': approximated('Mounted at boot by the kernel; the name of a server is looked up by a helper.'),
    ...Object.fromEntries(drivers.map((name) => [`spec.${name}`, driver])),
  },
  StorageClass: {
    ...commonFields,
    'metadata.annotations': translated('`storageclass.kubernetes.io/is-default-class` makes the class that of claims without one.'),
    provisioner: approximated('`kubernetes.io/no-provisioner` makes no volumes; every other one gives a directory on the machine.'),
    parameters: ignored('Settings of a provisioner.'),
    reclaimPolicy: ignored('Nothing removes claims on a machine.'),
    mountOptions: ignored('Options for volumes of a provisioner.'),
    allowVolumeExpansion: ignored('Sizes are not enforced.'),
    volumeBindingMode: ignored('Claims are bound when the image is made.'),
    allowedTopologies: ignored('The image runs where it is booted.'),
  },
  Service: {
    ...commonFields,
    ...status,
    spec: ignored('Nothing balances connections on a single machine.'),
    'spec.clusterIP': approximated('Gives the environment variables of the Service, with `translate.serviceEnv`.'),
    'spec.clusterIPs': ignored('The environment variables of a Service come from `spec.clusterIP` alone, as in the kubelet.'),
    'spec.ports': approximated('Give the environment variables of the Service, with `translate.serviceEnv`.'),
    'spec.selector': approximated('Shown in the graph.'),
  },
  LimitRange: {
    ...commonFields,
    'spec.limits[].type': translated('Only `Container` gives defaults.'),
    'spec.limits[].default': translated('Limits of containers that have none.'),
    'spec.limits[].defaultRequest': translated('Requests of containers that have none.'),
    'spec.limits[].max': approximated('A default limit; that limits stay below it is not checked.'),
    'spec.limits[].min': approximated('A default request; that requests stay above it is not checked.'),
    'spec.limits[].maxLimitRequestRatio': ignored('Checked by a cluster.'),
  },
  NetworkPolicy: {
    ...commonFields,
    'spec.podSelector': translated('Selects the pods that the policy is about.'),
    'spec.policyTypes': translated('Whether incoming connections are limited.'),
    'spec.ingress': approximated(
      'Limits the ports and addresses of the firewall (`--firewall`); peers that are pods have no known address.',
    ),
    'spec.egress': unsupported('Outgoing connections are not filtered.'),
  },
  PriorityClass: {
    ...commonFields,
    value: ignored('Orders scheduling and eviction.'),
    globalDefault: ignored('Orders scheduling and eviction.'),
    description: ignored('A text for people.'),
    preemptionPolicy: ignored('Orders scheduling and eviction.'),
  },
  RuntimeClass: {
    ...commonFields,
    handler: approximated('`runc` is what happens anyway; others are reported.'),
    overhead: ignored('Tells a scheduler what the class costs.'),
    scheduling: ignored('Tells a scheduler where the class exists.'),
  },
  ClusterTrustBundle: {
    ...commonFields,
    'spec.signerName': translated('Selects the bundle.'),
    'spec.trustBundle': translated('The certificates of the file.'),
  },
};
