import { isFailure } from '../load/host.ts';
import { isKustomizationName } from '../load/walk.ts';
import { append } from '../model/append.ts';
import { baseName, directoryOf, resolvePath } from '../model/paths.ts';
import type { Text } from './decode-shape.ts';
import { findKustomization } from './kustomization.ts';
import { locateDirectory, locateFile } from './locate.ts';
import { type RenderSession, shownPath } from './session.ts';
import type { KustomizationFields } from './shapes.ts';

/** The kustomizations of a load. Directories and files have shown paths. */
export interface Discovery {
  /** Directories of kustomizations that no other one uses, sorted. Components are never roots. */
  readonly roots: readonly string[];
  /** Everything that a kustomization uses, and the kustomization files themselves; these are no plain manifests. */
  readonly usedFiles: ReadonlySet<string>;
  /** Those of the used files that hold no objects of their own: patches, generator inputs, replacements, configurations. */
  readonly partFiles: ReadonlySet<string>;
  /** Files with a kustomization's name that are something else, such as an object of Flux. */
  readonly foreignFiles: ReadonlySet<string>;
  /** All files that the render of a root reads; undefined when only the render tells. */
  readonly filesOf: (root: string) => ReadonlySet<string> | undefined;
}

interface Uses {
  readonly directories: ReadonlySet<string>;
  readonly files: ReadonlySet<string>;
  readonly parts: ReadonlySet<string>;
  /** The files of the kustomization itself. */
  readonly own: readonly string[];
  /** Nothing else is read: everything was found, and there are no plugins, whose configurations name files in turn. */
  readonly complete: boolean;
}

/** Sorts out which of the files are kustomizations, which of those are roots, and what they use, directly or through others. */
export function findKustomizations(files: readonly string[], session: RenderSession): Discovery {
  const directories = directoriesOf(files, session);
  const usedFiles = new Set<string>();
  const partFiles = new Set<string>();
  const foreignFiles = new Set<string>();
  const uses = new Map<string, Uses>();
  const own: string[] = [];
  const queue = [...directories];
  for (let directory = queue.pop(); directory !== undefined; directory = queue.pop()) {
    if (uses.has(directory)) continue;
    const found = findKustomization(session, directory);
    if (found.status === 'not-kustomize') {
      for (const file of found.files) foreignFiles.add(file);
      continue;
    }
    if (found.status === 'missing') continue;
    for (const file of found.files) usedFiles.add(file);
    const used = found.fields ? usesOf(found.fields, found.files, directory, session) : unknownUses(found.files);
    uses.set(directory, used);
    for (const file of used.files) usedFiles.add(file);
    for (const file of used.parts) partFiles.add(file);
    append(queue, used.directories);
    if (directories.has(directory) && found.fields?.kind?.value !== 'Component') own.push(directory);
  }
  const shown = new Map(rootsOf(own.sort(), uses).map((directory) => [shownPath(session, directory), directory]));
  const filesOf = (root: string) => filesBelow(shown.get(root) ?? '', uses);
  return { roots: [...shown.keys()].sort(), usedFiles, partFiles, foreignFiles, filesOf };
}

function filesBelow(root: string, uses: ReadonlyMap<string, Uses>): ReadonlySet<string> | undefined {
  const files = new Set<string>();
  const directories = new Set([root]);
  // What is added while the set is walked is walked too.
  for (const directory of directories) {
    const used = uses.get(directory);
    if (!used?.complete) return undefined;
    for (const file of [...used.own, ...used.files]) files.add(file);
    for (const other of used.directories) directories.add(other);
  }
  return files;
}

function unknownUses(own: readonly string[]): Uses {
  return { directories: new Set(), files: new Set(), parts: new Set(), own, complete: false };
}

function directoriesOf(files: readonly string[], session: RenderSession): ReadonlySet<string> {
  const directories = new Set<string>();
  for (const file of files) {
    if (!isKustomizationName(baseName(file))) continue;
    const directory = directoryOf(resolvePath(session.host.cwd, file)) || '/';
    const real = session.host.realPath(directory);
    directories.add(isFailure(real) ? directory : real);
  }
  return directories;
}

/** Those that no other one uses, and one of each circle, so that the circle is reported. */
function rootsOf(own: readonly string[], uses: ReadonlyMap<string, Uses>): readonly string[] {
  const used = new Set<string>();
  for (const [directory, { directories }] of uses) for (const other of directories) if (other !== directory) used.add(other);
  const roots = own.filter((directory) => !used.has(directory));
  const reached = new Set<string>();
  const reach = (start: string) => {
    const queue = [start];
    for (let directory = queue.pop(); directory !== undefined; directory = queue.pop()) {
      if (reached.has(directory)) continue;
      reached.add(directory);
      append(queue, uses.get(directory)?.directories ?? []);
    }
  };
  for (const root of roots) reach(root);
  for (const directory of own) {
    if (reached.has(directory)) continue;
    roots.push(directory);
    reach(directory);
  }
  return roots;
}

function usesOf(fields: KustomizationFields, own: readonly string[], root: string, session: RenderSession): Uses {
  const directories = new Set<string>();
  const files = new Set<string>();
  const parts = new Set<string>();
  const { generators = [], transformers = [], validators = [] } = fields;
  let complete = generators.length + transformers.length + validators.length === 0;
  for (const { value } of objectEntries(fields)) {
    const file = locateFile(session, root, value);
    if (file.kind === 'file') {
      files.add(shownPath(session, file.path));
      continue;
    }
    const directory = locateDirectory(session, root, value);
    if (directory.kind === 'directory') directories.add(directory.path);
    else complete = false;
  }
  for (const path of filePaths(fields)) {
    const file = path.includes('\n') ? undefined : locateFile(session, root, path);
    if (file?.kind !== 'file') {
      complete = false;
      continue;
    }
    files.add(shownPath(session, file.path));
    parts.add(shownPath(session, file.path));
  }
  return { directories, files, parts, own, complete };
}

/** Entries that may be files of objects or directories of kustomizations. */
function objectEntries(fields: KustomizationFields): readonly Text[] {
  const { resources = [], bases = [], components = [], generators = [], transformers = [], validators = [] } = fields;
  return [...resources, ...bases, ...components, ...generators, ...transformers, ...validators].filter(
    ({ value }) => !value.includes('\n'),
  );
}

/** Entries that can only be files. */
function filePaths(fields: KustomizationFields): readonly string[] {
  const generated = [...(fields.configMapGenerator ?? []), ...(fields.secretGenerator ?? [])].flatMap(({ files = [], envs = [], env }) => [
    ...files.map(({ value }) => value.slice(value.indexOf('=') + 1)),
    ...envs.map(({ value }) => value),
    ...(env ? [env.value] : []),
  ]);
  const patches = [...(fields.patches ?? []), ...(fields.patchesJson6902 ?? []), ...(fields.replacements ?? [])].flatMap(({ path }) =>
    path ? [path.value] : [],
  );
  const { patchesStrategicMerge = [], configurations = [], crds = [] } = fields;
  const texts = [...patchesStrategicMerge, ...configurations, ...crds].map(({ value }) => value);
  const schema = fields.openapi?.get('path')?.value.value;
  return [...generated, ...patches, ...texts, ...(schema ? [schema] : [])].filter((path) => path !== '');
}
