import type { Kubernetes } from '../model/kubernetes.ts';
import type { Text } from '../model/linuxkit.ts';
import type { DecodedObject } from '../model/reference.ts';
import type { FieldPath } from '../model/source.ts';
import { textOf } from './text.ts';

/** One key of a ConfigMap or Secret as environment variables see it. */
export interface KeyValue {
  readonly value: Text;
  /** Where the value stands in the object. */
  readonly path: FieldPath;
}

type Keys = ReadonlyMap<string, KeyValue>;

/** One object is used by many workloads; its values are decoded once. Keyed by the decoded object. */
const known = new WeakMap<object, Keys>();

/** Keys of `data`, sorted. `binaryData` is not visible to environment variables. */
export function configMapKeys({ value }: DecodedObject<'ConfigMap'>): Keys {
  return remember(value, () => sorted(textEntries(value, 'data')));
}

/** Keys of `data` and `stringData`, sorted; `stringData` wins, as in the API server. Base64 that is broken was reported by the decoder. */
export function secretKeys({ value }: DecodedObject<'Secret'>): Keys {
  return remember(value, () => {
    const data = Object.entries(value.data ?? {}).map(([key, encoded]): [string, KeyValue] => {
      return [key, { value: textOf(Buffer.from(encoded, 'base64')), path: ['data', key] }];
    });
    return sorted([...new Map([...data, ...textEntries(value, 'stringData')])]);
  });
}

function textEntries<F extends 'data' | 'stringData'>(
  value: Kubernetes<'ConfigMap' | 'Secret'> & { readonly [K in F]?: Readonly<Record<string, string>> },
  field: F,
): [string, KeyValue][] {
  const record: Readonly<Record<string, string>> = value[field] ?? {};
  return Object.entries(record).map(([key, text]) => [key, { value: text, path: [field, key] }]);
}

function sorted(entries: [string, KeyValue][]): Keys {
  return new Map(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function remember(object: object, read: () => Keys): Keys {
  const before = known.get(object);
  if (before) return before;
  const keys = read();
  known.set(object, keys);
  return keys;
}
