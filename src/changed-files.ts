import type { Collection } from './collect-manifests.ts';
import type { Manifest } from './model/manifest.ts';
import type { IndexEntry } from './output/index-file.ts';

/** The files of a commit, and what is known of the state before it. Paths are as messages show them. */
export interface ChangedFiles {
  readonly files: readonly string[];
  /** Files that decide every output: configuration, base files, lock, ignore rules. */
  readonly decideAll: readonly string[];
  /** Path of `--out`; a file below it stands for the workload that it was generated from. */
  readonly out: string;
  readonly namespace: string;
  /** Entries of the index that the last run wrote; undefined when there is none. */
  readonly lastRun: readonly IndexEntry[] | undefined;
  readonly exists: (file: string) => boolean;
}

/** Whether one of the changed files decides every output. */
export function changesEverything({ files, decideAll }: ChangedFiles): boolean {
  const changed = new Set(files);
  return decideAll.some((file) => changed.has(file));
}

export interface LastRun {
  readonly byFile: ReadonlyMap<string, IndexEntry>;
  readonly byIdentity: ReadonlyMap<string, ReadonlySet<string>>;
  /** Workloads that the files decided, with their bundles, see {@link bundledIdentity}. */
  readonly identitiesOf: (files: ReadonlySet<string>) => Set<string>;
  /** Sources that are no longer there: git hooks are not told of removed files. */
  readonly vanished: readonly string[];
}

const lastRuns = new WeakMap<ChangedFiles, LastRun>();

/** What the index of the last run says about files. */
export function lastRunOf(changed: ChangedFiles): LastRun {
  const known = lastRuns.get(changed) ?? readLastRun(changed);
  lastRuns.set(changed, known);
  return known;
}

function readLastRun({ lastRun = [], exists }: ChangedFiles): LastRun {
  const byFile = new Map<string, IndexEntry>();
  const byIdentity = new Map<string, Set<string>>();
  const sources = new Set<string>();
  for (const entry of lastRun) {
    byFile.set(entry.file, entry);
    const { kind, namespace, name } = entry.workload;
    const key = joined(kind, namespace, name);
    const known = byIdentity.get(key) ?? new Set();
    byIdentity.set(key, known);
    for (const source of entry.sources) {
      known.add(source);
      sources.add(source);
    }
  }
  const identitiesOf = (files: ReadonlySet<string>) => {
    const decided = lastRun.filter((entry) => entry.sources.some((source) => files.has(source)));
    return new Set(decided.map(({ root, workload: { kind, namespace, name } }) => joined(root, kind, namespace, name)));
  };
  return { byFile, byIdentity, identitiesOf, vanished: [...sources].filter((file) => file !== '<stdin>' && !exists(file)) };
}

/** What a cluster knows a workload by. */
export function identityOf(manifest: Manifest, namespace: string): string {
  return joined(manifest.kind, manifest.namespace ?? namespace, manifest.name);
}

/** The same in its bundle: workloads of one name in one bundle belong together. */
export function bundledIdentity(manifest: Manifest, namespace: string): string {
  return joined(manifest.bundle.root, identityOf(manifest, namespace));
}

function joined(...parts: readonly string[]): string {
  return parts.join('\n');
}

/** Kinds of the objects that the changed files hold now; `undefined` among them: a file holds none. */
export function kindsHeld({ manifests }: Pick<Collection, 'manifests'>, files: ReadonlySet<string>): ReadonlySet<string | undefined> {
  const kinds = new Set<string | undefined>();
  const holding = new Set<string>();
  for (const { kind, sources } of manifests) {
    for (const source of sources) {
      if (!files.has(source)) continue;
      kinds.add(kind);
      holding.add(source);
    }
  }
  if ([...files].some((file) => !holding.has(file))) kinds.add(undefined);
  return kinds;
}

/** Kinds that clusters come with, so that their absence says nothing. */
export const kindsInEveryCluster: ReadonlySet<string> = new Set([
  'ServiceAccount',
  'PriorityClass',
  'RuntimeClass',
  'StorageClass',
  'Service',
]);
