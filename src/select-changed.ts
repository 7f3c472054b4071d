import { bundledIdentity, type ChangedFiles, identityOf, kindsHeld, kindsInEveryCluster, lastRunOf } from './changed-files.ts';
import type { WantedRoots } from './collect-kustomizations.ts';
import type { Collection } from './collect-manifests.ts';
import { isClusterScoped, isReferencedKind, referencedKindOf, workloadKindOf } from './decode/kinds.ts';
import { workloadName } from './decode/workload.ts';
import { joinKey, type ObjectIndex } from './graph/index-objects.ts';
import { isFound } from './graph/lookup.ts';
import { specPaths } from './graph/partial-workload.ts';
import { productsOf } from './graph/producers.ts';
import { referencesIn } from './graph/reference-fields.ts';
import { isWorkload } from './graph/select-workloads.ts';
import type { Manifest, Mention } from './model/manifest.ts';
import { outputFile } from './output-file.ts';

/** What the choice is made from. */
export interface ChangedLoad {
  readonly collection: Collection;
  readonly index: ObjectIndex;
  /** Workloads get variables of Services that they do not name. */
  readonly serviceEnv: boolean;
}

/**
 * The workloads that changed files may have altered, by what their documents mention before anything is translated: never too few,
 * and some too many. From their results `restrictToChanged` decides exactly.
 */
export function selectChanged(load: ChangedLoad, changed: ChangedFiles): readonly Manifest[] {
  const { collection } = load;
  const workloads = collection.manifests.filter(isWorkload);
  const files = new Set(changed.files);
  const { namespace } = changed;
  const last = lastRunOf(changed);
  for (const file of last.vanished) files.add(file);
  const touched = last.identitiesOf(files);
  const places = outputsAmong(files, changed);
  for (const [file, { sources }] of last.byFile) if (sources.some((source) => files.has(source))) places.add(placeKey(file));
  const reach = reachOf(collection, files, load.serviceEnv);
  const lacking = lackingKinds(collection, changed, files);
  for (const manifest of workloads) {
    const identity = identityOf(manifest, namespace);
    if (
      reach.objects.has(manifest) ||
      places.has(placeOf(manifest, namespace)) ||
      (last.byIdentity.has(identity) && !last.byFile.has(fileOf(manifest, workloadName(manifest), namespace))) ||
      reach.namespaces.has(everywhere) ||
      reach.namespaces.has(manifest.namespace ?? namespace) ||
      mayMiss(manifest, reach.names, lacking, load.index)
    )
      touched.add(bundledIdentity(manifest, namespace));
  }
  return withMates(workloads, touched, places, namespace);
}

/**
 * Whether a workload is written, and under which name, may depend on others of its name in its bundle and on others with its place,
 * and that of these on their mates in turn.
 */
function withMates(
  workloads: readonly Manifest[],
  touched: ReadonlySet<string>,
  places: ReadonlySet<string>,
  namespace: string,
): readonly Manifest[] {
  const mates = new Map<string, Manifest[]>();
  const groupsOf = (manifest: Manifest) => [`name\n${bundledIdentity(manifest, namespace)}`, `place\n${placeOf(manifest, namespace)}`];
  for (const manifest of workloads) {
    for (const key of groupsOf(manifest)) {
      const known = mates.get(key);
      if (known) known.push(manifest);
      else mates.set(key, [manifest]);
    }
  }
  const chosen = new Set<Manifest>();
  const keys = [...[...touched].map((key) => `name\n${key}`), ...[...places].map((key) => `place\n${key}`)];
  const seen = new Set(keys);
  // The list grows while it is gone through.
  for (const key of keys) {
    for (const manifest of mates.get(key) ?? []) {
      if (chosen.has(manifest)) continue;
      chosen.add(manifest);
      for (const other of groupsOf(manifest)) {
        if (seen.has(other)) continue;
        seen.add(other);
        keys.push(other);
      }
    }
  }
  return workloads.filter((manifest) => chosen.has(manifest));
}

/**
 * Kustomizations that read one of the changed files now or did so in the last run. No others have to be rendered: their objects see
 * each other, and nothing else but files that were named. Undefined: all of them.
 */
