import { isClusterScoped } from '../decode/kinds.ts';
import { normaliseReference } from '../image/reference.ts';
import { byCodeUnit } from '../model/by-code-unit.ts';
import type { ImageLock } from '../model/image-lock.ts';
import type { Manifest } from '../model/manifest.ts';
import type { DecodedObject, Lookup, ReferencedKind } from '../model/reference.ts';
import type { FieldPath } from '../model/source.ts';
import type { Workload } from '../model/workload.ts';
import { joinKey, type ObjectIndex } from './index-objects.ts';
import { lookupFor, type RecordingLookup } from './lookup.ts';
import { referencesOf } from './reference-fields.ts';
import { explainMissing, isClusterMade } from './require.ts';
import { selectingServices } from './selecting-services.ts';
import { storageReferences } from './storage-references.ts';

/** `optional`: it does not exist and need not. For images: `found` when the lock has them, `optional` when there is no lock. */
export type ReferenceState = 'found' | 'optional' | 'missing' | 'ambiguous';

export interface GraphNode {
  /** Unique in the graph and the same in every run. */
  readonly id: string;
  /** A kind of Kubernetes, or `Image`. */
  readonly kind: string;
  /** Undefined for cluster-scoped objects and images. */
  readonly namespace: string | undefined;
  readonly name: string;
  readonly state: ReferenceState;
  /** Absent for images and objects that do not exist. */
  readonly manifest?: Manifest;
  /** The objects among which no choice was possible. */
  readonly candidates?: readonly Manifest[];
  /** What is known about an object that does not exist. */
  readonly hint?: string;
}

/** `uses`: a field names the object. `selects`: a Service chooses the pods of a workload by their labels. */
export type ReferenceRelation = 'uses' | 'selects';

export interface GraphEdge {
  /** Ids of nodes. */
  readonly from: string;
  readonly to: string;
  readonly relation: ReferenceRelation;
  /** `missing` and `optional` also when the object exists and lacks the key that is named. */
  readonly state: ReferenceState;
  /** Every field of `from` that makes the reference, in the order of the object. */
  readonly uses: readonly { readonly path: FieldPath; readonly key?: string }[];
}

export interface ObjectGraph {
  /** Sorted by id. */
  readonly nodes: readonly GraphNode[];
  /** Sorted by `from`, then `to`, then state. */
  readonly edges: readonly GraphEdge[];
  /** Objects that only make sense when something uses them, and nothing does; in the order of the load. */
  readonly unused: readonly Manifest[];
}

/** Workloads, what they refer to, and what that refers to: claims to volumes and classes. */
export function objectGraph(workloads: readonly Workload[], index: ObjectIndex, lock: ImageLock | undefined): ObjectGraph {
  const graph: Growing = { nodes: new Map(), edges: new Map(), ids: new Map(), taken: new Set() };
  for (const workload of workloads) addWorkload(workload, index, lock, graph);
  // One of the candidates is meant, so none is unused.
  const used = new Set([...graph.nodes.values()].flatMap(({ manifest, candidates = [] }) => (manifest ? [manifest] : candidates)));
  return {
    nodes: [...graph.nodes.values()].sort((left, right) => byCodeUnit(left.id, right.id)),
    edges: [...graph.edges.values()].sort(
      (left, right) => byCodeUnit(left.from, right.from) || byCodeUnit(left.to, right.to) || byCodeUnit(left.state, right.state),
    ),
    unused: index.manifests.filter((manifest) => pointless.has(manifest.kind) && !used.has(manifest)),
  };
}

/** Kinds that do nothing by themselves. */
const pointless = new Set(['ConfigMap', 'Secret', 'PersistentVolumeClaim', 'PersistentVolume', 'StorageClass', 'ServiceAccount']);

interface MutableEdge extends GraphEdge {
  readonly uses: { readonly path: FieldPath; readonly key?: string }[];
}

interface Growing {
  readonly nodes: Map<string, GraphNode>;
  readonly edges: Map<string, MutableEdge>;
  /** Ids of manifests: several objects may have one name. */
  readonly ids: Map<Manifest, string>;
  readonly taken: Set<string>;
}

interface Use {
  readonly path: FieldPath;
  readonly key?: string;
}

