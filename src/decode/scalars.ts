import type { ScalarKind } from './shapes.ts';

const smallestInt64 = -(2n ** 63n);
const largestInt64 = 2n ** 63n - 1n;
const largestInt32 = 2 ** 31 - 1;
// time.RFC3339 of Go, but for months with fewer than 31 days.
const time =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:[.,]\d+)?(?:Z|[+-](?:[01]\d|2[0-4]):[0-5]\d)$/;
const base64 = /^[A-Za-z0-9+/]*={0,2}$/;

/**
 * The value as a type of {@link ScalarKind} holds it, or undefined when it cannot (sigs.k8s.io/json: nothing is converted).
 * Whether text is base64 or a quantity is not looked at. An int64 beyond 2^53 is rounded to a double.
 */
export function readScalar(kind: ScalarKind, value: unknown): unknown {
  switch (kind) {
    case 'string':
    case 'bytes':
      return typeof value === 'string' ? value : undefined;
    case 'bool':
      return typeof value === 'boolean' ? value : undefined;
    case 'int32':
      return isInteger(value, largestInt32) ? value + 0 : undefined;
    case 'int64':
      return readInt64(value);
    case 'float':
      return typeof value === 'bigint' ? Number(value) : finite(value);
    case 'quantity':
      return typeof value === 'string' ? value : typeof value === 'bigint' ? String(value) : finite(value);
    case 'intOrString':
      return typeof value === 'string' || isInteger(value, largestInt32) ? value : undefined;
    case 'time':
      return typeof value === 'string' && time.test(value) ? value : undefined;
    case 'any':
      return value;
  }
}

function isInteger(value: unknown, largest: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value <= largest && value >= -largest - 1;
}

function readInt64(value: unknown): number | undefined {
  if (typeof value === 'bigint') return value >= smallestInt64 && value <= largestInt64 ? Number(value) : undefined;
  // 2^63 is the first double that is too large.
  return isInteger(value, 2 ** 63 - 1025) ? value + 0 : undefined;
}

function finite(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** What `null` is as an item of a list or map: the zero value of Go. */
export function zeroScalar(kind: ScalarKind): unknown {
  switch (kind) {
    case 'bool':
      return false;
    case 'int32':
    case 'int64':
    case 'float':
    case 'intOrString':
      return 0;
    case 'quantity':
      return '0';
    case 'any':
      return null;
    default:
      return '';
  }
}

/** Whether encoding/base64 of Go decodes the text: standard alphabet, padding required, line breaks ignored. */
export function isBase64(text: string): boolean {
  const joined = /[\r\n]/.test(text) ? text.replace(/[\r\n]/g, '') : text;
  return joined.length % 4 === 0 && base64.test(joined);
}

/** `number 8080`, `string "80"`: a value as messages quote it. Values of Secrets must not come here. */
export function describeValue(value: unknown): string {
  if (typeof value === 'string') return `string ${JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value)}`;
  if (typeof value === 'object') return describeKind(value);
  return `${describeKind(value)} ${String(value)}`;
}

/** The JSON kind of a value, in the words of Go's JSON decoder. */
export function describeKind(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'object') return 'object';
  if (typeof value === 'boolean') return 'bool';
  return typeof value === 'string' ? 'string' : 'number';
}
