import type { ReferenceEdge } from '../../../index.ts';

/** Between blocks, by their numbers. */
export interface Link {
  readonly from: number;
  readonly to: number;
}

/** One link for all edges between two blocks. */
export function linksBetween(edges: readonly ReferenceEdge[], blockOf: ReadonlyMap<string, number>): readonly Link[] {
  const links = new Map<string, Link>();
  for (const edge of edges) {
    const from = blockOf.get(edge.from) ?? 0;
    const to = blockOf.get(edge.to) ?? 0;
    if (from !== to) links.set(`${from}>${to}`, { from, to });
  }
  return [...links.values()];
}

/** Blocks that hang together, and the links among them. */
export interface Part {
  readonly members: readonly number[];
  readonly links: readonly Link[];
}

/** The connected parts of a graph of `count` nodes, each with its links. */
export function connected(count: number, links: readonly Link[]): readonly Part[] {
  const parents = Array.from({ length: count }, (_, index) => index);
  const find = (index: number): number => {
    let at = index;
    while (parents[at] !== at) {
      parents[at] = parents[parents[at] ?? at] ?? at;
      at = parents[at] ?? at;
    }
    return at;
  };
  for (const { from, to } of links) parents[find(from)] = find(to);
  const parts = new Map<number, { members: number[]; links: Link[] }>();
  for (let index = 0; index < count; index++) {
    const part = parts.get(find(index)) ?? { members: [], links: [] };
    parts.set(find(index), part);
    part.members.push(index);
  }
  for (const link of links) parts.get(find(link.from))?.links.push(link);
  return [...parts.values()];
}