function addWorkload(workload: Workload, index: ObjectIndex, lock: ImageLock | undefined, graph: Growing): void {
  const { manifest, kind, namespace, name } = workload;
  const from = addObject(manifest, kind, namespace, name, graph);
  const lookup = lookupFor(workload, index);
  for (const { kind: target, name: wanted, optional, path, key } of referencesOf(workload)) {
    const use: Use = key === undefined ? { path } : { path, key };
    if (target === 'Image') addEdge(from, addImage(wanted, lock, graph), imageState(wanted, lock), use, graph);
    else addReference(from, { kind: target, name: wanted, namespace, optional }, use, lookup, graph);
  }
  for (const service of selectingServices(lookup, workload.template.metadata?.labels ?? {})) {
    const selecting = addObject(service.manifest, 'Service', namespace, service.manifest.name, graph);
    addEdge(selecting, from, 'found', { path: ['spec', 'selector'] }, graph, 'selects');
  }
}

interface Target {
  readonly kind: ReferencedKind;
  readonly name: string;
  readonly namespace: string;
  readonly optional: boolean;
}

function addReference(from: string, target: Target, use: Use, lookup: RecordingLookup, graph: Growing): void {
  const { kind, name, namespace, optional } = target;
  const result = lookup.find(kind, name, namespace);
  const where = isClusterScoped(kind) ? undefined : namespace;
  if (result.status !== 'found') {
    const made = isClusterMade(kind, name);
    const state = result.status === 'ambiguous' ? 'ambiguous' : (optional || made) && !result.broken ? 'optional' : 'missing';
    addEdge(from, addAbsent({ kind, namespace: where, name, state, ...knownAbout(result, made) }, graph), state, use, graph);
    return;
  }
  const state = hasKey(result.object, use.key) ? 'found' : optional ? 'optional' : 'missing';
  const known = graph.ids.has(result.object.manifest);
  const to = addObject(result.object.manifest, kind, where, name, graph);
  addEdge(from, to, state, use, graph);
  if (known) return;
  for (const reference of storageReferences(result.object as DecodedObject, namespace)) {
    addReference(to, reference, { path: reference.path }, lookup, graph);
  }
}

/** What helps to find the object that a reference meant. */
function knownAbout(
  result: Exclude<Lookup<ReferencedKind>, { status: 'found' }>,
  clusterMade: boolean,
): Pick<GraphNode, 'candidates' | 'hint'> {
  if (result.status === 'ambiguous') return { candidates: result.candidates.map(({ manifest }) => manifest) };
  const hint = clusterMade ? 'a cluster makes it by itself' : explainMissing(result);
  return hint === undefined ? {} : { hint };
}

/** Whether a ConfigMap or Secret holds the key that a reference names. */
function hasKey({ manifest }: DecodedObject, key: string | undefined): boolean {
  if (key === undefined) return true;
  return ['data', 'binaryData', 'stringData'].some((field) => {
    const entries = manifest.data[field];
    return typeof entries === 'object' && entries !== null && Object.hasOwn(entries, key);
  });
}

function addEdge(from: string, to: string, state: ReferenceState, use: Use, graph: Growing, relation: ReferenceRelation = 'uses'): void {
  const key = joinKey(from, to, relation, state);
  const edge = graph.edges.get(key);
  if (edge) edge.uses.push(use);
  else graph.edges.set(key, { from, to, relation, state, uses: [use] });
}

function addObject(manifest: Manifest, kind: string, namespace: string | undefined, name: string, graph: Growing): string {
  const known = graph.ids.get(manifest);
  if (known !== undefined) return known;
  const plain = idOf(kind, namespace, name);
  // The same name in several places of a tree, or in several kustomizations.
  const id = graph.taken.has(plain) ? `${plain}@${manifest.document.file.path}#${manifest.id}` : plain;
  graph.taken.add(id);
  graph.ids.set(manifest, id);
  graph.nodes.set(id, { id, kind, namespace, name, state: 'found', manifest });
  return id;
}

/** One node stands for everything that misses the object; that one of them needs it is what counts. */
function addAbsent(node: Omit<GraphNode, 'id'>, graph: Growing): string {
  const id = `${idOf(node.kind, node.namespace, node.name)}?`;
  const known = graph.nodes.get(id);
  if (!known || known.state === 'optional') graph.nodes.set(id, { id, ...node });
  return id;
}

function addImage(reference: string, lock: ImageLock | undefined, graph: Growing): string {
  const name = normaliseReference(reference) ?? reference;
  const id = `Image/${name}`;
  if (!graph.nodes.has(id)) graph.nodes.set(id, { id, kind: 'Image', namespace: undefined, name, state: imageState(reference, lock) });
  return id;
}

function imageState(reference: string, lock: ImageLock | undefined): ReferenceState {
  if (!lock) return 'optional';
  return Object.hasOwn(lock.images, normaliseReference(reference) ?? reference) ? 'found' : 'missing';
}

function idOf(kind: string, namespace: string | undefined, name: string): string {
  return namespace === undefined ? `${kind}/${name}` : `${kind}/${namespace}/${name}`;
}
