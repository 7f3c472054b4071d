/** What an image would run, as the lock file records it for one platform (CONTRACT section 4). */
export interface LockedPlatform {
  readonly manifest?: string;
  readonly config?: string;
  readonly entrypoint: readonly string[];
  readonly cmd: readonly string[];
  /** `NAME=value`; an entry without `=` removes NAME, as in containerd. */
  readonly env: readonly string[];
  readonly workingDir: string;
  /** The image's USER as written: empty, `1000`, `1000:2000`, `nginx`. */
  readonly user: string;
  readonly volumes: readonly string[];
  readonly exposedPorts?: readonly string[];
  readonly stopSignal?: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Numbers from the image's /etc/passwd and /etc/group for USER; absent when they were not read. */
  readonly resolvedUser?: { readonly uid: number; readonly gid: number; readonly groups: readonly number[] };
  /**
   * Accounts of the image's /etc/passwd by uid, for pods that set runAsUser: the primary gid, then the gids of the groups that
   * list the account. Absent when the file was not read; an account that is not there has group 0 and no others.
   */
  readonly users?: Readonly<Record<string, readonly number[]>>;
  /** Sum of the compressed layers, bytes. */
  readonly size?: number;
  /** Sum of the unpacked layers, bytes. */
  readonly unpackedSize?: number;
}

export interface LockedImage {
  /** Digest of what the reference names: the index where there is one. */
  readonly digest?: string;
  /** By platform, e.g. `linux/amd64`. */
  readonly platforms: Readonly<Record<string, LockedPlatform>>;
}

/** The image lock. Keys of `images` are normalised references: `docker.io/library/nginx:1.27`. */
export interface ImageLock {
  readonly version: 1;
  readonly images: Readonly<Record<string, LockedImage>>;
}
