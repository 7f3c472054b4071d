import { readBlockNode } from './block.ts';
import type { Builder } from './builder.ts';
import { type EntryTable, entryTable } from './entries.ts';
import { describeToken, INTERRUPT, type Problem, type Remark } from './problem.ts';
import { checkExpansion } from './properties.ts';
import { COLON, fail, isEnd, makeReader, type Reader, toNextToken } from './reader.ts';

/** A document as read. */
export interface ReadDocument {
  readonly value: unknown;
  /** Where the tree begins, and where its entries stand. */
  readonly root: number;
  readonly table: EntryTable;
  readonly remarks: readonly Remark[];
}

/** Reads the documents of one text, one after the other. */
export type DocumentReader = (start: number, end: number) => ReadDocument | Problem;

const PERCENT = 0x25;
const BYTE_ORDER_MARK = 0xfeff;

/** Makes a reader for the documents of `text`. `end` of a document is the start of a line or the end of the text. */
export function documentReader(text: string, builder: Builder, lastBreak?: Reader['lastBreak']): DocumentReader {
  return (start, end) => {
    const reader = makeReader(text, builder, lastBreak);
    reader.pos = text.charCodeAt(start) === BYTE_ORDER_MARK ? start + 1 : start;
    reader.lineStart = reader.pos;
    reader.end = end;
    try {
      return readTree(reader);
    } catch (error) {
      if (error !== INTERRUPT || !reader.problem) throw error;
      return reader.problem;
    }
  };
}

function readTree(reader: Reader): ReadDocument {
  const code = toNextToken(reader);
  const root = reader.pos;
  if (code === PERCENT && root === reader.lineStart) refuseDirective(reader);
  const value = isEnd(code) ? reader.builder.empty(reader, root) : readBlockNode(reader, code, false);
  const next = toNextToken(reader);
  if (!isEnd(next)) refuseRest(reader, next);
  checkExpansion(reader, root);
  noteTextBehind(reader);
  return { value, root, table: entryTable(reader.entries), remarks: reader.remarks };
}

/** kubectl reads nothing behind `...`, up to the next `---`. */
function noteTextBehind(reader: Reader): void {
  if (reader.pos >= reader.end) return;
  reader.pos += 3;
  const code = toNextToken(reader);
  if (!isEnd(code)) reader.remarks.push({ code: 'text-after-document', offset: reader.pos });
}

function refuseDirective(reader: Reader): never {
  return fail(reader, {
    code: 'yaml-syntax',
    offset: reader.pos,
    expected: 'a document',
    found: 'a directive (%)',
    help: 'Delete the line: kubectl cuts files at --- before it reads YAML, and so accepts no %YAML or %TAG.',
  });
}

function refuseRest(reader: Reader, code: number): never {
  const { text, pos, end } = reader;
  return fail(reader, {
    code: 'yaml-syntax',
    offset: pos,
    expected: 'the end of the document',
    found: describeToken(text, pos, end),
    help:
      code === COLON
        ? 'A key must stand on one line with its colon; text that holds a colon and a blank needs quotes.'
        : 'Start another document with ---, or check the indentation and the quotes above.',
  });
}
