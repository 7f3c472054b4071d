import type { ReferenceEdge, ReferenceGraph, ReferenceNode } from '../../../index.ts';
import { edgeStateOf, edgeWord, type Family, familyOf, kindLine, stateOf, visible } from './wording.ts';

const shapes: Readonly<Record<Family, string>> = {
  workload: 'box',
  config: 'note',
  secret: 'hexagon',
  storage: 'cylinder',
  network: 'cds',
  account: 'ellipse',
  image: 'box3d',
  kustomization: 'folder',
  other: 'octagon',
};

const stateAttributes: Readonly<Record<ReturnType<typeof stateOf>, readonly string[]>> = {
  found: [],
  optional: ['style="dashed"'],
  unused: ['style="dotted"', 'fontcolor="gray40"'],
  missing: ['style="dashed"', 'color="#d1242f"', 'penwidth=2', 'peripheries=2'],
  ambiguous: ['color="#9a6700"', 'penwidth=2', 'peripheries=2'],
};

/** The graph in Graphviz' language. Ids are those of the JSON form, quoted. */
export function renderDot({ nodes, edges }: ReferenceGraph): string {
  const lines = [
    'digraph references {',
    '  rankdir=LR',
    '  node [fontname="Helvetica,Arial,sans-serif" fontsize=11]',
    '  edge [fontname="Helvetica,Arial,sans-serif" fontsize=9]',
    ...nodes.map((node) => `  ${quote(node.id)} [${nodeAttributes(node).join(' ')}]`),
    ...edges.map((edge) => `  ${quote(edge.from)} -> ${quote(edge.to)}${bracketed(edgeAttributes(edge))}`),
    '}',
  ];
  return `${lines.join('\n')}\n`;
}

function nodeAttributes(node: ReferenceNode): readonly string[] {
  const state = stateOf(node);
  const word = state === 'found' ? '' : ` (${state})`;
  const label = `"${labelText(`${kindLine(node)}${word}`)}\\n${labelText(visible(node.name))}"`;
  return [`label=${label}`, `shape=${shapes[familyOf(node.kind)]}`, ...stateAttributes[state]];
}

function edgeAttributes(edge: ReferenceEdge): readonly string[] {
  const word = edgeWord(edge);
  const state = edgeStateOf(edge);
  const style = state === 'found' && edge.relation !== 'uses' ? ['style="dotted"'] : stateAttributes[state];
  return [...(word === '' ? [] : [`label="${labelText(word)}"`]), ...style.filter((text) => !text.startsWith('peripheries'))];
}

function bracketed(attributes: readonly string[]): string {
  return attributes.length === 0 ? '' : ` [${attributes.join(' ')}]`;
}

/**
 * A quoted id. Graphviz keeps backslashes as they are but for `\"`, and takes one at the end of the text for part of the quote, so
 * whatever is not plain is written out.
 */
export function quote(text: string): string {
  return `"${visible(text).replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

/** Label text: backslash sequences and HTML entities mean something in labels. */
function labelText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('\\', '\\\\').replaceAll('"', '\\"');
}
