import { entryTable, noteItem } from './entries.ts';
import { describeToken, INTERRUPT, type Problem } from './problem.ts';
import type { ReadDocument } from './read.ts';
import { COLON, CR, closeCollection, fail, isEnd, LF, makeReader, openCollection, type Reader, SPACE, TAB } from './reader.ts';
import { valueBuilder } from './value-builder.ts';

const QUOTE = 0x22;
const COMMA = 0x2c;
const SLASH = 0x2f;
const OPEN_ARRAY = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?/y;
const WORD = /[A-Za-z_]+/y;
const INTEGER = /^-?\d+$/;
const MAX_UINT64 = 0xffff_ffff_ffff_ffffn;
const MIN_INT64 = -0x8000_0000_0000_0000n;

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ['\\', '\\'],
  ['/', '/'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
]);

/** One JSON value of a stream, and where the next one may begin. */
export interface JsonDocument extends ReadDocument {
  readonly end: number;
}

/** Moves over JSON white space. */
export function skipJsonSpace(text: string, from: number): number {
  let pos = from;
  for (;;) {
    const code = text.charCodeAt(pos);
    if (code !== SPACE && code !== LF && code !== CR && code !== TAB) return pos;
    pos += 1;
  }
}

/**
 * Reads the JSON value at `start` (RFC 8259, as Go's encoding/json), which others may follow. Keys that are written twice
 * are remarked upon; the last one counts.
 */
export function readJson(text: string, start: number): JsonDocument | Problem {
  const reader = makeReader(text, valueBuilder);
  reader.pos = start;
  try {
    const value = readValue(reader);
    return { value, root: start, table: entryTable(reader.entries), remarks: reader.remarks, end: reader.pos };
  } catch (error) {
    if (error !== INTERRUPT || !reader.problem) throw error;
    return reader.problem;
  }
}

function next(reader: Reader): number {
  reader.pos = skipJsonSpace(reader.text, reader.pos);
  return reader.text.charCodeAt(reader.pos);
}

function readValue(reader: Reader): unknown {
  const code = reader.text.charCodeAt(reader.pos);
  if (code === OPEN_OBJECT) return readObject(reader);
  if (code === OPEN_ARRAY) return readArray(reader);
  if (code === QUOTE) return readString(reader);
  return readNumberOrWord(reader);
}

function readObject(reader: Reader): Record<string, unknown> {
  const start = reader.pos;
  const mark = openCollection(reader);
  const open = valueBuilder.open(reader);
  reader.pos += 1;
  let code = next(reader);
  while (code !== CLOSE_OBJECT) {
    const keyOffset = reader.pos;
    if (code !== QUOTE) refuse(reader, 'a key in double quotes', { what: 'object', offset: start });
    const key = readString(reader);
    if (next(reader) !== COLON) refuse(reader, 'a colon behind the key', { what: 'object', offset: start });
    reader.pos += 1;
    next(reader);
    const valueOffset = reader.pos;
    valueBuilder.add(reader, open, key, keyOffset, readValue(reader), valueOffset);
    code = readComma(reader, CLOSE_OBJECT, start);
  }
  reader.pos += 1;
  closeCollection(reader, open.map, mark);
  return open.map;
}

function readArray(reader: Reader): unknown[] {
  const start = reader.pos;
  const mark = openCollection(reader);
  const items: unknown[] = [];
  reader.pos += 1;
  let code = next(reader);
  while (code !== CLOSE_ARRAY) {
    const offset = reader.pos;
    items.push(readValue(reader));
    noteItem(reader.entries, offset);
    code = readComma(reader, CLOSE_ARRAY, start);
  }
  reader.pos += 1;
  closeCollection(reader, items, mark);
  return items;
}

/** Moves over the comma to the next entry; gives the closing bracket at the end. */
function readComma(reader: Reader, close: number, start: number): number {
  const code = next(reader);
  if (code === close) return code;
  const bracket = String.fromCharCode(close);
  if (code !== COMMA) refuse(reader, `a comma or ${bracket}`, { what: close === CLOSE_OBJECT ? 'object' : 'array', offset: start });
  reader.pos += 1;
  const after = next(reader);
  if (after === close)
    refuse(reader, 'another entry behind the comma', { what: close === CLOSE_OBJECT ? 'object' : 'array', offset: start });
  return after;
}

