/** Persistent storage that a machine must be given. */
export interface StorageNeed {
  /** `data`: the claim, or the volume when it has no claim. */
  readonly claim: string;
  /** Directory on the machine that must be on a disk. */
  readonly path: string;
  /** Bytes asked for; absent when nothing was asked. */
  readonly requestBytes?: number;
  /** Base file that provides the disk. */
  readonly base: string;
  /** A `linuxkit run` flag, e.g. `-disk size=5G`. */
  readonly disk: string;
}
