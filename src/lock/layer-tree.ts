import { baseName, cleanPath, directoryOf, joinPath } from '../model/paths.ts';
import { isProblem, type Problem, problem } from './problem.ts';
import type { TarEntry } from './tar.ts';

/** What stands at one path of the image after the layers so far. */
type Node =
  | { readonly kind: 'file'; readonly contents: Uint8Array }
  | { readonly kind: 'directory' }
  | { readonly kind: 'link'; readonly target: string }
  /** A device, or a hard link to a path that was not followed. */
  | { readonly kind: 'other' };

/** The part of an image's file system that matters: a few paths and the directories above them. */
export interface LayerTree {
  /** Lays one layer over those before. */
  readonly apply: (entries: AsyncIterable<TarEntry | Problem>) => Promise<Problem | undefined>;
  /**
   * The contents of a file, links followed inside the image only. `missing`: it is not there. `wanted`: the answer depends on
   * paths that were not followed; all layers must be read again with these too.
   */
  readonly read: (path: string) => { readonly contents: Uint8Array } | { readonly wanted: readonly string[] } | 'missing' | Problem;
}

/** Largest user database that is read, bytes. */
const largestFile = 1024 * 1024;
/** As many links as Linux follows in one path. */
const mostLinks = 40;
const whiteout = '.wh.';
const opaque = '.wh..wh..opq';

/**
 * Follows `paths` (without a leading slash) through layers. Memory holds the contents of these files and nothing else.
 * @see https://github.com/opencontainers/image-spec/blob/main/layer.md (whiteouts)
 */
export function layerTree(paths: ReadonlySet<string>): LayerTree {
  const followed = new Set([...paths].flatMap(withParents));
  const nodes = new Map<string, Node>();
  const unknown = new Set<string>();
  return {
    apply: async (entries) => {
      const added = new Map<string, Node>();
      const hidden: string[] = [];
      const emptied: string[] = [];
      const nodeAt = (path: string) => added.get(path) ?? nodes.get(path);
      for await (const entry of entries) {
        if (isProblem(entry)) return entry;
        const written = insideRoot(entry.name);
        const path = joinPath(realDirectory(directoryOf(written), nodeAt), baseName(written));
        const name = baseName(path);
        if (name === opaque) emptied.push(directoryOf(path));
        else if (name.startsWith(`${whiteout}${whiteout}`)) continue;
        else if (name.startsWith(whiteout)) hidden.push(joinPath(directoryOf(path), name.slice(whiteout.length)));
        else if (followed.has(path)) {
          const node = await readNode(entry, paths.has(path), (target) => linkedNode(target, path));
          if (isProblem(node)) return node;
          added.delete(path);
          added.set(path, node);
        }
      }
      merge(nodes, added, hidden, emptied);
      return undefined;

      function linkedNode(target: string, from: string): Node {
        const written = insideRoot(target);
        const path = joinPath(realDirectory(directoryOf(written), nodeAt), baseName(written));
        if (!followed.has(path)) unknown.add(path);
        return path === from ? { kind: 'other' } : (nodeAt(path) ?? { kind: 'other' });
      }
    },
    read: (path) => readThrough(path, followed, nodes, unknown),
  };
}

async function readNode(entry: TarEntry, isWanted: boolean, linked: (target: string) => Node): Promise<Node | Problem> {
  switch (entry.type) {
    case 'directory':
      return { kind: 'directory' };
    case 'symlink':
      return { kind: 'link', target: entry.linkName };
    case 'hardlink':
      return linked(entry.linkName);
    case 'other':
      return { kind: 'other' };
    case 'file': {
      if (!isWanted) return { kind: 'other' };
      const contents = await entry.read(largestFile);
      return isProblem(contents) ? contents : { kind: 'file', contents: Uint8Array.from(contents) };
    }
  }
}

/** Whiteouts act on the layers below only, wherever they stand in their own layer. */
function merge(nodes: Map<string, Node>, added: ReadonlyMap<string, Node>, hidden: readonly string[], emptied: readonly string[]): void {
  const remove = (doomed: (path: string) => boolean) => {
    for (const path of [...nodes.keys()]) if (doomed(path)) nodes.delete(path);
  };
  const gone = new Set(hidden);
  const empty = new Set(emptied);
  if (gone.size + empty.size > 0) {
    remove((path) => withParents(path).some((parent) => gone.has(parent) || (parent !== path && empty.has(parent))) || empty.has(''));
  }
  for (const [path, node] of added) {
    if (node.kind !== 'directory' || nodes.get(path)?.kind === 'link') remove((other) => other.startsWith(`${path}/`));
    nodes.set(path, node);
  }
}

/** Where a directory really is, when a part of it is a link of an earlier entry; runtimes write through such links. */
function realDirectory(directory: string, nodeAt: (path: string) => Node | undefined): string {
  let rest = directory.split('/');
  let real = '';
  for (let links = 0; rest.length > 0 && links <= mostLinks; ) {
    const [part = '', ...others] = rest;
    rest = others;
    const path = step(real, part);
    const node = nodeAt(path);
    if (node?.kind === 'link') {
      links++;
      rest = [...node.target.split('/'), ...rest];
      if (node.target.startsWith('/')) real = '';
    } else real = path;
  }
  return real;
}

function readThrough(
  path: string,
  followed: ReadonlySet<string>,
  nodes: ReadonlyMap<string, Node>,
  unknown: ReadonlySet<string>,
): ReturnType<LayerTree['read']> {
  let rest = path.split('/');
  let real = '';
  for (let links = 0; rest.length > 0; ) {
    const [part = '', ...others] = rest;
    const next = step(real, part);
    if (next !== '' && !followed.has(next)) return { wanted: [insideRoot([real, ...rest].join('/'))] };
    const node = nodes.get(next);
    rest = others;
    if (node?.kind === 'link') {
      if (++links > mostLinks) return problem('image-link-loop', `/${path} is a link that leads in a circle`);
      rest = [...node.target.split('/'), ...rest];
      if (node.target.startsWith('/')) real = '';
      continue;
    }
    if (rest.every((part) => part === '' || part === '.')) {
      if (node?.kind === 'file') return { contents: node.contents };
      const open = [...unknown].filter((other) => !followed.has(other));
      return node?.kind === 'other' && open.length > 0 ? { wanted: open } : 'missing';
    }
    if (node?.kind === 'file' || node?.kind === 'other') return 'missing';
    real = next;
  }
  return 'missing';
}

/** One step of a walk that cannot leave the root. */
function step(from: string, part: string): string {
  if (part === '' || part === '.') return from;
  return part === '..' ? directoryOf(from) : joinPath(from, part);
}

/** The path without a leading slash; `..` above the root stays at the root. */
function insideRoot(path: string): string {
  return cleanPath(`/${path}`).slice(1);
}

/** `a/b/c` → `a`, `a/b`, `a/b/c`. */
function withParents(path: string): readonly string[] {
  const parts = path.split('/');
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}
