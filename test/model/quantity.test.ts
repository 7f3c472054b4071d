import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalQuantity, integerValueOf, milliValueOf, parseQuantity, type Quantity, readQuantity } from '../../src/model/quantity.ts';

/** Text, canonical text, Value() and MilliValue() as k8s.io/apimachinery v0.36.3 gives them; overflowing values left exact. */
const accepted: readonly (readonly [string, string, bigint, bigint])[] = [
  ['0', '0', 0n, 0n],
  ['0Mi', '0', 0n, 0n],
  ['1.', '1', 1n, 1000n],
  ['1.G', '1G', 1_000_000_000n, 1_000_000_000_000n],
  ['.5', '500m', 1n, 500n],
  ['0.5', '500m', 1n, 500n],
  ['1.50', '1500m', 2n, 1500n],
  ['1.5Gi', '1536Mi', 1_610_612_736n, 1_610_612_736_000n],
  ['1E', '1E', 10n ** 18n, 10n ** 21n],
  ['1.5E', '1500P', 1_500_000_000_000_000_000n, 1_500_000_000_000_000_000_000n],
  ['1E3', '1e3', 1000n, 1_000_000n],
  ['1E+3', '1e3', 1000n, 1_000_000n],
  ['12e6', '12e6', 12_000_000n, 12_000_000_000n],
  ['1.5e3', '1500', 1500n, 1_500_000n],
  ['1e-3', '1e-3', 1n, 1n],
  ['1e1', '10', 10n, 10_000n],
  ['1e40', '10e39', 10n ** 40n, 10n ** 43n],
  ['1e-400', '1e-9', 1n, 1n],
  ['1000m', '1', 1n, 1000n],
  ['1500m', '1500m', 2n, 1500n],
  ['128m', '128m', 1n, 128n],
  ['0.1m', '100u', 1n, 1n],
  ['100n', '100n', 1n, 1n],
  ['0.1n', '1n', 1n, 1n],
  ['0.000000000000000000001', '1n', 1n, 1n],
  ['0.5Ki', '512', 512n, 512_000n],
  ['0.1Ki', '102400m', 103n, 102_400n],
  ['1.1Ki', '1126400m', 1127n, 1_126_400n],
  ['0.3Gi', '322122547200m', 322_122_548n, 322_122_547_200n],
  ['1024Ki', '1Mi', 1_048_576n, 1_048_576_000n],
  ['1000Ki', '1000Ki', 1_024_000n, 1_024_000_000n],
  ['2048', '2048', 2048n, 2_048_000n],
  ['00128Mi', '128Mi', 134_217_728n, 134_217_728_000n],
  ['1Ei', '1Ei', 2n ** 60n, 1000n * 2n ** 60n],
  ['8Ei', '9223372036854775807', 2n ** 63n - 1n, 1000n * (2n ** 63n - 1n)],
  ['10Ei', '9223372036854775807', 2n ** 63n - 1n, 1000n * (2n ** 63n - 1n)],
  ['9223372036854775808', '9223372036854775808', 2n ** 63n, 1000n * 2n ** 63n],
  ['+5', '5', 5n, 5000n],
  ['-1', '-1', -1n, -1000n],
  ['-0.1m', '-100u', -1n, -1n],
  ['-1.5Ki', '-1536', -1536n, -1_536_000n],
  [' 1Gi ', '1Gi', 2n ** 30n, 1000n * 2n ** 30n],
];

const refused: readonly (readonly [string, 'format' | 'number' | 'suffix'])[] = [
  ['', 'format'],
  ['1 Gi', 'format'],
  ['1Mb', 'format'],
  ['1MB', 'format'],
  ['0x10', 'format'],
  ['1_000', 'format'],
  ['1.1.1', 'format'],
  ['1e3m', 'format'],
  ['1K', 'suffix'],
  ['1ki', 'suffix'],
  ['1e', 'suffix'],
  ['1m1', 'suffix'],
  ['1Gi5', 'suffix'],
  ['1e9999999999999999999', 'suffix'],
  ['.', 'number'],
  ['+', 'number'],
  ['k', 'number'],
];

function parsed(text: string | number | bigint): Quantity {
  const quantity = parseQuantity(text);
  if (!quantity) throw new Error(`no quantity: ${text}`);
  return quantity;
}

describe('parseQuantity', () => {
  it.each(accepted)('reads %j as %s', (text, canonical, value, milli) => {
    const quantity = parsed(text);
    expect([canonicalQuantity(quantity), integerValueOf(quantity), milliValueOf(quantity)]).toEqual([canonical, value, milli]);
  });

  it.each(refused)('refuses %j because of its %s', (text, problem) => {
    expect(readQuantity(text)).toEqual({ problem });
    expect(parseQuantity(text)).toBeUndefined();
  });

  it('takes numbers for their decimal text', () => {
    expect(integerValueOf(parsed(0.5))).toBe(1n);
    expect(integerValueOf(parsed(1e21))).toBe(10n ** 21n);
    expect(integerValueOf(parsed(2n ** 64n))).toBe(2n ** 64n);
  });

  it('agrees with exact fractions for any number and suffix', () => {
    const suffixes = { n: [1n, 10n ** 9n], u: [1n, 10n ** 6n], m: [1n, 1000n], '': [1n, 1n], k: [1000n, 1n], G: [10n ** 9n, 1n] } as const;
    const binary = { Ki: [2n ** 10n, 1n], Mi: [2n ** 20n, 1n], Gi: [2n ** 30n, 1n] } as const;
    const units = Object.entries({ ...suffixes, ...binary });
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 10n ** 9n }),
        fc.stringMatching(/^[0-9]{0,12}$/),
        fc.constantFrom(...units),
        (whole, fraction, [suffix, [factor, divisor]]) => {
          const quantity = parsed(`${whole}.${fraction}${suffix}`);
          const numerator = BigInt(`${whole}${fraction}`) * factor;
          const denominator = 10n ** BigInt(fraction.length) * divisor;
          const nano = (numerator * 10n ** 9n + denominator - 1n) / denominator;
          expect(quantity.nano).toBe(nano);
          expect(integerValueOf(quantity)).toBe((nano + 10n ** 9n - 1n) / 10n ** 9n);
          expect(milliValueOf(quantity)).toBe((nano + 10n ** 6n - 1n) / 10n ** 6n);
        },
      ),
    );
  });

  it('reads its canonical text back as the same amount', () => {
    const text = fc.tuple(
      fc.stringMatching(/^[0-9]{1,12}(\.[0-9]{0,10})?$/),
      fc.constantFrom('n', 'u', 'm', '', 'k', 'E', 'Ki', 'Gi', 'e3', 'E-4'),
    );
    fc.assert(
      fc.property(text, ([digits, suffix]) => {
        const quantity = parsed(digits + suffix);
        const canonical = canonicalQuantity(quantity);
        expect(parsed(canonical).nano).toBe(quantity.nano);
        expect(canonicalQuantity({ ...parsed(canonical), format: quantity.format })).toBe(canonical);
      }),
    );
  });
});
