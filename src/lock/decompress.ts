import { pipeline, Readable, type Transform } from 'node:stream';
import * as zlib from 'node:zlib';

/** Input handed to the zstd decoder at once, bytes: a few bytes can unpack to 128 KiB, so this bounds memory. */
const zstdPortion = 4096;

/**
 * The unpacked form of a stream that is gzip, zstd or nothing of the kind. The first bytes decide, as in containerd: media types
 * of layers are often wrong. Damage is thrown by the iteration, as by every stream of Node.
 */
export async function* decompress(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  const iterator = chunks[Symbol.asyncIterator]();
  const head: Uint8Array[] = [];
  let length = 0;
  while (length < 4) {
    const next = await iterator.next();
    if (next.done) break;
    head.push(next.value);
    length += next.value.length;
  }
  const first = Buffer.concat(head);
  const whole = rejoin(first, iterator);
  if (first[0] === 0x1f && first[1] === 0x8b) yield* through(whole, zlib.createGunzip());
  else if (isZstd(first)) yield* unpackZstd(whole);
  else yield* whole;
}

async function* rejoin(first: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  if (first.length > 0) yield first;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}

/** A frame, or a skippable frame as zstd:chunked images have. @see RFC 8878, sections 3.1.1 and 3.1.2 */
function isZstd(bytes: Buffer): boolean {
  if (bytes.length < 4) return false;
  const magic = bytes.readUInt32LE(0);
  return magic === 0xfd2fb528 || (magic & 0xfffffff0) >>> 0 === 0x184d2a50;
}

function through(chunks: AsyncIterable<Uint8Array>, transform: Transform): AsyncIterable<Uint8Array> {
  // The callback form hands an error of the source on to whoever reads the transform.
  pipeline(Readable.from(chunks, { objectMode: false }), transform, () => undefined);
  return transform;
}

/** Node 22.15 and later have a decoder of their own; it is about five times as fast. */
const nativeZstd = (zlib as { readonly createZstdDecompress?: () => Transform }).createZstdDecompress;

async function* unpackZstd(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  if (nativeZstd) {
    yield* through(chunks, nativeZstd());
    return;
  }
  const { Decompress } = await import('fzstd');
  const ready: Uint8Array[] = [];
  const take = () => ready.splice(0);
  let complete = true;
  const decoder = new Decompress((chunk, final) => {
    complete = final ?? false;
    // The decoder uses its buffer again.
    ready.push(chunk.slice());
  });
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += zstdPortion) {
      decoder.push(chunk.subarray(at, at + zstdPortion));
      yield* take();
    }
  }
  decoder.push(new Uint8Array(0), true);
  yield* take();
  if (!complete) throw new Error('unexpected end of zstd data');
}
