import type { Manifest } from '../model/manifest.ts';
import { directoryOf } from '../model/paths.ts';

/** Objects of one kind, namespace and name in one bundle. */
export interface Candidates {
  /** In the order of the load. */
  readonly all: readonly Manifest[];
  /** Made when it is first needed. */
  places?: Places;
}

interface Places {
  readonly byFile: ReadonlyMap<string, readonly Manifest[]>;
  readonly byDirectory: ReadonlyMap<string, readonly Manifest[]>;
  /** Every directory with everything at or below it. The empty directory holds everything. */
  readonly bySubtree: ReadonlyMap<string, readonly Manifest[]>;
}

/** Where something that refers stands. */
export interface Standpoint {
  /** Path of its file. */
  readonly file: string;
  readonly directory: string;
}

export function standpointOf({ document, directory }: Manifest): Standpoint {
  return { file: document.file.path, directory };
}

/** How far the answer of {@link nearest} may be. */
export type Reach = 'directory' | 'load';

/**
 * The candidates at the smallest distance: same file, same directory, below the nearest common ancestor, anywhere
 * (CONTRACT section 5). Equal questions get the same array. Takes no longer for many candidates than for few, but for the first
 * question, which sorts them by place.
 */
export function nearest(candidates: Candidates, from: Standpoint, reach: Reach): readonly Manifest[] | undefined {
  const [only, second] = candidates.all;
  if (!only) return undefined;
  if (!second) return reach === 'load' || isInReach(only, from) ? candidates.all : undefined;
  candidates.places ??= sortByPlace(candidates.all);
  const { byFile, byDirectory, bySubtree } = candidates.places;
  const close = byFile.get(from.file) ?? byDirectory.get(from.directory);
  if (close || reach === 'directory') return close;
  for (let directory = from.directory; directory !== ''; directory = directoryOf(directory)) {
    const below = bySubtree.get(directory);
    if (below) return below;
  }
  return candidates.all;
}

function isInReach(manifest: Manifest, { file, directory }: Standpoint): boolean {
  return manifest.document.file.path === file || manifest.directory === directory;
}

function sortByPlace(manifests: readonly Manifest[]): Places {
  const byFile = new Map<string, Manifest[]>();
  const byDirectory = new Map<string, Manifest[]>();
  const bySubtree = new Map<string, Manifest[]>();
  for (const manifest of manifests) {
    add(byFile, manifest.document.file.path, manifest);
    add(byDirectory, manifest.directory, manifest);
    for (let directory = manifest.directory; directory !== ''; directory = directoryOf(directory)) add(bySubtree, directory, manifest);
  }
  return { byFile, byDirectory, bySubtree };
}

function add(map: Map<string, Manifest[]>, key: string, manifest: Manifest): void {
  const list = map.get(key);
  if (list) list.push(manifest);
  else map.set(key, [manifest]);
}
