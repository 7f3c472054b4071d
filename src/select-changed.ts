import { type ChangedFiles, clusterMade, identityOf, kindsHeld, lastRunOf } from './changed-files.ts';
import type { Collection } from './collect-manifests.ts';
import { isClusterScoped, referencedKindOf, workloadKindOf } from './decode/kinds.ts';
import { workloadName } from './decode/workload.ts';
import { joinKey, type ObjectIndex } from './graph/index-objects.ts';
import { isFound } from './graph/lookup.ts';
import { specPaths } from './graph/partial-workload.ts';
import { productsOf } from './graph/producers.ts';
import { referencesIn } from './graph/reference-fields.ts';
import type { Selection } from './graph/select-workloads.ts';
import type { Manifest } from './model/manifest.ts';
import { outputFile } from './output-file.ts';

/** What the choice is made from. */
export interface ChangedLoad {
  readonly collection: Collection;
  readonly index: ObjectIndex;
  readonly selections: readonly Selection[];
  /** Workloads get variables of Services that they do not name. */
  readonly serviceEnv: boolean;
}

/**
 * The workloads that changed files may have altered, by what the documents say before anything is translated: never too few,
 * and some too many. From their results `restrictToChanged` decides exactly.
 */
export function selectChanged(load: ChangedLoad, changed: ChangedFiles): readonly Selection[] {
  const { selections, collection } = load;
  const files = new Set(changed.files);
  if (changed.decideAll.some((file) => files.has(file))) return selections;
  const { namespace, out } = changed;
  const last = lastRunOf(changed);
  for (const file of last.vanished) files.add(file);
  const touched = last.identitiesOf(files);
  for (const { file, workload } of last.byFile.values())
    if (files.has(`${out}/${file}`)) touched.add(joinKey(workload.kind, workload.namespace, workload.name));
  const reach = reachOf(collection, files, load.serviceEnv);
  const lacking = lackingKinds(collection, changed, files);
  for (const selection of selections) {
    const { manifest } = selection;
    const identity = identityOf(manifest, namespace);
    const file = fileOf(manifest, selection.nameSuffix, namespace);
    if (
      reach.objects.has(manifest) ||
      files.has(`${out}/${file}`) ||
      (!last.byFile.has(file) && last.byIdentity.has(identity)) ||
      reach.namespaces.has(everywhere) ||
      reach.namespaces.has(manifest.namespace ?? namespace) ||
      mayMiss(manifest, reach.names, lacking, load.index)
    )
      touched.add(identity);
  }
  return withColliding(selections, (manifest) => touched.has(identityOf(manifest, namespace)), namespace);
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
  return (kind) => !clusterMade.has(kind) && (any || held.has(kind));
}

function mayMiss(manifest: Manifest, names: ReadonlySet<string>, lacking: (kind: string) => boolean, index: ObjectIndex): boolean {
  const kind = workloadKindOf(manifest);
  if (!kind) return false;
  const owner = { manifest, namespace: manifest.namespace ?? index.namespace };
  return referencesIn(manifest.data, kind, specPaths[kind]).some((reference) => {
    if (reference.kind === 'Image') return false;
    return (
      names.has(joinKey(reference.kind, reference.name)) ||
      (lacking(reference.kind) && !isFound(reference.kind, reference.name, owner, index))
    );
  });
}

/** Whether a workload is written may depend on another that would be written to the same file. */
function withColliding(
  selections: readonly Selection[],
  isTouched: (manifest: Manifest) => boolean,
  namespace: string,
): readonly Selection[] {
  const place = ({ manifest, nameSuffix }: Selection) => fileOf(manifest, nameSuffix, namespace).toLowerCase();
  const places = new Set(selections.filter(({ manifest }) => isTouched(manifest)).map(place));
  return selections.filter((selection) => isTouched(selection.manifest) || places.has(place(selection)));
}

/** The file that a workload would become; empty for what is none. */
function fileOf(manifest: Manifest, suffix: string, namespace: string): string {
  const kind = workloadKindOf(manifest);
  return kind ? outputFile({ manifest, kind, namespace: manifest.namespace ?? namespace, name: workloadName(manifest) }, suffix) : '';
}
