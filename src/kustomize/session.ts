import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { type FileHost, isFailure } from '../load/host.ts';
import { relativePath } from '../model/paths.ts';
import type { SourceFile } from '../model/source.ts';
import { decodeText } from '../yaml/decode-text.ts';
import { readTrees } from '../yaml/read-tree.ts';
import type { Tree } from '../yaml/tree.ts';
import type { CachedBase } from './accumulated.ts';
import { type Composer, newComposer } from './compose.ts';
import type { FoundKustomization } from './kustomization.ts';
import { type Log, newLog } from './log.ts';

/** What the renders of one run share: files are read and parsed once, bases are rendered once. */
export interface RenderSession {
  readonly host: FileHost;
  /** The working directory with links followed; shown paths are relative to it. */
  readonly cwd: string;
  readonly texts: Map<string, LoadedText>;
  readonly documents: Map<SourceFile, ParsedDocuments>;
  readonly kustomizations: Map<string, FoundKustomization>;
  readonly bases: Map<string, CachedBase>;
  readonly composer: Composer;
}

export type LoadedText = { readonly file: SourceFile } | { readonly reason: string };

/** Documents of a file; undefined for one that is broken, which the diagnostics tell. */
export interface ParsedDocuments {
  readonly trees: readonly (Tree | undefined)[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Starts a run over the files of a host. */
export function renderSession(host: FileHost): RenderSession {
  const real = host.realPath(host.cwd);
  return {
    host,
    cwd: isFailure(real) ? host.cwd : real,
    texts: new Map(),
    documents: new Map(),
    kustomizations: new Map(),
    bases: new Map(),
    composer: newComposer(),
  };
}

/** A path as messages show it. */
export function shownPath(session: RenderSession, path: string): string {
  return relativePath(session.cwd, path) || '.';
}

/** The text of a file with an absolute path. */
export function loadText(session: RenderSession, path: string): LoadedText {
  const known = session.texts.get(path);
  if (known) return known;
  const loaded = readText(session, path);
  session.texts.set(path, loaded);
  return loaded;
}

function readText({ host, cwd }: RenderSession, path: string): LoadedText {
  const text = host.readText?.(path);
  if (text !== undefined) return { file: { path: relativePath(cwd, path), text } };
  const bytes = host.read(path);
  if (isFailure(bytes)) return { reason: bytes.failure === 'missing' ? 'there is no such file' : bytes.message };
  const decoded = decodeText(bytes);
  if ('text' in decoded) return { file: { path: relativePath(cwd, path), text: decoded.text } };
  return { reason: decoded.problem === 'binary' ? 'it is not a text file' : `it is not UTF-8 from byte ${decoded.offset} on` };
}

/** The documents of a text as kustomize reads them. */
export function documentsOf(session: RenderSession, file: SourceFile, log: Log): readonly (Tree | undefined)[] {
  let parsed = session.documents.get(file);
  if (!parsed) {
    const reading = newLog();
    parsed = { trees: readTrees(file, reading.report), diagnostics: reading.diagnostics };
    session.documents.set(file, parsed);
  }
  log.add(parsed.diagnostics);
  return parsed.trees;
}
