import { configurationNames } from './configuration-names.ts';
import type { Settings } from './settings.ts';

/** What `check --changed` looks at, and what it reads to do so. */
export interface ChangedSelection {
  readonly inputs: readonly string[];
  readonly files: readonly string[];
}

/** Files whose every change concerns all outputs, by their names. */
const decidingNames: readonly string[] = [...configurationNames, '.podspec2lkignore', '.gitignore'];

/**
 * Git hooks append the names of files to a command line. With `--changed`, files that are named select, and directories, patterns
 * and `-` are what is read; without any of those it is what the configuration says, else the working directory.
 *
 * @param kindOf what a path is; undefined: nothing, so that it is a file that was removed
 */
export function changedSelection(
  changed: readonly string[],
  positionals: readonly string[],
  configured: readonly string[] | undefined,
  kindOf: (path: string) => 'file' | 'directory' | 'other' | undefined,
): ChangedSelection {
  const selects = (path: string) => path !== '-' && (kindOf(path) === 'file' || (kindOf(path) === undefined && !/[*?[\]{}]/.test(path)));
  const read = positionals.filter((path) => !selects(path));
  return {
    inputs: read.length > 0 ? read : (configured ?? ['.']),
    files: [...changed.filter((path) => path !== ''), ...positionals.filter(selects)],
  };
}

/** Those of the changed files that decide every output: configuration, ignore rules, lock and base files. */
export function decidingFiles(
  files: readonly string[],
  settings: Pick<Settings, 'base' | 'lockFile'>,
  named: string | undefined,
  textOf: (path: string) => string | undefined,
): readonly string[] {
  const byName = files.filter((path) => {
    const name = path.slice(path.lastIndexOf('/') + 1);
    return decidingNames.includes(name) || (name === 'package.json' && textOf(path)?.includes('"podspec2lk"') === true);
  });
  return [...byName, ...settings.base, settings.lockFile, ...(named === undefined ? [] : [named])];
}
