import { isFailure } from '../load/host.ts';
import { resolvePath } from '../model/paths.ts';
import type { SourceFile } from '../model/source.ts';
import { parseText } from '../yaml/parse.ts';
import { findKustomization } from './kustomization.ts';
import { newLog } from './log.ts';
import type { RenderedRoot } from './render.ts';
import { type RenderSession, shownPath } from './session.ts';

/** What a program of the machine answered. `status` is undefined when it could not be started or ran out of time. */
export interface ProgramResult {
  readonly status: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts a program without a shell, with a time limit. */
export type ExternalProgram = (program: string, args: readonly string[], cwd: string) => ProgramResult;

/**
 * Renders a root with `kustomize build` or `kubectl kustomize`: remote resources work, plugins stay off. Places are those of
 * the rendered stream, which messages call by the root's directory.
 */
export function renderExternally(
  directory: string,
  program: 'kubectl' | 'kustomize',
  session: RenderSession,
  run: ExternalProgram,
): RenderedRoot {
  const log = newLog();
  const full = resolvePath(session.host.cwd, directory);
  const real = session.host.realPath(full);
  const root = isFailure(real) ? full : real;
  const shown = shownPath(session, root);
  const found = findKustomization(session, root);
  const files = [...found.files].sort();
  const at = { kind: 'file', file: files[0] ?? shown } as const;
  const result = run(program, [program === 'kubectl' ? 'kustomize' : 'build', root], root);
  if (result.status !== 0) {
    const reason = result.stderr.trim().split('\n')[0] || 'it could not be started, or took too long';
    log.report('kustomize-program-failed', at, { program, problem: reason });
    return { directory: shown, objects: [], brokenObjects: [], usedFiles: files, failed: true, diagnostics: log.diagnostics };
  }
  const file: SourceFile = { path: files[0] ?? shown, text: result.stdout };
  const documents = parseText(file, { json: false }, log.report);
  return {
    directory: shown,
    objects: documents.map((document) => ({ document: { ...document, origin: 'rendered' as const }, sources: files })),
    brokenObjects: [],
    usedFiles: files,
    failed: log.failed(),
    diagnostics: log.diagnostics,
  };
}
