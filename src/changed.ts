import type { Analysis, WorkloadResult } from './analyse.ts';
import { type Anchor, type Diagnostic, place } from './diagnostics/diagnostic.ts';
import { lookupFor } from './graph/lookup.ts';
import { referencesOf } from './graph/reference-fields.ts';
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

/** What the changed files may have altered. */
export interface ChangedScope {
  /** The analysis with only those workloads and findings. */
  readonly analysis: Analysis;
  /** Whether an output of the last run is among what was looked at, so that it can be stale. */
  readonly looksAt: (file: string) => boolean;
}

/**
 * Restricts an analysis to the workloads that changed files may have altered: those whose sources are among them now or were
 * in the last run, that a finding relates to them, and that lack an object which a changed file may have held.
 *
 * Exact for workloads that the last run's index holds. Without an index, what a file held before is known from broken references only.
 */
export function restrictToChanged(analysis: Analysis, changed: ChangedFiles): ChangedScope {
  const files = new Set(changed.files);
  if (changed.decideAll.some((file) => files.has(file))) return { analysis, looksAt: () => true };
  const last = lastRunOf(changed);
  for (const file of last.vanished) files.add(file);
  const gone = [...files].some((file) => !changed.exists(file));
  const held = kindsHeld(analysis, files);
  const { namespace, out } = changed;
  const touched = last.identitiesOf(files);
  for (const result of analysis.workloads) {
    if (
      sourcesOf(result).some((source) => files.has(source)) ||
      result.images.some(({ file }) => files.has(`${out}/${file}`) || movedFrom(result, file, last, namespace)) ||
      result.diagnostics.some((finding) => concerns(finding, files)) ||
      (!isKnown(result, last, namespace) && lacksObject(result, analysis, held, gone))
    )
      touched.add(identityOf(result.manifest, namespace));
  }
  // Workloads of one name belong together: whether one is written may depend on another that repeats it.
  const workloads = analysis.workloads.filter(({ manifest }) => touched.has(identityOf(manifest, namespace)));
  return {
    analysis: { ...analysis, workloads, loadDiagnostics: restrictFindings(analysis, files, gone) },
    looksAt: (file) => files.has(`${changed.out}/${file}`) || (last.byFile.get(file)?.sources.some((source) => files.has(source)) ?? false),
  };
}

interface LastRun {
  readonly byFile: ReadonlyMap<string, IndexEntry>;
  readonly byIdentity: ReadonlyMap<string, ReadonlySet<string>>;
  /** Workloads that the files decided. */
  readonly identitiesOf: (files: ReadonlySet<string>) => Set<string>;
  /** Sources that are no longer there: git hooks are not told of removed files. */
  readonly vanished: readonly string[];
}

function lastRunOf({ lastRun = [], exists }: ChangedFiles): LastRun {
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
  const identitiesOf = (files: ReadonlySet<string>) =>
    new Set([...byIdentity].filter(([, of]) => [...of].some((source) => files.has(source))).map(([identity]) => identity));
  return { byFile, byIdentity, identitiesOf, vanished: [...sources].filter((file) => file !== '<stdin>' && !exists(file)) };
}

function sourcesOf({ manifest, uses }: WorkloadResult): readonly string[] {
  return [...manifest.sources, ...uses.flatMap((object) => object.manifest.sources)];
}

function identityOf(manifest: Manifest, namespace: string): string {
  return joined(manifest.kind, manifest.namespace ?? namespace, manifest.name);
}

function joined(...parts: readonly string[]): string {
  return parts.join('\n');
}

function concerns({ at, related }: Diagnostic, files: ReadonlySet<string>): boolean {
  return isIn(at, files) || related.some((other) => isIn(other.at, files));
}

function isIn(at: Anchor, files: ReadonlySet<string>): boolean {
  const file = place(at)?.file;
  return file !== undefined && files.has(file);
}

/** A workload that is written elsewhere now: one of its name came or went. */
function movedFrom({ manifest, status }: WorkloadResult, file: string, last: LastRun, namespace: string): boolean {
  return status === 'generated' && !last.byFile.has(file) && last.byIdentity.has(identityOf(manifest, namespace));
}

/** The last run saw the workload with everything that it uses now, so its index tells what it used before. */
function isKnown(result: WorkloadResult, last: LastRun, namespace: string): boolean {
  const known = last.byIdentity.get(identityOf(result.manifest, namespace));
  return known !== undefined && sourcesOf(result).every((source) => known.has(source));
}

/** Kinds of the objects that the changed files hold now; `undefined` among them: a file holds none. */
function kindsHeld({ collection }: Analysis, files: ReadonlySet<string>): ReadonlySet<string | undefined> {
  const kinds = new Set<string | undefined>();
  const holding = new Set<string>();
  for (const { kind, sources } of collection.manifests) {
    for (const source of sources) {
      if (!files.has(source)) continue;
      kinds.add(kind);
      holding.add(source);
    }
  }
  if ([...files].some((file) => !holding.has(file))) kinds.add(undefined);
  return kinds;
}

/** Whether a reference of the workload is not satisfied, and a changed file may be the one that held the object. */
function lacksObject({ workload }: WorkloadResult, analysis: Analysis, held: ReadonlySet<string | undefined>, gone: boolean): boolean {
  if (!workload) return false;
  const lookup = lookupFor(workload, analysis.index);
  return referencesOf(workload).some(({ kind, name }) => {
    if (kind === 'Image' || clusterMade.has(kind)) return false;
    if (!gone && !held.has(undefined) && !held.has(kind)) return false;
    return lookup.find(kind, name).status !== 'found';
  });
}

/** Kinds that clusters come with, so that their absence says nothing. */
const clusterMade: ReadonlySet<string> = new Set(['ServiceAccount', 'PriorityClass', 'RuntimeClass', 'StorageClass', 'Service']);

/** Findings of the load that name a changed file, that belong to a kustomization which reads one, or to no file at all. */
function restrictFindings({ loadDiagnostics, collection }: Analysis, files: ReadonlySet<string>, gone: boolean): readonly Diagnostic[] {
  const together = new Set(
    collection.kustomizations.filter((root) => root.files.some((file) => files.has(file))).flatMap((root) => root.files),
  );
  return loadDiagnostics.filter(
    (finding) =>
      place(finding.at) === undefined || concerns(finding, files) || concerns(finding, together) || (gone && finding.severity === 'error'),
  );
}
