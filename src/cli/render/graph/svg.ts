import drawingStyle from 'page:graph/drawing.css';
import type { ReferenceEdge, ReferenceGraph, ReferenceNode } from '../../../index.ts';
import { badge, glyph } from './glyphs.ts';
import { nodeSize } from './grid.ts';
import { type Frame, type Layout, layoutGraph } from './layout.ts';
import { escapeMarkup } from './markup.ts';
import type { Box } from './solve.ts';
import { edgeStateOf, familyOf, kindLine, stateOf, visible } from './wording.ts';

const legendHeight = 44;

/** The graph as one SVG image that follows the reader's light or dark colours. */
export async function renderSvg(graph: ReferenceGraph): Promise<string> {
  const layout = await layoutGraph(graph);
  const width = Math.ceil(Math.max(layout.width, 640));
  const height = Math.ceil(layout.height + legendHeight);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="drawing" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<title>References of ${graph.nodes.length} objects</title>`,
    `<style>${drawingStyle}</style>`,
    '<rect class="ground" width="100%" height="100%"/>',
    drawGraph(graph, layout),
    legend(Math.round(layout.height)),
    '</svg>\n',
  ].join('\n');
}

/** What is inside the drawing: edges below nodes, both in the order of the graph (`data-i` counts them). */
export function drawGraph(graph: ReferenceGraph, layout: Layout): string {
  const byId = new Map(graph.nodes.map((node) => [node.id, node]));
  return [
    `<defs>${['found', 'missing', 'ambiguous'].map(arrowHead).join('')}</defs>`,
    ...layout.frames.map((frame) => drawFrame(frame, byId.get(frame.sample))),
    '<g class="edges">',
    ...graph.edges.map((edge, index) => drawEdge(edge, index, layout.paths[index] ?? '')),
    '</g>',
    '<g class="nodes">',
    ...graph.nodes.map((node, index) => drawNode(node, index, layout.boxes.get(node.id))),
    '</g>',
  ].join('\n');
}

function arrowHead(state: string): string {
  const style = state === 'found' ? 'head' : `head-${state}`;
  return `<marker id="head-${state}" viewBox="0 0 8 8" refX="7.5" refY="4" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto"><path class="${style}" d="M0,0.5L8,4L0,7.5z"/></marker>`;
}

function drawFrame({ x, y, width, height, count }: Frame, sample: ReferenceNode | undefined): string {
  const title = sample ? `${escapeMarkup(kindLine(sample))} <tspan class="amount">${count}</tspan>` : '';
  const box = `x="${Math.round(x)}" y="${Math.round(y)}" width="${Math.round(width)}" height="${Math.round(height)}"`;
  return `<g class="frame"><rect ${box} rx="16"/><text x="${Math.round(x + 18)}" y="${Math.round(y + 30)}">${title}</text></g>`;
}

function drawEdge(edge: ReferenceEdge, index: number, path: string): string {
  const state = edgeStateOf(edge);
  const head = state === 'missing' || state === 'ambiguous' ? state : 'found';
  return `<path class="edge ${state} ${edge.relation}" data-i="${index}" d="${path}" marker-end="url(#head-${head})"/>`;
}

function drawNode(node: ReferenceNode, index: number, box: Box | undefined): string {
  const state = stateOf(node);
  const family = familyOf(node.kind);
  const { width, height } = nodeSize;
  const title = `${node.kind} ${node.namespace === undefined ? '' : `${visible(node.namespace)}/`}${visible(node.name)} (${state})`;
  return [
    `<g class="node ${state}" data-i="${index}" transform="translate(${Math.round(box?.x ?? 0)},${Math.round(box?.y ?? 0)})">`,
    `<title>${escapeMarkup(title)}</title>`,
    `<rect class="card" width="${width}" height="${height}" rx="${family === 'image' ? height / 2 : 9}"/>`,
    `<g class="${family}" transform="translate(10,10)"><rect class="tile" width="28" height="28" rx="${family === 'image' ? 14 : 7}"/><path class="glyph" d="${glyph(family)}"/></g>`,
    `<text class="name" x="47" y="21">${escapeMarkup(shorten(shownName(node), 24))}</text>`,
    `<text class="kind" x="47" y="37">${escapeMarkup(shorten(kindLine(node), 31))}</text>`,
    `${badge(state, width - 10, 9)}</g>`,
  ].join('');
}

/** Images without what nearly all have in common. */
function shownName({ kind, name }: ReferenceNode): string {
  return visible(kind === 'Image' ? name.replace(/^docker\.io\/(?:library\/)?/, '') : name);
}

/** At most `most` characters; the middle is left out, as names differ at both ends. */
function shorten(text: string, most: number): string {
  const characters = [...text];
  if (characters.length <= most) return text;
  const tail = Math.floor((most - 1) / 2);
  return `${characters.slice(0, most - 1 - tail).join('')}…${characters.slice(-tail).join('')}`;
}

function legend(top: number): string {
  const entries = [
    ['missing', 'missing'],
    ['ambiguous', 'ambiguous'],
    ['optional', 'optional, absent'],
    ['unused', 'unused'],
  ] as const;
  const items = entries.map(([state, word], index) => {
    return `<g transform="translate(${40 + index * 140},${top + 12})">${badge(state, 0, 0)}<text x="16" y="4">${word}</text></g>`;
  });
  return `<g class="legend">${items.join('')}</g>`;
}
