import { isClusterScoped } from '../decode/kinds.ts';
import { normaliseReference } from '../image/reference.ts';
import type { ImageLock } from '../model/image-lock.ts';
import type { Manifest } from '../model/manifest.ts';
import type { DecodedObject, Lookup, ReferencedKind } from '../model/reference.ts';
import type { FieldPath } from '../model/source.ts';
import type { Workload } from '../model/workload.ts';
import { joinKey, type ObjectIndex } from './index-objects.ts';
import { lookupFor, type RecordingLookup } from './lookup.ts';
import { referencesOf } from './reference-fields.ts';
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
}

export interface GraphEdge {
  /** Ids of nodes. */
  readonly from: string;
  readonly to: string;
  readonly state: ReferenceState;
  /** Every field that makes the reference, in the order of the object. */
  readonly uses: readonly { readonly path: FieldPath; readonly key?: string }[];
}

export interface ObjectGraph {
  /** Sorted by id. */
  readonly nodes: readonly GraphNode[];
  /** Sorted by `from`, then `to`. */
  readonly edges: readonly GraphEdge[];
  /** Objects that only make sense when something uses them, and nothing does; in the order of the load. */
  readonly unused: readonly Manifest[];
}

/** Workloads, what they refer to, and what that refers to: claims to volumes and classes. */
export function objectGraph(workloads: readonly Workload[], index: ObjectIndex, lock: ImageLock | undefined): ObjectGraph {
  const graph: Growing = { nodes: new Map(), edges: new Map(), ids: new Map(), taken: new Set() };
  for (const workload of workloads) addWorkload(workload, index, lock, graph);
  const used = new Set([...graph.nodes.values()].map(({ manifest }) => manifest));
  return {
    nodes: [...graph.nodes.values()].sort((left, right) => byCodeUnit(left.id, right.id)),
    edges: [...graph.edges.values()].sort((left, right) => byCodeUnit(left.from, right.from) || byCodeUnit(left.to, right.to)),
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
    const use = { path, ...(key !== undefined && { key }) };
    if (target === 'Image') addEdge(from, addImage(wanted, lock, graph), imageState(wanted, lock), use, graph);
    else addReference(from, { kind: target, name: wanted, namespace, optional }, use, lookup, graph);
  }
  for (const service of selectingServices(lookup, workload.template.metadata?.labels ?? {})) {
    const to = addObject(service.manifest, 'Service', namespace, service.manifest.name, graph);
    addEdge(from, to, 'found', { path: [...workload.templatePath, 'metadata', 'labels'] }, graph);
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
  const state = stateOf(result, optional);
  const where = isClusterScoped(kind) ? undefined : namespace;
  if (result.status !== 'found') {
    addEdge(from, addAbsent(kind, where, name, state, graph), state, use, graph);
    return;
  }
  const known = graph.ids.has(result.object.manifest);
  const to = addObject(result.object.manifest, kind, where, name, graph);
  addEdge(from, to, state, use, graph);
  if (known) return;
  for (const reference of storageReferences(result.object as DecodedObject, namespace)) {
    addReference(to, reference, { path: reference.path }, lookup, graph);
  }
}

function stateOf(result: Lookup<ReferencedKind>, optional: boolean): ReferenceState {
  if (result.status !== 'missing') return result.status;
  return optional && !result.broken ? 'optional' : 'missing';
}

function addEdge(from: string, to: string, state: ReferenceState, use: Use, graph: Growing): void {
  const key = joinKey(from, to, state);
  const edge = graph.edges.get(key);
  if (edge) edge.uses.push(use);
  else graph.edges.set(key, { from, to, state, uses: [use] });
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
function addAbsent(kind: string, namespace: string | undefined, name: string, state: ReferenceState, graph: Growing): string {
  const id = `${idOf(kind, namespace, name)}?`;
  const known = graph.nodes.get(id);
  if (!known || known.state === 'optional') graph.nodes.set(id, { id, kind, namespace, name, state });
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

function byCodeUnit(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
