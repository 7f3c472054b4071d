import { type ConfigEntry, configMapEntries, secretEntries } from '../decode/config-objects.ts';
import type { Text } from '../model/linuxkit.ts';
import type { DecodedObject } from '../model/reference.ts';
import type { FieldPath } from '../model/source.ts';

/** One key of a ConfigMap or Secret. */
export interface KeyValue {
  readonly value: Text;
  /** Where the value stands in the object. */
  readonly path: FieldPath;
}

type Keys = ReadonlyMap<string, KeyValue>;

/** One object is used by many workloads, and sorted once. Keyed by the entries, which are made once for an object. */
const known = new WeakMap<ReadonlyMap<string, ConfigEntry>, Keys>();

/** Keys of `data`, sorted: what environment variables see of a ConfigMap. */
export function configMapKeys(object: DecodedObject<'ConfigMap'>): Keys {
  return sorted(configMapEntries(object));
}

/** Keys of a Secret, sorted. */
export function secretKeys(object: DecodedObject<'Secret'>): Keys {
  return sorted(secretEntries(object));
}

function sorted(entries: ReadonlyMap<string, ConfigEntry>): Keys {
  const before = known.get(entries);
  if (before) return before;
  const visible = [...entries].filter(([, { binary }]) => !binary).sort(([a], [b]) => (a < b ? -1 : 1));
  const keys = new Map(visible.map(([key, { value, at }]) => [key, { value, path: at.kind === 'field' ? at.path : [] }] as const));
  known.set(entries, keys);
  return keys;
}
