import type { DocumentHead, Mention } from '../model/manifest.ts';
import { DASH, HASH, LF, SPACE } from './reader.ts';
import { resolveKubectl } from './scalar.ts';
import { skimKey, skimValue } from './skim-line.ts';

/** Deeper nesting and larger mappings are left to the reader. */
const MAX_DEPTH = 64;
const MAX_KEYS = 64;

const OPEN = 0x7b;

const MAPPING = 0;
const SEQUENCE = 1;

/**
 * The collections that are open, with hashes of the keys that lead to them, and of the keys of the open mappings. Made once: a
 * document leaves nothing behind.
 */
const columns = new Int32Array(MAX_DEPTH);
const parents = new Int32Array(MAX_DEPTH);
const kinds = new Uint8Array(MAX_DEPTH);
const firstKeys = new Int32Array(MAX_DEPTH);
const keys = new Int32Array(MAX_DEPTH * MAX_KEYS);

/** Fields whose values are looked for, see {@link namingFields}: hash of the field → hash of the field around it → kind. */
export type NamingFields = ReadonlyMap<number, ReadonlyMap<number, string>>;

/** Stands for any field around. */
const ANY = 0;

/** Fields that name an object of a kind: `configMapRef.name`, or `serviceAccountName` wherever it stands. */
export function namingFields(fields: Iterable<readonly [field: string, kind: string]>): NamingFields {
  const naming = new Map<number, Map<number, string>>();
  for (const [path, kind] of fields) {
    const [name = '', parent] = path.split('.').reverse();
    const own = hashOf(name, 0, name.length);
    naming.set(own, (naming.get(own) ?? new Map()).set(parent === undefined ? ANY : hashOf(parent, 0, parent.length), kind));
  }
  return naming;
}

interface Skim {
  readonly text: string;
  readonly end: number;
  readonly fields: NamingFields;
  depth: number;
  keyCount: number;
  /** Hash of the key that was read last. */
  lastKey: number;
  /** What was read last, a key or a dash, is still without a value. */
  open: boolean;
  /** The mapping at the second level is `metadata`. */
  inMetadata: boolean;
  /** What is known of it; empty texts stand for what was not found. */
  readonly head: { apiVersion: string; kind: string; name: string; namespace: string; readonly mentions: Mention[] };
}

/**
 * The head of an object that is written the way nearly all are: block style, one line for every scalar, plain or in simple quotes,
 * or a literal block. Such a document certainly reads without an error and without a remark, so that reading it can wait until
 * somebody asks for its fields. Undefined: only reading the document tells. The text must be printable, with `\n` line breaks.
 */
export function skimDocument(text: string, start: number, end: number, fields: NamingFields): DocumentHead | undefined {
  const skim: Skim = {
    text,
    end,
    fields,
    depth: 0,
    keyCount: 0,
    lastKey: 0,
    open: true,
    inMetadata: false,
    head: { apiVersion: '', kind: '', name: '', namespace: '', mentions: [] },
  };
  let pos = start;
  while (pos < end) {
    const line = pos;
    let code = text.charCodeAt(pos);
    while (code === SPACE) code = text.charCodeAt(++pos);
    if (pos >= end) return undefined;
    if (code === LF) pos += 1;
    else if (code === HASH) pos = nextLine(text, pos, end);
    else {
      pos = skimLine(skim, pos, line, code);
      if (pos < 0) return undefined;
    }
  }
  const { head } = skim;
  return head.apiVersion === '' || head.kind === '' || head.name === '' ? undefined : head;
}

function nextLine(text: string, pos: number, end: number): number {
  const lineBreak = text.indexOf('\n', pos);
  return lineBreak === -1 || lineBreak >= end ? end : lineBreak + 1;
}

/** Reads the line with content at `from`, and what belongs to it of a literal block; gives the start of the next line, or -1. */
function skimLine(skim: Skim, from: number, line: number, first: number): number {
  const { text } = skim;
  let pos = from;
  let code = first;
  while (code === DASH && text.charCodeAt(pos + 1) === SPACE) {
    if (!place(skim, pos - line, SEQUENCE)) return -1;
    skim.open = true;
    pos += 2;
    code = text.charCodeAt(pos);
    while (code === SPACE) code = text.charCodeAt(++pos);
  }
  const colon = skimKey(text, pos);
  if (colon < 0) return skim.depth > 0 && kinds[skim.depth - 1] === SEQUENCE && skim.open ? skimScalar(skim, pos) : -1;
  if (!place(skim, pos - line, MAPPING) || !addKey(skim, pos, colon)) return -1;
  return skimPair(skim, pos, colon);
}

/**
 * Opens or goes on with the collection at a column, and closes those that are indented further. False when nothing may stand
 * there.
 */
function place(skim: Skim, column: number, kind: number): boolean {
  while (skim.depth > 0 && (columns[skim.depth - 1] as number) > column) close(skim);
  if (skim.depth > 0 && columns[skim.depth - 1] === column) {
    if (kinds[skim.depth - 1] === kind) return true;
    if (kind === MAPPING) {
      // The end of a list that is not indented.
      close(skim);
      return skim.depth > 0 && columns[skim.depth - 1] === column;
    }
    return skim.open && push(skim, column, kind);
  }
  return skim.open && (skim.depth > 0 || column === 0) && push(skim, column, kind);
}

