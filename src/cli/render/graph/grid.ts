import type { Block, Cell } from './blocks.ts';
import type { Box, Point } from './solve.ts';

/** Size of a node in a drawing, CSS pixels. */
export const nodeSize = { width: 232, height: 48 } as const;

const gap = { x: 56, y: 14 } as const;
/** Room at both sides of a grid in which edges come together. */
const apron = 30;
/** Height of the words above a framed block. */
const heading = 18;

/** Blocks of many are framed, so that the eye finds its way. */
function isFramed({ cells }: Block): boolean {
  return cells.length > 5;
}

/** A block whose size is known. */
export interface ShapedBlock {
  readonly block: Block;
  readonly ids: readonly string[];
  readonly width: number;
  readonly height: number;
  readonly columns: number;
  readonly cell: CellShape;
}

interface CellShape {
  readonly width: number;
  readonly height: number;
  readonly before: Grid;
  readonly after: Grid;
}

interface Grid {
  readonly columns: number;
  readonly width: number;
  readonly height: number;
}

export interface PlacedBlock {
  readonly boxes: ReadonlyMap<string, Box>;
  /** Node → the height at which edges run from its right to the side of the block, when others stand in between. */
  readonly exits: ReadonlyMap<string, number>;
  /** The same on the way in, at its left. */
  readonly entries: ReadonlyMap<string, number>;
  readonly frame: (Box & { readonly count: number; readonly sample: string }) | undefined;
}

/** Decides about the columns of a block, so that it is about `aspect` times as wide as high. */
export function shapeOf(block: Block, aspect: number): ShapedBlock {
  const [first] = block.cells;
  const cell = cellShape(first ?? { root: '', before: [], after: [] });
  const columns = columnsFor(block.cells.length, cell.width, cell.height, aspect);
  const rows = Math.ceil(block.cells.length / columns);
  const side = block.cells.length > 1 || cell.before.columns + cell.after.columns > 0 ? apron : 0;
  return {
    block,
    ids: block.cells.flatMap(({ root, before, after }) => [root, ...before, ...after]),
    width: columns * (cell.width + gap.x) - gap.x + 2 * side,
    height: rows * (cell.height + gap.y) - gap.y + (isFramed(block) ? heading + 2 * apron : 0),
    columns,
    cell,
  };
}

function columnsFor(count: number, width: number, height: number, aspect = 1.4): number {
  return Math.max(1, Math.min(count, Math.round(Math.sqrt((count * (height + gap.y) * aspect) / (width + gap.x)))));
}

function cellShape({ before, after }: Cell): CellShape {
  const left = gridOf(before.length);
  const right = gridOf(after.length);
  return {
    before: left,
    after: right,
    width: nodeSize.width + (left.columns && left.width + gap.x) + (right.columns && right.width + gap.x),
    height: Math.max(nodeSize.height, left.height, right.height),
  };
}

function gridOf(count: number): Grid {
  if (count === 0) return { columns: 0, width: 0, height: 0 };
  const columns = columnsFor(count, nodeSize.width, nodeSize.height);
  const rows = Math.ceil(count / columns);
  return { columns, width: columns * (nodeSize.width + gap.x) - gap.x, height: rows * (nodeSize.height + gap.y) - gap.y };
}

/** Gives every node of a block its box; `corner` is the block's upper left. */
export function arrange({ block, columns, cell, width, height }: ShapedBlock, corner: Point): PlacedBlock {
  const boxes = new Map<string, Box>();
  const exits = new Map<string, number>();
  const entries = new Map<string, number>();
  const inner = columns * (cell.width + gap.x) - gap.x;
  const left = corner.x + (width - inner) / 2;
  const framed = isFramed(block);
  const top = corner.y + (framed ? heading + apron : 0);
  for (const [index, { root, before, after }] of block.cells.entries()) {
    const x = left + (index % columns) * (cell.width + gap.x);
    const y = top + Math.floor(index / columns) * (cell.height + gap.y);
    const middle = x + (cell.before.columns && cell.before.width + gap.x);
    place(before, cell.before, { x, y: y + (cell.height - cell.before.height) / 2 }, boxes);
    boxes.set(root, { x: middle, y: y + (cell.height - nodeSize.height) / 2, ...nodeSize });
    place(after, cell.after, { x: middle + nodeSize.width + gap.x, y: y + (cell.height - cell.after.height) / 2 }, boxes);
    const lane = y + cell.height + gap.y / 2;
    const column = index % columns;
    if (cell.after.columns > 0 || (column < columns - 1 && index < block.cells.length - 1)) exits.set(root, lane);
    if (cell.before.columns > 0 || column > 0) entries.set(root, lane);
  }
  const sample = block.cells[0]?.root ?? '';
  return { boxes, exits, entries, frame: framed ? { ...corner, width, height, count: block.cells.length, sample } : undefined };
}

function place(ids: readonly string[], { columns }: Grid, corner: Point, boxes: Map<string, Box>): void {
  for (const [index, id] of ids.entries()) {
    const x = corner.x + (index % columns) * (nodeSize.width + gap.x);
    const y = corner.y + Math.floor(index / columns) * (nodeSize.height + gap.y);
    boxes.set(id, { x, y, ...nodeSize });
  }
}
