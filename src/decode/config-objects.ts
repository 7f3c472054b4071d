import { isUtf8 } from 'node:buffer';
import { type Anchor, atField, collector, type Report } from '../diagnostics/diagnostic.ts';
import type { Kubernetes } from '../model/kubernetes.ts';
import type { Text } from '../model/linuxkit.ts';
import { describeObject, type Manifest } from '../model/manifest.ts';
import type { DecodedObject, ReferencedKind } from '../model/reference.ts';
import { decodeObject } from './decode-object.ts';

/** One key of a ConfigMap or Secret. */
export interface ConfigEntry {
  readonly value: Text;
  /** It came from `binaryData`, which environment variables do not see. Never so in a Secret. */
  readonly binary: boolean;
  readonly at: Anchor;
}

/** Largest sum of the values, bytes (MaxSecretSize of pkg/apis/core, for ConfigMaps too). */
const largestObject = 1024 * 1024;
/** Longest key, characters (DNS-1123 subdomain length). */
const longestKey = 253;

const entriesOf = new WeakMap<DecodedObject, ReadonlyMap<string, ConfigEntry>>();

/** Keys of `data` and `binaryData`, in the order of the manifest; made once for an object. */
export function configMapEntries(object: DecodedObject<'ConfigMap'>): ReadonlyMap<string, ConfigEntry> {
  return memoised(object, () => readConfigMap(object.manifest, object.value));
}

/** Keys of `data`, decoded, and of `stringData`, which wins; in the order of the manifest; made once for an object. */
export function secretEntries(object: DecodedObject<'Secret'>): ReadonlyMap<string, ConfigEntry> {
  return memoised(object, () => readSecret(object.manifest, object.value));
}

function memoised(object: DecodedObject, make: () => ReadonlyMap<string, ConfigEntry>): ReadonlyMap<string, ConfigEntry> {
  const known = entriesOf.get(object);
  if (known) return known;
  const entries = make();
  entriesOf.set(object, entries);
  return entries;
}

function readConfigMap(manifest: Manifest, { data = {}, binaryData = {} }: Kubernetes<'ConfigMap'>): ReadonlyMap<string, ConfigEntry> {
  const entries = new Map<string, ConfigEntry>();
  for (const [key, value] of Object.entries(data)) entries.set(key, { value, binary: false, at: atField(manifest, ['data', key]) });
  for (const [key, value] of Object.entries(binaryData)) {
    entries.set(key, { value: decodeBase64(value), binary: true, at: atField(manifest, ['binaryData', key]) });
  }
  return entries;
}

function readSecret(manifest: Manifest, { data = {}, stringData = {} }: Kubernetes<'Secret'>): ReadonlyMap<string, ConfigEntry> {
  const entries = new Map<string, ConfigEntry>();
  for (const [key, value] of Object.entries(data)) {
    entries.set(key, { value: decodeBase64(value), binary: false, at: atField(manifest, ['data', key]) });
  }
  for (const [key, value] of Object.entries(stringData)) {
    entries.set(key, { value, binary: false, at: atField(manifest, ['stringData', key]) });
  }
  return entries;
}

/** Text where the bytes are UTF-8. */
function decodeBase64(value: string): Text {
  const bytes = Buffer.from(value, 'base64');
  return isUtf8(bytes) ? bytes.toString('utf8') : new Uint8Array(bytes);
}

/** Reads an object that workloads refer to. Everything wrong with it is among its diagnostics, which count for every user. */
export function decodeReferenced<K extends ReferencedKind>(kind: K, manifest: Manifest): DecodedObject<K> {
  const { diagnostics, report } = collector();
  const object: DecodedObject<K> = { manifest, value: decodeObject(kind, manifest, report), diagnostics };
  if (isOf(object, 'ConfigMap')) checkConfigMap(object, report);
  else if (isOf(object, 'Secret')) checkEntries(object, secretEntries(object), report);
  return object;
}

function isOf<K extends ReferencedKind>(object: DecodedObject, kind: K): object is DecodedObject<K> {
  return object.manifest.kind === kind;
}

function checkConfigMap(object: DecodedObject<'ConfigMap'>, report: Report): void {
  const { manifest, value } = object;
  for (const key of Object.keys(value.binaryData ?? {})) {
    if (value.data && Object.hasOwn(value.data, key)) {
      report('key-in-data-and-binary-data', atField(manifest, ['binaryData', key], 'key'), { object: describeObject(manifest), key });
    }
  }
  checkEntries(object, configMapEntries(object), report);
}

function checkEntries({ manifest }: DecodedObject, entries: ReadonlyMap<string, ConfigEntry>, report: Report): void {
  let size = 0;
  for (const [key, { value, at }] of entries) {
    size += typeof value === 'string' ? Buffer.byteLength(value) : value.length;
    const problem = keyProblem(key);
    if (problem !== undefined) {
      report('invalid-config-key', at.kind === 'field' ? { ...at, part: 'key' } : at, { object: describeObject(manifest), key, problem });
    }
  }
  if (size > largestObject) report('object-too-large', atField(manifest, []), { object: describeObject(manifest), bytes: size });
}

/** IsConfigMapKey of apimachinery: keys are file names. */
function keyProblem(key: string): string | undefined {
  if (key.length > longestKey) return `it is longer than ${longestKey} characters`;
  if (!/^[-._a-zA-Z0-9]+$/.test(key)) return 'only letters, digits, "-", "_" and "." are allowed';
  return key === '.' || key.startsWith('..') ? 'it must not be "." or start with ".."' : undefined;
}
