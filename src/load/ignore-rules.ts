import createIgnore, { type Ignore } from 'ignore';
import { baseName, directoryOf, joinPath, relativePath, resolvePath } from '../model/paths.ts';
import { type FileHost, isFailure } from './host.ts';
import { type IgnorePattern, ignoreFiles } from './ignore-parents.ts';

/** Directories that hold no manifests of the user's own. */
const neverRead = new Set(['.git', 'node_modules', 'vendor']);

/** Decides which absolute paths a walk leaves out. */
export interface IgnoreRules {
  /** Reads the ignore files of a directory; call it before asking about what is inside. */
  enter(directory: string, names: ReadonlySet<string>): void;
  ignores(path: string, directory: boolean): boolean;
}

/**
 * Ignore files in gitignore syntax: those of every directory walked, those above it up to the repository's root (the
 * nearest directory with `.git`, else the working directory), and `patterns`.
 */
export function ignoreRules(host: FileHost, patterns: readonly IgnorePattern[], excluded: ReadonlySet<string>): IgnoreRules {
  const byDirectory = new Map<string, Ignore>();
  const entered = new Set<string>();
  for (const given of patterns) {
    const { pattern, directory } = typeof given === 'string' ? { pattern: given, directory: '' } : given;
    add(resolvePath(host.cwd, directory), pattern);
  }

  function add(directory: string, lines: string): void {
    byDirectory.set(directory, (byDirectory.get(directory) ?? createIgnore()).add(lines));
  }

  function enter(directory: string, names: ReadonlySet<string>): void {
    if (entered.has(directory)) return;
    entered.add(directory);
    for (const name of ignoreFiles) {
      if (!names.has(name)) continue;
      const path = joinPath(directory, name);
      if (!isOwnFile(path, directory, name)) continue;
      const text = host.read(path);
      if (isFailure(text)) continue;
      add(directory, new TextDecoder().decode(text));
    }
  }

  /** As git does, links are not followed: they may lead out of what was named, or to a device that never ends. */
  function isOwnFile(path: string, directory: string, name: string): boolean {
    const found = host.stat(path);
    if (isFailure(found) || found.kind !== 'file') return false;
    const real = host.realPath(directory);
    return !isFailure(real) && host.realPath(path) === joinPath(real, name);
  }

  function ignores(path: string, directory: boolean): boolean {
    if (excluded.has(path)) return true;
    if (directory && neverRead.has(baseName(path))) return true;
    if (byDirectory.size === 0) return false;
    let verdict = false;
    for (const [base, rules] of ancestors(byDirectory, path)) {
      const result = rules.test(relativePath(base, path) + (directory ? '/' : ''));
      if (result.ignored) verdict = true;
      else if (result.unignored) verdict = false;
    }
    return verdict;
  }

  return { enter, ignores };
}

/** The rules of the directories above a path, outermost first, so that nearer rules have the last word. */
function ancestors(byDirectory: ReadonlyMap<string, Ignore>, path: string): readonly (readonly [string, Ignore])[] {
  const found: [string, Ignore][] = [];
  for (let at = directoryOf(path); at !== ''; at = directoryOf(at)) {
    const rules = byDirectory.get(at);
    if (rules) found.unshift([at, rules]);
  }
  return found;
}
