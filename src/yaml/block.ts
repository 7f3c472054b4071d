import { readBlockScalar } from './block-scalar.ts';
import { noteItem } from './entries.ts';
import { readHead, readHeadWith } from './flow.ts';
import { applyProperties, emptyHead, takeValue } from './head.ts';
import { describeToken } from './problem.ts';
import { finishAnchor, openAnchor, readProperties, startsProperties } from './properties.ts';
import {
  COLON,
  closeCollection,
  DASH,
  descend,
  fail,
  isBlankOrEnd,
  isEnd,
  MAX_KEY_LENGTH,
  openCollection,
  type Properties,
  QUESTION,
  type Reader,
  SPACE,
  TAB,
  toNextToken,
} from './reader.ts';

const STAR = 0x2a;
const PIPE = 0x7c;
const GREATER = 0x3e;

/**
 * Reads the node at `pos`, whose first character is `code`. `inMapping`: it is a value of a block mapping, where a
 * sequence need not be indented.
 */
export function readBlockNode(reader: Reader, code: number, inMapping: boolean): unknown {
  const { pos: offset, lineStart: line, keyAllowed } = reader;
  if (code === DASH && isIndicator(reader)) return readBlockSequence(reader, inMapping);
  if (code === QUESTION && isIndicator(reader))
    return readBlockMapping(reader, offset - line, offset, readExplicitKey(reader, offset - line));
  if (code === PIPE || code === GREATER) return readText(reader, offset);
  if (startsProperties(code)) return readNodeWithProperties(reader, inMapping);
  readHead(reader, code);
  if (keyAllowed && atKeyColon(reader, line, offset)) return readSimpleMapping(reader, offset - line, offset);
  return takeValue(reader, offset);
}

function isIndicator(reader: Reader): boolean {
  return isBlankOrEnd(reader.text.charCodeAt(reader.pos + 1));
}

function readText(reader: Reader, offset: number): unknown {
  reader.decoded += 1;
  reader.headText = readBlockScalar(reader);
  reader.headKind = 'text';
  return takeValue(reader, offset);
}

/** Whether the colon of a key follows on the same line; moves to it if so. */
function atKeyColon(reader: Reader, line: number, offset: number): boolean {
  if (reader.lineStart !== line) return false;
  const { text } = reader;
  let { pos } = reader;
  let code = text.charCodeAt(pos);
  while (code === SPACE || code === TAB) code = text.charCodeAt(++pos);
  if (code !== COLON || !isBlankOrEnd(text.charCodeAt(pos + 1)) || pos - offset > MAX_KEY_LENGTH) return false;
  reader.pos = pos;
  return true;
}

/** Whether the token at `pos` belongs to what was just opened, or else the node is empty. */
function hasNode(reader: Reader, code: number, inMapping: boolean): boolean {
  if (isEnd(code)) return false;
  const column = reader.pos - reader.lineStart;
  if (column !== reader.indent) return column > reader.indent;
  // libyaml takes block scalars at the column of their parent, too.
  return code === PIPE || code === GREATER || (inMapping && code === DASH && isIndicator(reader));
}

function readNodeWithProperties(reader: Reader, inMapping: boolean): unknown {
  const { pos: offset, lineStart: line, keyAllowed } = reader;
  const properties = readProperties(reader);
  const { next, anchor } = properties;
  const sameLine = reader.lineStart === line && !isEnd(next);
  if (sameLine && next !== PIPE && next !== GREATER && !isCollectionMark(reader, next)) {
    readHeadWith(reader, properties, offset);
    if (keyAllowed && atKeyColon(reader, line, offset)) {
      const mapping = readSimpleMapping(reader, offset - line, offset);
      reader.lastProperties = undefined;
      return mapping;
    }
    reader.lastProperties = properties;
    return takeValue(reader, offset);
  }
  if (next === STAR && hasNode(reader, next, inMapping)) refuse(reader, 'a value behind the anchor or tag', 'value', offset);
  const anchored = anchor === undefined ? undefined : openAnchor(reader, anchor);
  let value: unknown;
  descend(reader);
  if (hasNode(reader, next, inMapping)) value = readBlockNode(reader, next, inMapping);
  else emptyHead(reader);
  reader.depth -= 1;
  if (startsProperties(next) && reader.lastProperties) refuseTwice(reader, properties, reader.lastProperties, offset);
  reader.lastProperties = properties;
  if (reader.headKind !== 'collection') value = retag(reader, properties, offset);
  if (anchored) finishAnchor(reader, anchored, value);
  return value;
}

/** A node has one anchor and one tag, also when they stand on lines of their own. */
function refuseTwice(reader: Reader, outer: Properties, inner: Properties, offset: number): void {
  if ((outer.anchor === undefined || inner.anchor === undefined) && (outer.tag === undefined || inner.tag === undefined)) return;
  const what = outer.tag === undefined || inner.tag === undefined ? 'anchor' : 'tag';
  fail(reader, { code: 'yaml-syntax', offset, expected: `one ${what} for a value`, found: 'two' });
}

function isCollectionMark(reader: Reader, code: number): boolean {
  return (code === DASH || code === QUESTION) && isIndicator(reader);
}

function retag(reader: Reader, properties: Properties, offset: number): unknown {
  if (properties.tag !== undefined && reader.headKind === 'ready') reader.headKind = 'text';
  applyProperties(reader, properties, offset);
  return takeValue(reader, offset);
}

