import { CR, fail, folded, HASH, isBreak, isEnd, LF, type Reader, SPACE, TAB, takeBreak } from './reader.ts';

const PLUS = 0x2b;
const MINUS = 0x2d;
const LITERAL = 0x7c;

interface Header {
  /** 1 keeps all final line breaks, -1 none, 0 one. */
  readonly chomping: number;
  /** Column of the content; 0 when the first line decides. */
  readonly indent: number;
}

/** Reads the `|` or `>` scalar at `pos` and stays at what follows. */
export function readBlockScalar(reader: Reader): string {
  const start = reader.pos;
  const literal = reader.text.charCodeAt(start) === LITERAL;
  const header = readHeader(reader, start);
  reader.keyAllowed = true;
  const leading = skipToContent(reader, header.indent, start);
  return literal ? readLiteral(reader, header.chomping, leading, start) : readFolded(reader, header.chomping, leading, start);
}

function readHeader(reader: Reader, start: number): Header {
  const { text } = reader;
  let chomping = 0;
  let increment = 0;
  let pos = start + 1;
  // At most one of each, in either order.
  for (let part = 0; part < 2; part += 1) {
    const code = text.charCodeAt(pos);
    if (chomping === 0 && (code === PLUS || code === MINUS)) chomping = code === PLUS ? 1 : -1;
    else if (increment === 0 && code > 0x30 && code <= 0x39) increment = code - 0x30;
    else break;
    pos += 1;
  }
  let code = text.charCodeAt(pos);
  while (code === SPACE || code === TAB) code = text.charCodeAt(++pos);
  if (code === HASH) while (!isEnd(code) && !isBreak(code)) code = text.charCodeAt(++pos);
  reader.pos = pos;
  if (isBreak(code) || isEnd(code)) endLine(reader);
  else {
    fail(reader, {
      code: 'yaml-syntax',
      offset: pos,
      expected: 'a line break or a comment after the mark of a block of text',
      found: 'text',
      help: 'Put the text on the next line, indented further than its key.',
      began: { what: 'block of text', offset: start },
    });
  }
  return { chomping, indent: increment > 0 ? Math.max(reader.indent, 0) + increment : 0 };
}

interface Gap {
  readonly breaks: string;
  readonly indent: number;
}

/** Moves over indentation and empty lines to the next line with content. `indent` 0 takes the column found there. */
function skipToContent(reader: Reader, indent: number, start: number): Gap {
  const { text } = reader;
  let breaks = '';
  let widest = 0;
  for (;;) {
    let pos = reader.pos;
    const limit = indent === 0 ? Number.POSITIVE_INFINITY : reader.lineStart + indent;
    if (pos < reader.end) while (pos < limit && text.charCodeAt(pos) === SPACE) pos += 1;
    reader.pos = pos;
    widest = Math.max(widest, pos - reader.lineStart);
    if (pos >= reader.end) {
      // A last line of blanks alone is an empty line once it has its line break.
      if (pos > reader.lineStart) breaks += reader.lastBreak;
      break;
    }
    const code = text.charCodeAt(pos);
    if (code === TAB && pos < limit) refuseTab(reader, start);
    if (!isBreak(code)) break;
    breaks += takeBreak(reader);
  }
  return { breaks, indent: indent === 0 ? Math.max(widest, reader.indent + 1, 1) : indent };
}

function atContent(reader: Reader, indent: number): boolean {
  return reader.pos < reader.end && reader.pos - reader.lineStart === indent;
}

/** The rest of the line without its break. */
function readLine(reader: Reader): string {
  const { text, pos } = reader;
  let end = pos;
  let code = text.charCodeAt(end);
  while (code !== LF && code !== CR && (code < 0x80 || (!isEnd(code) && !isBreak(code)))) code = text.charCodeAt(++end);
  reader.pos = end;
  return text.slice(pos, end);
}

/** Ends the line at `pos`, the last line of a file too. */
function endLine(reader: Reader): string {
  if (reader.pos < reader.end) return takeBreak(reader);
  reader.lineStart = reader.pos;
  return reader.lastBreak;
}

function readLiteral(reader: Reader, chomping: number, leading: Gap, start: number): string {
  let value = '';
  let pending = '';
  let gap = leading;
  while (atContent(reader, gap.indent)) {
    value += pending + gap.breaks + readLine(reader);
    pending = endLine(reader);
    gap = skipToContent(reader, gap.indent, start);
  }
  return value + tail(chomping, pending, gap.breaks);
}

function readFolded(reader: Reader, chomping: number, leading: Gap, start: number): string {
  const { text } = reader;
  let value = '';
  let pending = '';
  let wasBlank = false;
  let gap = leading;
  while (atContent(reader, gap.indent)) {
    const code = text.charCodeAt(reader.pos);
    const isBlank = code === SPACE || code === TAB;
    // Lines that start with a blank are kept apart from their neighbours.
    const folds = pending !== '' && !wasBlank && !isBlank;
    value += (folds ? folded(pending, gap.breaks) : pending + gap.breaks) + readLine(reader);
    wasBlank = isBlank;
    pending = endLine(reader);
    gap = skipToContent(reader, gap.indent, start);
  }
  return value + tail(chomping, pending, gap.breaks);
}

function tail(chomping: number, lineBreak: string, more: string): string {
  if (chomping === -1) return '';
  return chomping === 1 ? lineBreak + more : lineBreak;
}

function refuseTab(reader: Reader, start: number): never {
  return fail(reader, {
    code: 'yaml-syntax',
    offset: reader.pos,
    expected: 'spaces for indentation',
    found: 'a tab',
    help: 'Replace the tab by spaces; YAML does not allow tabs in indentation.',
    began: { what: 'block of text', offset: start },
  });
}
