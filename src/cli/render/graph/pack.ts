import type { Point } from './solve.ts';

interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * Places rectangles beside and below each other in shelves, the highest first; lower ones are stacked in columns of their shelf.
 * The whole is about half again as wide as high. Sorting is all it costs.
 */
export function pack(
  sizes: readonly Size[],
  gap: number,
): { readonly corners: readonly Point[]; readonly width: number; readonly height: number } {
  const area = sizes.reduce((sum, { width, height }) => sum + (width + gap) * (height + gap), 0);
  const limit = Math.max(Math.sqrt(area * 1.6), ...sizes.map(({ width }) => width));
  const order = [...sizes.entries()].sort(([left, a], [right, b]) => b.height - a.height || b.width - a.width || left - right);
  const corners: Point[] = [];
  const shelf = { x: 0, y: 0, height: 0 };
  const column = { width: 0, y: 0 };
  let width = 0;
  for (const [index, size] of order) {
    const fits = column.width > 0 && column.y + size.height <= shelf.height && size.width <= column.width;
    if (!fits) {
      if (column.width > 0) shelf.x += column.width + gap;
      column.width = size.width;
      column.y = 0;
      if (shelf.x > 0 && shelf.x + size.width > limit) {
        shelf.y += shelf.height + gap;
        shelf.x = 0;
        shelf.height = 0;
      }
      shelf.height = Math.max(shelf.height, size.height);
    }
    corners[index] = { x: shelf.x, y: shelf.y + column.y };
    column.y += size.height + gap;
    width = Math.max(width, shelf.x + size.width);
  }
  return { corners, width, height: shelf.y + shelf.height };
}
