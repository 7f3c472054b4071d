import { readPlain, startsPlain } from './plain.ts';
import { describeToken } from './problem.ts';
import { readAlias } from './properties.ts';
import { readQuoted } from './quoted.ts';
import { fail, type Properties, type Reader } from './reader.ts';

const DOUBLE_QUOTE = 0x22;
const SINGLE_QUOTE = 0x27;
const STAR = 0x2a;
const MERGE = '<<';

/** Reads a flow scalar or an alias; see `readHead`. */
export function readScalarHead(reader: Reader, code: number): void {
  reader.keyAllowed = false;
  if (code === DOUBLE_QUOTE || code === SINGLE_QUOTE) {
    reader.headText = readQuoted(reader);
    reader.headKind = 'text';
  } else if (code === STAR) {
    reader.headText = '';
    reader.headValue = readAlias(reader);
    reader.headKind = 'ready';
  } else {
    if (!startsPlain(reader, code)) refuseStart(reader);
    reader.headText = readPlain(reader);
    reader.headKind = 'plain';
  }
}

/** An empty scalar, as after a tag. */
export function emptyHead(reader: Reader): void {
  reader.decoded += 1;
  reader.headText = '';
  reader.headKind = 'plain';
}

/** Whether the head is a plain `<<`, which merges when it is a key. */
export function headMerges({ headKind, headText }: Reader): boolean {
  return headKind === 'plain' && headText === MERGE;
}

/** Makes the value of a head that has properties. A plain `<<` stays what it is. */
export function applyProperties(reader: Reader, { tag }: Properties, offset: number): void {
  if (reader.headKind === 'ready' || reader.headKind === 'collection') return;
  reader.headValue = reader.builder.scalar(reader, tag, offset);
  if (!headMerges(reader) || (tag !== undefined && tag !== '!' && tag !== '!!merge')) reader.headKind = 'ready';
}

/** The head as a value. */
export function takeValue(reader: Reader, offset: number): unknown {
  const { headKind } = reader;
  return headKind === 'plain' || headKind === 'text' ? reader.builder.scalar(reader, undefined, offset) : reader.headValue;
}

function refuseStart(reader: Reader): never {
  const { text, pos, end } = reader;
  const found = describeToken(text, pos, end);
  const help =
    found === 'a tab'
      ? 'Replace the tab by spaces; YAML does not allow tabs in indentation.'
      : 'Put quotes around text that starts with a character that means something to YAML.';
  return fail(reader, { code: 'yaml-syntax', offset: pos, expected: 'a value', found, help });
}
