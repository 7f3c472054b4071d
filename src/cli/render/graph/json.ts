import type { ReferenceGraph } from '../../../index.ts';
import { jsonPage } from '../plain-text.ts';

/** The graph as JSON, one stable form (docs/graph.md). */
export function renderGraphJson(graph: ReferenceGraph): string {
  return jsonPage(graph);
}
