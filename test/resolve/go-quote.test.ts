import { expect, test } from 'vitest';
import { goQuote } from '../../src/resolve/go-quote.ts';

test.each([
  ['', '""'],
  ['plain text', '"plain text"'],
  ['a"b', '"a\\"b"'],
  ['a\\b', '"a\\\\b"'],
  ['line\nbreak\tand\rmore', '"line\\nbreak\\tand\\rmore"'],
  ['\u0007\b\f\v', '"\\a\\b\\f\\v"'],
  ['\u0000\u001b\u007f', '"\\x00\\x1b\\x7f"'],
  ['\u00a0', '"\\u00a0"'],
  ['\u200b', '"\\u200b"'],
  ['é日本', '"é日本"'],
  ['😀', '"😀"'],
  ['\u{e0001}', '"\\U000e0001"'],
  ["it's", '"it\'s"'],
])('%j is quoted as %s', (text, quoted) => {
  expect(goQuote(text)).toBe(quoted);
});
