import type { ReferenceGraph } from '../../../index.ts';

/** The graph as JSON, one stable form (docs/graph.md). */
export function renderGraphJson(graph: ReferenceGraph): string {
  return `${JSON.stringify(graph, undefined, 2)}\n`;
}
