import { isFailure } from '../load/host.ts';
import { ignoreRules } from '../load/ignore-rules.ts';
import { directoryOf, isWithin, joinPath } from '../model/paths.ts';
import { type RenderSession, shownPath } from './session.ts';

/**
 * Shown path of the .gitignore that keeps a missing file out of the repository; undefined when none does. They are looked
 * for up to the directory with `.git`, else up to the working directory.
 */
export function ignoreFileFor(session: RenderSession, path: string): string | undefined {
  const { host, cwd } = session;
  for (let directory = directoryOf(path); directory !== ''; directory = directoryOf(directory)) {
    const file = joinPath(directory, '.gitignore');
    if (!isFailure(host.stat(file))) {
      const rules = ignoreRules(host, [], new Set());
      rules.enter(directory, new Set(['.gitignore']));
      if (rules.ignores(path, false)) return shownPath(session, file);
    }
    if (!isFailure(host.stat(joinPath(directory, '.git'))) || (!isWithin(cwd, directoryOf(directory)) && isWithin(cwd, directory)))
      return undefined;
  }
  return undefined;
}
