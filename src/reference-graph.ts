import type { Analysis } from './analyse.ts';
import { isClusterScoped } from './decode/kinds.ts';
import { atField, pathOf, place } from './diagnostics/diagnostic.ts';
import { type GraphEdge, type GraphNode, objectGraph, type ReferenceRelation, type ReferenceState } from './graph/object-graph.ts';
import { isKustomizationName } from './load/walk.ts';
import { byCodeUnit } from './model/by-code-unit.ts';
import type { ImageLock } from './model/image-lock.ts';
import type { Manifest } from './model/manifest.ts';
import { baseName, directoryOf } from './model/paths.ts';
import type { SourceLocation } from './model/source.ts';
import { matchesWorkload } from './workload-pattern.ts';

/** The graph of a load as programs read it: plain data without any value of a ConfigMap or Secret. Optional keys are absent when empty. */
export interface ReferenceGraph {
  /** Of this form; a number that grows when a reader has to change. */
  readonly version: 1;
  /** Sorted by id. */
  readonly nodes: readonly ReferenceNode[];
  /** Sorted by `from`, `to`, state. */
  readonly edges: readonly ReferenceEdge[];
}

export interface ReferenceNode {
  /** `Kind/namespace/name`, `Kind/name`, `Image/reference`, `Kustomization/directory`; `?` at the end of what does not exist. */
  readonly id: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  readonly state: ReferenceState;
  /** Nothing refers to it, and it does nothing by itself. */
  readonly unused?: true;
  /** Where it is defined. */
  readonly place?: SourceLocation;
  /** Ambiguous: where the objects are that could be meant. */
  readonly candidates?: readonly SourceLocation[];
  /** Missing: what helps to find it. */
  readonly hint?: string;
}

export interface ReferenceEdge {
  readonly from: string;
  readonly to: string;
  /** `renders`: a kustomization makes the object. */
  readonly relation: ReferenceRelation | 'renders';
  readonly state: ReferenceState;
  /** The fields of `from` that make the reference. */
  readonly places: readonly ReferencePlace[];
}

/** A field that refers, and the key of a ConfigMap or Secret that it names. */
export interface ReferencePlace extends SourceLocation {
  readonly path?: string;
  readonly key?: string;
}

export interface GraphFilter {
  /** Patterns of `--workload`; empty starts from every workload. */
  readonly workloads: readonly string[];
  /** Only what is missing or ambiguous, and what refers to it. */
  readonly missing: boolean;
  /** Most steps from the workloads, in either direction; undefined: everything they depend on, and what makes or selects them. */
  readonly depth: number | undefined;
  /** Namespace of objects that name none. */
  readonly namespace: string;
}

/** What refers to what in an analysis, which must not have been restricted to some workloads. Linear in nodes and edges. */
export function referenceGraph(analysis: Analysis, lock: ImageLock | undefined, filter: GraphFilter): ReferenceGraph {
  const workloads = analysis.workloads.flatMap(({ decoded, status }) => (status === 'skipped' ? [] : (decoded() ?? [])));
  const found = objectGraph(workloads, analysis.index, lock);
  const inner = new Map(found.nodes.map((node) => [node.id, node]));
  const unused = found.unused.map((manifest) => {
    const node = unusedNode(manifest, filter.namespace, inner);
    inner.set(node.id, node);
    return node;
  });
  const rendering = kustomizations([...inner.values()]);
  const isUnused = new Set(unused.map(({ id }) => id));
  const nodes = [...[...inner.values()].map((node) => publicNode(node, isUnused.has(node.id))), ...rendering.nodes];
  const edges = [...found.edges.map((edge) => publicEdge(edge, inner)), ...rendering.edges];
  const isStart = ({ manifest }: GraphNode) => manifest !== undefined && matchesWorkload(manifest, filter.workloads, filter.namespace);
  const workloadManifests = new Set(workloads.map(({ manifest }) => manifest));
  const starts = found.nodes.filter((node) => node.manifest && workloadManifests.has(node.manifest) && isStart(node)).map(({ id }) => id);
  return restrict(nodes, edges, starts, filter);
}

function unusedNode(manifest: Manifest, fallback: string, taken: ReadonlyMap<string, GraphNode>): GraphNode {
  const { kind, name, document } = manifest;
  const namespace = isClusterScoped(kind) ? undefined : (manifest.namespace ?? fallback);
  const plain = [kind, ...(namespace === undefined ? [] : [namespace]), name].join('/');
  const id = taken.has(plain) ? `${plain}@${document.file.path}#${manifest.id}` : plain;
  return { id, kind, namespace, name, state: 'found', manifest };
}

