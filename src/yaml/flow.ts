import { noteItem } from './entries.ts';
import { applyProperties, emptyHead, readScalarHead, takeValue } from './head.ts';
import { describeToken } from './problem.ts';
import { finishAnchor, openAnchor, readProperties, startsProperties } from './properties.ts';
import {
  COLON,
  closeCollection,
  fail,
  isBlankOrEnd,
  isEnd,
  MAX_KEY_LENGTH,
  openCollection,
  type Properties,
  QUESTION,
  type Reader,
  toNextToken,
} from './reader.ts';

const STAR = 0x2a;
const OPEN_SEQUENCE = 0x5b;
const OPEN_MAPPING = 0x7b;
const COMMA = 0x2c;
const CLOSE_SEQUENCE = 0x5d;
const CLOSE_MAPPING = 0x7d;

/**
 * Reads what may be a key or a value: a flow scalar, an alias or a flow collection. Whether it is a key shows only behind
 * it, so it stays the head of the reader until its value or its key is asked for.
 */
export function readHead(reader: Reader, code: number): void {
  reader.decoded += 1;
  if (code !== OPEN_SEQUENCE && code !== OPEN_MAPPING) {
    readScalarHead(reader, code);
    return;
  }
  if (code === OPEN_SEQUENCE) readFlowSequence(reader);
  else readFlowMapping(reader);
}

/** Reads a head that has properties and gives them to it. Collections keep no tag. */
export function readHeadWith(reader: Reader, properties: Properties, offset: number): void {
  const { next, anchor } = properties;
  if (next === STAR) {
    fail(reader, { code: 'yaml-syntax', offset: reader.pos, expected: 'a value behind the anchor or tag', found: 'an alias (*)' });
  }
  const anchored = anchor === undefined ? undefined : openAnchor(reader, anchor);
  if (next === COLON && isBlankOrEnd(reader.text.charCodeAt(reader.pos + 1))) emptyHead(reader);
  else readHead(reader, next);
  applyProperties(reader, properties, offset);
  if (anchored) finishAnchor(reader, anchored, reader.headValue);
}

/** Reads the `[…]` at `pos`. An item `a: b` is a mapping of one pair. */
function readFlowSequence(reader: Reader): void {
  const start = reader.pos;
  const mark = openFlow(reader);
  const items: unknown[] = [];
  for (let code = firstEntry(reader); code !== CLOSE_SEQUENCE; code = nextEntry(reader, CLOSE_SEQUENCE, start)) {
    const offset = reader.pos;
    const isKey = readEntry(reader, code, CLOSE_SEQUENCE, start);
    if (isKey) items.push(readSinglePair(reader, offset, start));
    else items.push(takeValue(reader, offset));
    noteItem(reader.entries, offset);
  }
  closeFlow(reader, reader.builder.sequence(reader, items, start), mark);
}

/** Reads the `{…}` at `pos`. A key without a value has null. */
function readFlowMapping(reader: Reader): void {
  const start = reader.pos;
  const mark = openFlow(reader);
  const open = reader.builder.open(reader);
  for (let code = firstEntry(reader); code !== CLOSE_MAPPING; code = nextEntry(reader, CLOSE_MAPPING, start)) {
    const offset = reader.pos;
    const hasValue = readEntry(reader, code, CLOSE_MAPPING, start);
    readPair(reader, open, offset, hasValue, CLOSE_MAPPING, start);
  }
  closeFlow(reader, reader.builder.mapping(reader, open, start), mark);
}

function openFlow(reader: Reader): number {
  const mark = openCollection(reader);
  reader.flow += 1;
  return mark;
}

function closeFlow(reader: Reader, container: object, mark: number): void {
  reader.pos += 1;
  reader.flow -= 1;
  reader.keyAllowed = false;
  closeCollection(reader, container, mark);
}

/** Moves over the opening bracket. */
function firstEntry(reader: Reader): number {
  reader.pos += 1;
  reader.keyAllowed = true;
  return toNextToken(reader);
}

