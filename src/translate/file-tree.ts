import type { LinuxKitFile } from '../model/linuxkit.ts';

/**
 * The files of an image in the order LinuxKit needs: every directory before what it holds, every parent listed with mode
 * 0755. LinuxKit gives missing parents the mode and owner of the first file below them, so a 0400 file would close /etc (trap T12).
 * Entries for the same path are one file; the first wins.
 */
export function fileTree(files: readonly LinuxKitFile[]): readonly LinuxKitFile[] {
  const byPath = new Map<string, LinuxKitFile>();
  for (const file of files) if (!byPath.has(file.path)) byPath.set(file.path, file);
  for (const { path } of files) addParents(path, byPath);
  const levels: LinuxKitFile[][] = [];
  const others: LinuxKitFile[] = [];
  for (const path of [...byPath.keys()].sort()) {
    const file = byPath.get(path);
    if (file?.directory) addTo(levels, depth(path), file);
    else if (file) others.push(file);
  }
  return [...levels.flat(), ...others];
}

/** A parent that is known already has parents of its own. */
function addParents(path: string, byPath: Map<string, LinuxKitFile>): void {
  for (let slash = path.lastIndexOf('/'); slash !== -1; slash = path.lastIndexOf('/', slash - 1)) {
    const parent = path.slice(0, slash);
    if (byPath.has(parent)) return;
    byPath.set(parent, { path: parent, directory: true, mode: '0755' });
  }
}

function addTo(levels: LinuxKitFile[][], level: number, file: LinuxKitFile): void {
  const others = levels[level];
  if (others) others.push(file);
  else levels[level] = [file];
}

function depth(path: string): number {
  let slashes = 0;
  for (let at = path.indexOf('/'); at !== -1; at = path.indexOf('/', at + 1)) slashes += 1;
  return slashes;
}
