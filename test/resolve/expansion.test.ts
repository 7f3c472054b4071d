import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { expand, longestArgument } from '../../src/resolve/expansion.ts';

const values = new Map([
  ['A', 'a-value'],
  ['B', '$(A)'],
  ['EMPTY', ''],
  ['x$y', 'odd'],
  ['with space', 'spaced'],
]);
const lookup = (name: string) => values.get(name);

describe('text with references', () => {
  test.each([
    ['', ''],
    ['plain', 'plain'],
    ['$(A)', 'a-value'],
    ['pre-$(A)-post', 'pre-a-value-post'],
    ['$(A)$(A)', 'a-valuea-value'],
    ['$(B)', '$(A)'],
    ['[$(EMPTY)]', '[]'],
    ['$$(A)', '$(A)'],
    ['$$$(A)', '$a-value'],
    ['$$$$(A)', '$$(A)'],
    ['$$$$$$$(A)', '$$$a-value'],
    ['a$$b', 'a$b'],
    ['$$', '$'],
    ['$$$', '$$'],
    ['f000-$$VAR', 'f000-$VAR'],
    ['$', '$'],
    ['cost: 5$', 'cost: 5$'],
    ['$A', '$A'],
    ['\x24{A}', '\x24{A}'],
    ['$(A', '$(A'],
    ['$($(A', '$($(A'],
    ['--$($($(--', '--$($($(--'],
    ['$((A))', '$((A))'],
    ['$(A$(B))', '$(A$(B))'],
    ['$(foo$$var)', '$(foo$$var)'],
    ['$(x$y)', 'odd'],
    ['$(with space)', 'spaced'],
    ['$()', '$()'],
    ['$(UNKNOWN)', '$(UNKNOWN)'],
    ['$(UNKNOWN)$(A)', '$(UNKNOWN)a-value'],
    ['$ (A)', '$ (A)'],
    ['\\$(A)', '\\a-value'],
    ['é$(A)é', 'éa-valueé'],
    ['$x$(A)', '$xa-value'],
    ['\n$(A)\n', '\na-value\n'],
  ])('%j becomes %j', (input, expected) => {
    expect(expand(input, lookup).text).toBe(expected);
  });
});

test('names that were and were not found are listed in order', () => {
  const { used, unresolved } = expand('$(A) $(X) $$(Y) $(B) $(Z) $(X)', lookup);
  expect({ used, unresolved }).toEqual({ used: ['A', 'B'], unresolved: ['X', 'Z', 'X'] });
});

test('a value that is bytes makes the text bytes', () => {
  const { text } = expand('a$(BIN)z', () => Uint8Array.of(0xff, 0x00));
  expect(text).toEqual(Uint8Array.of(0x61, 0xff, 0x00, 0x7a));
});

test('bytes that complete each other to UTF-8 are text again', () => {
  const halves = new Map([
    ['FIRST', Uint8Array.of(0xc3)],
    ['SECOND', Uint8Array.of(0xa9)],
  ]);
  expect(expand('$(FIRST)$(SECOND)', (name) => halves.get(name)).text).toBe('é');
});

test.each([
  ['$é', true],
  ['$$é', false],
  ['$(A)é', false],
  ['$x', false],
  ['$日', true],
])('whether a kubelet would spoil %j: %s', (input, spoilt) => {
  const expansion = expand(input, lookup);
  expect(expansion.spoilt).toBe(spoilt);
});

test('a text that doubles itself stops at what the kernel takes', () => {
  const big = 'x'.repeat(longestArgument);
  const expansion = expand('$(BIG)'.repeat(100_000), () => big);
  expect(expansion.used).toEqual(['BIG', 'BIG']);
  expect(expansion.text.length).toBe(2 * longestArgument + 6 * 99_998);
});

test('many openers without a closer are read in linear time', () => {
  const input = '$('.repeat(500_000);
  expect(expand(input, lookup).text).toBe(input);
});

/** The kubelet's loop, written down again over characters: one step for each `$`. */
function model(input: string): string {
  let output = '';
  for (let cursor = 0; cursor < input.length; cursor++) {
    const character = input.charAt(cursor);
    const next = input.charAt(cursor + 1);
    if (character !== '$' || next === '') {
      output += character;
    } else if (next === '$') {
      output += '$';
      cursor += 1;
    } else if (next === '(') {
      const rest = input.slice(cursor + 2);
      const length = rest.indexOf(')');
      if (length === -1) {
        output += '$(';
        cursor += 1;
      } else {
        const name = rest.slice(0, length);
        output += lookup(name) ?? `$(${name})`;
        cursor += length + 2;
      }
    } else {
      output += character + next;
      cursor += 1;
    }
  }
  return output;
}

test('agrees with the kubelet on any text', () => {
  const piece = fc.constantFrom('$', '$', '(', ')', 'A', 'B', 'x', ' ', '$(A)', '$(', '$$', 'é');
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const input = pieces.join('');
      expect(expand(input, lookup).text).toBe(model(input));
    }),
    { numRuns: 2000 },
  );
});

test('a value that is as long as the kernel takes does not stop the rest', () => {
  const big = 'x'.repeat(longestArgument);
  expect(expand('$(BIG)$(A)', (name) => (name === 'BIG' ? big : 'a')).used).toEqual(['BIG', 'A']);
});

test.each([
  ['$(A)$(A)', 'aa'],
  ['$(A)b$(A)', 'aba'],
  ['$(GONE)$(A)', '$(GONE)a'],
  ['$(GONE)b$(A)', '$(GONE)ba'],
  ['$()$(A)', '$()a'],
  ['$(A', '$(A'],
  ['$(A)$(', 'a$('],
  ['$', '$'],
  ['a$', 'a$'],
  ['$(A)$', 'a$'],
  [')$(A', ')$(A'],
])('%j is %j', (input, expected) => {
  expect(expand(input, (name) => (name === 'A' ? 'a' : undefined)).text).toBe(expected);
});
