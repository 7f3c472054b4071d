import type { Anchor, Report } from '../diagnostics/diagnostic.ts';
import { byCodeUnit } from '../model/by-code-unit.ts';
import type { Text } from '../model/linuxkit.ts';
import type { Provenance, ResolvedFile } from '../model/resolved-pod.ts';

/** One file before the modes of its volume are applied. */
export interface VolumeFile {
  /** Clean, below the volume. */
  readonly path: string;
  readonly contents: Text;
  /** Of the item; the volume's default otherwise. */
  readonly mode: number | undefined;
  readonly from: Provenance;
  readonly secret: boolean;
  /** The `items` entry, for files that are named by one. */
  readonly item?: Anchor;
}

/** What a volume says about all of its files. */
export interface FileDefaults {
  readonly mode: number;
  readonly fsGroup: number | undefined;
}

/** `changeFilePermission` of the kubelet: these volumes are read-only, so the group gets read access and no more. */
const readableByGroup = 0o440;

/** Files by path, later ones over earlier ones, sorted by path and with their final modes. */
export function finishFiles(
  files: readonly VolumeFile[],
  { mode, fsGroup }: FileDefaults,
  volume: { readonly name: string; readonly at: Anchor },
  report: Report,
): readonly ResolvedFile[] {
  const byPath = new Map<string, VolumeFile>();
  for (const file of files) byPath.set(file.path, file);
  const sorted = [...byPath.values()].sort((a, b) => byCodeUnit(a.path, b.path));
  for (const { path, item } of sorted) {
    for (let slash = path.indexOf('/'); slash !== -1; slash = path.indexOf('/', slash + 1)) {
      const parent = byPath.get(path.slice(0, slash));
      if (parent) report('path-conflict', item ?? volume.at, { volume: volume.name, file: parent.path, below: path });
    }
  }
  return sorted.map((file) => ({
    path: file.path,
    contents: file.contents,
    mode: (file.mode ?? mode) | (fsGroup === undefined ? 0 : readableByGroup),
    from: file.from,
    secret: file.secret,
  }));
}
