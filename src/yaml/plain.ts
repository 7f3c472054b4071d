import {
  atDocumentMarker,
  COLON,
  CR,
  DASH,
  fail,
  folded,
  HASH,
  isBlankOrEnd,
  isBreak,
  isEnd,
  LF,
  QUESTION,
  type Reader,
  SPACE,
  TAB,
  takeBreak,
} from './reader.ts';

const ORDINARY = 0;
const BLANK = 1;
const LINE_BREAK = 2;
const COLON_CLASS = 3;
const FLOW_INDICATOR = 4;

/** What a character below 128 means inside a plain scalar. */
const CLASSES = new Uint8Array(128);
CLASSES[SPACE] = BLANK;
CLASSES[TAB] = BLANK;
CLASSES[LF] = LINE_BREAK;
CLASSES[CR] = LINE_BREAK;
CLASSES[COLON] = COLON_CLASS;
// go-yaml ends a plain scalar at any `?` inside brackets (scannerc.go, yaml_parser_scan_plain_scalar).
for (const indicator of ',?[]{}') CLASSES[indicator.charCodeAt(0)] = FLOW_INDICATOR;

/** Characters that no plain scalar starts with: 1; those that need a look at what follows: 2. */
const STARTS = new Uint8Array(128);
for (const indicator of ',[]{}#&*!|>\'"%@`\t') STARTS[indicator.charCodeAt(0)] = 1;
for (const indicator of '-?:') STARTS[indicator.charCodeAt(0)] = 2;

/** Whether a plain scalar may start with the character at `pos`. */
export function startsPlain(reader: Reader, code: number): boolean {
  const start = code < 128 ? STARTS[code] : 0;
  if (start === 0) return true;
  if (start === 1) return false;
  const next = reader.text.charCodeAt(reader.pos + 1);
  if (code === DASH) return !isBlankOrEnd(next);
  if (code === QUESTION || code === COLON) return reader.flow === 0 && !isBlankOrEnd(next);
  return true;
}

/** Reads the plain scalar at `pos`, over several lines if it goes on, and stays behind it. */
export function readPlain(reader: Reader): string {
  const first = readChunk(reader);
  if (!isBreak(reader.text.charCodeAt(reader.pos))) return first;
  let value = first;
  const start = reader.pos;
  for (;;) {
    const fold = toContinuation(reader, start);
    if (fold === undefined) return value;
    value += fold + readChunk(reader);
    if (!isBreak(reader.text.charCodeAt(reader.pos))) return value;
  }
}

/** The part of a plain scalar on this line. Stays at what ended it: an indicator, the blanks before a comment, or the line break. */
function readChunk(reader: Reader): string {
  const { text, pos: start } = reader;
  const inFlow = reader.flow > 0;
  let pos = start;
  let contentEnd = start;
  for (;;) {
    const code = text.charCodeAt(pos);
    const kind = code < 128 ? (CLASSES[code] as number) : isEnd(code) || isBreak(code) ? LINE_BREAK : ORDINARY;
    if (kind === BLANK) {
      pos += 1;
      if (text.charCodeAt(pos) !== HASH) continue;
      break;
    }
    if (kind !== ORDINARY) {
      if (kind === LINE_BREAK || (kind === FLOW_INDICATOR && inFlow)) break;
      if (kind === COLON_CLASS && isBlankOrEnd(text.charCodeAt(pos + 1))) break;
    }
    pos += 1;
    contentEnd = pos;
  }
  reader.pos = pos;
  return text.slice(start, contentEnd);
}

/**
 * From a line break to the next line that belongs to the scalar; gives what joins the two. Undefined when the scalar is
 * over: the next line is not indented enough, or is a comment or a document marker.
 */
function toContinuation(reader: Reader, start: number): string | undefined {
  const { text } = reader;
  const first = takeBreak(reader);
  let rest = '';
  reader.keyAllowed = true;
  for (;;) {
    if (reader.pos >= reader.end) return undefined;
    let code = text.charCodeAt(reader.pos);
    while (code === SPACE || code === TAB) {
      if (code === TAB && reader.pos - reader.lineStart <= reader.indent) refuseTab(reader, start);
      code = text.charCodeAt(++reader.pos);
    }
    if (!isBreak(code)) break;
    rest += takeBreak(reader);
  }
  const code = text.charCodeAt(reader.pos);
  if (reader.flow === 0 && reader.pos - reader.lineStart <= reader.indent) return undefined;
  if (isEnd(code) || code === HASH || atDocumentMarker(reader) || endsPlain(reader, code)) return undefined;
  reader.keyAllowed = false;
  return folded(first, rest);
}

function endsPlain(reader: Reader, code: number): boolean {
  if (code === COLON) return isBlankOrEnd(reader.text.charCodeAt(reader.pos + 1));
  return reader.flow > 0 && code < 128 && CLASSES[code] === FLOW_INDICATOR;
}

function refuseTab(reader: Reader, start: number): never {
  return fail(reader, {
    code: 'yaml-syntax',
    offset: reader.pos,
    expected: 'spaces for indentation',
    found: 'a tab',
    help: 'Replace the tab by spaces; YAML does not allow tabs in indentation.',
    began: { what: 'text', offset: start },
  });
}