/** Moves over the comma behind an entry; a comma may stand before the closing bracket. */
function nextEntry(reader: Reader, close: number, start: number): number {
  const code = toNextToken(reader);
  if (code === close) return code;
  if (code !== COMMA) refuse(reader, `a comma or ${String.fromCharCode(close)}`, start, close);
  return firstEntry(reader);
}

/**
 * Reads a key or a value, which stays the head of the reader, and moves behind it. Whether it is a key with a value: then
 * `pos` is at the colon.
 */
function readEntry(reader: Reader, first: number, close: number, start: number): boolean {
  const { pos: offset, lineStart: line, keyAllowed } = reader;
  const isExplicit = first === QUESTION;
  let code = first;
  if (isExplicit) {
    reader.pos += 1;
    reader.keyAllowed = false;
    code = toNextToken(reader);
  }
  if (isExplicit && endsEntry(code, close)) emptyHead(reader);
  else readFlowHead(reader, code, close, start);
  if (toNextToken(reader) !== COLON) return isExplicit && close === CLOSE_SEQUENCE;
  return isExplicit || (keyAllowed && reader.lineStart === line && reader.pos - offset <= MAX_KEY_LENGTH);
}

function endsEntry(code: number, close: number): boolean {
  return code === COLON || code === COMMA || code === close;
}

function readFlowHead(reader: Reader, code: number, close: number, start: number): void {
  if (isEnd(code)) refuse(reader, String.fromCharCode(close), start, close);
  if (endsEntry(code, close)) refuse(reader, 'a value', start, close);
  if (!startsProperties(code)) {
    readHead(reader, code);
    return;
  }
  const offset = reader.pos;
  const properties = readProperties(reader);
  if (endsEntry(properties.next, close)) readEmptyWith(reader, properties, offset);
  else if (isEnd(properties.next)) refuse(reader, String.fromCharCode(close), start, close);
  else readHeadWith(reader, properties, offset);
}

function readEmptyWith(reader: Reader, properties: Properties, offset: number): void {
  const anchored = properties.anchor === undefined ? undefined : openAnchor(reader, properties.anchor);
  emptyHead(reader);
  applyProperties(reader, properties, offset);
  if (anchored) finishAnchor(reader, anchored, reader.headValue);
}

/** Adds the pair whose key is the head. */
function readPair(reader: Reader, open: unknown, keyOffset: number, hasValue: boolean, close: number, start: number): void {
  const { builder } = reader;
  const key = builder.key(reader, keyOffset);
  let valueOffset = reader.pos;
  if (hasValue && reader.text.charCodeAt(reader.pos) === COLON) {
    reader.pos += 1;
    reader.keyAllowed = false;
    valueOffset = reader.pos;
    const code = toNextToken(reader);
    if (code !== COMMA && code !== close) {
      valueOffset = reader.pos;
      readFlowHead(reader, code, close, start);
      builder.add(reader, open, key, keyOffset, takeValue(reader, valueOffset), valueOffset);
      return;
    }
  }
  reader.decoded += 1;
  builder.add(reader, open, key, keyOffset, builder.empty(reader, valueOffset), valueOffset);
}

function readSinglePair(reader: Reader, keyOffset: number, start: number): object {
  const mark = openCollection(reader);
  const open = reader.builder.open(reader);
  readPair(reader, open, keyOffset, true, CLOSE_SEQUENCE, start);
  return closeCollection(reader, reader.builder.mapping(reader, open, keyOffset), mark);
}

function refuse(reader: Reader, expected: string, start: number, close: number): never {
  const what = close === CLOSE_SEQUENCE ? 'list' : 'mapping';
  const found = describeToken(reader.text, reader.pos, reader.end);
  return fail(reader, { code: 'yaml-syntax', offset: reader.pos, expected, found, began: { what, offset: start } });
}
