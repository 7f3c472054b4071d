import type { Diagnostic } from './diagnostics/diagnostic.ts';
import { type Discovery, findKustomizations } from './kustomize/discover.ts';
import { type ExternalProgram, renderExternally } from './kustomize/external.ts';
import { type RenderedRoot, renderRoot } from './kustomize/render.ts';
import { type RenderSession, renderSession } from './kustomize/session.ts';
import type { FileHost } from './load/host.ts';
import { type InputFile, outputDirectoryOf } from './load/inputs.ts';
import { isKustomizationName, shown } from './load/walk.ts';
import type { Bundle } from './model/manifest.ts';
import { baseName, directoryOf, relativePath, resolvePath } from './model/paths.ts';

/** How kustomizations are rendered: by us, by a program of the machine, or not at all. */
export type KustomizeMode = 'native' | 'kubectl' | 'kustomize' | 'off';

/** A kustomization that no other one uses, rendered. */
export interface CollectedRoot {
  readonly bundle: Bundle;
  readonly rendered: RenderedRoot;
  /** `<dir>` of CONTRACT section 2. */
  readonly outputDirectory: string;
  /** As in a manifest. */
  readonly headerBase: string | undefined;
}

/** Which kustomizations matter: those that read one of the files, and those in the directories. Paths are as messages show them. */
export interface WantedRoots {
  readonly files: ReadonlySet<string>;
  readonly directories: ReadonlySet<string>;
}

/** What the kustomizations of a load come to. */
export interface CollectedRoots {
  readonly roots: readonly CollectedRoot[];
  /** Whether a file (as messages show it) takes no part in the plain load, and why. */
  readonly leavesPlainLoad: (file: string) => string | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** Finds and renders the kustomizations among the files of a load. */
export function collectRoots(
  files: readonly InputFile[],
  mode: KustomizeMode,
  host: FileHost,
  program: ExternalProgram | undefined,
  wanted?: WantedRoots,
): CollectedRoots {
  const named = files.filter(({ path }) => isKustomizationName(baseName(path)));
  const session = renderSession(host);
  const discovery = findKustomizations(
    named.map(({ path }) => path),
    session,
  );
  if (mode === 'off') return { roots: [], leavesPlainLoad: (file) => partReason(discovery, file), diagnostics: [] };
  const inputs = new Map(named.map((input) => [input.path.slice(0, input.path.lastIndexOf('/')), input]));
  const isWanted = wanted && mode === 'native' ? wantedTest(wanted, files, inputs, discovery, host) : () => true;
  const roots = discovery.roots.filter(isWanted).map((directory) => collectRoot(directory, inputs, mode, session, program));
  const used = new Set([...discovery.usedFiles, ...roots.flatMap(({ rendered }) => rendered.usedFiles)]);
  return {
    roots,
    leavesPlainLoad: (file) => (used.has(file) ? 'used by a kustomization' : undefined),
    diagnostics: roots.flatMap(({ rendered }) => rendered.diagnostics),
  };
}

/**
 * Whether a root has to be rendered: its objects see those of its own and those of files that were named, and may be
 * written to the place of another object only where that has the same directory for its outputs.
 */
function wantedTest(
  { files, directories }: WantedRoots,
  loaded: readonly InputFile[],
  inputs: ReadonlyMap<string, InputFile>,
  discovery: Discovery,
  host: FileHost,
): (root: string) => boolean {
  if (loaded.some(({ explicit, path }) => explicit && files.has(shown(path, host)))) return () => true;
  const rootPlace = (root: string) => {
    const absolute = resolvePath(host.cwd, root);
    return outputDirectoryOf(inputs.get(absolute)?.below, absolute).toLowerCase();
  };
  const plain = loaded.filter(({ path }) => !discovery.usedFiles.has(shown(path, host)));
  const taken = new Set(plain.map(({ below, path }) => outputDirectoryOf(below, directoryOf(path)).toLowerCase()));
  const places = new Set<string>();
  for (const place of discovery.roots.map(rootPlace)) {
    if (places.has(place)) taken.add(place);
    places.add(place);
  }
  return (root) => {
    const read = discovery.filesOf(root);
    return !read || directories.has(root) || taken.has(rootPlace(root)) || [...read].some((file) => files.has(file));
  };
}

function collectRoot(
  directory: string,
  inputs: ReadonlyMap<string, InputFile>,
  mode: 'native' | 'kubectl' | 'kustomize',
  session: RenderSession,
  program: ExternalProgram | undefined,
): CollectedRoot {
  const absolute = resolvePath(session.host.cwd, directory);
  const input = inputs.get(absolute);
  const rendered = mode === 'native' || !program ? renderRoot(directory, session) : renderExternally(directory, mode, session, program);
  return {
    bundle: { kind: 'flat', root: relativePath(session.host.cwd, absolute) || '.' },
    rendered,
    outputDirectory: outputDirectoryOf(input?.below, absolute),
    headerBase: input?.headerBase === undefined ? undefined : relativePath(session.host.cwd, input.headerBase),
  };
}

/** Without rendering, what a kustomization names as patches or other parts is still no manifest. */
function partReason({ usedFiles, partFiles, foreignFiles }: Discovery, file: string): string | undefined {
  if (partFiles.has(file)) return 'a patch or another part of a kustomization';
  const name = file.slice(file.lastIndexOf('/') + 1);
  return isKustomizationName(name) && usedFiles.has(file) && !foreignFiles.has(file) ? 'a kustomization, not rendered' : undefined;
}
