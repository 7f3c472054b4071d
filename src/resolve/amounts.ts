import { milliValueOf, parseQuantity } from '../model/quantity.ts';

/** An amount of a resource. Kubernetes rounds requests and limits up to thousandths of a CPU or byte. */
export interface Amount {
  readonly milli: bigint;
  /** As written. */
  readonly text: string;
}

/** Resource name (`cpu`, `memory`, `hugepages-2Mi`, `vendor.com/gpu`) → amount. */
export type Amounts = ReadonlyMap<string, Amount>;

export interface Resources {
  readonly requests: Amounts;
  readonly limits: Amounts;
}

type RawList = Readonly<Record<string, string | number>> | undefined;

const none: Amounts = new Map();

/** Reads a list of quantities; what is no quantity was reported by the decoder and is left out. */
export function amountsOf(list: RawList): Amounts {
  if (!list) return none;
  const amounts = new Map<string, Amount>();
  for (const [name, source] of Object.entries(list)) {
    const quantity = parseQuantity(source);
    if (quantity) amounts.set(name, { milli: milliValueOf(quantity), text: String(source) });
  }
  return amounts;
}

/** `later` fills what `first` leaves open. */
export function withDefaults(first: Amounts, later: Amounts): Amounts {
  if (first.size === 0) return later;
  const all = new Map(later);
  for (const [name, amount] of first) all.set(name, amount);
  return all;
}

/** Thousandths of bytes as bytes, rounded up. */
export function bytesOf(milli: bigint): bigint {
  return (milli + 999n) / 1000n;
}

/** Thousandths as a quantity: `1500m`, `2`. */
export function milliText(milli: bigint): string {
  return milli % 1000n === 0n ? String(milli / 1000n) : `${milli}m`;
}
