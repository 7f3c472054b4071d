import { formatLock } from './image/lock.ts';
import type { ImageLock } from './model/image-lock.ts';
import { reasonOf, writeAtomically } from './output/atomic-write.ts';

/** Replaces a lock file as a whole; gives the reason when the machine refuses. */
export function writeLock(path: string, lock: ImageLock): string | undefined {
  try {
    writeAtomically(path, formatLock(lock), 0o644);
    return undefined;
  } catch (error) {
    return reasonOf(error);
  }
}