export function rootsOfChanged(changed: ChangedFiles): WantedRoots | undefined {
  const { lastRun = [], out, exists } = changed;
  const files = new Set(changed.files);
  if (lastRunOf(changed).vanished.length > 0 || [...files].some((file) => !exists(file))) return undefined;
  const last = lastRun.filter(({ file, sources }) => files.has(`${out}/${file}`) || sources.some((source) => files.has(source)));
  return { files, directories: new Set(last.map(({ root }) => root)) };
}

/** What workloads may notice of the changed files. */
interface Reach {
  /** Objects that the files decide. */
  readonly objects: ReadonlySet<Manifest>;
  /** Kind and name of what workloads refer to. */
  readonly names: ReadonlySet<string>;
  /** Namespaces in which every workload sees one of the objects without naming it. */
  readonly namespaces: ReadonlySet<string>;
}

const everywhere = '*';

/** Kinds that workloads depend on without naming an object of them. */
const seenUnnamed: ReadonlySet<string> = new Set([
  'LimitRange',
  'NetworkPolicy',
  'PersistentVolume',
  'PersistentVolumeClaim',
  'StorageClass',
  'ClusterTrustBundle',
]);

function reachOf({ manifests, kustomizations }: Collection, files: ReadonlySet<string>, serviceEnv: boolean): Reach {
  const roots = new Set(kustomizations.filter((root) => root.files.some((file) => files.has(file))).map(({ root }) => root));
  const objects = new Set(
    manifests.filter(
      ({ sources, bundle }) => sources.some((source) => files.has(source)) || (bundle.root !== '' && roots.has(bundle.root)),
    ),
  );
  const names = new Set<string>();
  const namespaces = new Set<string>();
  for (const manifest of objects) {
    for (const { kind, name } of productsOf(manifest)) names.add(joinKey(kind, name));
    const kind = referencedKindOf(manifest);
    if (kind === undefined) continue;
    names.add(joinKey(kind, manifest.name));
    // An object without a namespace may be taken for one of every namespace.
    if (seenUnnamed.has(kind) || (serviceEnv && kind === 'Service'))
      namespaces.add(isClusterScoped(kind) || manifest.namespace === undefined ? everywhere : manifest.namespace);
  }
  return { objects, names, namespaces };
}

/** Whether a changed file may be the one that held an object of a kind which a workload lacks. */
function lackingKinds(collection: Collection, { exists }: ChangedFiles, files: ReadonlySet<string>): (kind: string) => boolean {
  const held = kindsHeld(collection, files);
  const any = held.has(undefined) || [...files].some((file) => !exists(file));
  return (kind) => !kindsInEveryCluster.has(kind) && (any || held.has(kind));
}

function mayMiss(manifest: Manifest, names: ReadonlySet<string>, lacking: (kind: string) => boolean, index: ObjectIndex): boolean {
  const owner = { manifest, namespace: manifest.namespace ?? index.namespace };
  return mentionsOf(manifest).some(({ kind, name }) => {
    return names.has(joinKey(kind, name)) || (isReferencedKind(kind) && lacking(kind) && !isFound(kind, name, owner, index));
  });
}

function mentionsOf(manifest: Manifest): readonly Mention[] {
  const kind = workloadKindOf(manifest);
  return manifest.document.head?.mentions ?? (kind ? referencesIn(manifest.data, kind, specPaths[kind]) : []);
}

/** Outputs among the changed files, as {@link placeOf} has them. */
function outputsAmong(files: ReadonlySet<string>, { out }: ChangedFiles): Set<string> {
  return new Set([...files].filter((file) => file.startsWith(`${out}/`)).map((file) => placeKey(file.slice(out.length + 1))));
}

/**
 * Where a workload would be written, but for what comes behind a dot: files that would replace one another have the same
 * place. Whether a workload is written may depend on another with its place.
 */
function placeOf(manifest: Manifest, namespace: string): string {
  return placeKey(fileOf(manifest, workloadName(manifest), namespace));
}

function placeKey(file: string): string {
  const dot = file.indexOf('.', file.lastIndexOf('/'));
  return (dot === -1 ? file : file.slice(0, dot)).toLowerCase();
}

/** The file that a workload becomes unless another has its name. */
function fileOf(manifest: Manifest, name: string, namespace: string): string {
  const kind = workloadKindOf(manifest);
  return kind ? outputFile({ manifest, kind, namespace: manifest.namespace ?? namespace, name }, '') : '';
}
