import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldGraph } from '../../../src/cli/render/graph/blocks.ts';
import { layoutGraph } from '../../../src/cli/render/graph/layout.ts';
import { pack } from '../../../src/cli/render/graph/pack.ts';
import { renderSvg } from '../../../src/cli/render/graph/svg.ts';
import type { ReferenceGraph } from '../../../src/reference-graph.ts';
import { graphOf, hostileGraph, largeGraph } from './sample.ts';

interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

function overlaps(rectangles: readonly Rectangle[]): number {
  let count = 0;
  for (const [index, a] of rectangles.entries()) {
    for (const b of rectangles.slice(index + 1)) {
      if (a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height) count++;
    }
  }
  return count;
}

const anyGraph: fc.Arbitrary<ReferenceGraph> = fc.array(fc.tuple(fc.nat(14), fc.nat(14)), { maxLength: 30 }).map((pairs) => ({
  version: 1,
  nodes: Array.from({ length: 15 }, (_, index) => ({
    id: `n${String(index).padStart(2, '0')}`,
    kind: index % 3 === 0 ? 'Pod' : 'Secret',
    name: `n${index}`,
    state: 'found',
  })),
  edges: pairs.map(([from, to]) => ({
    from: `n${String(from).padStart(2, '0')}`,
    to: `n${String(to).padStart(2, '0')}`,
    relation: 'uses',
    state: 'found',
    places: [],
  })),
}));

describe('foldGraph', () => {
  it('holds every node exactly once, whatever the graph', () => {
    fc.assert(
      fc.property(anyGraph, (graph) => {
        const folded = foldGraph(graph).flatMap(({ cells }) => cells.flatMap(({ root, before, after }) => [root, ...before, ...after]));
        expect([...folded].sort()).toEqual(graph.nodes.map(({ id }) => id));
      }),
    );
  });

  it('makes one block of workloads that share everything', () => {
    const star = largeGraph(0);
    const names = Array.from({ length: 500 }, (_, index) => `w${String(index).padStart(3, '0')}`);
    const graph: ReferenceGraph = {
      ...star,
      nodes: ['c', 'i', ...names].map((id) => ({ id, kind: id.startsWith('w') ? 'Pod' : `Kind-${id}`, name: id, state: 'found' })),
      edges: names.flatMap((from) =>
        ['c', 'i'].map((to) => ({ from, to, relation: 'uses' as const, state: 'found' as const, places: [] })),
      ),
    };
    expect(foldGraph(graph).map(({ cells }) => cells.length)).toEqual([1, 1, 500]);
  });
});

describe('pack', () => {
  it('overlaps nothing', () => {
    const sizes = fc.array(fc.record({ width: fc.integer({ min: 1, max: 900 }), height: fc.integer({ min: 1, max: 900 }) }), {
      maxLength: 40,
    });
    fc.assert(
      fc.property(sizes, (rectangles) => {
        const { corners, width, height } = pack(rectangles, 10);
        const placed = rectangles.map((size, index) => ({ ...size, ...(corners[index] ?? { x: -1, y: -1 }) }));
        expect(overlaps(placed)).toBe(0);
        expect(placed.every(({ x, y, width: w, height: h }) => x >= 0 && y >= 0 && x + w <= width && y + h <= height)).toBe(true);
      }),
    );
  });
});

describe('layoutGraph', () => {
  it('gives every node a place of its own inside the drawing, and every edge a path', async () => {
    await fc.assert(
      fc.asyncProperty(anyGraph, async (graph) => {
        const { boxes, paths, width, height } = await layoutGraph(graph);
        expect(boxes.size).toBe(graph.nodes.length);
        expect(overlaps([...boxes.values()])).toBe(0);
        expect(
          [...boxes.values()].every((box) => box.x >= 0 && box.y >= 0 && box.x + box.width <= width && box.y + box.height <= height),
        ).toBe(true);
        expect(paths.filter((path) => !/^M[-\d.,]+(?:[CL][-\d., ]+)*$/.test(path))).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  it('places a thousand nodes in a shape that a screen can show, without overlaps', async () => {
    const graph = largeGraph(1000);
    expect(graph.nodes.length).toBeGreaterThan(1000);
    const { boxes, width, height } = await layoutGraph(graph);
    expect(overlaps([...boxes.values()])).toBe(0);
    expect(width / height).toBeGreaterThan(0.5);
    expect(width / height).toBeLessThan(4);
  });
});

describe('renderSvg', () => {
  it('writes names as text only', async () => {
    const svg = await renderSvg(hostileGraph());
    // Everything between brackets is an element of ours.
    const elements = new Set([...svg.matchAll(/<\/?([^\s>/]+)/g)].map(([, name]) => name));
    expect([...elements].sort()).toEqual(
      ['circle', 'defs', 'g', 'marker', 'path', 'rect', 'style', 'svg', 'text', 'title', 'tspan'].filter((name) => elements.has(name)),
    );
    // biome-ignore lint/suspicious/noControlCharactersInRegex: XML forbids them
    expect(svg).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202a-\u202e\u2028\u2029]/);
    expect(svg.match(/<g class="node /g)?.length).toBe(hostileGraph().nodes.length);
  });

  it('is the same in every run', async () => {
    expect(await renderSvg(largeGraph(200))).toBe(await renderSvg(largeGraph(200)));
  });

  it('draws an empty graph', async () => {
    const svg = await renderSvg(await graphOf({ 'a.yaml': '' }));
    expect(svg).toContain('<title>References of 0 objects</title>');
    expect(svg).not.toContain('NaN');
  });
});
