import { isFailure } from '../load/host.ts';
import { baseName, cleanPath, directoryOf, isWithin, resolvePath } from '../model/paths.ts';
import type { Text } from './decode-shape.ts';
import { ignoreFileFor } from './ignore-file.ts';
import { atOrigin, type Log } from './log.ts';
import { type RenderSession, shownPath } from './session.ts';

/** What an entry of a kustomization leads to. Paths are absolute with links followed. */
export type Located =
  | { readonly kind: 'file' | 'directory'; readonly path: string }
  | { readonly kind: 'remote' | 'missing' | 'outside'; readonly path: string }
  | { readonly kind: 'absolute-directory'; readonly path: string };

const httpScheme = /^https?:/i;

/** Finds a file named by the kustomization in `root`, which must be at or below it with links followed. */
export function locateFile(session: RenderSession, root: string, path: string): Located {
  if (httpScheme.test(path)) return { kind: 'remote', path };
  const full = resolvePath(root, path);
  const real = session.host.realPath(full);
  if (isFailure(real)) return { kind: 'missing', path: full };
  const found = session.host.stat(real);
  if (isFailure(found)) return { kind: 'missing', path: full };
  if (found.kind === 'directory') return { kind: 'directory', path: real };
  if (!isWithin(root, directoryOf(real))) return { kind: 'outside', path: full };
  // A pipe would be waited for, and a device may never end.
  return found.kind === 'file' ? { kind: 'file', path: real } : { kind: 'missing', path: full };
}

/** Finds a directory named by the kustomization in `root`. */
export function locateDirectory(session: RenderSession, root: string, path: string): Located {
  if (isRepository(path)) return { kind: 'remote', path };
  if (path.startsWith('/')) return { kind: 'absolute-directory', path };
  const full = resolvePath(root, path);
  const real = session.host.realPath(full);
  if (isFailure(real)) return { kind: 'missing', path: full };
  const found = session.host.stat(real);
  return isFailure(found) ? { kind: 'missing', path: full } : { kind: found.kind === 'directory' ? 'directory' : 'file', path: real };
}

/**
 * Whether kustomize takes a path for the address of a git repository (api, git/repospec.go): with a scheme, with a user,
 * or on github.com, and long enough to name a repository.
 */
export function isRepository(path: string): boolean {
  if (path.startsWith('/')) return false;
  const address = (path.split('?')[0] ?? '').replace(/^git::/i, '');
  const [, scheme = '', afterScheme = ''] = /^(ssh:\/\/|https?:\/\/|file:\/\/)?(.*)$/is.exec(address) ?? [];
  const [, user = '', rest = ''] = /^([a-z][a-z0-9-]*@)?(.*)$/is.exec(afterScheme) ?? [];
  const isGithub = /^github\.com[/:]/i.test(rest);
  if (scheme === '' && user === '' && !isGithub) return false;
  if (scheme.toLowerCase() === 'file://') return rest !== '';
  const separator = scheme === '' ? /[/:]/.exec(rest)?.index : rest.indexOf('/');
  if (separator === undefined || separator === -1) return false;
  const [repository, directory] = splitRepository(rest.slice(separator + 1));
  return repository !== '' && cleanPath(directory.replace(/^\//, '')).split('/')[0] !== '..';
}

function splitRepository(path: string): readonly [repository: string, directory: string] {
  const git = path.indexOf('_git/');
  if (git !== -1) {
    const [name = '', ...rest] = path.slice(git + 5).split('/');
    return [path.slice(0, git + 5) + name, rest.join('/')];
  }
  const double = path.indexOf('//');
  if (double !== -1) return [path.slice(0, double), path.slice(double + 2)];
  const suffix = path.indexOf('.git');
  if (suffix !== -1) return [path.slice(0, suffix + 4), path.slice(suffix + 4)];
  const parts = path.split('/');
  return parts.length >= 2 ? [parts.slice(0, 2).join('/'), parts.slice(2).join('/')] : ['', ''];
}

/** Reports why an entry leads to no file or directory. */
export function reportUnlocated(session: RenderSession, root: string, located: Located, entry: Text, field: string, log: Log): void {
  const at = atOrigin(entry.at);
  const path = entry.value;
  if (located.kind === 'remote') log.report('kustomize-remote', at, { url: path, field });
  else if (located.kind === 'outside') log.report('kustomize-outside-root', at, { path, root: shownPath(session, root) });
  else if (located.kind === 'missing') {
    const ignoredBy = ignoreFileFor(session, located.path);
    log.report('kustomize-missing-file', at, { path, field, reason: missingReason(session, located.path), ignoredBy });
  } else if (located.kind === 'absolute-directory') {
    log.report('kustomize-missing-file', at, { path, field, reason: 'a base must be named relative to the kustomization' });
  } else
    log.report('kustomize-missing-file', at, {
      path,
      field,
      reason: located.kind === 'file' ? 'it is a file, not a directory' : 'it is a directory',
    });
}

/** A name that differs only in upper and lower case is a common slip between systems. */
function missingReason(session: RenderSession, path: string): string {
  const siblings = session.host.list(directoryOf(path) || '/');
  const name = baseName(path).toLowerCase();
  const similar = isFailure(siblings) ? undefined : siblings.find((sibling) => sibling.name.toLowerCase() === name)?.name;
  return similar === undefined ? 'there is no such file or directory' : `there is no such file, but there is ${similar}`;
}
