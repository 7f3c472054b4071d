import { Graphviz } from '@hpcc-js/wasm-graphviz';
import { describe, expect, it } from 'vitest';
import { quote, renderDot } from '../../../src/cli/render/graph/dot.ts';
import { renderGraphJson } from '../../../src/cli/render/graph/json.ts';
import { escapeMarkup, scriptJson } from '../../../src/cli/render/graph/markup.ts';
import { renderMermaid } from '../../../src/cli/render/graph/mermaid.ts';
import { edgeWord, familyOf, visible } from '../../../src/cli/render/graph/wording.ts';
import { hostileGraph, hostileNames, largeGraph } from './sample.ts';

describe('renderMermaid', () => {
  // Node ids, brackets around one quoted label without anything but letters, digits, known signs and #codes;, a class.
  const label = '"(?:[\\p{L}\\p{N} ./:@·()-]|<br>|#\\d+;)*"';
  const node = new RegExp(
    `^ {2}n\\d+(?:\\[|\\[/|\\{\\{|\\[\\(|>|\\(|\\(\\[|\\[\\[|\\[\\\\)${label}(?:\\]|/\\]|\\}\\}|\\)\\]|\\)|\\]\\)|\\]\\]|\\\\\\])(?::::[a-z]+)?$`,
    'u',
  );
  const edge = new RegExp(`^ {2}n\\d+ (?:-->|==>|-\\.->)(?:\\|${label}\\|)? n\\d+$`, 'u');

  it.each([
    ['hostile names', hostileGraph()],
    ['a large graph', largeGraph(300)],
  ])('writes only lines of its grammar for %s', (_, graph) => {
    const [first, ...lines] = renderMermaid(graph).trimEnd().split('\n');
    expect(first).toBe('flowchart LR');
    expect(lines.filter((line) => !node.test(line) && !edge.test(line) && !line.startsWith('  classDef '))).toEqual([]);
    expect(lines.filter((line) => node.test(line)).length).toBe(graph.nodes.length);
    expect(lines.filter((line) => edge.test(line)).length).toBe(graph.edges.length);
  });

  it('says the state in words as well as in style', () => {
    const text = renderMermaid(hostileGraph());
    expect(text).toContain(' (missing)<br>#60;/script#62;');
    expect(text).toContain('classDef missing ');
    expect(text).not.toContain('classDef ambiguous ');
  });
});

describe('renderDot', () => {
  interface Drawn {
    readonly objects: readonly { readonly name: string; readonly label: string }[];
    readonly edges: readonly unknown[];
  }

  it('is read by Graphviz with every node, edge and label', async () => {
    const graph = hostileGraph();
    const graphviz = await Graphviz.load();
    const drawn = JSON.parse(graphviz.layout(renderDot(graph), 'dot_json', 'nop')) as Drawn;
    expect(drawn.objects.length).toBe(graph.nodes.length);
    expect(drawn.edges.length).toBe(graph.edges.length);
    // In Graphviz' memory escapes are still there: \\ for a backslash, &amp; for an ampersand.
    const shown = drawn.objects.map(({ label }) => label.split('\\n').at(-1)?.replaceAll('\\\\', '\\').replaceAll('&amp;', '&'));
    expect(shown.slice(0, -1)).toEqual(hostileNames.map(visible));
  });

  it.each([
    ['plain', '"plain"'],
    ['a"b', '"a\\"b"'],
    ['ends with \\', '"ends with \\\\"'],
    ['a\nb', '"a\\\\u{a}b"'],
  ])('quotes %j', (text, quoted) => {
    expect(quote(text)).toBe(quoted);
  });
});

describe('renderGraphJson', () => {
  it('keeps names as they are', () => {
    const graph = hostileGraph();
    expect(JSON.parse(renderGraphJson(graph))).toEqual(graph);
  });
});

describe('the words of a drawing', () => {
  it.each([
    ['Deployment', 'workload'],
    ['CronJob', 'workload'],
    ['Secret', 'secret'],
    ['PersistentVolume', 'storage'],
    ['Image', 'image'],
    ['Kustomization', 'kustomization'],
    ['constructor', 'workload'],
  ])('puts %s into the family %s', (kind, family) => {
    expect(familyOf(kind)).toBe(family);
  });

  it.each([
    [{ relation: 'uses', state: 'found', places: [] }, ''],
    [{ relation: 'selects', state: 'found', places: [] }, 'selects'],
    [{ relation: 'uses', state: 'missing', places: [{ file: 'a', line: 1, column: 1, key: 'k' }] }, 'missing: k'],
    [{ relation: 'uses', state: 'optional', places: [] }, 'optional'],
  ] as const)('says of %j "%s"', (edge, word) => {
    expect(edgeWord({ from: 'Pod/a', to: 'ConfigMap/b', ...edge })).toBe(word);
  });

  it('says nothing about images that no lock was asked about', () => {
    expect(edgeWord({ from: 'Pod/a', to: 'Image/b', relation: 'uses', state: 'optional', places: [] })).toBe('');
  });

  it.each([
    ['שלום', 'שלום'],
    ['a\u202eb', 'a\\u{202e}b'],
    ['a\u0000\t\u2028', 'a\\u{0}\\u{9}\\u{2028}'],
    ['zero\u200bwidth', 'zero\\u{200b}width'],
    ['half \ud800', 'half \\u{d800}'],
  ])('writes %j out as %s', (text, shown) => {
    expect(visible(text)).toBe(shown);
  });

  it('escapes what markup and scripts take for syntax', () => {
    expect(escapeMarkup(`<a b="c" d='e'>&`)).toBe('&#60;a b=&#34;c&#34; d=&#39;e&#39;&#62;&#38;');
    const json = scriptJson(['</script><!--', '\u2028']);
    expect(json).not.toMatch(/[<>\u2028]/);
    expect(JSON.parse(json)).toEqual(['</script><!--', '\u2028']);
  });
});
