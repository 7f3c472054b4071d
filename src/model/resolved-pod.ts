import type { Anchor } from '../diagnostics/diagnostic.ts';
import type { LockedPlatform } from './image-lock.ts';
import type { Container, PodSpec, Volume } from './kubernetes.ts';
import type { Text } from './linuxkit.ts';
import type { TranslateOptions } from './options.ts';
import type { ObjectLookup } from './reference.ts';
import type { FieldPath } from './source.ts';
import type { Workload } from './workload.ts';

/** `init`: runs once, in order. `sidecar`: an init container with restartPolicy Always. `container`: a main container. */
export type ContainerRole = 'init' | 'sidecar' | 'container';

/** Where a value came from, for `explain` and drift reasons. */
export type Provenance =
  | { readonly kind: 'field'; readonly at: Anchor; readonly description?: string }
  /** The image's own configuration, from the lock. */
  | { readonly kind: 'image' }
  /** A default of the kubelet or containerd. */
  | { readonly kind: 'default'; readonly description: string };

export interface ResolvedEnv {
  readonly name: string;
  readonly value: Text;
  readonly from: Provenance;
  /** The value came out of a Secret and is never shown. */
  readonly secret: boolean;
  /** What this value replaced, weakest first. */
  readonly overrode: readonly Provenance[];
}

/** The image of a container and what the lock says of it. */
export interface ResolvedImage {
  /** As written in the manifest. */
  readonly reference: string;
  /** `docker.io/library/nginx:1.27`: the key of the lock. */
  readonly normalised: string;
  /** What LinuxKit is given; with `--pin` it carries the digest. */
  readonly emitted: string;
  /** The digest of the reference, else of the lock. */
  readonly digest?: string;
  readonly config?: LockedPlatform;
}

export interface ResolvedUser {
  readonly uid: number;
  readonly gid: number;
  /** Sorted, unique, primary gid included, as containerd keeps it. */
  readonly additionalGids: readonly number[];
}

/** One mount of a container. `source` is a path on the LinuxKit root. */
export interface ResolvedMount {
  readonly volume: string;
  readonly source: string;
  /** Clean and absolute. */
  readonly destination: string;
  readonly readOnly: boolean;
  readonly recursiveReadOnly: boolean;
  readonly propagation: 'rprivate' | 'rslave' | 'rshared';
  /** The source is a file, so the mount point must be one too; undefined: not known offline. */
  readonly target: 'directory' | 'file' | undefined;
  /** LinuxKit volume to bind by name (image volumes); `source` is then its name. */
  readonly named: boolean;
  /** Part of the volume that is mounted, clean; absent for the whole volume. */
  readonly subPath?: string;
  readonly at: Anchor;
}

export interface ResolvedFile {
  /** Below the volume, clean, e.g. `conf.d/app.conf`. */
  readonly path: string;
  readonly contents: Text;
  /** Permission bits, e.g. 0o644. */
  readonly mode: number;
  readonly from: Provenance;
  readonly secret: boolean;
}

/** What a volume is on the machine. `path` is its directory on the LinuxKit root. */
export type ResolvedVolume = { readonly name: string; readonly at: Anchor; readonly spec: Volume } & (
  | {
      readonly kind: 'files';
      readonly path: string;
      readonly mode: number;
      readonly gid?: number;
      readonly files: readonly ResolvedFile[];
      readonly secret: boolean;
      /** There may be more files than these: an object was not found, which was reported or, with `--secrets omit`, is no mistake. */
      readonly incomplete?: boolean;
    }
  | {
      readonly kind: 'empty-dir';
      readonly path: string;
      readonly medium: 'tmpfs' | 'disk' | 'hugetlbfs';
      readonly pageSize?: string;
      readonly sizeBytes?: bigint;
      readonly gid?: number;
    }
  | { readonly kind: 'host-path'; readonly path: string; readonly create: 'directory' | 'file' | 'no' }
  | {
      readonly kind: 'directory';
      readonly path: string;
      /** False: emptied at every boot. */
      readonly persistent: boolean;
      readonly gid?: number;
      readonly claim?: string;
      readonly requestBytes?: bigint;
    }
  | {
      readonly kind: 'nfs';
      readonly path: string;
      readonly server: string;
      readonly export: string;
      readonly readOnly: boolean;
      readonly options: readonly string[];
    }
  | {
      readonly kind: 'device';
      /** Where it is mounted; nothing is mounted there when `raw`. */
      readonly path: string;
      /** `/dev/vdb`, or `/dev/disk/by-label/DATA`. */
      readonly device: string;
      /** Given to containers as a device (volumeMode Block), never mounted. */
      readonly raw: boolean;
      readonly fsType: string | undefined;
      readonly readOnly: boolean;
      readonly gid?: number;
    }
  | { readonly kind: 'image'; readonly path: string; readonly image: string }
  /** Reported; nothing can be mounted. */
  | { readonly kind: 'unusable' }
);

export interface ResolvedContainer {
  readonly spec: Container;
  readonly role: ContainerRole;
  /** Position in its list of the pod spec. */
  readonly index: number;
  /** From the object's root: `['spec', 'template', 'spec', 'containers', 0]`. */
  readonly path: FieldPath;
  readonly image: ResolvedImage;
  /** Final argv; undefined: leave the image's ENTRYPOINT and CMD in force. */
  readonly command: readonly Text[] | undefined;
  /** The command holds a value that came out of a Secret, and is never shown. */
  readonly commandSecret?: boolean;
  /** The complete list; undefined: the image's own environment stays. */
  readonly env: readonly ResolvedEnv[] | undefined;
  readonly cwd: Text | undefined;
  readonly user: ResolvedUser;
  readonly mounts: readonly ResolvedMount[];
}

/** A pod with every reference replaced by its value: what the kubelet would ask of the runtime. */
export interface ResolvedPod {
  readonly workload: Workload;
  readonly spec: PodSpec;
  /** From the object's root: `['spec', 'template', 'spec']`. */
  readonly specPath: FieldPath;
  readonly name: string;
  readonly namespace: string;
  /** StatefulSet ordinal, when it has one. */
  readonly ordinal: number | undefined;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly hostname: string;
  /** `h.sub.ns.svc.cluster.local`, or empty without a subdomain. */
  readonly fqdn: string;
  /** Init containers and sidecars in order, then main containers. */
  readonly containers: readonly ResolvedContainer[];
  readonly volumes: ReadonlyMap<string, ResolvedVolume>;
  readonly options: TranslateOptions;
  readonly lookup: ObjectLookup;
}

/** Tokens that stand for values known only on the machine; the patch helper replaces them at boot. */
export const runtimeTokens = {
  podIP: '__PODSPEC_POD_IP__',
  podIPs: '__PODSPEC_POD_IPS__',
  hostIP: '__PODSPEC_HOST_IP__',
  hostIPs: '__PODSPEC_HOST_IPS__',
  nodeName: '__PODSPEC_NODE_NAME__',
} as const;

/** What is known of a pod before its volumes and containers are resolved. */
export type PodContext = Omit<ResolvedPod, 'containers' | 'volumes'>;
