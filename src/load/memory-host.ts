import { byCodeUnit } from '../model/by-code-unit.ts';
import { baseName, directoryOf, resolvePath } from '../model/paths.ts';
import type { DirectoryEntry, FileHost, HostFailure } from './host.ts';

/**
 * A file system in memory: path below `/` of the working directory → contents. For embedding the library in editors
 * and for tests; has no links.
 */
export function memoryHost(files: Readonly<Record<string, string | Uint8Array>>, cwd = '/memory'): FileHost {
  const contents = new Map<string, Uint8Array>();
  const directories = new Map<string, Map<string, DirectoryEntry>>([[cwd, new Map()]]);
  for (const [path, text] of Object.entries(files)) {
    const full = resolvePath(cwd, path);
    contents.set(full, typeof text === 'string' ? new TextEncoder().encode(text) : text);
    addEntry(directories, full, 'file');
  }
  const missing: HostFailure = { failure: 'missing', message: 'no such file or directory' };
  return {
    cwd,
    read: (path) => contents.get(resolvePath(cwd, path)) ?? missing,
    list: (path) => {
      const entries = directories.get(resolvePath(cwd, path));
      return entries ? [...entries.values()].sort((a, b) => byCodeUnit(a.name, b.name)) : missing;
    },
    stat: (path) => {
      const full = resolvePath(cwd, path);
      const file = contents.get(full);
      if (file) return { kind: 'file', size: file.length };
      return directories.has(full) ? { kind: 'directory', size: 0 } : missing;
    },
    realPath: (path) => {
      const full = resolvePath(cwd, path);
      return contents.has(full) || directories.has(full) ? full : missing;
    },
  };
}

function addEntry(directories: Map<string, Map<string, DirectoryEntry>>, path: string, kind: 'file' | 'directory'): void {
  const parent = directoryOf(path);
  const name = baseName(path);
  if (name === '') return;
  const entries = directories.get(parent) ?? new Map<string, DirectoryEntry>();
  directories.set(parent, entries);
  if (entries.has(name)) return;
  entries.set(name, { name, kind });
  if (kind === 'directory' && !directories.has(path)) directories.set(path, new Map());
  addEntry(directories, parent, 'directory');
}
