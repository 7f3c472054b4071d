import type { ReferenceGraph } from '../../../index.ts';
import { type Block, foldGraph } from './blocks.ts';
import { arrange, type PlacedBlock, shapeOf } from './grid.ts';
import { pack } from './pack.ts';
import { connected, linksBetween, type Part } from './parts.ts';
import { type Box, type Point, type Route, type Solver, solver } from './solve.ts';

/** A drawing's geometry in CSS pixels, the origin at the top left. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  /** Node id → its box. */
  readonly boxes: ReadonlyMap<string, Box>;
  /** One SVG path for each edge of the graph, in its order. */
  readonly paths: readonly string[];
  /** Around blocks of many nodes. */
  readonly frames: readonly Frame[];
}

export interface Frame extends Box {
  /** Number of nodes of the kind and namespace that the frame is about, of which `sample` is one. */
  readonly count: number;
  readonly sample: string;
}

const margin = 32;

/** Places every node and edge: blocks inside connected parts by dagre, the parts beside each other. The same graph gives the same layout. */
export async function layoutGraph(graph: ReferenceGraph): Promise<Layout> {
  const blocks = foldGraph(graph);
  const blockOf = new Map<string, number>();
  for (const [index, { cells }] of blocks.entries()) {
    for (const { root, before, after } of cells) for (const id of [root, ...before, ...after]) blockOf.set(id, index);
  }
  const parts = connected(blocks.length, linksBetween(graph.edges, blockOf));
  const solve = parts.some(({ members }) => members.length > 1) ? await solver() : undefined;
  // Blocks below each other make a drawing high, which wider blocks make up for.
  const tries = blocks.some(({ cells }) => cells.length > 8) ? [1.4, 5, 16] : [1.4];
  const drafts = tries.map((aspect) => draftOf(blocks, parts, solve, aspect));
  const misfit = ({ width, height }: Draft) => Math.abs(Math.log(width / height / 1.5));
  const best = drafts.reduce((left, right) => (misfit(right) < misfit(left) ? right : left));
  return {
    width: best.width + 2 * margin,
    height: best.height + 2 * margin,
    boxes: new Map(best.placed.flatMap(({ boxes }) => [...boxes])),
    paths: graph.edges.map(({ from, to }) => pathBetween(from, to, blockOf, best)),
    frames: best.placed.flatMap(({ frame }) => frame ?? []),
  };
}

interface Draft {
  readonly width: number;
  readonly height: number;
  readonly placed: readonly PlacedBlock[];
  /** `from>to`, numbers of blocks → the way between them. */
  readonly routes: ReadonlyMap<string, Route>;
}

function draftOf(blocks: readonly Block[], parts: readonly Part[], solve: Solver | undefined, aspect: number): Draft {
  const shaped = blocks.map((block) => shapeOf(block, aspect));
  const nothing = { width: 0, height: 0 };
  const solved = parts.map(({ members, links }) => {
    const sizes = members.map((index) => shaped[index] ?? nothing);
    const local = new Map(members.map((index, at) => [index, at]));
    const pairs = links.map(({ from, to }) => ({ from: local.get(from) ?? 0, to: local.get(to) ?? 0 }));
    return solve && sizes.length > 1 ? solve(sizes, pairs) : { ...(sizes[0] ?? nothing), corners: [{ x: 0, y: 0 }], routes: [] };
  });
  const packed = pack(solved, 40);
  const placed: PlacedBlock[] = [];
  const routes = new Map<string, Route>();
  for (const [index, { members, links }] of parts.entries()) {
    const at = packed.corners[index] ?? { x: 0, y: 0 };
    const shift = ({ x, y }: Point): Point => ({ x: x + at.x + margin, y: y + at.y + margin });
    for (const [position, member] of members.entries()) {
      const block = shaped[member];
      if (block) placed[member] = arrange(block, shift(solved[index]?.corners[position] ?? { x: 0, y: 0 }));
    }
    for (const [position, { from, to }] of links.entries()) {
      const route = solved[index]?.routes[position];
      if (route) routes.set(`${from}>${to}`, route.map(shift));
    }
  }
  return { width: packed.width, height: packed.height, placed, routes };
}

function pathBetween(from: string, to: string, blockOf: ReadonlyMap<string, number>, { placed, routes }: Draft): string {
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
  return `M${point(out)}${lead(out, first, source.exits.get(from))}C${rest.map(point).join(' ')}${tail(last, into, target.entries.get(to))}`;
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
