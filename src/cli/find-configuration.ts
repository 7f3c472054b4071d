import { Explorer } from 'cosmiconfig/dist/Explorer.js';
import { userDirectory } from './may-be-configured.ts';

export interface FoundConfiguration {
  /** Absolute. */
  readonly path: string;
  readonly text: string;
  readonly failure?: string;
}

/**
 * Finds the configuration file with cosmiconfig and returns its text: it is parsed by our own reader, which knows places.
 * Only data formats are read, and cosmiconfig's class is used because its functions also load `.config/config.js` of the
 * working directory: nothing that lies in a folder is executed.
 */
export async function findConfiguration(
  cwd: string,
  named: string | undefined,
  name: string,
  searchPlaces: readonly string[],
): Promise<FoundConfiguration | undefined> {
  const text = (path: string, content: string): unknown => (path.endsWith('package.json') ? keepText(content, name) : { text: content });
  const passOver = (): null => null;
  const explorer = new Explorer({
    moduleName: name,
    packageProp: name,
    searchPlaces,
    searchStrategy: 'global',
    stopDir: '/',
    loaders: {
      '.json': text,
      '.yaml': text,
      '.yml': text,
      noExt: text,
      '.js': passOver,
      '.ts': passOver,
      '.cjs': passOver,
      '.mjs': passOver,
    },
    transform: (result) => result,
    ignoreEmptySearchPlaces: true,
    mergeImportArrays: true,
    metaConfigFilePath: null,
    cache: false,
  });
  try {
    const found = named === undefined ? await explorer.search(cwd) : await explorer.load(resolveFrom(cwd, named));
    if (!found || found.isEmpty) return undefined;
    return { path: found.filepath.replaceAll('\\', '/'), text: (found.config as { text: string }).text };
  } catch (error) {
    const { code = '', path, message } = error as NodeJS.ErrnoException;
    // The home directory of another user, as in a container that is run with a user of its own, holds nothing for us.
    if (named === undefined && path !== undefined && path === userDirectory(name)) return undefined;
    const failure = reasons[code] ?? message.split('\n')[0] ?? '';
    return { path: named === undefined ? (path ?? `${cwd}/.${name}rc`) : resolveFrom(cwd, named), text: '', failure };
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  EISDIR: 'it is a directory',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ELOOP: 'it is a link that leads in a circle',
};

/** A package.json that has our key yields its whole text; one without is passed over by the search. */
function keepText(content: string, name: string): unknown {
  try {
    const parsed: unknown = JSON.parse(content);
    return typeof parsed === 'object' && parsed !== null && name in parsed ? { [name]: { text: content } } : {};
  } catch {
    // Somebody else's broken package.json is not ours to complain about.
    return {};
  }
}

function resolveFrom(cwd: string, path: string): string {
  return path.startsWith('/') || /^[A-Za-z]:[\\/]/.test(path) ? path : `${cwd}/${path}`;
}