function publicNode({ id, kind, namespace, name, state, manifest, candidates, hint }: GraphNode, unused: boolean): ReferenceNode {
  const location = manifest && place(atField(manifest, []));
  return {
    id,
    kind,
    ...(namespace !== undefined && { namespace }),
    name,
    state,
    ...(unused && { unused }),
    ...(location && { place: location }),
    ...(candidates && { candidates: candidates.flatMap((candidate) => place(atField(candidate, [])) ?? []) }),
    ...(hint !== undefined && { hint }),
  };
}

function publicEdge({ from, to, relation, state, uses }: GraphEdge, nodes: ReadonlyMap<string, GraphNode>): ReferenceEdge {
  const manifest = nodes.get(from)?.manifest;
  if (!manifest) throw new Error(`the edge from ${from} starts at no object`);
  const places = uses.flatMap(({ path, key }): readonly ReferencePlace[] => {
    const at = atField(manifest, path);
    const location = place(at);
    const written = pathOf(at);
    return location ? [{ ...location, ...(written !== undefined && { path: written }), ...(key !== undefined && { key }) }] : [];
  });
  return { from, to, relation, state, places };
}

/** A node for each kustomization that made something, with an edge to what it made. */
function kustomizations(nodes: readonly GraphNode[]): ReferenceGraph {
  const made = new Map<string, ReferenceNode>();
  const edges: ReferenceEdge[] = [];
  for (const { id, manifest } of nodes) {
    const root = manifest?.bundle.root;
    if (!manifest || !root) continue;
    const from = `Kustomization/${root}`;
    const file = manifest.sources.find((source) => isKustomizationOf(source, root));
    if (!made.has(from))
      made.set(from, {
        id: from,
        kind: 'Kustomization',
        name: root,
        state: 'found',
        ...(file !== undefined && { place: { file, line: 1, column: 1 } }),
      });
    edges.push({ from, to: id, relation: 'renders', state: 'found', places: [] });
  }
  return { version: 1, nodes: [...made.values()], edges };
}

function isKustomizationOf(source: string, root: string): boolean {
  return directoryOf(source) === (root === '.' ? '' : root) && isKustomizationName(baseName(source));
}

function restrict(
  nodes: readonly ReferenceNode[],
  edges: readonly ReferenceEdge[],
  starts: readonly string[],
  filter: GraphFilter,
): ReferenceGraph {
  const whole = filter.workloads.length === 0 && filter.depth === undefined;
  const reached = whole ? new Set(nodes.map(({ id }) => id)) : reach(starts, edges, filter.depth);
  const near = edges.filter(({ from, to }) => reached.has(from) && reached.has(to));
  const kept = filter.missing ? near.filter(({ state }) => isProblem(state)) : near;
  const ends = new Set(kept.flatMap(({ from, to }) => [from, to]));
  return {
    version: 1,
    nodes: nodes.filter(({ id }) => (filter.missing ? ends : reached).has(id)).sort((left, right) => byCodeUnit(left.id, right.id)),
    edges: [...kept].sort(
      (left, right) => byCodeUnit(left.from, right.from) || byCodeUnit(left.to, right.to) || byCodeUnit(left.state, right.state),
    ),
  };
}

/** Whether a reference leads nowhere. */
export function isProblem(state: ReferenceState): boolean {
  return state === 'missing' || state === 'ambiguous';
}

/** Ids within `depth` steps; without a depth everything that the starts lead to, and what leads straight to them. */
function reach(starts: readonly string[], edges: readonly ReferenceEdge[], depth: number | undefined): ReadonlySet<string> {
  const out = neighbours(edges, 'from', 'to');
  const back = neighbours(edges, 'to', 'from');
  const reached = new Set(starts);
  let edge: readonly string[] = starts;
  for (let step = 0; edge.length > 0 && step < (depth ?? Number.POSITIVE_INFINITY); step++) {
    const next: string[] = [];
    for (const id of edge) {
      for (const other of [...(out.get(id) ?? []), ...(depth === undefined ? [] : (back.get(id) ?? []))]) {
        if (reached.has(other)) continue;
        reached.add(other);
        next.push(other);
      }
    }
    edge = next;
  }
  if (depth === undefined) for (const id of starts) for (const other of back.get(id) ?? []) reached.add(other);
  return reached;
}

function neighbours(edges: readonly ReferenceEdge[], key: 'from' | 'to', value: 'from' | 'to'): ReadonlyMap<string, readonly string[]> {
  const map = new Map<string, string[]>();
  for (const edge of edges) {
    const list = map.get(edge[key]);
    if (list) list.push(edge[value]);
    else map.set(edge[key], [edge[value]]);
  }
  return map;
}
