import { keyOfScalar } from './mapping.ts';
import { readPlain, startsPlain } from './plain.ts';
import { describeToken } from './problem.ts';
import { readAlias } from './properties.ts';
import { readQuoted } from './quoted.ts';
import { fail, type Properties, type Reader } from './reader.ts';
import type { ScalarValue } from './scalar.ts';
import { resolveTagged } from './tag.ts';

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

/** Resolves the head by its tag, so that its value is ready. A plain `<<` stays what it is: as a key it merges. */
export function applyProperties(reader: Reader, { tag }: Properties, offset: number): void {
  if (reader.headKind === 'ready') return;
  reader.headValue = tagged(reader, tag, offset);
  const merges = reader.headKind === 'plain' && reader.headText === MERGE && (tag === undefined || tag === '!' || tag === '!!merge');
  if (!merges) reader.headKind = 'ready';
}

function tagged(reader: Reader, tag: string | undefined, offset: number): ScalarValue {
  const { headText, headKind } = reader;
  const { resolve } = reader.dialect;
  if (tag === undefined) return headKind === 'plain' ? resolve(headText) : headText;
  const result = resolveTagged(tag, headText, resolve);
  return 'value' in result ? result.value : fail(reader, { code: 'invalid-tag', offset, tag, found: result.found });
}

/** The head as a value. */
export function takeValue(reader: Reader, offset: number): unknown {
  if (reader.headKind === 'text') return reader.headText;
  const value = reader.headKind === 'plain' ? reader.dialect.resolve(reader.headText) : reader.headValue;
  if (typeof value === 'number' && !Number.isFinite(value)) fail(reader, { code: 'non-finite-number', offset, found: reader.headText });
  return value;
}

/** The head as a key; undefined for `<<`, which merges. */
export function takeKey(reader: Reader, offset: number): string | undefined {
  const { headKind, headText } = reader;
  if (headKind === 'text') return headText;
  if (headKind === 'plain' && headText === MERGE) return undefined;
  const value = headKind === 'plain' ? reader.dialect.resolve(headText) : (reader.headValue as ScalarValue | object);
  if (typeof value === 'object' && value !== null) return refuseKey(reader, offset, Array.isArray(value) ? 'a list' : 'a mapping');
  const key = keyOfScalar(value, headText);
  return key === undefined ? refuseKey(reader, offset, value === null ? 'null' : 'an integer above 9223372036854775807') : key;
}

function refuseKey(reader: Reader, offset: number, found: string): never {
  return fail(reader, { code: 'invalid-map-key', offset, found });
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
