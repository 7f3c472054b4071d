/** A plain scalar after resolution. Integers that a double cannot hold are bigint. */
export type ScalarValue = string | number | bigint | boolean | null;

/** The way plain scalars become values. */
export type Resolve = (text: string) => ScalarValue;

const WORDS: ReadonlyMap<string, ScalarValue> = new Map<string, ScalarValue>([
  ...['true', 'True', 'TRUE', 'y', 'Y', 'yes', 'Yes', 'YES', 'on', 'On', 'ON'].map((word) => [word, true] as const),
  ...['false', 'False', 'FALSE', 'n', 'N', 'no', 'No', 'NO', 'off', 'Off', 'OFF'].map((word) => [word, false] as const),
  ...['', '~', 'null', 'Null', 'NULL'].map((word) => [word, null] as const),
]);

const CORE_WORDS: ReadonlyMap<string, ScalarValue> = new Map([...WORDS].filter(([word]) => !/^(?:y|n|yes|no|on|off)$/i.test(word)));

const SPECIAL_FLOATS: ReadonlyMap<string, number> = new Map([
  ...['.nan', '.NaN', '.NAN'].map((word) => [word, Number.NaN] as const),
  ...['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'].map((word) => [word, Number.POSITIVE_INFINITY] as const),
  ...['-.inf', '-.Inf', '-.INF'].map((word) => [word, Number.NEGATIVE_INFINITY] as const),
]);

const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const SMALL_DECIMAL = /^(?:0|[1-9][0-9]{0,14})$/;
const MAX_UINT64 = 0xffff_ffff_ffff_ffffn;
const MAX_INT64 = 0x7fff_ffff_ffff_ffffn;

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
  const first = text.charCodeAt(0);
  // 0-9, + and -
  if ((first >= 0x30 && first <= 0x39) || first === 0x2b || first === 0x2d) return resolveNumber(text);
  if (first === 0x2e) return resolveDotted(text);
  const word = text.length <= 5 ? words.get(text) : undefined;
  return word === undefined ? text : word;
}

function resolveDotted(text: string): ScalarValue {
  const special = SPECIAL_FLOATS.get(text);
  if (special !== undefined) return special;
  // ParseFloat takes underscores only in literals with a base prefix, and `.5` has none.
  return FLOAT.test(text) ? finite(text, text) : text;
}

function resolveNumber(text: string): ScalarValue {
  if (SMALL_DECIMAL.test(text)) return Number(text);
  const special = SPECIAL_FLOATS.get(text);
  if (special !== undefined) return special;
  const plain = text.includes('_') ? text.replaceAll('_', '') : text;
  const integer = parseGoInteger(plain);
  if (integer !== undefined) return integer;
  return FLOAT.test(plain) ? finite(plain, text) : text;
}

/** A float, unless it is too large for one: ParseFloat fails then and go-yaml leaves the text alone. */
function finite(plain: string, text: string): ScalarValue {
  const value = Number(plain);
  return Number.isFinite(value) ? value : text;
}

/** ParseInt and ParseUint with base 0, which take a base from the prefix `0x`, `0o`, `0` or `0b`. */
function parseGoInteger(text: string): number | bigint | undefined {
  const match = /^([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[oO]?([0-7]+)|0[bB]([01]+)|(0|[1-9][0-9]*))$/.exec(text);
  if (!match) return undefined;
  const [, sign, hex, octal, binary, decimal] = match;
  const magnitude = hex ? BigInt(`0x${hex}`) : octal ? BigInt(`0o${octal}`) : binary ? BigInt(`0b${binary}`) : BigInt(decimal ?? '0');
  // ParseUint takes no sign at all.
  if (magnitude > (sign === '-' ? MAX_INT64 + 1n : sign === '+' ? MAX_INT64 : MAX_UINT64)) return undefined;
  const value = sign === '-' ? -magnitude : magnitude;
  return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : value;
}
