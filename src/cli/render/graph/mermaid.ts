import type { ReferenceEdge, ReferenceGraph, ReferenceNode } from '../../../index.ts';
import { edgeStateOf, edgeWord, type Family, familyOf, kindLine, stateOf, visible } from './wording.ts';

/** Brackets of a node: the shape says the family. */
const shapes: Readonly<Record<Family, readonly [string, string]>> = {
  workload: ['[', ']'],
  config: ['[/', '/]'],
  secret: ['{{', '}}'],
  storage: ['[(', ')]'],
  network: ['>', ']'],
  account: ['(', ')'],
  image: ['([', '])'],
  kustomization: ['[[', ']]'],
  other: ['[\\', '\\]'],
};

const styles = [
  'classDef optional stroke-dasharray:4 3',
  'classDef unused stroke-dasharray:1 4,opacity:0.7',
  'classDef missing stroke:#d1242f,stroke-width:3px,stroke-dasharray:8 4',
  'classDef ambiguous stroke:#9a6700,stroke-width:3px',
];

/**
 * The graph as a Mermaid flowchart. Nodes are numbered, as names hold characters that ids must not. GitHub draws up to 500 edges.
 */
export function renderMermaid({ nodes, edges }: ReferenceGraph): string {
  const ids = new Map(nodes.map(({ id }, index) => [id, `n${index}`]));
  const lines = ['flowchart LR'];
  for (const node of nodes) lines.push(`  ${nodeText(ids.get(node.id) ?? '', node)}`);
  for (const edge of edges) lines.push(`  ${ids.get(edge.from)} ${arrow(edge)} ${ids.get(edge.to)}`);
  const states = new Set(nodes.map(stateOf));
  for (const style of styles) if ([...states].some((state) => style.startsWith(`classDef ${state} `))) lines.push(`  ${style}`);
  return `${lines.join('\n')}\n`;
}

function nodeText(id: string, node: ReferenceNode): string {
  const state = stateOf(node);
  const [open, close] = shapes[familyOf(node.kind)];
  const word = state === 'found' ? '' : ` (${state})`;
  const label = `${escapeLabel(kindLine(node))}${word}<br>${escapeLabel(visible(node.name))}`;
  return `${id}${open}"${label}"${close}${state === 'found' ? '' : `:::${state}`}`;
}

function arrow(edge: ReferenceEdge): string {
  const word = edgeWord(edge);
  const label = word === '' ? '' : `|"${escapeLabel(word)}"|`;
  const state = edgeStateOf(edge);
  if (state === 'missing' || state === 'ambiguous') return `==>${label}`;
  if (state === 'optional' || edge.relation !== 'uses') return `-.->${label}`;
  return `-->${label}`;
}

/** Whatever Mermaid or Markdown could take for syntax as `#code;`. */
function escapeLabel(text: string): string {
  return text.replace(/[^\p{L}\p{N} ./:@·-]/gu, (character) => `#${character.codePointAt(0)};`);
}
