import { atDocumentMarker, fail, folded, isBreak, isEnd, type Reader, SPACE, skipBreak, TAB, takeBreak } from './reader.ts';

const DOUBLE = 0x22;
const SINGLE = 0x27;
const BACKSLASH = 0x5c;

/** The escapes of one character that go-yaml v2 knows. `\/` is not among them: it came with YAML 1.2. */
const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['0', '\0'],
  ['a', '\x07'],
  ['b', '\b'],
  ['t', '\t'],
  ['\t', '\t'],
  ['n', '\n'],
  ['v', '\v'],
  ['f', '\f'],
  ['r', '\r'],
  ['e', '\x1b'],
  [' ', ' '],
  ['"', '"'],
  ["'", "'"],
  ['\\', '\\'],
  ['N', '\x85'],
  ['_', '\xa0'],
  ['L', '\u2028'],
  ['P', '\u2029'],
]);

const HEX_LENGTHS: ReadonlyMap<string, number> = new Map([
  ['x', 2],
  ['u', 4],
  ['U', 8],
]);

/** Reads the quoted scalar whose opening quote is at `pos`. */
export function readQuoted(reader: Reader): string {
  const { text, pos: start } = reader;
  const quote = text.charCodeAt(start);
  let pos = start + 1;
  for (;;) {
    const code = text.charCodeAt(pos);
    if (code === quote) {
      if (quote === SINGLE && text.charCodeAt(pos + 1) === SINGLE) break;
      reader.pos = pos + 1;
      return text.slice(start + 1, pos);
    }
    if ((code === BACKSLASH && quote === DOUBLE) || isBreak(code) || isEnd(code)) break;
    pos += 1;
  }
  reader.pos = start + 1;
  return readParts(reader, start, quote);
}

/** The general case: escapes and line breaks. */
function readParts(reader: Reader, start: number, quote: number): string {
  const { text } = reader;
  let value = '';
  for (;;) {
    const from = reader.pos;
    let pos = from;
    let code = text.charCodeAt(pos);
    while (!isEnd(code) && code !== quote && !isBreak(code) && !(code === BACKSLASH && quote === DOUBLE)) code = text.charCodeAt(++pos);
    reader.pos = pos;
    if (isEnd(code) || pos >= reader.end) unfinished(reader, start);
    if (isBreak(code)) value += trimBlanks(text.slice(from, pos)) + readBreaks(reader, start);
    else if (code === BACKSLASH) value += text.slice(from, pos) + readEscape(reader, start);
    else {
      value += text.slice(from, pos);
      reader.pos = pos + 1;
      if (quote === DOUBLE || text.charCodeAt(pos + 1) !== SINGLE) return value;
      value += "'";
      reader.pos = pos + 2;
    }
  }
}

function trimBlanks(line: string): string {
  let end = line.length;
  while (end > 0 && (line.charCodeAt(end - 1) === SPACE || line.charCodeAt(end - 1) === TAB)) end -= 1;
  return line.slice(0, end);
}

function readBreaks(reader: Reader, start: number): string {
  const first = takeBreak(reader);
  return folded(first, readMoreBreaks(reader, start));
}

function readMoreBreaks(reader: Reader, start: number): string {
  const { text } = reader;
  let rest = '';
  for (;;) {
    if (reader.pos >= reader.end || atDocumentMarker(reader)) unfinished(reader, start);
    let code = text.charCodeAt(reader.pos);
    while (code === SPACE || code === TAB) code = text.charCodeAt(++reader.pos);
    if (!isBreak(code)) return rest;
    rest += takeBreak(reader);
  }
}

function readEscape(reader: Reader, start: number): string {
  const { text, pos } = reader;
  const letter = text.charAt(pos + 1);
  if (isBreak(text.charCodeAt(pos + 1))) {
    reader.pos = pos + 1;
    skipBreak(reader);
    return readMoreBreaks(reader, start);
  }
  const simple = ESCAPES.get(letter);
  if (simple !== undefined) {
    reader.pos = pos + 2;
    return simple;
  }
  const length = HEX_LENGTHS.get(letter);
  if (length === undefined)
    return refuseEscape(reader, letter === '/' ? 'Write / without the backslash.' : 'Write \\\\ for a backslash, or use single quotes.');
  const digits = text.slice(pos + 2, pos + 2 + length);
  const value = /^[0-9a-fA-F]+$/.test(digits) && digits.length === length ? Number.parseInt(digits, 16) : -1;
  if (value < 0) return refuseEscape(reader, `Give exactly ${length} hexadecimal digits after \\${letter}.`);
  if ((value >= 0xd800 && value <= 0xdfff) || value > 0x10ffff) {
    return refuseEscape(reader, 'Write the character itself, or \\U with eight digits; YAML knows no surrogate pairs.');
  }
  reader.pos = pos + 2 + length;
  return String.fromCodePoint(value);
}

function refuseEscape(reader: Reader, help: string): never {
  const { pos } = reader;
  return fail(reader, {
    code: 'yaml-syntax',
    offset: pos,
    expected: 'an escape that YAML 1.1 knows',
    found: reader.text.slice(pos, pos + 2),
    help,
  });
}

function unfinished(reader: Reader, start: number): never {
  return fail(reader, {
    code: 'yaml-syntax',
    offset: start,
    expected: 'a closing quote',
    found: reader.pos >= reader.end ? 'the end of the document' : 'a document marker',
    help: 'The quote that opens here is never closed.',
  });
}
