/** A plain scalar after resolution. Integers that a double cannot hold are bigint. */
export type ScalarValue = string | number | bigint | boolean | null;

const CORE_WORDS: ReadonlyMap<string, ScalarValue> = new Map<string, ScalarValue>([
  ...['true', 'True', 'TRUE'].map((word) => [word, true] as const),
  ...['false', 'False', 'FALSE'].map((word) => [word, false] as const),
  ...['', '~', 'null', 'Null', 'NULL'].map((word) => [word, null] as const),
]);

const WORDS: ReadonlyMap<string, ScalarValue> = new Map<string, ScalarValue>([
  ...CORE_WORDS,
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'on', 'On', 'ON'].map((word) => [word, true] as const),
  ...['n', 'N', 'no', 'No', 'NO', 'off', 'Off', 'OFF'].map((word) => [word, false] as const),
]);

const SPECIAL_FLOATS: ReadonlyMap<string, number> = new Map([
  ...['.nan', '.NaN', '.NAN'].map((word) => [word, Number.NaN] as const),
  ...['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'].map((word) => [word, Number.POSITIVE_INFINITY] as const),
  ...['-.inf', '-.Inf', '-.INF'].map((word) => [word, Number.NEGATIVE_INFINITY] as const),
]);

const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const INTEGER = /^([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|(0|[1-9][0-9]*))$/;
const MAX_UINT64 = 0xffff_ffff_ffff_ffffn;
const MAX_INT64 = 0x7fff_ffff_ffff_ffffn;
const LONGEST_WORD = 5;

const ZERO = 0x30;
const NINE = 0x39;
const WORD_START = 1;
const NUMBER_START = 2;
const DOT = 3;

/** How the first character of a plain scalar says what it may be. */
const HINTS = new Uint8Array(128);
for (const letter of 'yYnNtTfFoO~') HINTS[letter.charCodeAt(0)] = WORD_START;
for (const letter of '0123456789+-') HINTS[letter.charCodeAt(0)] = NUMBER_START;
HINTS[0x2e] = DOT;

/**
 * Resolves a plain scalar as sigs.k8s.io/yaml does (go-yaml v2, resolve.go): YAML 1.1 words, `0644` is octal, digits may
 * carry `_`, no base 60, dates stay text, `1e400` stays text.
 */
export function resolveKubectl(text: string): ScalarValue {
  return resolveWith(WORDS, text);
}

/** Resolves a plain scalar as kustomize does before kubectl reads its output: `yes`, `on`, `y` and their kin stay text. */
export function resolveKustomize(text: string): ScalarValue {
  return resolveWith(CORE_WORDS, text);
}

function resolveWith(words: ReadonlyMap<string, ScalarValue>, text: string): ScalarValue {
  if (text === '') return null;
  const first = text.charCodeAt(0);
  const hint = first < 128 ? HINTS[first] : 0;
  if (hint === 0) return text;
  if (hint === WORD_START) {
    const word = text.length <= LONGEST_WORD ? words.get(text) : undefined;
    return word === undefined ? text : word;
  }
  return hint === NUMBER_START ? resolveNumber(text) : resolveDotted(text);
}

function resolveDotted(text: string): ScalarValue {
  const special = SPECIAL_FLOATS.get(text);
  if (special !== undefined) return special;
  return FLOAT.test(text) ? finite(text, text) : text;
}

function resolveNumber(text: string): ScalarValue {
  const small = smallDecimal(text);
  if (small >= 0) return small;
  const special = SPECIAL_FLOATS.get(text);
  if (special !== undefined) return special;
  const plain = text.includes('_') ? text.replaceAll('_', '') : text;
  const integer = parseInteger(plain);
  if (integer !== undefined) return integer;
  return FLOAT.test(plain) ? finite(plain, text) : text;
}

/** Decimal integers of up to nine digits without sign or leading zero, which nearly all are; -1 for the rest. */
function smallDecimal(text: string): number {
  const { length } = text;
  if (length > 9 || (length > 1 && text.charCodeAt(0) === ZERO)) return -1;
  let value = 0;
  for (let at = 0; at < length; at += 1) {
    const code = text.charCodeAt(at);
    if (code < ZERO || code > NINE) return -1;
    value = value * 10 + code - ZERO;
  }
  return value;
}

/** A float, unless it is too large for one: Go's ParseFloat fails then and go-yaml leaves the text alone. */
function finite(plain: string, text: string): ScalarValue {
  const value = Number(plain);
  return Number.isFinite(value) ? value : text;
}

/** Go's ParseInt, then ParseUint, both with base 0: the prefixes `0x`, `0o`, `0` and `0b` give the base. */
function parseInteger(text: string): number | bigint | undefined {
  const match = INTEGER.exec(text);
  if (!match) return undefined;
  const [, sign, hex, binary, octal, decimal] = match;
  const magnitude = hex ? BigInt(`0x${hex}`) : binary ? BigInt(`0b${binary}`) : octal ? BigInt(`0o${octal}`) : BigInt(decimal ?? '0');
  // ParseUint takes no sign.
  if (magnitude > (sign === '-' ? MAX_INT64 + 1n : sign === '+' ? MAX_INT64 : MAX_UINT64)) return undefined;
  const value = sign === '-' ? -magnitude : magnitude;
  return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : value;
}

/** Whether a plain scalar that resolves to a number is written as an integer. */
export function isIntegerText(text: string): boolean {
  return parseInteger(text.replaceAll('_', '')) !== undefined;
}
