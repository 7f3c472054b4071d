import { isMapping, type Mapping } from '../model/mapping.ts';
import type { Builder } from './builder.ts';
import { closedPlaces, notePair, openKeys } from './entries.ts';
import { headMerges } from './head.ts';
import { keyOfScalar } from './key.ts';
import { fail, type Reader } from './reader.ts';
import { resolveKubectl, type ScalarValue } from './scalar.ts';
import { resolveTagged } from './tag.ts';

/** A mapping while it is read. */
interface OpenMapping {
  readonly map: Record<string, unknown>;
  /** Its first entry among the pending ones of the reader. */
  readonly mark: number;
  /** Keys that came from `<<` alone so far. */
  merged: Set<string> | undefined;
  /** Offsets of the keys, once one was asked for. */
  offsets: Map<string, number> | undefined;
}

/** Makes plain values as kubectl has them: mappings become objects, their keys strings (sigs.k8s.io/yaml on go-yaml v2). */
export const valueBuilder: Builder<OpenMapping, string | undefined> = {
  scalar: (reader, tag, offset) => {
    const { headText, headKind } = reader;
    if (tag === undefined && headKind === 'text') return headText;
    const value = tag === undefined ? resolveKubectl(headText) : taggedValue(reader, tag, offset);
    if (typeof value === 'number' && !Number.isFinite(value)) fail(reader, { code: 'non-finite-number', offset, found: headText });
    return value;
  },
  empty: () => null,
  /** Undefined for `<<`, which merges. */
  key: (reader, offset) => {
    const { headKind, headText, headValue } = reader;
    if (headKind === 'text') return headText;
    if (headMerges(reader)) return undefined;
    const value = headKind === 'plain' ? resolveKubectl(headText) : (headValue as ScalarValue | object);
    if (typeof value === 'object' && value !== null) return refuseKey(reader, offset, Array.isArray(value) ? 'a list' : 'a mapping');
    return keyOfScalar(value, headText) ?? refuseKey(reader, offset, value === null ? 'null' : 'an integer above 9223372036854775807');
  },
  open: (reader) => ({ map: {}, mark: reader.entries.pending, merged: undefined, offsets: undefined }),
  add: (reader, open, key, keyOffset, value, valueOffset) => {
    if (key === undefined) merge(reader, open, value, keyOffset);
    else addToObject(reader, open, key, keyOffset, value, valueOffset);
  },
  mapping: (_, open) => open.map,
  // A copy has room for what it holds alone; a list that grew has room for 17.
  sequence: (_, items) => items.slice(),
};

function taggedValue(reader: Reader, tag: string, offset: number): ScalarValue {
  const result = resolveTagged(tag, reader.headText, resolveKubectl);
  return 'value' in result ? result.value : fail(reader, { code: 'invalid-tag', offset, tag, found: result.found });
}

function refuseKey(reader: Reader, offset: number, found: string): never {
  return fail(reader, { code: 'invalid-map-key', offset, found });
}

/** Sets an own property whatever the name; `__proto__` would otherwise change the prototype. */
function setOwn(map: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__') Object.defineProperty(map, key, { value, writable: true, enumerable: true, configurable: true });
  else map[key] = value;
}

/** Adds one pair. A key that is there already is remarked upon and gives way, as in kubectl. */
function addToObject(reader: Reader, open: OpenMapping, key: string, keyOffset: number, value: unknown, valueOffset: number): void {
  const { map } = open;
  if (Object.hasOwn(map, key) && !open.merged?.delete(key)) {
    reader.remarks.push({ code: 'duplicate-key', offset: keyOffset, key, first: offsetOf(reader, open, key) });
  }
  setOwn(map, key, value);
  open.offsets?.set(key, keyOffset);
  notePair(reader.entries, key, keyOffset, valueOffset);
}

/** Where a key of the mapping was written last. */
function offsetOf(reader: Reader, open: OpenMapping, key: string): number {
  open.offsets ??= openKeys(reader.entries, open.mark);
  return open.offsets.get(key) ?? 0;
}

/**
 * Merges the value of `<<`. Of several mappings the first wins; against the keys before it, `<<` wins in kubectl
 * (go-yaml v2, decode.go: it decodes the merged mapping into the one at hand).
 */
function merge(reader: Reader, open: OpenMapping, value: unknown, offset: number): void {
  open.merged ??= new Set();
  for (const source of Array.isArray(value) ? value.toReversed() : [value]) {
    if (!isMapping(source)) fail(reader, { code: 'invalid-merge', offset });
    mergeOne(reader, open, open.merged, source, offset);
  }
}

function mergeOne(reader: Reader, open: OpenMapping, merged: Set<string>, source: Mapping, offset: number): void {
  const places = closedPlaces(reader.entries, source);
  for (const key of Object.keys(source)) {
    if (!Object.hasOwn(open.map, key)) merged.add(key);
    else if (!merged.has(key) && open.map[key] !== source[key]) {
      reader.remarks.push({ code: 'merge-overrides-key', offset, key, first: offsetOf(reader, open, key) });
    }
    setOwn(open.map, key, source[key]);
    const [keyOffset, valueOffset] = places.get(key) ?? [offset, offset];
    open.offsets?.set(key, keyOffset);
    notePair(reader.entries, key, keyOffset, valueOffset);
  }
}
