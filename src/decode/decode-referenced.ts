import { atField, collector, type Report } from '../diagnostics/diagnostic.ts';
import type { Kubernetes } from '../model/kubernetes.ts';
import { describeObject, type Manifest } from '../model/manifest.ts';
import type { DecodedObject, ReferencedKind } from '../model/reference.ts';
import { decodeObject } from './decode-object.ts';

/** Largest sum of the values, bytes (MaxSecretSize of pkg/apis/core/validation, for ConfigMaps too). */
const largestObject = 1024 * 1024;
/** Longest key, characters (DNS-1123 subdomain length). */
const longestKey = 253;

/** Reads an object that workloads refer to. Everything wrong with it is among its diagnostics, which count for every user. */
export function decodeReferenced<K extends ReferencedKind>(kind: K, manifest: Manifest): DecodedObject<K> {
  const { diagnostics, report } = collector();
  const object: DecodedObject<K> = { manifest, value: decodeObject(kind, manifest, report), diagnostics };
  checkObject(object, report);
  return object;
}

function checkObject(object: Pick<DecodedObject, 'manifest'>, report: Report): void {
  if (isOf(object, 'ConfigMap')) checkConfigMap(object.manifest, object.value, report);
  else if (isOf(object, 'Secret')) checkSecret(object.manifest, object.value, report);
}

function isOf<K extends ReferencedKind>(object: Pick<DecodedObject, 'manifest'>, kind: K): object is DecodedObject<K> {
  return object.manifest.kind === kind;
}

function checkConfigMap(manifest: Manifest, { data = {}, binaryData = {} }: Kubernetes<'ConfigMap'>, report: Report): void {
  checkKeys(manifest, 'data', data, report);
  checkKeys(manifest, 'binaryData', binaryData, report);
  for (const key of Object.keys(binaryData)) {
    if (!Object.hasOwn(data, key)) continue;
    report('key-in-data-and-binary-data', atField(manifest, ['binaryData', key], 'key'), { object: describeObject(manifest), key });
  }
  const bytes = sum(Object.values(data), Buffer.byteLength) + sum(Object.values(binaryData), decodedLength);
  checkSize(manifest, bytes, report);
}

function checkSecret(manifest: Manifest, { data = {}, stringData = {} }: Kubernetes<'Secret'>, report: Report): void {
  checkKeys(manifest, 'data', data, report);
  checkKeys(manifest, 'stringData', stringData, report);
  // The API server replaces values of data by those of stringData before it counts.
  const replaced = Object.entries(data).filter(([key]) => !Object.hasOwn(stringData, key));
  const bytes =
    sum(Object.values(stringData), Buffer.byteLength) +
    sum(
      replaced.map(([, value]) => value),
      decodedLength,
    );
  checkSize(manifest, bytes, report);
}

function checkKeys(manifest: Manifest, field: string, entries: Readonly<Record<string, string>>, report: Report): void {
  for (const key of Object.keys(entries)) {
    const problem = keyProblem(key);
    if (problem === undefined) continue;
    report('invalid-config-key', atField(manifest, [field, key], 'key'), { object: describeObject(manifest), key, problem });
  }
}

/** IsConfigMapKey of apimachinery: keys are names of files. */
function keyProblem(key: string): string | undefined {
  if (key.length > longestKey) return `it is longer than ${longestKey} characters`;
  if (!/^[-._a-zA-Z0-9]+$/.test(key)) return 'only letters, digits, "-", "_" and "." are allowed';
  return key === '.' || key.startsWith('..') ? 'it must not be "." or start with ".."' : undefined;
}

function checkSize(manifest: Manifest, bytes: number, report: Report): void {
  if (bytes > largestObject) report('object-too-large', atField(manifest, []), { object: describeObject(manifest), bytes });
}

function sum(values: readonly string[], measure: (value: string) => number): number {
  let total = 0;
  for (const value of values) total += measure(value);
  return total;
}

/** Bytes that a base64 text stands for, without decoding it. */
function decodedLength(base64: string): number {
  const text = /[\r\n]/.test(base64) ? base64.replace(/[\r\n]/g, '') : base64;
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  return (text.length / 4) * 3 - padding;
}
