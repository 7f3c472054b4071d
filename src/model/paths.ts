/** Paths inside the program have `/` on every system; these functions are textual and touch no disk. */

/** `a/./b/../c` → `a/c`; the empty path is `.`'s directory: ''. Keeps leading `..`. */
export function cleanPath(path: string): string {
  // Most paths are clean, and what is clean needs no copy.
  if (!path.includes('//') && !path.includes('/.') && !path.startsWith('.') && !path.endsWith('/')) return path;
  const absolute = path.startsWith('/');
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (part !== '..' || !absolute) parts.push(part);
  }
  return (absolute ? '/' : '') + parts.join('/');
}

/** The absolute form of `path` as seen from the absolute directory `from`. */
export function resolvePath(from: string, path: string): string {
  if (path.startsWith('/') || /^[A-Za-z]:\//.test(path)) return cleanPath(path);
  return cleanPath(`${from}/${path}`);
}

/** `path` as seen from `from`, both absolute; '' when they are the same. */
export function relativePath(from: string, path: string): string {
  const { length } = from;
  const below = length > 0 && path.startsWith(from) && path.charAt(length) === '/' && !from.endsWith('/');
  if (below && !/\/(?:\/|$)/.test(path)) return path.slice(length + 1);
  const fromParts = from.split('/').filter((part) => part !== '');
  const parts = path.split('/').filter((part) => part !== '');
  let shared = 0;
  while (shared < fromParts.length && shared < parts.length && fromParts[shared] === parts[shared]) shared++;
  return [...fromParts.slice(shared).map(() => '..'), ...parts.slice(shared)].join('/');
}

/** Directory of a path: `a/b.yaml` → `a`, `b.yaml` → ''. */
export function directoryOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash === -1 ? '' : path.slice(0, slash);
}

/** Last part of a path. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** `directory/name`, without a leading slash for the empty directory. */
export function joinPath(directory: string, name: string): string {
  if (directory === '') return name;
  return name === '' ? directory : `${directory}/${name}`;
}

/** Whether `path` is `directory` or lies below it; both clean. The empty directory holds everything that does not leave it. */
export function isWithin(directory: string, path: string): boolean {
  if (directory === '') return path !== '..' && !path.startsWith('../') && !path.startsWith('/');
  return path === directory || path.startsWith(directory.endsWith('/') ? directory : `${directory}/`);
}

/** Whether a path that does not exist as it stands has wildcards. */
export function isPattern(path: string): boolean {
  return /[*?[\]{}]/.test(path);
}
