import type { ReferenceEdge, ReferenceGraph } from '../../../index.ts';
import { foldGraph } from './blocks.ts';
import { type Box, type Point, type Route, solver } from './graphviz.ts';
import { arrange, type PlacedBlock, shapeOf } from './grid.ts';
import { pack } from './pack.ts';

/** A drawing's geometry in CSS pixels, the origin at the top left. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  /** Node id → its box. */
  readonly boxes: ReadonlyMap<string, Box>;
  /** One SVG path for each edge of the graph, in its order. */
  readonly paths: readonly string[];
}

const margin = 32;

/** Places every node and edge: blocks inside connected parts by Graphviz, the parts beside each other. The same graph gives the same layout. */
export async function layoutGraph(graph: ReferenceGraph): Promise<Layout> {
  const blocks = foldGraph(graph).map(shapeOf);
  const blockOf = new Map<string, number>();
  for (const [index, { ids }] of blocks.entries()) for (const id of ids) blockOf.set(id, index);
  const links = linksBetween(graph.edges, blockOf);
  const parts = connected(blocks.length, links);
  const solve = parts.some(({ members }) => members.length > 1) ? await solver() : undefined;
  const solved = parts.map((part) => {
    const sizes = part.members.map((index) => blocks[index] ?? { width: 0, height: 0 });
    const local = new Map(part.members.map((index, at) => [index, at]));
    const pairs = part.links.map(({ from, to }) => ({ from: local.get(from) ?? 0, to: local.get(to) ?? 0 }));
    return solve && sizes.length > 1
      ? solve(sizes, pairs)
      : { ...(sizes[0] ?? { width: 0, height: 0 }), corners: [{ x: 0, y: 0 }], routes: [] };
  });
  const packed = pack(solved, 40);
  const placed: PlacedBlock[] = [];
  const routes = new Map<string, Route>();
  for (const [index, part] of parts.entries()) {
    const at = packed.corners[index] ?? { x: 0, y: 0 };
    const shift = ({ x, y }: Point): Point => ({ x: x + at.x + margin, y: y + at.y + margin });
    for (const [position, member] of part.members.entries()) {
      const block = blocks[member];
      if (block) placed[member] = arrange(block, shift(solved[index]?.corners[position] ?? { x: 0, y: 0 }));
    }
    for (const [position, { from, to }] of part.links.entries()) {
      const route = solved[index]?.routes[position];
      if (route) routes.set(`${from}>${to}`, route.map(shift));
    }
  }
  const boxes = new Map(placed.flatMap(({ boxes }) => [...boxes]));
  const paths = graph.edges.map(({ from, to }) => pathBetween(from, to, blockOf, placed, routes));
  return { width: packed.width + 2 * margin, height: packed.height + 2 * margin, boxes, paths };
}

interface Link {
  readonly from: number;
  readonly to: number;
}

function linksBetween(edges: readonly ReferenceEdge[], blockOf: ReadonlyMap<string, number>): readonly Link[] {
  const links = new Map<string, Link>();
  for (const edge of edges) {
    const from = blockOf.get(edge.from) ?? 0;
    const to = blockOf.get(edge.to) ?? 0;
    if (from !== to) links.set(`${from}>${to}`, { from, to });
  }
  return [...links.values()];
}

/** The connected parts of a graph of `count` nodes, each with its links. */
function connected(
  count: number,
  links: readonly Link[],
): readonly { readonly members: readonly number[]; readonly links: readonly Link[] }[] {
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

function pathBetween(
  from: string,
  to: string,
  blockOf: ReadonlyMap<string, number>,
  placed: readonly PlacedBlock[],
  routes: ReadonlyMap<string, Route>,
): string {
  const source = placed[blockOf.get(from) ?? -1];
  const target = placed[blockOf.get(to) ?? -1];
  const start = source?.boxes.get(from);
  const end = target?.boxes.get(to);
  if (!source || !target || !start || !end) return '';
  const out = { x: start.x + start.width, y: start.y + start.height / 2 };
  const into = { x: end.x, y: end.y + end.height / 2 };
  const route = routes.get(`${blockOf.get(from)}>${blockOf.get(to)}`);
  if (source === target || !route) return `M${point(out)}${bend(out, into)}`;
  const [first, ...rest] = route;
  const last = route.at(-1);
  if (!first || !last) return `M${point(out)}${bend(out, into)}`;
  return `M${point(out)}${lead(out, first, source.lanes.get(from))}C${rest.map(point).join(' ')}${tail(last, into, target.lanes.get(to))}`;
}

/** From a node to where its block is left: through the lane below its row when others stand in the way. */
function lead(out: Point, exit: Point, lane: number | undefined): string {
  if (out.x === exit.x && out.y === exit.y) return '';
  if (lane === undefined) return bend(out, exit);
  const turn = { x: out.x + 14, y: lane };
  const before = { x: Math.max(exit.x - 24, turn.x), y: lane };
  return `${bend(out, turn)}L${point(before)}${bend(before, exit)}`;
}

/** The same on the way in. */
function tail(entry: Point, into: Point, lane: number | undefined): string {
  if (entry.x === into.x && entry.y === into.y) return '';
  if (lane === undefined) return bend(entry, into);
  const after = { x: Math.min(entry.x + 24, into.x - 14), y: lane };
  const turn = { x: into.x - 14, y: lane };
  return `${bend(entry, after)}L${point(turn)}${bend(turn, into)}`;
}

function bend(from: Point, to: Point): string {
  const middle = to.x > from.x ? (to.x - from.x) / 2 : 40;
  return `C${point({ x: from.x + middle, y: from.y })} ${point({ x: to.x - middle, y: to.y })} ${point(to)}`;
}

function point({ x, y }: Point): string {
  return `${round(x)},${round(y)}`;
}

/** One decimal is finer than any screen. */
function round(value: number): number {
  return Math.round(value * 10) / 10;
}
