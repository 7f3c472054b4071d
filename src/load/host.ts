/** Why the outside world refused. */
export interface HostFailure {
  readonly failure: 'missing' | 'denied' | 'not-a-file' | 'not-a-directory' | 'loop' | 'too-many-open' | 'too-large' | 'other';
  readonly message: string;
}

export interface DirectoryEntry {
  readonly name: string;
  readonly kind: 'file' | 'directory' | 'link' | 'other';
}

/**
 * The files that a run may read. Paths are absolute or relative to `cwd`, with `/`. Nothing throws:
 * what fails is a {@link HostFailure}. Calls are synchronous: for many small files that is the fastest way in Node.
 */
export interface FileHost {
  /** Absolute working directory. */
  readonly cwd: string;
  read(path: string): Uint8Array | HostFailure;
  /** The text of a file that is plain UTF-8 without a mark and without NUL; undefined: only `read` tells. Faster than that. */
  readText?(path: string): string | undefined;
  /** Entries of a directory, sorted by the code units of their names, which is byte order but for characters beyond U+FFFF. */
  list(path: string): readonly DirectoryEntry[] | HostFailure;
  /** What a path is, links followed. */
  stat(path: string): { readonly kind: 'file' | 'directory' | 'other'; readonly size: number } | HostFailure;
  /** The absolute path with every link followed. */
  realPath(path: string): string | HostFailure;
}

export function isFailure(value: unknown): value is HostFailure {
  return typeof value === 'object' && value !== null && 'failure' in value;
}
