import type { RegistryConfig } from './registry/registry-source.ts';

/** What a lock run tells while it works; for a line on a terminal. */
export interface LockProgress {
  /** Images that are finished, of all. */
  readonly done: number;
  readonly total: number;
  /** The image that just began or went on. */
  readonly image: string;
  /** Bytes of layers read so far, over all images. */
  readonly bytes: number;
}

/** The outside of a lock run. */
export interface LockServices {
  /** Directory that paths of sources are relative to. */
  readonly cwd: string;
  /** For DOCKER_CONFIG, REGISTRY_AUTH_FILE and PATH (credential helpers). */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string | undefined;
  readonly readStdin: () => Promise<Uint8Array>;
  /** Registry host → how to reach it. */
  readonly registries: RegistryConfig;
  /** Images that are read at the same time. */
  readonly jobs: number;
  readonly progress?: (progress: LockProgress) => void;
  readonly fetch?: typeof fetch;
  /** Waits between attempts, milliseconds. */
  readonly delay?: (milliseconds: number) => Promise<void>;
  /** Until a registry must have answered, milliseconds. */
  readonly requestTimeout?: number;
  /** Until a credential helper must have answered, milliseconds. */
  readonly helperTimeout?: number;
}
