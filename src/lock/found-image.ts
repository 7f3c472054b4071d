import type { ImageReference } from '../image/reference.ts';
import type { ImageConfig } from './image-config.ts';
import type { Layer } from './layers.ts';
import type { Problem } from './problem.ts';

/** An image for one platform, its layers not yet read. */
export interface PlatformImage {
  readonly manifest: string | undefined;
  readonly config: string | undefined;
  readonly facts: ImageConfig;
  /** Lowest first; undefined when the source has none to read. */
  readonly layers: readonly Layer[] | undefined;
  /** Sum of the layers as they are stored in a registry, bytes. */
  readonly size: number | undefined;
  /** Known without reading layers, bytes. */
  readonly unpackedSize: number | undefined;
}

/** An image that a source has. */
export interface FoundImage {
  /** As given to --from, or the registry's host. */
  readonly source: string;
  /** Of the index where there is one; undefined when the source does not know what a registry calls the image. */
  readonly digest: string | undefined;
  /** The source decides what the reference names; others hold copies, perhaps of one platform only, whose digest is their own. */
  readonly isRegistry: boolean;
  readonly platform: (platform: string) => Promise<PlatformImage | Problem>;
}

/** Somewhere to look for images. */
export interface ImageSource {
  /** As given to --from. */
  readonly name: string;
  /** Undefined: it does not have the image, and the next source is asked. */
  readonly find: (reference: ImageReference) => Promise<FoundImage | Problem | undefined>;
  /** Digest of what a reference names now, when that can be asked without reading the image. */
  readonly digest?: (reference: ImageReference) => Promise<string | Problem | undefined>;
}
