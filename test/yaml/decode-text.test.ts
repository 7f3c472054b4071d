import { expect, test } from 'vitest';
import { decodeText } from '../../src/yaml/decode-text.ts';

function bytes(...parts: (string | number)[]): Uint8Array {
  return Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.of(part))));
}

function utf16(text: string, bigEndian: boolean): Uint8Array {
  const buffer = Buffer.from(`\ufeff${text}`, 'utf16le');
  return bigEndian ? buffer.swap16() : buffer;
}

test.each<[string, Uint8Array, ReturnType<typeof decodeText>]>([
  ['nothing', bytes(), { text: '' }],
  ['UTF-8', bytes('a: é😀\n'), { text: 'a: é😀\n' }],
  ['UTF-8 with a byte order mark', bytes(0xef, 0xbb, 0xbf, 'a: 1'), { text: 'a: 1' }],
  ['a mark in the middle stays', bytes('a\n\ufeffb'), { text: 'a\n\ufeffb' }],
  ['Windows line breaks stay', bytes('a\r\nb'), { text: 'a\r\nb' }],
  ['UTF-16 little endian', utf16('a: é😀\n', false), { text: 'a: é😀\n' }],
  ['UTF-16 big endian', utf16('a: é😀\n', true), { text: 'a: é😀\n' }],
  ['UTF-16 with half a character', utf16('ab', false).subarray(0, 5), { problem: 'invalid-utf8', offset: 4 }],
  [
    'UTF-16 with half a surrogate pair',
    Buffer.concat([utf16('a😀', false), Buffer.from([0x3d, 0xd8])]),
    { problem: 'invalid-utf8', offset: 8 },
  ],
  ['a NUL', bytes('ab', 0, 'c'), { problem: 'binary', offset: 2 }],
  ['a NUL in UTF-16', utf16('ab\0c', true), { problem: 'binary', offset: 6 }],
  ['a byte that begins nothing', bytes('abc', 0xff, 'd'), { problem: 'invalid-utf8', offset: 3 }],
  ['a sequence that is cut off', bytes('é', 0xc3), { problem: 'invalid-utf8', offset: 2 }],
  ['an overlong form', bytes('a', 0xe0, 0x80, 0x80), { problem: 'invalid-utf8', offset: 1 }],
  ['a surrogate in UTF-8', bytes('a', 0xed, 0xa0, 0x80), { problem: 'invalid-utf8', offset: 1 }],
  ['beyond U+10FFFF', bytes('ab', 0xf4, 0x90, 0x80, 0x80), { problem: 'invalid-utf8', offset: 2 }],
  ['a broken byte behind a byte order mark', bytes(0xef, 0xbb, 0xbf, 'a', 0x80), { problem: 'invalid-utf8', offset: 4 }],
])('%s', (_, input, expected) => {
  expect(decodeText(input)).toEqual(expected);
});
