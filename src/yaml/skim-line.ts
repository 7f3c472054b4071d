import { COLON, DASH, HASH, LF, SPACE, TAB } from './reader.ts';

const DOUBLE_QUOTE = 0x22;
const SINGLE_QUOTE = 0x27;
const COMMA = 0x2c;
const DOT = 0x2e;
const PLUS = 0x2b;
const SLASH = 0x2f;
const GREATER = 0x3e;
const BACKSLASH = 0x5c;
const LIST = 0x5b;
const LIST_END = 0x5d;
const MAPPING = 0x7b;
const PIPE = 0x7c;
const MAPPING_END = 0x7d;

const KEY_START = 1;
const KEY = 2;
const VALUE_START = 4;
const WORD_START = 8;
const WORD = 16;

/** What an ASCII character may be part of: a key, a plain value, a plain word in brackets. Only what needs no second thought. */
const CLASSES = new Uint8Array(128);
function mark(characters: string, flags: number): void {
  for (const character of characters) {
    const code = character.charCodeAt(0);
    CLASSES[code] = (CLASSES[code] as number) | flags;
  }
}
mark('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_', KEY_START | KEY | VALUE_START | WORD_START | WORD);
mark('0123456789', KEY | VALUE_START | WORD_START | WORD);
mark('/$', VALUE_START | WORD_START | WORD);
mark('-./', KEY | WORD);
mark('(=^;', VALUE_START | WORD);
mark('*&+)@', WORD);

function is(code: number, flags: number): boolean {
  return code < 128 && ((CLASSES[code] as number) & flags) !== 0;
}

/** The place of the colon of the key at `start`; -1 when there is no key, or one that YAML may take for something else than text. */
export function skimKey(text: string, start: number): number {
  let pos = start;
  let code = text.charCodeAt(pos);
  if (!is(code, KEY_START)) return -1;
  while (is(code, KEY)) code = text.charCodeAt(++pos);
  if (code !== COLON) return -1;
  const next = text.charCodeAt(pos + 1);
  if ((next !== SPACE && next !== LF) || pos - start > 200 || (pos - start < 6 && isWordLike(text, start, pos - start))) return -1;
  return pos;
}

/** Whether a key of up to five letters may be one of the words for true, false and null. */
function isWordLike(text: string, start: number, length: number): boolean {
  const first = text.charCodeAt(start) | 0x20;
  const second = text.charCodeAt(start + 1) | 0x20;
  if (first !== 0x79 && first !== 0x6e && first !== 0x6f && first !== 0x74 && first !== 0x66) return false;
  // y n · no on · yes off · true null · false
  if (length < 3) return true;
  if (length === 3) return second === 0x65 || second === 0x66;
  if (length === 4) return second === 0x72 || second === 0x75;
  return second === 0x61;
}

/**
 * Moves over the value at `start`, to the start of the next line; -1 when it is none of the simple ones.
 * `indent` is the column of the collection around it.
 */
export function skimValue(text: string, start: number, end: number, indent: number): number {
  const code = text.charCodeAt(start);
  if (code === DOUBLE_QUOTE || code === SINGLE_QUOTE) return afterValue(text, skimQuoted(text, start, code), end);
  if (code === PIPE || code === GREATER) return skimBlock(text, start + 1, end, indent);
  if (code === LIST) return afterValue(text, skimList(text, start + 1), end);
  if (code === MAPPING) return afterValue(text, skimMapping(text, start + 1), end);
  return skimPlain(text, start, end);
}

/** A plain scalar: the rest of the line. */
function skimPlain(text: string, start: number, end: number): number {
  let pos = start;
  let code = text.charCodeAt(pos);
  if (!is(code, VALUE_START)) {
    const next = text.charCodeAt(pos + 1);
    // A dash or a sign may begin an item of a list or an infinity.
    if (!(code === DASH || code === PLUS ? is(next, VALUE_START) || next === DASH : code === DOT && next === SLASH)) return -1;
  }
  while (pos < end && code !== LF) {
    if (code === TAB) return -1;
    const next = text.charCodeAt(pos + 1);
    if (code === COLON && (next === SPACE || next === LF || pos + 1 >= end)) return -1;
    if (code === SPACE && next === HASH) return endOfLine(text, pos, end);
    code = next;
    pos += 1;
  }
  return pos < end ? pos + 1 : end;
}

