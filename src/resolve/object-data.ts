import { type Anchor, atField } from '../diagnostics/diagnostic.ts';
import { byCodeUnit } from '../model/by-code-unit.ts';
import type { Text } from '../model/linuxkit.ts';
import type { Manifest } from '../model/manifest.ts';
import type { DecodedObject } from '../model/reference.ts';
import { textOf } from './text.ts';

/** One key of a ConfigMap or Secret. */
export interface ConfigEntry {
  readonly value: Text;
  /** It came from `binaryData`, which environment variables do not see. Never so in a Secret. */
  readonly binary: boolean;
  readonly at: Anchor;
}

type Entries = ReadonlyMap<string, ConfigEntry>;

/** One object is used by many workloads; its values are decoded and sorted once. Keyed by the decoded object's value. */
const known = new WeakMap<object, Entries>();

/** Keys of `data` and `binaryData`, sorted. */
export function configMapEntries({ manifest, value }: DecodedObject<'ConfigMap'>): Entries {
  return remember(value, () => [...bytesOf(manifest, 'binaryData', value.binaryData, true), ...textsOf(manifest, 'data', value.data)]);
}

/** Keys of `data`, decoded, and of `stringData`, which wins, sorted. Base64 that is broken was reported by the decoder. */
export function secretEntries({ manifest, value }: DecodedObject<'Secret'>): Entries {
  return remember(value, () => [...bytesOf(manifest, 'data', value.data, false), ...textsOf(manifest, 'stringData', value.stringData)]);
}

type Values = Readonly<Record<string, string>> | undefined;
type Entry = readonly [string, ConfigEntry];

function textsOf(manifest: Manifest, field: string, values: Values): readonly Entry[] {
  return Object.entries(values ?? {}).map(([key, value]) => [key, { value, binary: false, at: atField(manifest, [field, key]) }]);
}

function bytesOf(manifest: Manifest, field: string, values: Values, binary: boolean): readonly Entry[] {
  return Object.entries(values ?? {}).map(([key, encoded]) => {
    const value = textOf(new Uint8Array(Buffer.from(encoded, 'base64')));
    return [key, { value, binary, at: atField(manifest, [field, key]) }];
  });
}

function remember(object: object, read: () => readonly Entry[]): Entries {
  const before = known.get(object);
  if (before) return before;
  const pairs = read();
  // Later values of a key win, so equal keys go before they are sorted.
  const unique = pairs.length === 1 ? pairs : [...new Map(pairs)].sort(([a], [b]) => byCodeUnit(a, b));
  const entries = new Map(unique);
  known.set(object, entries);
  return entries;
}
