import { type Anchored, fail, isBlankOrEnd, type Properties, type Reader, toNextToken } from './reader.ts';
import { shortTag } from './tag.ts';

const AMPERSAND = 0x26;
const BANG = 0x21;

/** Whether an anchor or a tag starts with this character. */
export function startsProperties(code: number): boolean {
  return code === AMPERSAND || code === BANG;
}

/**
 * Reads the anchor and the tag at `pos`, in either order, and moves to the token behind them. Outside brackets a line break
 * ends them: what follows may be the properties of a first key.
 */
export function readProperties(reader: Reader): Properties {
  const line = reader.lineStart;
  let anchor: string | undefined;
  let tag: string | undefined;
  let next = reader.text.charCodeAt(reader.pos);
  while (reader.lineStart === line || reader.flow > 0) {
    if (next === AMPERSAND && anchor === undefined) anchor = readName(reader, 'an anchor');
    else if (next === BANG && tag === undefined) tag = readTag(reader);
    else break;
    reader.keyAllowed = false;
    next = toNextToken(reader);
  }
  return { anchor, tag, next };
}

/** Reads the name behind the `&` or `*` at `pos`. */
function readName(reader: Reader, what: string): string {
  const { text, pos: start } = reader;
  let pos = start + 1;
  while (isNameCharacter(text.charCodeAt(pos))) pos += 1;
  if (pos === start + 1 || !(isBlankOrEnd(text.charCodeAt(pos)) || '?:,]}%@`'.includes(text.charAt(pos)))) {
    fail(reader, {
      code: 'yaml-syntax',
      offset: start,
      expected: `the name of ${what}, of letters, digits, - and _`,
      help: 'Put quotes around text that starts with & or *.',
    });
  }
  reader.pos = pos;
  return text.slice(start + 1, pos);
}

function isNameCharacter(code: number): boolean {
  return (
    (code >= 0x30 && code <= 0x39) || (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a) || code === 0x5f || code === 0x2d
  );
}

const TAG = /!<[^>\s]*>|!(?:[\w-]*!)?(?:%[0-9a-fA-F]{2}|[\w\-;/?:@&=+$,.!~*'()[\]])*/y;

function readTag(reader: Reader): string {
  const { text, pos: start } = reader;
  TAG.lastIndex = start;
  const written = TAG.exec(text)?.[0] ?? '';
  const end = start + written.length;
  if (!isBlankOrEnd(text.charCodeAt(end)) || written === '!<>' || written === '!!') {
    fail(reader, {
      code: 'yaml-syntax',
      offset: start,
      expected: 'a tag such as !!str followed by a blank',
      help: 'Put quotes around text that starts with an exclamation mark.',
    });
  }
  reader.pos = end;
  if (written.startsWith('!<')) return shortTag(written.slice(2, -1));
  const handle = /^![\w-]+!/.exec(written);
  if (handle) {
    fail(reader, { code: 'yaml-syntax', offset: start, expected: 'a tag that is known', found: `the undeclared handle ${handle[0]}` });
  }
  return written;
}

/** Makes an anchor known. `open` until {@link finishAnchor}. */
export function openAnchor(reader: Reader, name: string): Anchored {
  const anchored: Anchored = { value: undefined, size: reader.decoded, open: true };
  reader.anchors ??= new Map();
  reader.anchors.set(name, anchored);
  return anchored;
}

/** Gives the anchor its value, and its size: the nodes that were read since it was opened. */
export function finishAnchor(reader: Reader, anchored: Anchored, value: unknown): void {
  anchored.value = value;
  anchored.size = reader.decoded - anchored.size;
  anchored.open = false;
}

/** Reads the alias at `pos`. */
export function readAlias(reader: Reader): unknown {
  const offset = reader.pos;
  const anchor = readName(reader, 'an alias');
  const anchored = reader.anchors?.get(anchor);
  if (!anchored) return fail(reader, { code: 'unknown-anchor', offset, anchor, known: [...(reader.anchors?.keys() ?? [])] });
  if (anchored.open) return fail(reader, { code: 'recursive-alias', offset, anchor });
  reader.decoded += anchored.size;
  reader.aliased += anchored.size;
  checkExpansion(reader, offset);
  return anchored.value;
}

/** Below this many nodes 99 % may come from aliases; above the other one 10 %; in between it falls evenly. */
const RATIO_FALLS_FROM = 400_000;
const RATIO_FALLS_TO = 4_000_000;

/** Refuses documents that are mostly aliases of aliases, by the rule of go-yaml (decode.go, allowedAliasRatio). */
export function checkExpansion(reader: Reader, offset: number): void {
  const { aliased, decoded } = reader;
  if (aliased <= 100 || decoded <= 1_000) return;
  const progress = Math.min(Math.max((decoded - RATIO_FALLS_FROM) / (RATIO_FALLS_TO - RATIO_FALLS_FROM), 0), 1);
  if (aliased / decoded > 0.99 - 0.89 * progress) fail(reader, { code: 'excessive-aliases', offset });
}
