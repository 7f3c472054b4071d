/** How a quantity was written, which decides its canonical text: `12M`, `12Mi` or `12e6`. */
export type QuantityFormat = 'DecimalSI' | 'BinarySI' | 'DecimalExponent';

/**
 * An exact Kubernetes quantity. Kubernetes keeps nothing finer than a billionth and rounds up to it,
 * so an integer of billionths holds every quantity.
 */
export interface Quantity {
  readonly nano: bigint;
  readonly format: QuantityFormat;
}

/** `format`: no number with a suffix at all. `suffix`: a number with a suffix that does not exist. `number`: no digits. */
export type QuantityProblem = 'format' | 'number' | 'suffix';

const billion = 1_000_000_000n;
const largestInt64 = 2n ** 63n - 1n;
/** Far above any machine; keeps `1e999999999` from filling memory. */
const largestExponent = 1000;

const decimalSuffixes: ReadonlyMap<string, number> = new Map([
  ['n', -9],
  ['u', -6],
  ['m', -3],
  ['', 0],
  ['k', 3],
  ['M', 6],
  ['G', 9],
  ['T', 12],
  ['P', 15],
  ['E', 18],
]);
const binarySuffixes: ReadonlyMap<string, bigint> = new Map([
  ['Ki', 10n],
  ['Mi', 20n],
  ['Gi', 30n],
  ['Ti', 40n],
  ['Pi', 50n],
  ['Ei', 60n],
]);

/**
 * Reads a quantity as `resource.ParseQuantity` of k8s.io/apimachinery does, after trimming white space as its JSON decoding does;
 * a number stands for its decimal text. Quantities without a single digit (`.`, `k`), which ParseQuantity takes for 0 by accident
 * and its documented grammar forbids, are refused.
 */
export function readQuantity(source: string | number | bigint): QuantityOrProblem {
  const text = String(source).trim();
  const before = known.get(text);
  if (before) return before;
  const quantity = scanned(text);
  if (known.size < mostKnown && text.length <= longestKnown) known.set(text, quantity);
  return quantity;
}

type QuantityOrProblem = Quantity | { readonly problem: QuantityProblem };

/** The same few quantities stand in most containers, and the sizes of the machine are asked for with each of them. */
const known = new Map<string, QuantityOrProblem>();
const mostKnown = 1000;
/** Characters; no more than somebody would write. */
const longestKnown = 12;

function scanned(text: string): QuantityOrProblem {
  // Scanned as parseQuantityString does: sign, digits, fraction, suffix letters, signed digits.
  const parts = /^([+-]?)([0-9]*)(?:\.([0-9]*))?([eEinumkKMGTP]*[+-]?[0-9]*)$/.exec(text);
  if (!parts || text === '') return { problem: 'format' };
  const [, sign, whole = '', fraction = '', suffix = ''] = parts;
  if (whole === '' && fraction === '') return { problem: 'number' };
  const digits = BigInt(whole + fraction);
  const quantity = scaled(digits, fraction.length, suffix);
  if (!quantity) return { problem: 'suffix' };
  return sign === '-' ? { nano: -quantity.nano, format: quantity.format } : quantity;
}

/** As {@link readQuantity}, undefined for what is no quantity. */
export function parseQuantity(source: string | number | bigint): Quantity | undefined {
  const quantity = readQuantity(source);
  return 'problem' in quantity ? undefined : quantity;
}

function scaled(digits: bigint, places: number, suffix: string): Quantity | undefined {
  const decimal = decimalSuffixes.get(suffix);
  if (decimal !== undefined) return { nano: timesPowerOfTen(digits, decimal - places + 9), format: 'DecimalSI' };
  const binary = binarySuffixes.get(suffix);
  if (binary !== undefined) {
    const nano = timesPowerOfTen(digits << binary, 9 - places);
    return { nano: nano > largestInt64 * billion ? largestInt64 * billion : nano, format: 'BinarySI' };
  }
  if (!/^[eE][+-]?[0-9]+$/.test(suffix)) return undefined;
  const exponent = Number(suffix.slice(1));
  return exponent > largestExponent ? undefined : { nano: timesPowerOfTen(digits, exponent - places + 9), format: 'DecimalExponent' };
}

/** `value * 10^exponent` for a value that is not negative; fractions are rounded up. */
function timesPowerOfTen(value: bigint, exponent: number): bigint {
  if (value === 0n) return 0n;
  if (exponent >= 0) return value * 10n ** BigInt(exponent);
  // A value has at most as many decimal digits as binary ones, which are cheaper to count.
  if (-exponent > value.toString(2).length) return 1n;
  return dividedUp(value, 10n ** BigInt(-exponent));
}

/** Rounds away from zero, as Quantity.ScaledValue does. */
function dividedUp(value: bigint, divisor: bigint): bigint {
  const quotient = value / divisor;
  if (quotient * divisor === value) return quotient;
  return value < 0n ? quotient - 1n : quotient + 1n;
}

/** The quantity as an integer, rounded up (negative ones away from zero): bytes of memory, whole CPUs. */
export function integerValueOf(quantity: Quantity): bigint {
  return dividedUp(quantity.nano, billion);
}

/** Thousandths, rounded up: milli-CPUs. */
export function milliValueOf(quantity: Quantity): bigint {
  return dividedUp(quantity.nano, 1_000_000n);
}

/** The text that Kubernetes prints: the largest suffix that needs no fraction (`1.5Gi` → `1536Mi`, `1000m` → `1`, `0.5` → `500m`). */
export function canonicalQuantity({ nano, format }: Quantity): string {
  if (nano === 0n) return '0';
  const size = nano < 0n ? -nano : nano;
  // Binary suffixes cannot write a fraction, and below 1024 there is none to write.
  if (format === 'BinarySI' && size % billion === 0n && size >= 1024n * billion) return binaryText(nano / billion);
  let [amount, exponent] = withoutFactors(nano, 10n);
  exponent -= 9;
  for (; exponent % 3 !== 0; exponent--) amount *= 10n;
  const suffix = format === 'DecimalExponent' ? undefined : decimalSuffixText(exponent);
  return `${amount}${suffix ?? (exponent === 0 ? '' : `e${exponent}`)}`;
}

function decimalSuffixText(exponent: number): string | undefined {
  for (const [suffix, power] of decimalSuffixes) if (power === exponent) return suffix;
  return undefined;
}

function binaryText(value: bigint): string {
  const [amount, times] = withoutFactors(value, 1024n);
  return `${amount}${times === 0 ? '' : [...binarySuffixes.keys()][times - 1]}`;
}

function withoutFactors(value: bigint, factor: bigint): [bigint, number] {
  let rest = value;
  let times = 0;
  for (; rest !== 0n && rest % factor === 0n; times++) rest /= factor;
  return [rest, times];
}
