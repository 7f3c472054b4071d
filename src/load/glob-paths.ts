import { glob } from 'glob';

/** What matches a pattern, absolute, sorted. Loaded only when a pattern is given: `glob` costs start-up time. */
export async function globPaths(pattern: string, cwd: string): Promise<readonly string[]> {
  const found = await glob(pattern, {
    cwd,
    absolute: true,
    posix: true,
    dot: false,
    ignore: ['**/.git/**', '**/node_modules/**'],
  });
  return found.sort();
}
