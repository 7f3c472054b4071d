/** Reads a stream piece by piece, so that memory holds no more than one chunk and the piece asked for. */
export interface ByteReader {
  /** The next bytes; fewer than asked for only at the end of the stream. */
  readonly read: (length: number) => Promise<Uint8Array>;
  /** Passes over bytes and gives how many there were. */
  readonly skip: (length: number) => Promise<number>;
}

export function byteReader(chunks: AsyncIterable<Uint8Array>): ByteReader {
  const iterator = chunks[Symbol.asyncIterator]();
  let chunk: Uint8Array = new Uint8Array(0);
  let at = 0;
  /** Makes bytes available; false at the end. */
  const fill = async () => {
    while (at >= chunk.length) {
      const next = await iterator.next();
      if (next.done) return false;
      chunk = next.value;
      at = 0;
    }
    return true;
  };
  const take = async (length: number, use: (part: Uint8Array) => void) => {
    let taken = 0;
    while (taken < length && (at < chunk.length || (await fill()))) {
      const part = chunk.subarray(at, at + length - taken);
      use(part);
      at += part.length;
      taken += part.length;
    }
    return taken;
  };
  return {
    read: async (length) => {
      const parts: Uint8Array[] = [];
      await take(length, (part) => void parts.push(part));
      return parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts);
    },
    skip: (length) => take(length, () => undefined),
  };
}

/** Bytes of a text that ends at the first NUL, as tar headers have it. */
export function textUntilNul(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(end === -1 ? bytes : bytes.subarray(0, end));
}
