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

interface Solved {
  readonly width: number;
  readonly height: number;
  /** Upper left corner of each box, in their order. */
  readonly corners: readonly Point[];
  /** For each link, in their order. */
  readonly routes: readonly Route[];
}

/** What is read of Graphviz' JSON output: coordinates are points, the origin at the bottom left. */
interface GraphvizOutput {
  readonly bb: string;
  readonly objects: readonly { readonly name: string; readonly pos: string }[];
  readonly edges?: readonly { readonly id: string; readonly pos: string }[];
}

interface Size {
  readonly width: number;
  readonly height: number;
}

export type Solver = (sizes: readonly Size[], links: readonly { readonly from: number; readonly to: number }[]) => Solved;

/** Graphviz' `dot` for one connected part. Loading it takes a tenth of a second, so it happens only for drawings. */
export async function solver(): Promise<Solver> {
  const { Graphviz } = await import('@hpcc-js/wasm-graphviz');
  const graphviz = await Graphviz.load();
  return (sizes, links) => {
    // mclimit: fewer rounds of crossing reduction, whose gain is small and whose cost grows fast.
    const lines = [
      'digraph { rankdir=LR; nodesep=0.3; ranksep=1.1; mclimit=0.3; node [shape=box fixedsize=true label=""]; edge [arrowhead=none]',
    ];
    for (const [index, { width, height }] of sizes.entries()) lines.push(`${index} [width=${width / 72} height=${height / 72}]`);
    for (const [index, { from, to }] of links.entries()) lines.push(`${from} -> ${to} [id=${index} tailport=e headport=w]`);
    return readOutput(JSON.parse(graphviz.layout(`${lines.join('\n')}}`, 'json', 'dot')) as GraphvizOutput, sizes);
  };
}

function readOutput({ bb, objects, edges = [] }: GraphvizOutput, sizes: readonly Size[]): Solved {
  const [left = 0, bottom = 0, right = 0, top = 0] = bb.split(',').map(Number);
  const toPoint = (text: string): Point => {
    const [x = 0, y = 0] = text.split(',').map(Number);
    return { x: x - left, y: top - y };
  };
  const corners: Point[] = [];
  for (const { name, pos } of objects) {
    const { x, y } = toPoint(pos);
    const size = sizes[Number(name)];
    if (size) corners[Number(name)] = { x: x - size.width / 2, y: y - size.height / 2 };
  }
  const routes: Route[] = [];
  for (const { id, pos } of edges)
    routes[Number(id)] = pos
      .replaceAll(/[es],\S+ /g, '')
      .split(' ')
      .map(toPoint);
  return { width: right - left, height: top - bottom, corners, routes };
}
