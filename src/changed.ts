import type { Analysis, WorkloadResult } from './analyse.ts';
import {
  bundledIdentity,
  type ChangedFiles,
  changesEverything,
  identityOf,
  kindsHeld,
  kindsInEveryCluster,
  type LastRun,
  lastRunOf,
} from './changed-files.ts';
import { type Anchor, type Diagnostic, place } from './diagnostics/diagnostic.ts';
import { lookupFor } from './graph/lookup.ts';
import { referencesOf } from './graph/reference-fields.ts';

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
  if (changesEverything(changed)) return { analysis, looksAt: () => true };
  const files = new Set(changed.files);
  const last = lastRunOf(changed);
  for (const file of last.vanished) files.add(file);
  const gone = [...files].some((file) => !changed.exists(file));
  const held = kindsHeld(analysis.collection, files);
  const { namespace, out } = changed;
  const touched = last.identitiesOf(files);
  for (const result of analysis.workloads) {
    if (
      sourcesOf(result).some((source) => files.has(source)) ||
      result.images.some(
        ({ file }) => files.has(`${out}/${file}`) || movedFrom(result, file, last, namespace) || cameFrom(file, files, last),
      ) ||
      result.diagnostics.some((finding) => concerns(finding, files)) ||
      (!isKnown(result, last, namespace) && lacksObject(result, analysis, held, gone))
    )
      touched.add(bundledIdentity(result.manifest, namespace));
  }
  // Whether one is written may depend on another that repeats it.
  const workloads = analysis.workloads.filter(({ manifest }) => touched.has(bundledIdentity(manifest, namespace)));
  return {
    analysis: { ...analysis, workloads, loadDiagnostics: restrictFindings(analysis, files, gone) },
    looksAt: (file) => files.has(`${changed.out}/${file}`) || (last.byFile.get(file)?.sources.some((source) => files.has(source)) ?? false),
  };
}

function sourcesOf({ manifest, uses }: WorkloadResult): readonly string[] {
  return [...manifest.sources, ...uses.flatMap((object) => object.manifest.sources)];
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

/** A changed file decided what stands in the output now: perhaps through a workload that the present one repeated. */
function cameFrom(file: string, files: ReadonlySet<string>, last: LastRun): boolean {
  return last.byFile.get(file)?.sources.some((source) => files.has(source)) === true;
}

/** The last run saw the workload with everything that it uses now, so its index tells what it used before. */
function isKnown(result: WorkloadResult, last: LastRun, namespace: string): boolean {
  const known = last.byIdentity.get(identityOf(result.manifest, namespace));
  return known !== undefined && sourcesOf(result).every((source) => known.has(source));
}

/** Whether a reference of the workload is not satisfied, and a changed file may be the one that held the object. */
function lacksObject({ decoded }: WorkloadResult, analysis: Analysis, held: ReadonlySet<string | undefined>, gone: boolean): boolean {
  const workload = decoded();
  if (!workload) return false;
  const lookup = lookupFor(workload, analysis.index);
  return referencesOf(workload).some(({ kind, name }) => {
    if (kind === 'Image' || kindsInEveryCluster.has(kind)) return false;
    if (!gone && !held.has(undefined) && !held.has(kind)) return false;
    return lookup.find(kind, name).status !== 'found';
  });
}

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
