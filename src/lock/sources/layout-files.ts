import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { openArchive } from '../archive-file.ts';
import { errorCode, isProblem, type Problem, problem, systemReason } from '../problem.ts';

/** Files of an OCI layout, by their paths inside it. */
export interface LayoutFiles {
  /** Undefined when there is no such file. */
  readonly bytes: (path: string, limit: number) => Promise<Uint8Array | Problem | undefined>;
  readonly stream: (path: string) => Promise<AsyncIterable<Uint8Array> | undefined>;
}

/** A layout that is a directory or an uncompressed tar of one. */
export async function openLayout(path: string): Promise<LayoutFiles | Problem> {
  try {
    if (!(await stat(path)).isDirectory()) {
      const archive = await openArchive(path);
      return isProblem(archive) ? archive : { bytes: archive.bytes, stream: async (name) => archive.stream(name) };
    }
  } catch (error) {
    return problem('unreadable-image-source', systemReason(error));
  }
  return { bytes: (name, limit) => readSmall(join(path, name), limit), stream: async (name) => streamOf(join(path, name)) };
}

async function readSmall(path: string, limit: number): Promise<Uint8Array | Problem | undefined> {
  try {
    const found = await stat(path);
    // A pipe would be waited for, and a device may never end.
    if (!found.isFile()) return problem('unreadable-image-source', 'something in the layout is no file');
    const { size } = found;
    if (size > limit) return problem('image-too-large', `a file of the layout has ${size} bytes, expected at most ${limit}`);
    return await readFile(path);
  } catch (error) {
    return errorCode(error) === 'ENOENT' ? undefined : problem('unreadable-image-source', systemReason(error));
  }
}

async function streamOf(path: string): Promise<AsyncIterable<Uint8Array> | undefined> {
  try {
    return (await stat(path)).isFile() ? createReadStream(path) : undefined;
  } catch {
    return undefined;
  }
}
