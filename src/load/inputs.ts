import type { Report } from '../diagnostics/diagnostic.ts';
import { append } from '../model/append.ts';
import { byCodeUnit } from '../model/by-code-unit.ts';
import { baseName, directoryOf, isPattern, isWithin, relativePath, resolvePath } from '../model/paths.ts';
import { type FileHost, type HostFailure, isFailure } from './host.ts';
import type { IgnorePattern } from './ignore-parents.ts';
import type { IgnoreRules } from './ignore-rules.ts';
import { similarPath } from './similar-path.ts';
import { isKustomizationName, shown, walk } from './walk.ts';

/** One file that takes part in a load. */
export interface InputFile {
  /** Absolute. */
  readonly path: string;
  /** Named on the command line, or matched by a pattern there. */
  readonly explicit: boolean;
  /** Directory input that led here, absolute; undefined for files that were named. */
  readonly below: string | undefined;
  /** The directory above an absolute PATH out of the working directory, absolute: where the names of its files begin to matter. */
  readonly headerBase?: string | undefined;
}

/** What the command line names, found on disk. */
export interface Inputs {
  readonly files: readonly InputFile[];
  /** Directories that were given, absolute. */
  readonly directories: readonly string[];
  readonly stdin: boolean;
  readonly leftOut: readonly { readonly path: string; readonly reason: string }[];
}

export interface InputOptions {
  readonly ignore: readonly IgnorePattern[];
  /** Absolute paths that are never read: the output directory. */
  readonly excluded: ReadonlySet<string>;
}

/**
 * Expands paths, directories, patterns and `-` to files in byte order of their paths, each once.
 * A kustomization file that is named stands for its directory.
 */
export async function findInputs(inputs: readonly string[], options: InputOptions, host: FileHost, report: Report): Promise<Inputs> {
  let rules: IgnoreRules | undefined;
  const files = new Map<string, InputFile>();
  const directories: string[] = [];
  const leftOut: { path: string; reason: string }[] = [];
  for (const input of inputs) {
    if (input === '-') continue;
    const path = pathOf(input, host);
    const found = host.stat(path);
    const elsewhere = isAbsolute(input) && !isWithin(host.cwd, path);
    if (!isFailure(found)) await addPath(path, found.kind, elsewhere);
    else if (isPattern(input)) await addMatches(input, elsewhere);
    else reportUnreadable(path, found);
  }
  const sorted = [...files.values()].sort((a, b) => byCodeUnit(a.path, b.path));
  return { files: sorted, directories, stdin: inputs.includes('-'), leftOut };

  function reportUnreadable(path: string, { failure, message }: HostFailure): void {
    const similar = failure === 'missing' ? similarPath(path, host) : undefined;
    const help = similar === undefined ? 'Check the spelling.' : `did you mean ${similar}?`;
    const file = shown(path, host);
    report('unreadable-file', { kind: 'file', file }, { file, reason: message }, failure === 'missing' ? { help } : {});
  }

  async function addPath(path: string, kind: 'file' | 'directory' | 'other', elsewhere: boolean): Promise<void> {
    const isKustomization = isKustomizationName(baseName(path));
    if (kind !== 'directory' && !isKustomization) return addFile(path, elsewhere);
    addDirectory(kind === 'directory' ? path : directoryOf(path), await ignoreRules(), elsewhere);
  }

  async function addMatches(pattern: string, elsewhere: boolean): Promise<void> {
    const { matchPattern } = await import('./match-pattern.ts');
    const { kind, paths, leftOut: ignored } = await matchPattern(pattern, host, await ignoreRules());
    append(leftOut, ignored);
    if (paths.length === 0) report('no-match', { kind: 'invocation' }, { pattern });
    for (const path of paths) await (kind === 'file' ? addFile(path, elsewhere) : addPath(path, kind, elsewhere));
  }

  /** Loaded only when needed: a file that is named is never ignored. */
  async function ignoreRules(): Promise<IgnoreRules> {
    rules ??= (await import('./ignore-rules.ts')).ignoreRules(host, options.ignore, options.excluded);
    return rules;
  }

  function addFile(path: string, elsewhere: boolean): void {
    files.set(path, { path, explicit: true, below: undefined, headerBase: elsewhere ? directoryOf(directoryOf(path)) : undefined });
  }

  function addDirectory(directory: string, within: IgnoreRules, elsewhere: boolean): void {
    directories.push(directory);
    const found = walk(directory, host, within, report);
    append(leftOut, found.leftOut);
    for (const path of found.files) {
      const known = files.get(path);
      // The nearest PATH counts, whatever the order of the arguments.
      if (!known || (known.below !== undefined && known.below.length < directory.length))
        files.set(path, { path, explicit: false, below: directory, headerBase: elsewhere ? directoryOf(directory) : undefined });
    }
  }
}

function isAbsolute(input: string): boolean {
  return /^(?:\/|[A-Za-z]:[\\/])/.test(input);
}

/** `<dir>` of CONTRACT section 2 for a file or directory found below an input directory. */
export function outputDirectoryOf(below: string | undefined, directory: string): string {
  return below === undefined ? '' : relativePath(below, directory).replace(/^(?:\.\.\/)+|^\.\.$/, '');
}

/** The path that an input names. Only where nothing has that name are backslashes those of Windows. */
function pathOf(input: string, host: FileHost): string {
  const asWritten = resolvePath(host.cwd, input);
  if (!input.includes('\\') || !isFailure(host.stat(asWritten))) return asWritten;
  return resolvePath(host.cwd, input.replaceAll('\\', '/'));
}
