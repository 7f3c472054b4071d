import { createHash } from 'node:crypto';
import drawingStyle from 'page:graph/drawing.css';
import pageScript from 'page:graph/main.ts';
import pageStyle from 'page:graph/page.css';
import type { ReferenceGraph } from '../../../index.ts';
import { layoutGraph } from './layout.ts';
import { scriptJson } from './markup.ts';
import { drawGraph } from './svg.ts';

/**
 * The graph as one page that needs nothing else: no network, and a policy that allows just its own script and styles. Without
 * the script the drawing is still there.
 */
export async function renderHtml(graph: ReferenceGraph): Promise<string> {
  const layout = await layoutGraph(graph);
  const style = `${drawingStyle}${pageStyle}`;
  const policy = `default-src 'none'; script-src '${hash(pageScript)}'; style-src '${hash(style)}'; base-uri 'none'; form-action 'none'`;
  const width = Math.ceil(layout.width);
  const height = Math.ceil(layout.height);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="podspec2linuxkit">
<title>Reference graph</title>
<style>${style}</style>
</head>
<body class="drawing">
<header>
<h1>References</h1>
<div id="states" role="group" aria-label="Show by state"></div>
<p id="count" role="status"></p>
</header>
<nav aria-label="Objects">
<div class="find">
<label for="search">Search</label>
<input id="search" type="search" placeholder="Name, kind or file" autocomplete="off" spellcheck="false" aria-controls="list">
<label for="namespace">Namespace</label>
<select id="namespace"></select>
</div>
<ul id="list" role="listbox" tabindex="0" aria-label="Objects, problems first"></ul>
</nav>
<main>
<svg id="stage" viewBox="0 0 ${width} ${height}" data-width="${width}" data-height="${height}" role="img" aria-label="Graph of references">
<g id="view">
${drawGraph(graph, layout)}
</g>
</svg>
<div id="zoom" role="group" aria-label="View">
<button type="button" id="closer" title="Closer (+)" aria-label="Closer">+</button>
<button type="button" id="farther" title="Farther (-)" aria-label="Farther">−</button>
<button type="button" id="fit" title="Everything (0)" aria-label="Everything">⤢</button>
</div>
<p id="keys"><kbd>/</kbd> search <kbd>↑</kbd><kbd>↓</kbd> list <kbd>←</kbd><kbd>→</kbd> along references <kbd>n</kbd> next problem <kbd>Esc</kbd> back</p>
</main>
<aside id="details" aria-label="Details" tabindex="-1" hidden></aside>
<script type="application/json" id="graph">${scriptJson(graph)}</script>
<script>${pageScript}</script>
</body>
</html>
`;
}

function hash(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
