import type { Report } from '../diagnostics/diagnostic.ts';
import { baseName, directoryOf, isWithin, joinPath, relativePath, resolvePath } from '../model/paths.ts';
import { type FileHost, isFailure } from './host.ts';
import { enterParents } from './ignore-parents.ts';
import type { IgnoreRules } from './ignore-rules.ts';

const manifestName = /\.(?:ya?ml|json)$/;
/** Names that kustomize looks for. */
export const kustomizationNames: readonly string[] = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/** Whether a file name is a kustomization's. */
export function isKustomizationName(name: string): boolean {
  return kustomizationNames.includes(name);
}

/** Whether a file, given by its path, is read when a directory or a pattern led to it. */
export function isManifestName(path: string): boolean {
  const name = baseName(path);
  return manifestName.test(name) || isKustomizationName(name);
}

/** What lies below a directory: absolute paths, sorted by bytes. */
export interface Walk {
  readonly files: readonly string[];
  /** Paths that were left out, with the reason; for `--verbose`. */
  readonly leftOut: readonly { readonly path: string; readonly reason: string }[];
}

/**
 * Finds the YAML and JSON files and kustomizations below a directory. Links are followed only to places inside the
 * directory, and no real directory is walked twice, so loops are harmless.
 */
export function walk(directory: string, host: FileHost, rules: IgnoreRules, report: Report): Walk {
  const top = resolvePath(host.cwd, directory);
  const realTop = host.realPath(top);
  const files: string[] = [];
  const leftOut: { path: string; reason: string }[] = [];
  if (isFailure(realTop)) {
    report('unreadable-file', { kind: 'file', file: shown(top, host) }, { file: shown(top, host), reason: realTop.message });
    return { files, leftOut };
  }
  const visited = new Set<string>([realTop]);
  enterParents(rules, host, top);
  const pending = [top];
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) visit(at);
  files.sort();
  return { files, leftOut };

  function visit(at: string): void {
    const entries = host.list(at);
    if (isFailure(entries)) {
      report('unreadable-file', { kind: 'file', file: shown(at, host) }, { file: shown(at, host), reason: entries.message });
      return;
    }
    rules.enter(at, new Set(entries.map(({ name }) => name)));
    for (const { name, kind } of entries) {
      const path = joinPath(at, name);
      if (kind === 'directory') enter(path);
      else if (kind === 'file') add(path);
      else if (kind === 'link') follow(path);
    }
  }

  function enter(path: string): void {
    if (rules.ignores(path, true)) leftOut.push({ path, reason: 'ignored' });
    else pending.push(path);
  }

  function add(path: string): void {
    if (!isManifestName(path)) return;
    if (rules.ignores(path, false)) leftOut.push({ path, reason: 'ignored' });
    else files.push(path);
  }

  /** Each real directory is entered through links once at most, and never from below itself. */
  function followDirectory(path: string, real: string): void {
    const parent = host.realPath(directoryOf(path));
    if (visited.has(real) || isFailure(parent) || isWithin(real, parent)) {
      leftOut.push({ path, reason: 'a link to a directory that is read already' });
      return;
    }
    visited.add(real);
    enter(path);
  }

  function follow(path: string): void {
    const real = host.realPath(path);
    if (isFailure(real)) {
      leftOut.push({ path, reason: `a link that leads nowhere: ${real.message}` });
      return;
    }
    if (!isWithin(realTop as string, real)) {
      leftOut.push({ path, reason: 'a link out of the directory' });
      return;
    }
    const found = host.stat(path);
    if (isFailure(found)) leftOut.push({ path, reason: found.message });
    else if (found.kind === 'file') add(path);
    else if (found.kind === 'directory') followDirectory(path, real);
  }
}

/** A path as messages show it: relative to the working directory. */
export function shown(path: string, host: FileHost): string {
  const absolute = resolvePath(host.cwd, path);
  return relativePath(host.cwd, absolute) || '.';
}
