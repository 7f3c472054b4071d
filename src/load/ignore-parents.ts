import { directoryOf, isWithin, resolvePath } from '../model/paths.ts';
import { type FileHost, isFailure } from './host.ts';
import type { IgnoreRules } from './ignore-rules.ts';

/** In gitignore syntax. Counts from `directory`, which is relative to the working directory; a text counts from that. */
export type IgnorePattern = string | { readonly pattern: string; readonly directory: string };

/** Files that say what a walk leaves out. */
export const ignoreFiles = ['.gitignore', '.podspec2lkignore'] as const;

/** Reads the ignore files above a directory that is about to be walked. */
export function enterParents(rules: IgnoreRules, host: FileHost, directory: string): void {
  const chain: string[] = [];
  for (let at = directoryOf(resolvePath(host.cwd, directory)); at !== ''; at = directoryOf(at)) {
    chain.unshift(at);
    if (!isFailure(host.stat(`${at}/.git`))) break;
    if (at === host.cwd || !isWithin(host.cwd, at)) break;
  }
  for (const at of chain) rules.enter(at, new Set(ignoreFiles.filter((name) => !isFailure(host.stat(`${at}/${name}`)))));
}
