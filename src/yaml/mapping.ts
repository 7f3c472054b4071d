import { addPair, fail, type Reader } from './reader.ts';
import { isIntegerText, type ScalarValue } from './scalar.ts';

/** A mapping while it is read. */
export interface OpenMapping {
  readonly map: Record<string, unknown>;
  /** Keys that came from `<<` alone so far. */
  merged: Set<string> | undefined;
}

/** Sets an own property whatever the name; `__proto__` would otherwise change the prototype. */
function setOwn(map: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__') Object.defineProperty(map, key, { value, writable: true, enumerable: true, configurable: true });
  else map[key] = value;
}

/** Adds one pair. A key that is there already is reported and gives way, as in kubectl. */
export function addToMapping(reader: Reader, open: OpenMapping, key: string, keyOffset: number, value: unknown, valueOffset: number): void {
  const { map } = open;
  if (Object.hasOwn(map, key) && !open.merged?.delete(key)) noteDuplicate(reader, key, keyOffset);
  setOwn(map, key, value);
  addPair(reader, key, keyOffset, valueOffset);
}

function noteDuplicate(reader: Reader, key: string, offset: number): void {
  const first = pendingOffset(reader, key);
  if (reader.dialect.refusesDuplicates) fail(reader, { code: 'duplicate-key-refused', offset, key, first });
  reader.remarks.push({ code: 'duplicate-key', offset, key, first });
}

/** Offset of the newest pending key of that name. */
function pendingOffset(reader: Reader, key: string): number {
  for (let at = reader.pendingCount - 3; at >= 0; at -= 3) if (reader.pending[at] === key) return reader.pending[at + 1] as number;
  return reader.pos;
}

/**
 * Merges `value` of `<<`. Of several mappings the first wins; against the keys before it, `<<` wins in kubectl
 * (go-yaml v2, decode.go: it decodes the merged mapping into the one at hand).
 */
export function mergeInto(reader: Reader, open: OpenMapping, value: unknown, offset: number): void {
  const sources = Array.isArray(value) ? value.toReversed() : [value];
  const explicit = new Set(Object.keys(open.map).filter((key) => !open.merged?.has(key)));
  for (const source of sources) {
    if (!isMapping(source)) fail(reader, { code: 'invalid-merge', offset });
    mergeOne(reader, open, source, explicit, offset);
  }
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function mergeOne(reader: Reader, open: OpenMapping, source: Record<string, unknown>, explicit: ReadonlySet<string>, offset: number): void {
  const places = placesOf(reader, source);
  open.merged ??= new Set();
  for (const key of Object.keys(source)) {
    if (explicit.has(key)) {
      if (!reader.dialect.mergeReplaces) continue;
      if (open.map[key] !== source[key])
        reader.remarks.push({ code: 'merge-overrides-key', offset, key, first: pendingOffset(reader, key) });
    } else open.merged.add(key);
    setOwn(open.map, key, source[key]);
    const at = places.get(key);
    addPair(reader, key, at?.[0] ?? offset, at?.[1] ?? offset);
  }
}

/** Offsets of key and value of every entry of a mapping that is closed. */
function placesOf(reader: Reader, container: object): ReadonlyMap<string, readonly [number, number]> {
  const places = new Map<string, readonly [number, number]>();
  // Merged mappings stand near: they were just read, or have an anchor.
  const index = reader.containers.lastIndexOf(container);
  if (index === -1) return places;
  const end = reader.starts[index + 1] ?? reader.entries.length;
  for (let at = reader.starts[index] as number; at < end; at += 3) {
    places.set(String(reader.entries[at]), [reader.entries[at + 1] as number, reader.entries[at + 2] as number]);
  }
  return places;
}

/**
 * The key that a resolved scalar becomes in JSON. Undefined for null and for integers above 2^63 - 1, which kubectl refuses.
 * `text` is the scalar as written; floats are printed as Go prints a float32 with `%g` (sigs.k8s.io/yaml, yaml.go).
 */
export function keyOfScalar(value: ScalarValue, text: string): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (value === null) return undefined;
  if (typeof value === 'bigint') return value > 0x7fff_ffff_ffff_ffffn ? undefined : String(value);
  return isIntegerText(text) ? String(value) : goFloat32(value);
}

function goFloat32(value: number): string {
  if (Number.isNaN(value)) return '.nan';
  const single = Math.fround(value);
  if (!Number.isFinite(single)) return single > 0 ? '.inf' : '-.inf';
  if (single === 0) return Object.is(single, -0) ? '-0' : '0';
  let digits = single.toExponential(0);
  for (let precision = 1; Math.fround(Number(digits)) !== single; precision += 1) digits = single.toExponential(precision);
  const [mantissa = '', exponentText = '0'] = digits.split('e');
  const exponent = Number(exponentText);
  const significant = mantissa.replace(/[-.]/g, '').length;
  if (exponent < -4 || exponent >= 6) {
    return `${mantissa}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
  }
  return Number(digits).toFixed(Math.max(0, significant - 1 - exponent));
}
