export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Box extends Point {
  readonly width: number;
  readonly height: number;
}

/** A chain of cubic Bézier curves: a start and three points for each curve. */
export type Route = readonly Point[];

interface Size {
  readonly width: number;
  readonly height: number;
}

interface Solved extends Size {
  /** Upper left corner of each box, in their order. */
  readonly corners: readonly Point[];
  /** For each link, in their order: from the middle of the right side of a box to the middle of the left side of another. */
  readonly routes: readonly Route[];
}

export type Solver = (sizes: readonly Size[], links: readonly { readonly from: number; readonly to: number }[]) => Solved;

/** dagre for one connected part: ranks from left to right. It is loaded only for drawings. */
export async function solver(): Promise<Solver> {
  const { Graph, layout } = await import('@dagrejs/dagre');
  return (sizes, links) => {
    const graph = new Graph();
    graph.setGraph({ rankdir: 'LR', nodesep: 24, edgesep: 12, ranksep: 90 });
    graph.setDefaultEdgeLabel(() => ({}));
    for (const [index, { width, height }] of sizes.entries()) graph.setNode(String(index), { width, height });
    for (const { from, to } of links) graph.setEdge(String(from), String(to));
    layout(graph);
    const boxes = sizes.map((size, index): Box => {
      const { x = 0, y = 0 } = graph.node(String(index));
      return { x: x - size.width / 2, y: y - size.height / 2, ...size };
    });
    const routes = links.map(({ from, to }) => {
      const { points = [] } = graph.edge(String(from), String(to));
      return routeThrough(boxes[from], boxes[to], points.slice(1, -1));
    });
    const { width = 0, height = 0 } = graph.graph();
    return { width, height, corners: boxes, routes };
  };
}

/** A smooth way by the points at which dagre leads a link past the ranks between its ends. */
function routeThrough(from: Box | undefined, to: Box | undefined, between: readonly Point[]): Route {
  if (!from || !to) return [];
  const start = { x: from.x + from.width, y: from.y + from.height / 2 };
  const end = { x: to.x, y: to.y + to.height / 2 };
  // The one point of a link between neighbouring ranks is where a label would stand.
  const stops = [...(between.length > 1 ? between.filter(({ x }) => x > start.x && x < end.x) : []), end];
  const route: Point[] = [start];
  let last = start;
  for (const stop of stops) {
    const reach = stop.x > last.x ? (stop.x - last.x) / 2 : 60;
    route.push({ x: last.x + reach, y: last.y }, { x: stop.x - reach, y: stop.y }, stop);
    last = stop;
  }
  return route;
}
