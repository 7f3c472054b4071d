import type { Report } from '../diagnostics/diagnostic.ts';
import type { LinuxKitConfig, Text } from '../model/linuxkit.ts';
import type { ResolvedPod } from '../model/resolved-pod.ts';
import { machineMemory } from '../resolve/machine-memory.ts';
import { atPod } from './field-anchor.ts';

/** What the containers of a machine weigh; the base file comes on top. */
export interface ImageBudget {
  /** Compressed layers of all images, each once, bytes. */
  readonly compressedBytes: number;
  /** Unpacked layers and baked files, bytes; absent when the lock does not know it for every image. */
  readonly unpackedBytes?: number;
  /** Images without a size in the lock; the sums are then lower bounds. */
  readonly unknown: readonly string[];
}

/** A file of a cpio archive, and in practice an initrd, ends there (LinuxKit issue 3926). */
const largestInitrd = 4 * 2 ** 30;

/**
 * Sums the sizes that the lock gives for the images of a pod. LinuxKit unpacks an image once for all entries that use it.
 *
 * @param config what the pod became, which is put together only when the lock knows sizes
 * @returns undefined when the lock knows the size of no image
 */
export function imageBudget(pod: ResolvedPod, config: () => LinuxKitConfig): ImageBudget | undefined {
  const images = new Map(pod.containers.map(({ image }) => [image.normalised, image.config]));
  const known = [...images.values()].filter((image) => image?.size !== undefined);
  if (known.length === 0) return undefined;
  const unknown = [...images].filter(([, image]) => image?.size === undefined).map(([name]) => name);
  const bakedBytes = config().files.reduce((sum, { contents = '' }) => sum + byteLength(contents), 0);
  const unpacked = known.map((image) => image?.unpackedSize);
  return {
    compressedBytes: known.reduce((sum, image) => sum + (image?.size ?? 0), 0),
    ...(unpacked.every((size) => size !== undefined) && { unpackedBytes: unpacked.reduce((sum, size) => sum + size, bakedBytes) }),
    unknown: unknown.sort(),
  };
}

/**
 * Warns when the images cannot boot from an initrd. Of the memory, half may be taken by the compressed file
 * (reserve_initrd in arch/x86/kernel/setup.c) and half by the unpacked one (default size of the tmpfs that init mounts).
 */
export function checkBudget(budget: ImageBudget | undefined, pod: ResolvedPod, report: Report): void {
  if (!budget) return;
  const { compressedBytes, unpackedBytes = 0 } = budget;
  const largest = Math.max(compressedBytes, unpackedBytes);
  const form = unpackedBytes > compressedBytes ? 'unpacked' : 'compressed';
  const at = atPod(pod, 'containers');
  if (largest > largestInitrd) {
    report('image-exceeds-initrd', at, { size: `${inUnits(largest)} ${form}` });
    return;
  }
  const memory = Number(machineMemory(pod.options));
  if (largest <= memory / 2) return;
  const args = { size: inUnits(largest), form, limit: inUnits(memory / 2), memory: inUnits(memory), needed: inUnits(largest * 2) };
  report('image-exceeds-memory', at, args);
}

function byteLength(contents: Text): number {
  return typeof contents === 'string' ? Buffer.byteLength(contents) : contents.byteLength;
}

/** `512 MiB`, `1.3 GiB`: rounded up, so that what is needed is never understated. */
function inUnits(bytes: number): string {
  const mebibytes = bytes / 2 ** 20;
  return mebibytes < 1000 ? `${Math.ceil(mebibytes)} MiB` : `${Math.ceil((mebibytes / 1024) * 10) / 10} GiB`;
}
