import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Kubernetes } from './kubernetes.ts';
import type { Bundle, Manifest } from './manifest.ts';

/** Kinds that workloads refer to and that the program reads. */
export const referencedKinds = [
  'ConfigMap',
  'Secret',
  'PersistentVolumeClaim',
  'PersistentVolume',
  'StorageClass',
  'Service',
  'ServiceAccount',
  'LimitRange',
  'NetworkPolicy',
  'PriorityClass',
  'RuntimeClass',
  'ClusterTrustBundle',
] as const;

export type ReferencedKind = (typeof referencedKinds)[number];

/** A referenced object, decoded. Its own findings count for every workload that uses it. */
export interface DecodedObject<K extends ReferencedKind = ReferencedKind> {
  readonly manifest: Manifest;
  readonly value: Kubernetes<K>;
  readonly diagnostics: readonly Diagnostic[];
}

/** An object that should exist and could not be made or read, such as that of a failed generator of a kustomization. */
export interface BrokenObject {
  readonly kind: string;
  readonly name: string;
  readonly namespace: string | undefined;
  /** Only workloads of this bundle are told. */
  readonly bundle: Bundle;
  /** What went wrong; at least one error. */
  readonly diagnostics: readonly Diagnostic[];
}

export type Lookup<K extends ReferencedKind> =
  | { readonly status: 'found'; readonly object: DecodedObject<K>; readonly namespaceAssumed: boolean }
  /** `madeBy`: an object of the load that would create it in a cluster (ExternalSecret, SealedSecret, Certificate …). */
  | {
      readonly status: 'missing';
      readonly madeBy?: Manifest;
      /** Name of an object of the kind that the workload can see. */
      readonly similar?: string;
      /** An object of the kind and name in another namespace. */
      readonly otherNamespace?: Manifest;
      /** An object of the kind and name that the kustomization of the workload does not use. */
      readonly outside?: Manifest;
      readonly broken?: BrokenObject;
    }
  | { readonly status: 'ambiguous'; readonly candidates: readonly DecodedObject<K>[] };

/** How one workload sees the objects of the load (CONTRACT section 5: nearest scope, equal namespace). Lookups are memoised. */
export interface ObjectLookup {
  /** `namespace` defaults to the workload's; cluster-scoped kinds ignore it. */
  find<K extends ReferencedKind>(kind: K, name: string, namespace?: string): Lookup<K>;
  /** Every object of a kind that the workload can see in its namespace (or cluster-wide for cluster-scoped kinds), sorted by name. */
  visible<K extends ReferencedKind>(kind: K): readonly DecodedObject<K>[];
  /** A name that was probably meant; undefined also when a load has asked so often that looking for more would take seconds. */
  similar(name: string, candidates: Iterable<string>): string | undefined;
}
