import type { Report } from '../diagnostics/diagnostic.ts';
import type { Origin, SourceFile } from '../model/source.ts';
import type { Builder } from './builder.ts';
import { controlCharacters } from './characters.ts';
import { headMerges } from './head.ts';
import { documentReader, type ReadDocument } from './read.ts';
import { fail, type Reader } from './reader.ts';
import { reportProblem } from './report.ts';
import { isNull, type MappingTree, type ScalarTree, type Tree, type TreeEntry, tagOf } from './tree.ts';

/** A piece of a file that is read as one document. */
export interface Piece {
  readonly start: number;
  readonly end: number;
}

/**
 * Reads all documents of a text the way kustomize does (kio.ByteReader): separators are found by text, aliases and merge
 * keys are written out, documents without content are left out. A document that cannot be read is reported and its
 * place holds `undefined`. `region`: read this part of the text as one document.
 */
export function readTrees(file: SourceFile, report: Report, region?: Piece): readonly (Tree | undefined)[] {
  const read = documentReader(file.text, treeBuilder(file), '');
  const controlIn = controlCharacters(file.text);
  const trees: (Tree | undefined)[] = [];
  for (const piece of region ? [region] : splitPieces(file, report)) {
    const tree = piece && readPiece(piece);
    if (tree !== null) trees.push(tree);
  }
  return trees;

  /** The tree of one piece; null when it holds nothing, undefined when it is broken. */
  function readPiece({ start, end }: Piece): Tree | null | undefined {
    const control = controlIn(start, end);
    const result =
      control === -1
        ? read(start + markerLength(file.text, start), end)
        : ({ code: 'control-character', offset: control, character: file.text.charCodeAt(control) } as const);
    if ('code' in result) {
      reportProblem(file, result, report);
      return undefined;
    }
    return treeOf(result);
  }
}

function treeOf({ value }: ReadDocument): Tree | null {
  return value === undefined || isNull(value as Tree) ? null : (value as Tree);
}

/** A document may begin with `---`, which is no separator then. */
function markerLength(text: string, start: number): number {
  return /---(?=\s|$)/y.test(text.slice(start, start + 4)) ? 3 : 0;
}

function splitPieces(file: SourceFile, report: Report): readonly (Piece | undefined)[] {
  const pieces: (Piece | undefined)[] = [];
  let start = 0;
  for (const match of file.text.matchAll(/\r?\n---(.*)\r?\n/g)) {
    const rest = (match[1] ?? '').trim();
    const end = match.index + (match[0].startsWith('\r') ? 2 : 1);
    pieces.push({ start, end });
    start = match.index + match[0].length;
    if (rest === '' || rest.startsWith('#')) continue;
    report('invalid-document-separator', { kind: 'origin', origin: { file, offset: end + 3 } }, { rest });
    pieces.push(undefined);
  }
  if (start < file.text.length) pieces.push({ start, end: file.text.length });
  return pieces;
}

/** Makes trees; what is read is always a {@link Tree}. */
function treeBuilder(file: SourceFile): Builder<TreeEntry[], ScalarTree> {
  const origin = (offset: number): Origin => ({ file, offset });
  const flowAt = (offset: number, bracket: string) => (file.text.charAt(offset) === bracket ? { flow: true } : {});
  return {
    scalar: (reader, tag, offset) => scalarTree(reader, tag, origin(offset)),
    empty: (_, offset): Tree => ({ kind: 'scalar', text: '', tag: '!!null', style: 'plain', at: origin(offset) }),
    key: (reader, offset) => {
      const { headKind, headValue } = reader;
      if (headMerges(reader)) return { kind: 'scalar', text: '<<', tag: '!!merge', style: 'plain', at: origin(offset) };
      const key = headKind === 'plain' || headKind === 'text' ? scalarTree(reader, undefined, origin(offset)) : (headValue as Tree);
      if (key.kind === 'scalar') return key;
      return fail(reader, { code: 'invalid-map-key', offset, found: key.kind === 'sequence' ? 'a list' : 'a mapping' });
    },
    open: () => [],
    add: (_, open, key, _keyOffset, value) => {
      open.push({ key, value: value as Tree });
    },
    mapping: (reader, open, offset): Tree => ({
      kind: 'mapping',
      entries: mergeAll(reader, open),
      ...flowAt(offset, '{'),
      at: origin(offset),
    }),
    sequence: (_, items, offset): Tree => ({
      kind: 'sequence',
      items: items as readonly Tree[],
      ...flowAt(offset, '['),
      at: origin(offset),
    }),
  };
}

function scalarTree({ headText: text, headKind, text: source }: Reader, tag: string | undefined, at: Origin): ScalarTree {
  if (tag !== undefined && /^!!(?:str|int|float|bool|null|timestamp|binary)$/.test(tag))
    return { kind: 'scalar', text, tag, style: 'tagged', at };
  if (tag !== undefined) return { kind: 'scalar', text, tag: '!!str', style: 'quoted', at };
  if (headKind === 'plain') return { kind: 'scalar', text, tag: tagOf(text), style: 'plain', at };
  return { kind: 'scalar', text, tag: '!!str', style: source.charAt(at.offset) === '>' ? 'folded' : 'quoted', at };
}

/** Writes out `<<`. The first of several sources wins, and what the mapping says itself wins over all of them. */
function mergeAll(reader: Reader, entries: readonly TreeEntry[]): readonly TreeEntry[] {
  const merges = entries.filter(({ key }) => key.tag === '!!merge');
  const [merge, second] = merges;
  if (!merge) return entries;
  if (second) return fail(reader, { code: 'invalid-merge', offset: second.key.at.offset });
  const own = entries.filter(({ key }) => key.tag !== '!!merge');
  const names = new Set(own.map(({ key }) => key.text));
  const merged = [...own];
  for (const source of sourcesOf(reader, merge)) {
    for (const entry of source.entries) {
      if (names.has(entry.key.text)) continue;
      names.add(entry.key.text);
      merged.push(entry);
    }
  }
  return merged;
}

function sourcesOf(reader: Reader, { key, value }: TreeEntry): readonly MappingTree[] {
  const sources = value.kind === 'sequence' ? value.items : [value];
  const mappings = sources.flatMap((source) => (source.kind === 'mapping' ? [source] : []));
  return mappings.length === sources.length ? mappings : fail(reader, { code: 'invalid-merge', offset: key.at.offset });
}
