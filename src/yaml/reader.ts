import type { Builder } from './builder.ts';
import { closeEntries, type Entries, newEntries } from './entries.ts';
import { INTERRUPT, type Problem, type Remark } from './problem.ts';

/** What an anchor stands for. `open`: its container is still being read. */
export interface Anchored {
  value: unknown;
  /** Nodes that the value expands to, itself included. */
  size: number;
  open: boolean;
}

/** What may stand before a node. */
export interface Properties {
  readonly anchor: string | undefined;
  /** Short form, `!!int`. */
  readonly tag: string | undefined;
  /** The first character after the properties; NaN at the end of the document. */
  readonly next: number;
}

/** `plain` and `text` (quoted or a block) are texts whose value is still to be made; of an alias and of a scalar with properties it is `ready`. */
export type HeadKind = 'plain' | 'text' | 'ready' | 'collection';

/**
 * The state of reading one text. The grammar is that of libyaml, which go-yaml and so kubectl are made of: where the
 * names below mean nothing to YAML 1.2 they are libyaml's. Everything is an offset into `text`.
 */
export interface Reader {
  readonly text: string;
  readonly builder: Builder;
  /** Where the document ends; always the start of a line or the end of the text. */
  end: number;
  /** What the last line of a block counts as when it has no line break: kubectl adds one, kustomize does not. */
  readonly lastBreak: '\n' | '';
  pos: number;
  lineStart: number;
  /** A key without `?` may start here ("simple key allowed"): on a new line, after `- ` and inside brackets. */
  keyAllowed: boolean;
  /** Column of the block collection that is being read; -1 outside. */
  indent: number;
  /** Brackets that are open. */
  flow: number;
  /** Collections that are open. */
  depth: number;
  /** Nodes read, aliases expanded; and how many of them came from aliases. */
  decoded: number;
  aliased: number;
  anchors: Map<string, Anchored> | undefined;
  /** The node read last: how its value is found, its text, and its value when that is known. */
  headKind: HeadKind;
  headText: string;
  headValue: unknown;
  /** Where the value that was read last begins, and whether the key read last had a `?`. */
  valueOffset: number;
  explicitKey: boolean;
  /** Properties of the block node read last, unless they were those of a first key. */
  lastProperties: Properties | undefined;
  /** Where the entries of the collections were written. */
  readonly entries: Entries;
  readonly remarks: Remark[];
  problem: Problem | undefined;
}

export const TAB = 0x09;
export const LF = 0x0a;
export const CR = 0x0d;
export const SPACE = 0x20;
export const HASH = 0x23;
export const COLON = 0x3a;
export const DASH = 0x2d;
export const QUESTION = 0x3f;
const NEL = 0x85;
const LINE_SEPARATOR = 0x2028;
const PARAGRAPH_SEPARATOR = 0x2029;

/** Deeper nesting is refused: kubectl stops at 10,000, no real object passes 100, and ours has to stay on the stack. */
export const MAX_DEPTH = 1_000;

/** Farther from its start the colon of a key without `?` may not be (YAML 1.2, section 7.4.2, and libyaml). */
export const MAX_KEY_LENGTH = 1_024;

/** A reader at the start of `text`. */
export function makeReader(text: string, builder: Builder, lastBreak: Reader['lastBreak'] = '\n'): Reader {
  return {
    text,
    builder,
    end: text.length,
    lastBreak,
    pos: 0,
    lineStart: 0,
    keyAllowed: true,
    indent: -1,
    flow: 0,
    depth: 0,
    decoded: 0,
    aliased: 0,
    anchors: undefined,
    headKind: 'text',
    headText: '',
    headValue: undefined,
    valueOffset: 0,
    explicitKey: false,
    lastProperties: undefined,
    entries: newEntries(text),
    remarks: [],
    problem: undefined,
  };
}

/** Notes the problem and leaves the document; `readDocument` catches the interrupt. */
export function fail(reader: Reader, problem: Problem): never {
  reader.problem = problem;
  throw INTERRUPT;
}

/** A character that ends a line for libyaml, which reads YAML 1.1. */
export function isBreak(code: number): boolean {
  return code === LF || code === CR || code === NEL || code === LINE_SEPARATOR || code === PARAGRAPH_SEPARATOR;
}

/** The end of the text, where `charCodeAt` gives NaN; `toNextToken` gives it at the end of the document. */
export function isEnd(code: number): boolean {
  return Number.isNaN(code);
}

/** Blank, line break or end of text. */
export function isBlankOrEnd(code: number): boolean {
  return code === SPACE || code === LF || code === TAB || isBreak(code) || isEnd(code);
}

/** Moves over the line break at `pos`, which is there. */
export function skipBreak(reader: Reader): void {
  const { text, pos } = reader;
  reader.pos = text.charCodeAt(pos) === CR && text.charCodeAt(pos + 1) === LF ? pos + 2 : pos + 1;
  reader.lineStart = reader.pos;
}

/** Moves over the line break at `pos` and gives what it counts as in a scalar: `\n` but for the two Unicode separators. */
export function takeBreak(reader: Reader): string {
  const code = reader.text.charCodeAt(reader.pos);
  skipBreak(reader);
  return code === LINE_SEPARATOR || code === PARAGRAPH_SEPARATOR ? String.fromCharCode(code) : '\n';
}

/** Folds line breaks: a single one is a space, of several the first is dropped. */
export function folded(first: string, rest: string): string {
  if (first !== '\n') return first + rest;
  return rest === '' ? ' ' : rest;
}

/** Moves over blanks, comments and line breaks to the next token, and gives its first character; NaN at the end. */
export function toNextToken(reader: Reader): number {
  const { text } = reader;
  for (;;) {
    let pos = reader.pos;
    if (pos >= reader.end) return Number.NaN;
    let code = text.charCodeAt(pos);
    // At the start of a line a tab would be indentation.
    const tabs = reader.flow > 0 || !reader.keyAllowed;
    while (code === SPACE || (code === TAB && tabs)) code = text.charCodeAt(++pos);
    if (code === HASH) {
      do code = text.charCodeAt(++pos);
      while (!isEnd(code) && !isBreak(code));
    }
    reader.pos = pos;
    if (!isBreak(code)) return atDocumentMarker(reader) ? Number.NaN : code;
    skipBreak(reader);
    if (reader.flow === 0) reader.keyAllowed = true;
  }
}

/** `---` or `...` at the start of a line. */
export function atDocumentMarker(reader: Reader): boolean {
  const { text, pos } = reader;
  if (pos !== reader.lineStart) return false;
  const code = text.charCodeAt(pos);
  if (code !== DASH && code !== 0x2e) return false;
  return text.charCodeAt(pos + 1) === code && text.charCodeAt(pos + 2) === code && isBlankOrEnd(text.charCodeAt(pos + 3));
}

/** Opens a collection. Gives the mark that {@link closeCollection} takes. */
export function openCollection(reader: Reader): number {
  descend(reader);
  return reader.entries.pending;
}

/** Goes one level down, for whatever calls the reader again; the caller takes it back. */
export function descend(reader: Reader): void {
  reader.depth += 1;
  if (reader.depth > MAX_DEPTH) fail(reader, { code: 'nesting-too-deep', offset: reader.pos, limit: MAX_DEPTH });
}

/** Files the entries since `mark` under `container`, which becomes the head. */
export function closeCollection(reader: Reader, container: object, mark: number): object {
  reader.depth -= 1;
  reader.headKind = 'collection';
  reader.headValue = container;
  closeEntries(reader.entries, container, mark);
  return container;
}