function readString(reader: Reader): string {
  const { text, pos: start } = reader;
  let value = '';
  let from = start + 1;
  for (let pos = from; ; pos += 1) {
    const code = text.charCodeAt(pos);
    if (code === QUOTE) {
      reader.pos = pos + 1;
      return value + text.slice(from, pos);
    }
    if (isEnd(code) || code < SPACE) refuseString(reader, start, pos);
    if (code === BACKSLASH) {
      reader.pos = pos;
      value += text.slice(from, pos) + readEscape(reader);
      from = reader.pos;
      pos = from - 1;
    }
  }
}

/** Reads the escape at `pos`. Half a surrogate pair becomes U+FFFD, as in Go. */
function readEscape(reader: Reader): string {
  const { text, pos } = reader;
  const simple = ESCAPES.get(text.charAt(pos + 1));
  if (simple !== undefined) {
    reader.pos = pos + 2;
    return simple;
  }
  const unit = escapedUnit(text, pos);
  if (unit === -1) refuse(reader, 'an escape that JSON knows');
  reader.pos = pos + 6;
  if ((unit & 0xf800) !== 0xd800) return String.fromCharCode(unit);
  const low = escapedUnit(text, reader.pos);
  if ((unit & 0xfc00) !== 0xd800 || (low & 0xfc00) !== 0xdc00) return '\ufffd';
  reader.pos += 6;
  return String.fromCharCode(unit, low);
}

/** The code unit of `\uXXXX`; -1 if there is none. */
function escapedUnit(text: string, pos: number): number {
  const match = /^\\u([0-9a-fA-F]{4})$/.exec(text.slice(pos, pos + 6));
  return match ? Number.parseInt(match[1] as string, 16) : -1;
}

function readNumberOrWord(reader: Reader): unknown {
  const { text, pos } = reader;
  NUMBER.lastIndex = pos;
  const number = NUMBER.exec(text)?.[0];
  if (number !== undefined) {
    reader.pos = pos + number.length;
    return numberValue(reader, number, pos);
  }
  WORD.lastIndex = pos;
  const word = WORD.exec(text)?.[0];
  if (word !== 'true' && word !== 'false' && word !== 'null') refuse(reader, 'a value');
  reader.pos = pos + word.length;
  return word === 'null' ? null : word === 'true';
}

function numberValue(reader: Reader, written: string, offset: number): number | bigint {
  const value = Number(written);
  if (!Number.isFinite(value)) fail(reader, { code: 'non-finite-number', offset, found: written.slice(0, 20) });
  if (Number.isSafeInteger(value) || !INTEGER.test(written)) return value;
  const exact = BigInt(written);
  return exact >= MIN_INT64 && exact <= MAX_UINT64 ? exact : value;
}

function refuse(reader: Reader, expected: string, began?: { readonly what: string; readonly offset: number }): never {
  const { text, pos, end } = reader;
  const code = text.charCodeAt(pos);
  const comment = code === SLASH || code === 0x23;
  return fail(reader, {
    code: 'json-syntax',
    offset: pos,
    expected,
    found: comment ? 'a comment' : describeToken(text, pos, end),
    ...(comment && { help: 'Delete the comment: JSON has none.' }),
    ...(code === 0x27 && { help: 'Use double quotes: JSON has no others.' }),
    ...(began && { began }),
  });
}

function refuseString(reader: Reader, start: number, pos: number): never {
  const { text } = reader;
  return fail(reader, {
    code: 'json-syntax',
    offset: pos < text.length ? pos : start,
    expected: 'a closing quote',
    found: pos < text.length ? 'a line break or control character' : 'the end of the document',
    help: 'Text cannot run over several lines in JSON: write \\n for a line break.',
    began: { what: 'text', offset: start },
  });
}
