import { randomBytes } from 'node:crypto';
import {
  closeSync,
  fchmodSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  type Stats,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** What became of one file. */
export type WriteResult = 'written' | 'unchanged';

/** The machine refused: disk full, permission. Exit status 3, unlike a finding about the input. */
export interface WriteFailure {
  readonly file: string;
  readonly reason: string;
  /** It was to be removed, not written. */
  readonly removing?: boolean;
}

const partialName = /^\..*\.(\d+)-[0-9a-f]{12}\.podspec2lk-partial$/;

/** Whether a file name is one that a run writes under before the rename, and that run is no longer there. */
export function isAbandoned(name: string): boolean {
  const owner = partialName.exec(name)?.[1];
  if (owner === undefined) return false;
  try {
    process.kill(Number(owner), 0);
    return Number(owner) === process.pid;
  } catch (error) {
    // A process of another user answers EPERM: it is there.
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

/** Writes a file unless it has these contents and this mode already, see {@link replaceFile}. */
export function writeAtomically(path: string, contents: string, mode: number): WriteResult {
  if (isUnchanged(path, lstatSync(path, { throwIfNoEntry: false }), contents, mode)) return 'unchanged';
  replaceFile(path, contents, mode);
  return 'written';
}

/** Tells this run's partial files from those of others, also of one with the same process number in another container. */
let ownMark: string | undefined;

/**
 * Replaces a file by new contents so that at every moment either the old or the new one is there. The temporary file has
 * its final mode from the first byte, so a secret is never readable by others.
 * No fsync: a killed process cannot tear a rename, and waiting for the disk would cost more than the whole run.
 *
 * @param made directories that are known to exist, which the next file need not ask for; it grows
 */
export function replaceFile(path: string, contents: string, mode: number, made: Set<string> = new Set()): void {
  const directory = dirname(path);
  makeDirectories(directory, made);
  ownMark ??= `${process.pid}-${randomBytes(6).toString('hex')}`;
  const partial = join(directory, `.${basename(path).slice(0, 150)}.${ownMark}.podspec2lk-partial`);
  try {
    writeWhole(partial, Buffer.from(contents), mode);
    renameSync(partial, path);
  } catch (error) {
    removeQuietly(partial);
    throw error;
  }
}

/** @param found what stands at the path; undefined: nothing */
export function isUnchanged(path: string, found: Stats | undefined, contents: string, mode: number): boolean {
  if (!found?.isFile() || found.size !== Buffer.byteLength(contents)) return false;
  // Windows knows no permission bits beyond read-only.
  if (process.platform !== 'win32' && (found.mode & 0o777) !== mode) return false;
  try {
    return readFileSync(path, 'utf8') === contents;
  } catch {
    return false;
  }
}

function writeWhole(path: string, bytes: Uint8Array, mode: number): void {
  const descriptor = openSync(path, 'wx', mode);
  try {
    // The process's umask may have taken bits from a mode that is not secret.
    fchmodSync(descriptor, mode);
    for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
  } finally {
    closeSync(descriptor);
  }
}

export function removeQuietly(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // It is gone, or was never made; either is what was wanted.
  }
}

/**
 * Makes a directory and those above it. Node's own `recursive` never returns below a directory that answers ENOENT to every
 * mkdir, as /proc does.
 */
function makeDirectories(path: string, made: Set<string>): void {
  if (made.has(path)) return;
  if (!isDirectory(path)) {
    if (dirname(path) !== path) makeDirectories(dirname(path), made);
    try {
      mkdirSync(path);
    } catch (error) {
      // Another run may have made it in between.
      if (!isDirectory(path)) throw error;
    }
  }
  made.add(path);
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** Words for what the system said. */
export function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const words: Readonly<Record<string, string>> = {
    ENOSPC: 'the disk is full',
    EDQUOT: 'the disk quota is used up',
    EACCES: 'permission denied',
    EPERM: 'permission denied',
    EROFS: 'the file system is read-only',
    ENOTDIR: 'a part of the path is a file',
    EISDIR: 'a directory stands in its place',
    ENOTEMPTY: 'a directory stands in its place',
    ENAMETOOLONG: 'the name is too long for this file system',
    EMFILE: 'too many open files',
    EEXIST: 'something that is no directory stands in its place',
    ENOENT: 'there is no such directory',
  };
  return words[code] ?? (code === '' ? String(error) : `the system refused (${code})`);
}
