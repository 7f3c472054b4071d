import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { cleanPath, directoryOf } from '../model/paths.ts';
import { isProblem, type Problem, problem, systemReason } from './problem.ts';
import { tarEntries } from './tar.ts';

/** A tar on disk whose entries can be read in any order. */
export interface ArchiveFile {
  /** The bytes of a file in it, at most `limit`; undefined when there is no such file. */
  readonly bytes: (path: string, limit: number) => Promise<Uint8Array | Problem | undefined>;
  readonly stream: (path: string) => AsyncIterable<Uint8Array> | undefined;
}

/** As many links as are followed inside an archive; docker save used some for layers that images share. */
const mostLinks = 8;

type Place = { readonly offset: number; readonly size: number } | { readonly link: string };

/** Finds what is where in a tar. Contents are passed over by position, so a large archive costs as much as its headers. */
export async function openArchive(path: string): Promise<ArchiveFile | Problem> {
  const places = await indexArchive(path);
  if (isProblem(places)) return places;
  const find = (name: string) => {
    let at = cleanPath(name);
    for (let links = 0; links <= mostLinks; links++) {
      const place = places.get(at);
      if (!place || 'offset' in place) return place;
      at = place.link;
    }
    return undefined;
  };
  return {
    bytes: async (name, limit) => {
      const place = find(name);
      if (!place) return undefined;
      if (place.size > limit) return problem('image-too-large', `"${name}" has ${place.size} bytes, expected at most ${limit}`);
      const chunks: Uint8Array[] = [];
      try {
        for await (const chunk of range(path, place)) chunks.push(chunk);
      } catch (error) {
        return problem('unreadable-image-source', systemReason(error));
      }
      return Buffer.concat(chunks);
    },
    stream: (name) => {
      const place = find(name);
      return place && range(path, place);
    },
  };
}

async function indexArchive(path: string): Promise<ReadonlyMap<string, Place> | Problem> {
  const places = new Map<string, Place>();
  try {
    const { size } = await stat(path);
    const file = await open(path, 'r');
    try {
      const start = Buffer.alloc(4);
      await file.read(start, 0, 4, 0);
      if ((start[0] === 0x1f && start[1] === 0x8b) || start.readUInt32LE(0) === 0xfd2fb528) {
        return problem('unreadable-image-source', 'it is compressed', 'Unpack it first, for example with gunzip or unzstd.');
      }
      let position = 0;
      const entries = tarEntries({
        read: async (length) => {
          const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
          position += bytesRead;
          return buffer.subarray(0, bytesRead);
        },
        skip: async (length) => {
          const skipped = Math.max(Math.min(length, size - position), 0);
          position += skipped;
          return skipped;
        },
      });
      for await (const entry of entries) {
        if (isProblem(entry)) return problem('unreadable-image-source', entry.text);
        const name = cleanPath(entry.name);
        if (entry.type === 'file') places.set(name, { offset: entry.offset, size: entry.size });
        else if (entry.type === 'symlink')
          places.set(name, { link: cleanPath(`${directoryOf(name)}/${entry.linkName}`.replace(/^\//, '')) });
        else if (entry.type === 'hardlink') places.set(name, { link: cleanPath(entry.linkName) });
      }
    } finally {
      await file.close();
    }
  } catch (error) {
    return problem('unreadable-image-source', systemReason(error));
  }
  return places.size > 0 ? places : problem('unreadable-image-source', 'it is no tar, or an empty one');
}

function range(path: string, { offset, size }: { readonly offset: number; readonly size: number }): AsyncIterable<Uint8Array> {
  if (size === 0) return { async *[Symbol.asyncIterator]() {} };
  return createReadStream(path, { start: offset, end: offset + size - 1 });
}