function readBlockSequence(reader: Reader, inMapping: boolean): object {
  const start = reader.pos;
  const column = start - reader.lineStart;
  if (!reader.keyAllowed) refuse(reader, 'a value on this line, or the list on a line of its own', 'list', start);
  const mark = openCollection(reader);
  reader.decoded += 1;
  const outer = reader.indent;
  const indented = column > outer || !inMapping;
  reader.indent = column;
  const items: unknown[] = [];
  for (;;) {
    reader.pos += 1;
    let offset = reader.pos;
    reader.keyAllowed = true;
    let code = toNextToken(reader);
    if (hasNode(reader, code, false)) {
      offset = reader.pos;
      items.push(readBlockNode(reader, code, false));
    } else items.push(readNothing(reader, offset));
    noteItem(reader.entries, offset);
    code = toNextToken(reader);
    const next = reader.pos - reader.lineStart;
    if (next === column && code === DASH && isIndicator(reader) && reader.keyAllowed) continue;
    if (isEnd(code) || next < column || (next === column && !indented)) break;
    refuse(reader, 'a list item (-) or the end of the list', 'list', start);
  }
  reader.indent = outer;
  return closeCollection(reader, reader.builder.sequence(reader, items, start), mark);
}

function readNothing(reader: Reader, offset: number): unknown {
  reader.decoded += 1;
  return reader.builder.empty(reader, offset);
}

/** Reads a mapping whose first key is the head of the reader. */
function readSimpleMapping(reader: Reader, column: number, start: number): object {
  const key = reader.builder.key(reader, start);
  reader.explicitKey = false;
  return readBlockMapping(reader, column, start, key);
}

/** Reads a mapping whose first key was read. `pos` is at the colon of the key, or behind a `? key` that has none. */
function readBlockMapping(reader: Reader, column: number, start: number, firstKey: unknown): object {
  const mark = openCollection(reader);
  reader.decoded += 1;
  const outer = reader.indent;
  reader.indent = column;
  const { builder } = reader;
  const open = builder.open(reader);
  let key = firstKey;
  let keyOffset = start;
  for (;;) {
    const value = readPairValue(reader, column);
    builder.add(reader, open, key, keyOffset, value, reader.valueOffset);
    const code = toNextToken(reader);
    const next = reader.pos - reader.lineStart;
    if (isEnd(code) || next < column) break;
    if (next > column || !reader.keyAllowed) refuse(reader, 'a key of the mapping or its end', 'mapping', start);
    keyOffset = reader.pos;
    key = readBlockKey(reader, code, column, start);
  }
  reader.indent = outer;
  return closeCollection(reader, builder.mapping(reader, open, start), mark);
}

function readBlockKey(reader: Reader, code: number, column: number, start: number): unknown {
  const offset = reader.pos;
  const line = reader.lineStart;
  if (code === QUESTION && isIndicator(reader)) return readExplicitKey(reader, column);
  if (code === PIPE || code === GREATER || ((code === DASH || code === COLON) && isIndicator(reader))) {
    refuse(reader, 'a key of the mapping or its end', 'mapping', start);
  }
  reader.explicitKey = false;
  if (startsProperties(code)) {
    const properties = readProperties(reader);
    if (reader.lineStart !== line || isEnd(properties.next)) refuseColon(reader, offset);
    readHeadWith(reader, properties, offset);
  } else readHead(reader, code);
  if (!atKeyColon(reader, line, offset)) refuseColon(reader, offset);
  return reader.builder.key(reader, offset);
}

/** Reads `? key`, and moves to the colon at the column of the mapping when there is one. */
function readExplicitKey(reader: Reader, column: number): unknown {
  const offset = reader.pos;
  if (!reader.keyAllowed) refuse(reader, 'a value', 'mapping', offset);
  const outer = reader.indent;
  reader.indent = column;
  reader.pos += 1;
  reader.keyAllowed = true;
  const code = toNextToken(reader);
  descend(reader);
  if (hasNode(reader, code, true)) readBlockNode(reader, code, true);
  else emptyHead(reader);
  reader.depth -= 1;
  const key = reader.builder.key(reader, offset);
  reader.explicitKey = true;
  toNextToken(reader);
  reader.indent = outer;
  return key;
}

/** Reads the value behind the colon at `pos`; null without one. Leaves its offset in `valueOffset`. */
function readPairValue(reader: Reader, column: number): unknown {
  const { explicitKey } = reader;
  reader.valueOffset = reader.pos;
  if (explicitKey && !atExplicitColon(reader, column)) return readNothing(reader, reader.pos);
  reader.pos += 1;
  reader.keyAllowed = explicitKey;
  const colon = reader.pos;
  const code = toNextToken(reader);
  if (!hasNode(reader, code, true)) {
    reader.valueOffset = colon;
    return readNothing(reader, colon);
  }
  const offset = reader.pos;
  const value = readBlockNode(reader, code, true);
  reader.valueOffset = offset;
  return value;
}

function atExplicitColon(reader: Reader, column: number): boolean {
  if (!reader.keyAllowed || reader.pos - reader.lineStart !== column) return false;
  return reader.text.charCodeAt(reader.pos) === COLON && isIndicator(reader);
}

function refuse(reader: Reader, expected: string, what: string, start: number): never {
  const { text, pos, end } = reader;
  const colon = text.charCodeAt(pos) === COLON;
  return fail(reader, {
    code: 'yaml-syntax',
    offset: pos,
    expected,
    found: describeToken(text, pos, end),
    ...(colon && { help: 'A second colon on the line needs quotes around the text; a key needs the indentation of the keys beside it.' }),
    began: { what, offset: start },
  });
}

function refuseColon(reader: Reader, offset: number): never {
  return fail(reader, {
    code: 'yaml-syntax',
    offset,
    expected: 'a key followed by a colon on the same line',
    found: 'no colon',
    help: 'Indent the line if it continues the value above, or put a colon and a blank behind the key.',
  });
}
