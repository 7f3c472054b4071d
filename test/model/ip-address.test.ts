import { isIP } from 'node:net';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isStrictlyInside, isUnspecified, parseAddress, parseCidr } from '../../src/model/ip-address.ts';

describe('parseAddress', () => {
  test.each<[string, 4 | 6, bigint]>([
    ['0.0.0.0', 4, 0n],
    ['10.0.0.1', 4, 0x0a000001n],
    ['255.255.255.255', 4, 0xffffffffn],
    ['::', 6, 0n],
    ['::1', 6, 1n],
    ['fd00::2', 6, (0xfd00n << 112n) | 2n],
    ['1:2:3:4:5:6:7:8', 6, 0x00010002000300040005000600070008n],
    ['1:2:3:4:5:6:7::', 6, 0x00010002000300040005000600070000n],
    ['::ffff:10.0.0.1', 6, 0xffff0a000001n],
    ['ABCD::', 6, 0xabcdn << 112n],
  ])('reads %s', (text, family, address) => {
    expect(parseAddress(text)).toEqual({ family, address });
  });

  test.each([
    '',
    '1.2.3',
    '1.2.3.4.5',
    '256.0.0.1',
    '01.2.3.4',
    '1.2.3.4 ',
    ':',
    ':::',
    '1::2::3',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8::',
    'g::',
    '12345::',
    '::1%eth0',
    '::1.2.3.256',
    '[::1]',
    'localhost',
  ])('refuses %j', (text) => {
    expect(parseAddress(text)).toBeUndefined();
  });
});

describe('any text', () => {
  const texts = fc.oneof(fc.ipV4(), fc.ipV6(), fc.string({ unit: fc.constantFrom(...'0123456789abf:.'), maxLength: 24 }));

  test('is an address exactly when Node says so', () => {
    fc.assert(
      fc.property(texts, (text) => {
        expect(parseAddress(text)?.family ?? 0).toBe(isIP(text));
      }),
      { numRuns: 2000 },
    );
  });

  test('that is an address is a block of one address', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (text) => {
        const address = parseAddress(text);
        const prefix = address?.family === 4 ? 32 : 128;
        expect(parseCidr(`${text}/${prefix}`)).toEqual({ ...address, prefix });
      }),
    );
  });
});

describe('blocks', () => {
  test.each(['10.0.0.0/8', '0.0.0.0/0', '10.0.0.1/32', 'fd00::/8', '::/0', '::1/128'])('%s is one', (text) => {
    expect(parseCidr(text)).toBeDefined();
  });

  test.each(['10.0.0.0', '10.0.0.0/', '10.0.0.0/33', '::/129', '10.0.0.0/08', '10.0.0.0/-1', '10.0.0.0/8/8', '/8'])(
    '%s is none',
    (text) => {
      expect(parseCidr(text)).toBeUndefined();
    },
  );

  test.each<[string, string, boolean]>([
    ['10.1.0.0/16', '10.0.0.0/8', true],
    ['10.0.0.0/8', '10.0.0.0/8', false],
    ['11.0.0.0/16', '10.0.0.0/8', false],
    ['10.0.0.0/8', '10.1.0.0/16', false],
    ['fd00::/16', '0.0.0.0/0', false],
    ['fd00:1::/32', 'fd00::/8', true],
  ])('%s inside %s: %s', (inner, outer, expected) => {
    const [small, large] = [parseCidr(inner), parseCidr(outer)];
    expect(small && large && isStrictlyInside(small, large)).toBe(expected);
  });

  test('the unspecified address of either family is known', () => {
    expect(['0.0.0.0', '::', '0:0:0:0:0:0:0:0', '127.0.0.1', 'x'].map(isUnspecified)).toEqual([true, true, true, false, false]);
  });
});
