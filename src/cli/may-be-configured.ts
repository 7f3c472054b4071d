import { lstatSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

/** Whether a place where cosmiconfig looks holds anything: if not, as in most folders, a start need not load it. */
export function mayBeConfigured(cwd: string, name: string, searchPlaces: readonly string[]): boolean {
  const own = userDirectory(name);
  if (own === undefined || exists(own)) return true;
  for (let directory = cwd; ; directory = dirname(directory)) {
    for (const place of searchPlaces) {
      const path = join(directory, place);
      if (place === 'package.json' ? mentions(path, name) : exists(path)) return true;
    }
    if (dirname(directory) === directory) return false;
  }
}

/** The last place of the search, as the env-paths package tells it; undefined where only cosmiconfig knows. */
export function userDirectory(name: string): string | undefined {
  if (process.platform === 'win32') return undefined;
  if (process.platform === 'darwin') return join(homedir(), 'Library/Preferences', name);
  return join(process.env.XDG_CONFIG_HOME || join(homedir(), '.config'), name);
}

/** What cannot be looked at may exist. */
function exists(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return true;
  }
}

function mentions(path: string, name: string): boolean {
  if (!exists(path)) return false;
  try {
    return readFileSync(path, 'utf8').includes(name);
  } catch {
    return true;
  }
}
