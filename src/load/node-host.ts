import { closeSync, openSync, readdirSync, readFileSync, readSync, realpathSync, statSync } from 'node:fs';
import { byCodeUnit } from '../model/by-code-unit.ts';
import type { DirectoryEntry, FileHost, HostFailure } from './host.ts';

/** Largest file that is read, bytes; more is no manifest. */
const largestFile = 256 * 1024 * 1024;

const failures: Readonly<Record<string, HostFailure['failure']>> = {
  ENOENT: 'missing',
  EACCES: 'denied',
  EPERM: 'denied',
  EISDIR: 'not-a-file',
  ENOTDIR: 'not-a-directory',
  ELOOP: 'loop',
  EMFILE: 'too-many-open',
  ENFILE: 'too-many-open',
};

const words: Readonly<Record<HostFailure['failure'], string>> = {
  missing: 'no such file or directory',
  denied: 'permission denied',
  'not-a-file': 'it is a directory',
  'not-a-directory': 'a part of the path is not a directory',
  loop: 'its links form a loop',
  'too-many-open': 'too many open files on this machine',
  'too-large': 'it is larger than 256 MiB',
  other: 'the system refused',
};

function failureOf(error: unknown): HostFailure {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  const failure = failures[code] ?? 'other';
  return { failure, message: failure === 'other' && code !== '' ? `${words.other} (${code})` : words[failure] };
}

function attempt<T>(action: () => T): T | HostFailure {
  try {
    return action();
  } catch (error) {
    return failureOf(error);
  }
}

/** Whether nothing in a text may stand for bytes that were no UTF-8, or for another encoding. */
function isPlain(text: string): boolean {
  return !text.includes('\ufffd') && !text.includes('\0') && !text.startsWith('\ufeff');
}

/** A pipe or device to its end; undefined: it gave more than may be read, and may have no end. */
function readStream(path: string): Uint8Array | undefined {
  const chunks: Uint8Array[] = [];
  const descriptor = openSync(path, 'r');
  try {
    for (let total = 0; total <= largestFile; ) {
      const chunk = Buffer.alloc(1 << 16);
      const length = readSync(descriptor, chunk);
      if (length === 0) return Buffer.concat(chunks);
      chunks.push(chunk.subarray(0, length));
      total += length;
    }
    return undefined;
  } finally {
    closeSync(descriptor);
  }
}

/** The real file system below `cwd`. */
export function nodeHost(cwd: string): FileHost {
  const absolute = (path: string) => (path.startsWith('/') || /^[A-Za-z]:[\\/]/.test(path) ? path : `${cwd}/${path}`);
  return {
    cwd: cwd.replaceAll('\\', '/'),
    read: (path) =>
      attempt(() => {
        const found = statSync(absolute(path));
        const tooLarge: HostFailure = { failure: 'too-large', message: words['too-large'] };
        if (found.isFile()) return found.size > largestFile ? tooLarge : readFileSync(absolute(path));
        return readStream(absolute(path)) ?? tooLarge;
      }),
    readText: (path) => {
      try {
        const found = statSync(absolute(path));
        // A pipe can be read once only, and `read` may have to.
        if (!found.isFile() || found.size > largestFile) return undefined;
        const text = readFileSync(absolute(path), 'utf8');
        return isPlain(text) ? text : undefined;
      } catch {
        return undefined;
      }
    },
    list: (path) =>
      attempt(() =>
        readdirSync(absolute(path), { withFileTypes: true })
          .map((entry): DirectoryEntry => {
            const kind = entry.isFile() ? 'file' : entry.isDirectory() ? 'directory' : entry.isSymbolicLink() ? 'link' : 'other';
            return { name: entry.name, kind };
          })
          .sort((a, b) => byCodeUnit(a.name, b.name)),
      ),
    stat: (path) =>
      attempt(() => {
        const found = statSync(absolute(path));
        return { kind: found.isFile() ? 'file' : found.isDirectory() ? 'directory' : 'other', size: found.size };
      }),
    realPath: (path) => attempt(() => realpathSync.native(absolute(path)).replaceAll('\\', '/')),
  };
}
