import * as yaml from 'js-yaml';
import type { Report } from '../diagnostics/diagnostic.ts';
import type { SourceFile } from '../model/source.ts';
import { isNull, type MappingTree, type ScalarTree, type Tree, type TreeEntry, tagOf } from './tree.ts';

/** js-yaml refuses this code point in a text, so it can mark a scalar that is plain or has a tag: MARK tag MARK text. */
const MARK = '\uFFFF';

/** A document whose aliases, written out, would have more nodes than this is refused. */
const MAX_NODES = 2_000_000;

const scalarTags = ['str', 'int', 'float', 'bool', 'null', 'timestamp', 'binary', 'merge'];
const schema = yaml.FAILSAFE_SCHEMA.extend({
  implicit: [new yaml.Type('tag:yaml.org,2002:plain', { kind: 'scalar', resolve: () => true, construct: (text) => MARK + MARK + text })],
  explicit: [
    ...scalarTags.map(
      (name) => new yaml.Type(`tag:yaml.org,2002:${name}`, { kind: 'scalar', construct: (text) => `${MARK}!!${name}${MARK}${text ?? ''}` }),
    ),
    ...(['scalar', 'sequence', 'mapping'] as const).map((kind) => new yaml.Type('!', { kind, multi: true, construct: (data) => data })),
  ],
});

interface Frame {
  readonly start: number;
  readonly children: unknown[];
}

interface State {
  readonly input: string;
  readonly position: number;
  readonly kind: string | null;
  readonly result: unknown;
}

interface Reader {
  readonly file: SourceFile;
  /** Offset of the document in the file. */
  readonly base: number;
  /** Trees of js-yaml's own containers, so that aliases find theirs. */
  readonly trees: Map<unknown, Tree>;
  /** Nodes that a tree has when aliases are written out. */
  readonly sizes: Map<Tree, number>;
}

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
  const trees: (Tree | undefined)[] = [];
  for (const piece of region ? [region] : splitPieces(file, report)) {
    const tree = piece && readPiece(file, piece, report);
    if (tree !== null) trees.push(tree);
  }
  return trees;
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

/** The tree of one piece; null when it holds nothing, undefined when it is broken. */
function readPiece(file: SourceFile, { start, end }: Piece, report: Report): Tree | null | undefined {
  const reader: Reader = { file, base: start, trees: new Map(), sizes: new Map() };
  const stack: Frame[] = [{ start: 0, children: [] }];
  const listener = (event: 'open' | 'close', state: State): void => {
    if (event === 'open') {
      stack.push({ start: skipBlank(state.input, state.position), children: [] });
      return;
    }
    const frame = stack.pop() as Frame;
    if (typeof state.result === 'object' && state.result !== null && !reader.trees.has(state.result)) enter(reader, state, frame);
    stack[stack.length - 1]?.children.push(frame.start, state.result);
  };
  const options = { schema, json: true, listener, maxDepth: 1000 } as yaml.LoadOptions;
  try {
    const value = yaml.loadAll(file.text.slice(start, end), null, options)[0];
    if (value === undefined) return null;
    const tree = treeOf(reader, value, (stack[0]?.children[0] as number | undefined) ?? 0);
    return isNull(tree) ? null : tree;
  } catch (error) {
    if (!(error instanceof yaml.YAMLException)) throw error;
    const offset = start + (error.mark?.position ?? 0);
    report('yaml-syntax', { kind: 'origin', origin: { file, offset } }, { problem: String((error as { reason?: string }).reason) });
    return undefined;
  }
}

function enter(reader: Reader, { result, kind }: State, { start, children }: Frame): void {
  const at = { file: reader.file, offset: reader.base + start };
  if (Array.isArray(result)) {
    const items = result.map((item, index) => treeOf(reader, item, (children[2 * index] as number | undefined) ?? start));
    setTree(reader, result, { kind: 'sequence', items, at }, items);
  } else if (kind === 'mapping') {
    const entries = mergeAll(entriesOf(reader, result as Record<string, unknown>, start, children));
    setTree(reader, result, { kind: 'mapping', entries, at }, entries.map(({ value }) => value));
  }
}

function setTree(reader: Reader, result: unknown, tree: Tree, parts: readonly Tree[]): void {
  const size = parts.reduce((sum, part) => sum + (reader.sizes.get(part) ?? 1), 1);
  if (size > MAX_NODES) throw new yaml.YAMLException('document contains excessive aliasing');
  reader.sizes.set(tree, size);
  reader.trees.set(result, tree);
}

/** Children come as pairs of key and value, unless a key was written without a value; then only js-yaml's result tells. */
function entriesOf(reader: Reader, result: Record<string, unknown>, start: number, children: readonly unknown[]): readonly TreeEntry[] {
  const entries: TreeEntry[] = [];
  const names = new Set<unknown>();
  for (let at = 0; at + 3 < children.length; at += 4) {
    const key = treeOf(reader, children[at + 1], children[at] as number);
    if (key.kind !== 'scalar') throw new yaml.YAMLException('invalid map key');
    names.add(children[at + 1] ?? 'null');
    entries.push({ key, value: treeOf(reader, children[at + 3], children[at + 2] as number) });
  }
  const written = Object.keys(result);
  if (children.length % 4 === 0 && written.length === names.size && written.every((name) => names.has(name))) return entries;
  return written.map((name) => ({ key: treeOf(reader, name, start) as ScalarTree, value: treeOf(reader, result[name], start) }));
}

function treeOf(reader: Reader, value: unknown, offset: number): Tree {
  const known = reader.trees.get(value);
  if (known) return known;
  const at = { file: reader.file, offset: reader.base + offset };
  if (typeof value !== 'string') return { kind: 'scalar', text: '', tag: '!!null', style: 'plain', at };
  if (!value.startsWith(MARK)) return { kind: 'scalar', text: value, tag: '!!str', style: 'quoted', at };
  const end = value.indexOf(MARK, 1);
  const text = value.slice(end + 1);
  return end === 1
    ? { kind: 'scalar', text, tag: tagOf(text), style: 'plain', at }
    : { kind: 'scalar', text, tag: value.slice(1, end), style: 'tagged', at };
}

/** Writes out `<<`. The first of several sources wins, and what the mapping says itself wins over all of them. */
function mergeAll(entries: readonly TreeEntry[]): readonly TreeEntry[] {
  const merges = entries.filter(({ key }) => key.tag === '!!merge');
  if (merges.length === 0) return entries;
  if (merges.length > 1) throw new yaml.YAMLException('duplicate merge key');
  const own = entries.filter(({ key }) => key.tag !== '!!merge');
  const names = new Set(own.map(({ key }) => key.text));
  const merged = [...own];
  for (const source of sourcesOf((merges[0] as TreeEntry).value)) {
    for (const entry of source.entries) {
      if (names.has(entry.key.text)) continue;
      names.add(entry.key.text);
      merged.push(entry);
    }
  }
  return merged;
}

function sourcesOf(value: Tree): readonly MappingTree[] {
  if (value.kind === 'mapping') return [value];
  if (value.kind === 'sequence' && value.items.every((item) => item.kind === 'mapping')) return value.items as readonly MappingTree[];
  throw new yaml.YAMLException('map merge requires map or sequence of maps as the value');
}

/** Offset of the first character at or behind `from` that is neither blank nor part of a comment. */
function skipBlank(text: string, from: number): number {
  const blank = /(?:[ \t\r\n]|#[^\n]*(?=\n))*/y;
  blank.lastIndex = from;
  blank.test(text);
  return blank.lastIndex;
}
