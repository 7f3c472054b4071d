import type { LinuxKitFile } from '../model/linuxkit.ts';

/**
 * The files of an image in the order LinuxKit needs: every directory before what it holds, every parent listed with mode
 * 0755. LinuxKit gives missing parents the mode and owner of the first file below them, so a 0400 file would close /etc (trap T12).
 * Entries for the same path are one file; the first wins.
 */
export function fileTree(files: readonly LinuxKitFile[]): readonly LinuxKitFile[] {
  const byPath = new Map<string, LinuxKitFile>();
  for (const file of files) if (!byPath.has(file.path)) byPath.set(file.path, file);
  for (const path of [...byPath.keys()]) {
    for (let slash = path.indexOf('/'); slash !== -1; slash = path.indexOf('/', slash + 1)) {
      const parent = path.slice(0, slash);
      if (!byPath.has(parent)) byPath.set(parent, { path: parent, directory: true, mode: '0755' });
    }
  }
  const all = [...byPath.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
  const directories = all.filter(({ directory }) => directory).sort((a, b) => depth(a.path) - depth(b.path));
  return [...directories, ...all.filter(({ directory }) => !directory)];
}

function depth(path: string): number {
  let slashes = 0;
  for (let at = path.indexOf('/'); at !== -1; at = path.indexOf('/', at + 1)) slashes += 1;
  return slashes;
}