function endOfLine(text: string, pos: number, end: number): number {
  const lineBreak = text.indexOf('\n', pos);
  return lineBreak === -1 || lineBreak >= end ? end : lineBreak + 1;
}

/** From the end of a value in quotes or brackets to the next line: only a comment may follow. */
function afterValue(text: string, after: number, end: number): number {
  if (after < 0) return -1;
  let pos = after;
  let code = text.charCodeAt(pos);
  while (code === SPACE) code = text.charCodeAt(++pos);
  if (pos >= end) return end;
  if (code === LF) return pos + 1;
  return code === HASH && pos > after ? endOfLine(text, pos, end) : -1;
}

/** Quoted text on one line without escapes. Gives the place behind it. */
function skimQuoted(text: string, start: number, quote: number): number {
  for (let pos = start + 1; ; pos += 1) {
    const code = text.charCodeAt(pos);
    if (code === quote) return quote === SINGLE_QUOTE && text.charCodeAt(pos + 1) === quote ? -1 : pos + 1;
    if (code === BACKSLASH || code === LF || Number.isNaN(code)) return -1;
  }
}

function skipSpaces(text: string, start: number): number {
  let pos = start;
  while (text.charCodeAt(pos) === SPACE) pos += 1;
  return pos;
}

/** A list of words and quoted texts on one line, from behind its bracket. */
function skimList(text: string, start: number): number {
  let pos = skipSpaces(text, start);
  if (text.charCodeAt(pos) === LIST_END) return pos + 1;
  for (;;) {
    pos = skimWord(text, pos);
    if (pos < 0) return -1;
    pos = skipSpaces(text, pos);
    const code = text.charCodeAt(pos);
    if (code === LIST_END) return pos + 1;
    if (code !== COMMA) return -1;
    pos = skipSpaces(text, pos + 1);
  }
}

/** An empty mapping, or one pair of a key and a word. */
function skimMapping(text: string, start: number): number {
  const pos = skipSpaces(text, start);
  if (text.charCodeAt(pos) === MAPPING_END) return pos + 1;
  const colon = skimKey(text, pos);
  if (colon < 0) return -1;
  const value = skimWord(text, skipSpaces(text, colon + 1));
  if (value < 0) return -1;
  const close = skipSpaces(text, value);
  return text.charCodeAt(close) === MAPPING_END ? close + 1 : -1;
}

function skimWord(text: string, start: number): number {
  let code = text.charCodeAt(start);
  if (code === DOUBLE_QUOTE || code === SINGLE_QUOTE) return skimQuoted(text, start, code);
  if (!is(code, WORD_START)) return -1;
  let pos = start;
  while (is(code, WORD)) code = text.charCodeAt(++pos);
  return pos;
}

/** A block of text, from behind its mark. */
function skimBlock(text: string, start: number, end: number, indent: number): number {
  let pos = start;
  const chomping = text.charCodeAt(pos);
  if (chomping === DASH || chomping === PLUS) pos += 1;
  if (text.charCodeAt(pos) !== LF) return -1;
  pos += 1;
  let content = -1;
  while (pos < end) {
    const line = pos;
    while (text.charCodeAt(pos) === SPACE) pos += 1;
    const code = text.charCodeAt(pos);
    const column = pos - line;
    if (pos >= end) return -1;
    if (code !== LF) {
      if (column <= indent || (content >= 0 && column < content)) return line;
      if (content < 0 && code === TAB) return -1;
      if (content < 0) content = column;
    } else if (content < 0 && column > 0) return -1;
    pos = endOfLine(text, pos, end);
  }
  return end;
}
