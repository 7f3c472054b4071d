import { type ByteReader, textUntilNul } from './byte-reader.ts';
import { isProblem, type Problem, problem } from './problem.ts';
import { blockSize, hasContents, parsePax, parseTarHeader, type TarHeader } from './tar-header.ts';

export interface TarEntry {
  readonly name: string;
  readonly type: 'file' | 'directory' | 'symlink' | 'hardlink' | 'other';
  /** Target of a link, as written. */
  readonly linkName: string;
  readonly size: number;
  /** Where the contents begin in the tar, bytes. */
  readonly offset: number;
  /** The contents; only until the next entry is asked for, and at most `limit` bytes. */
  readonly read: (limit: number) => Promise<Uint8Array | Problem>;
}

/** Longest name or set of pax records that is read, bytes. */
const longestMetadata = 1024 * 1024;

const types: Readonly<Record<string, TarEntry['type']>> = { '0': 'file', '7': 'file', '1': 'hardlink', '2': 'symlink', '5': 'directory' };

/** What stood before an entry and changes it. */
interface Pending {
  readonly name?: string | undefined;
  readonly linkName?: string | undefined;
  readonly size?: number | undefined;
}

const truncated = problem('image-damaged', 'the tar ends in the middle of an entry');

/**
 * The entries of a tar (ustar, pax and GNU), in order; a problem is the last thing given. Contents that were not read are
 * passed over. A tar may end without the two empty blocks, as Go's reader allows.
 */
export async function* tarEntries(reader: ByteReader): AsyncGenerator<TarEntry | Problem, void> {
  let pending: Pending = {};
  for (let position = 0; ; ) {
    const block = await reader.read(blockSize);
    position += block.length;
    if (block.length === 0 || isEnd(block)) return;
    const header = block.length < blockSize ? undefined : parseTarHeader(block);
    if (!header) {
      yield block.length < blockSize ? truncated : problem('image-damaged', `the tar has a wrong header at byte ${position - blockSize}`);
      return;
    }
    if ('xgLK'.includes(header.flag)) {
      const found = await readMetadata(reader, header);
      if (isProblem(found)) {
        yield found;
        return;
      }
      pending = { ...pending, ...found };
      position += padded(header.size);
      continue;
    }
    for (let extended = header.extended; extended; ) {
      const more = await reader.read(blockSize);
      position += more.length;
      extended = more.length === blockSize && more[504] !== 0;
    }
    const size = hasContents(header.flag) ? (pending.size ?? header.size) : 0;
    let taken = 0;
    yield {
      name: pending.name ?? header.name,
      type: typeOf(header, pending.name ?? header.name),
      linkName: pending.linkName ?? header.linkName,
      size,
      offset: position,
      read: async (limit) => {
        if (size > limit)
          return problem('image-too-large', `"${pending.name ?? header.name}" has ${size} bytes, expected at most ${limit}`);
        const bytes = await reader.read(size - taken);
        taken += bytes.length;
        return taken < size ? truncated : bytes;
      },
    };
    const skipped = await reader.skip(padded(size) - taken);
    // The padding of the last entry may be missing.
    if (taken + skipped < size) {
      yield truncated;
      return;
    }
    position += padded(size);
    pending = {};
  }
}

async function readMetadata(reader: ByteReader, header: TarHeader): Promise<Pending | Problem> {
  if (header.size > longestMetadata) return problem('image-too-large', `the tar has a name or pax header of ${header.size} bytes`);
  const bytes = await reader.read(padded(header.size));
  if (bytes.length < header.size) return truncated;
  const contents = bytes.subarray(0, header.size);
  if (header.flag === 'L') return { name: textUntilNul(contents) };
  if (header.flag === 'K') return { linkName: textUntilNul(contents) };
  const records = parsePax(contents);
  if (!records) return problem('image-damaged', 'the tar has broken pax records');
  // Global records set times and comments in practice; a global path would give every file the same name.
  if (header.flag === 'g') return {};
  const size = records.get('size');
  return {
    ...(records.has('path') && { name: records.get('path') }),
    ...(records.has('linkpath') && { linkName: records.get('linkpath') }),
    ...(size !== undefined && /^\d{1,15}$/.test(size) && { size: Number(size) }),
  };
}

/** Before POSIX, a directory was a file whose name ends with a slash. */
function typeOf(header: TarHeader, name: string): TarEntry['type'] {
  const type = types[header.flag] ?? 'other';
  return type === 'file' && name.endsWith('/') ? 'directory' : type;
}

function padded(size: number): number {
  return Math.ceil(size / blockSize) * blockSize;
}

function isEnd(block: Uint8Array): boolean {
  return block.length === blockSize && block.every((byte) => byte === 0);
}