function push(skim: Skim, column: number, kind: number): boolean {
  if (skim.depth === MAX_DEPTH) return false;
  columns[skim.depth] = column;
  kinds[skim.depth] = kind;
  parents[skim.depth] = skim.depth > 0 && kinds[skim.depth - 1] === SEQUENCE ? (parents[skim.depth - 1] as number) : skim.lastKey;
  firstKeys[skim.depth] = skim.keyCount;
  skim.depth += 1;
  skim.open = false;
  return true;
}

function close(skim: Skim): void {
  skim.depth -= 1;
  skim.keyCount = firstKeys[skim.depth] as number;
  skim.open = false;
}

/** False when the mapping has the key already, perhaps, or more keys than are compared. */
function addKey(skim: Skim, start: number, end: number): boolean {
  const { keyCount } = skim;
  const hash = hashOf(skim.text, start, end);
  const first = firstKeys[skim.depth - 1] as number;
  if (keyCount - first === MAX_KEYS) return false;
  for (let at = first; at < keyCount; at += 1) if (keys[at] === hash) return false;
  keys[keyCount] = hash;
  skim.keyCount = keyCount + 1;
  skim.lastKey = hash;
  return true;
}

function hashOf(text: string, start: number, end: number): number {
  let hash = 0;
  for (let pos = start; pos < end; pos += 1) hash = (Math.imul(hash, 31) + text.charCodeAt(pos)) | 0;
  return hash;
}

/** Reads what stands behind the colon of a key. */
function skimPair(skim: Skim, key: number, colon: number): number {
  const { text, depth } = skim;
  if (depth === 1) skim.inMetadata = isWord(text, key, colon, 'metadata');
  let pos = colon + 1;
  let code = text.charCodeAt(pos);
  while (code === SPACE) code = text.charCodeAt(++pos);
  if (code === LF || pos >= skim.end || code === HASH) {
    skim.open = true;
    return nextLine(text, pos, skim.end);
  }
  if (depth === 1 && skim.inMetadata) return -1;
  const next = skimScalar(skim, pos);
  if (next < 0 || !noteMention(skim, pos, next)) return -1;
  if ((depth === 1 || (depth === 2 && skim.inMetadata)) && !noteHead(skim, key, colon, pos, next)) return -1;
  return next;
}

function skimScalar(skim: Skim, pos: number): number {
  skim.open = false;
  return skimValue(skim.text, pos, skim.end, columns[skim.depth - 1] as number);
}

/** Keeps the value of a field that names an object. False when it cannot be told without reading the document. */
function noteMention(skim: Skim, start: number, end: number): boolean {
  const { text, fields, lastKey } = skim;
  if (text.charCodeAt(start) === OPEN) {
    const [, key = '', value = ''] = PAIR.exec(text.slice(start, end)) ?? [];
    const kind = kindNamed(fields, lastKey, hashOf(key, 0, key.length));
    return kind === undefined || mention(skim, kind, value);
  }
  const kind = kindNamed(fields, parents[skim.depth - 1] as number, lastKey);
  return kind === undefined || mention(skim, kind, text.slice(start, end));
}

function kindNamed(fields: NamingFields, parent: number, key: number): string | undefined {
  const kinds = fields.get(key);
  return kinds && (kinds.get(parent) ?? kinds.get(ANY));
}

/** A mapping of one pair in braces. */
const PAIR = /^\{ *([\w./-]+): *(.*?) *\}/;
const NAME = /^ *(?:"([^"]*)"|'([^']*)'|([^\s|>"'[{][^\s]*))? *(?: #.*)?\n?$/;

function mention({ head }: Skim, kind: string, written: string): boolean {
  const match = NAME.exec(written);
  const name = match?.[1] ?? match?.[2] ?? match?.[3];
  if (name) head.mentions.push({ kind, name });
  return match !== null;
}

/** Keeps the fields of the head. False when one of them is no simple text. */
function noteHead(skim: Skim, key: number, colon: number, start: number, end: number): boolean {
  const field = headField(skim, key, colon);
  if (field === undefined) return true;
  const value = textOf(skim.text, start, end);
  if (value === undefined) return false;
  skim.head[field] = value;
  return true;
}

function headField({ text, depth }: Skim, key: number, colon: number): 'apiVersion' | 'kind' | 'name' | 'namespace' | undefined {
  if (depth === 1) return isWord(text, key, colon, 'kind') ? 'kind' : isWord(text, key, colon, 'apiVersion') ? 'apiVersion' : undefined;
  return isWord(text, key, colon, 'name') ? 'name' : isWord(text, key, colon, 'namespace') ? 'namespace' : undefined;
}

function isWord(text: string, start: number, end: number, word: string): boolean {
  return end - start === word.length && text.startsWith(word, start);
}

const PLAIN = /[A-Za-z][\w./-]*(?= *\n?$)/y;
/** A value of the head; undefined unless it is a simple text. */
function textOf(text: string, start: number, end: number): string | undefined {
  const value = text.slice(start, end);
  PLAIN.lastIndex = 0;
  const word = PLAIN.exec(value)?.[0];
  return word !== undefined && typeof resolveKubectl(word) === 'string' ? word : undefined;
}
