import { directoryOf, isPattern, isWithin, relativePath, resolvePath } from '../model/paths.ts';
import { type FileHost, isFailure } from './host.ts';
import { enterParents } from './ignore-parents.ts';
import type { IgnoreRules } from './ignore-rules.ts';
import { isManifestName } from './walk.ts';

/** What a pattern stands for, absolute, sorted. */
export interface PatternMatches {
  readonly kind: 'file' | 'directory';
  readonly paths: readonly string[];
  /** What a walk would have left out as well, with the reason. */
  readonly leftOut: readonly { readonly path: string; readonly reason: string }[];
}

/**
 * The files that match, among those that a walk of the directory before the first wildcard would find; when there is none, the
 * directories that do, as a shell would give them.
 */
export async function matchPattern(pattern: string, host: FileHost, rules: IgnoreRules): Promise<PatternMatches> {
  const { globPaths } = await import('./glob-paths.ts');
  const parts = pattern.split('/');
  const base = resolvePath(
    host.cwd,
    parts
      .slice(
        0,
        parts.findIndex((part) => isPattern(part)),
      )
      .join('/') || (pattern.startsWith('/') ? '/' : '.'),
  );
  const realBase = host.realPath(base);
  const entered = new Set<string>();
  const leftOut: { path: string; reason: string }[] = [];
  const found: { readonly file: string[]; readonly directory: string[] } = { file: [], directory: [] };
  for (const path of await globPaths(pattern, host.cwd)) {
    const stat = host.stat(path);
    const kind = !isFailure(stat) && stat.kind === 'directory' ? 'directory' : 'file';
    const reason = reasonAgainst(path, kind);
    if (reason === undefined) found[kind].push(path);
    else leftOut.push({ path, reason });
  }
  if (found.file.length === 0) return { kind: 'directory', paths: found.directory, leftOut };
  const manifests = found.file.filter(isManifestName);
  // `k8s/*` does not mean the README; `*.txt` can mean nothing else.
  return { kind: 'file', paths: manifests.length > 0 ? manifests : found.file, leftOut };

  function reasonAgainst(path: string, kind: 'file' | 'directory'): string | undefined {
    if (!entered.has(directoryOf(path))) enterParents(rules, host, path);
    entered.add(directoryOf(path));
    const below = relativePath(base, path).split('/');
    const isIgnored = below.some((_, at) => {
      const isLast = at === below.length - 1;
      return rules.ignores(resolvePath(base, below.slice(0, at + 1).join('/')), !isLast || kind === 'directory');
    });
    if (isIgnored) return 'ignored';
    const real = host.realPath(path);
    return isFailure(realBase) || isFailure(real) || isWithin(realBase, real) ? undefined : 'a link out of the directory';
  }
}
