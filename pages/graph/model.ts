import type { ReferenceEdge, ReferenceGraph, ReferenceNode } from '../../src/reference-graph.ts';

/** A state as the page counts it: that nothing uses an object is one too. */
export type State = ReferenceNode['state'] | 'unused';

/** The order in which states are worth a look. */
export const states: readonly State[] = ['missing', 'ambiguous', 'found', 'optional', 'unused'];

/** A neighbour and the edge that leads to it. */
export interface Neighbour {
  readonly node: number;
  readonly edge: number;
}

export interface Model {
  readonly nodes: readonly ReferenceNode[];
  readonly edges: readonly ReferenceEdge[];
  /** By the index of a node. */
  readonly out: readonly (readonly Neighbour[])[];
  readonly back: readonly (readonly Neighbour[])[];
  readonly states: readonly State[];
  /** Indices of nodes, problems first, then by kind and name. */
  readonly order: readonly number[];
  /** What search looks through, in lower case. */
  readonly texts: readonly string[];
}

/** Everything the page looks up, made once. */
export function modelOf({ nodes, edges }: ReferenceGraph): Model {
  const indices = new Map(nodes.map(({ id }, index) => [id, index]));
  const out: Neighbour[][] = nodes.map(() => []);
  const back: Neighbour[][] = nodes.map(() => []);
  for (const [edge, { from, to }] of edges.entries()) {
    const source = indices.get(from) ?? -1;
    const target = indices.get(to) ?? -1;
    out[source]?.push({ node: target, edge });
    back[target]?.push({ node: source, edge });
  }
  const found = nodes.map(
    (node): State => (node.unused ? 'unused' : node.kind === 'Image' && node.state === 'optional' ? 'found' : node.state),
  );
  // A found ConfigMap that lacks a key is a problem of the edge; it is listed with the problems.
  for (const [index, neighbours] of back.entries()) {
    const worst = states.find((state) => isProblem(state) && neighbours.some(({ edge }) => edges[edge]?.state === state));
    if (worst && found[index] === 'found') found[index] = worst;
  }
  const rank = (index: number) => states.indexOf(found[index] ?? 'found');
  const order = [...nodes.keys()].sort((left, right) => {
    const urgent = Math.min(rank(left), 2) - Math.min(rank(right), 2);
    return urgent || left - right;
  });
  const texts = nodes.map(({ kind, namespace = '', name, place }) => `${kind} ${namespace}/${name} ${place?.file ?? ''}`.toLowerCase());
  return { nodes, edges, out, back, states: found, order, texts };
}

/** Whether a reference leads nowhere. */
export function isProblem(state: State): boolean {
  return state === 'missing' || state === 'ambiguous';
}

/** What the reader asked to see. */
export interface Filter {
  readonly text: string;
  /** Undefined: every namespace. */
  readonly namespace: string | undefined;
  readonly states: ReadonlySet<State>;
}

/** Indices of the nodes that a filter lets through, in the order of the list. Every word of the text must occur. */
export function matching({ nodes, states: found, order, texts }: Model, filter: Filter): readonly number[] {
  const words = filter.text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  return order.filter((index) => {
    const namespace = nodes[index]?.namespace;
    if (filter.namespace !== undefined && namespace !== filter.namespace) return false;
    return filter.states.has(found[index] ?? 'found') && words.every((word) => texts[index]?.includes(word));
  });
}
