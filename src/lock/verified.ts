import { createHash } from 'node:crypto';
import { type Problem, problem, systemReason } from './problem.ts';

/** A stream whose bytes are counted and hashed while they pass. */
export interface VerifiedStream {
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Reads what nobody wanted, then says whether everything was as expected. */
  readonly finish: () => Promise<{ readonly size: number } | Problem>;
}

export interface Expected {
  /** How messages call it: `layer sha256:…`. */
  readonly what: string;
  readonly digest: string | undefined;
  /** Exact number of bytes. */
  readonly size?: number | undefined;
  /** Bytes after which reading stops. */
  readonly limit: number;
}

/**
 * Passes the chunks on and checks them against a digest. It stops at the limit, or as soon as there are more bytes than announced,
 * so that nobody can make it read for ever.
 */
export function verify(source: AsyncIterable<Uint8Array>, { what, digest, size, limit }: Expected): VerifiedStream {
  const iterator = source[Symbol.asyncIterator]();
  const algorithm = digest?.split(':', 1)[0];
  const hash = algorithm === undefined ? undefined : createHash(algorithm);
  const most = Math.min(size ?? limit, limit);
  let count = 0;
  let failure: Problem | undefined;
  let done = false;
  const next = async (): Promise<Uint8Array | undefined> => {
    if (done) return undefined;
    try {
      const { value, done: ended } = await iterator.next();
      done = ended === true;
      if (done) return undefined;
      count += value.length;
      hash?.update(value);
      if (count <= most) return value;
      failure = tooMany(what, size, limit);
    } catch (error) {
      failure = streamProblem(what, error);
    }
    done = true;
    await iterator.return?.();
    return undefined;
  };
  return {
    chunks: {
      async *[Symbol.asyncIterator]() {
        for (let chunk = await next(); chunk; chunk = await next()) yield chunk;
      },
    },
    finish: async () => {
      while (await next());
      if (failure) return failure;
      if (size !== undefined && count !== size) return problem('image-damaged', `${what} has ${count} bytes, expected ${size}`);
      const found = hash && `${algorithm}:${hash.digest('hex')}`;
      if (found !== digest) return problem('image-digest-mismatch', `${what} has the digest ${found}`);
      return { size: count };
    },
  };
}

function tooMany(what: string, size: number | undefined, limit: number): Problem {
  return size !== undefined && size <= limit
    ? problem('image-damaged', `${what} has more than the ${size} bytes announced`)
    : problem('image-too-large', `${what} has more than ${limit} bytes`);
}

/** What a broken stream means; the error of a decompressor or of a connection. */
export function streamProblem(what: string, error: unknown): Problem {
  return problem('image-damaged', `${what} cannot be read to its end: ${systemReason(error)}`);
}

/** Digest of bytes, in the algorithm of `like` or sha256. */
export function digestOf(bytes: Uint8Array, like = 'sha256:'): string {
  const algorithm = like.split(':', 1)[0] ?? 'sha256';
  return `${algorithm}:${createHash(algorithm).update(bytes).digest('hex')}`;
}
