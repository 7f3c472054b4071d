import fc from 'fast-check';
import { expect, test } from 'vitest';
import { splitDocuments } from '../../src/yaml/split.ts';

function pieces(text: string): string[] {
  return splitDocuments(text).map(({ start, end, badSeparator }) => text.slice(start, end) + (badSeparator ? `!${badSeparator.rest}` : ''));
}

test.each<[string, string, string[]]>([
  ['an empty text has no document', '', []],
  ['one document', 'a: 1\n', ['a: 1\n']],
  ['two documents', 'a: 1\n---\nb: 2\n', ['a: 1\n', 'b: 2\n']],
  ['a separator that opens the first document', '---\na: 1\n', ['a: 1\n']],
  ['separators in a row', '---\n---\na: 1\n---\n---\n', ['a: 1\n']],
  ['nothing behind the last separator', 'a: 1\n---\n\n', ['a: 1\n', '\n']],
  ['blanks and a comment behind the dashes', 'a\n---  \nb\n--- # c\nd', ['a\n', 'b\n', 'd']],
  ['no blank before the comment', 'a\n---# c\nb', ['a\n', 'b']],
  ['text behind the dashes', 'a\n---foo\nb\n---\nc', ['a\n', 'b\n!foo', 'c']],
  ['a fourth dash', 'a\n----\nb', ['a\n', 'b!-']],
  ['a document that stands behind the dashes', '--- {a: 1}', ['!{a: 1}']],
  ['dashes that are indented', 'a: |\n  x\n  ---\n  y\n', ['a: |\n  x\n  ---\n  y\n']],
  ['Windows line breaks', 'a\r\n---\r\nb\r\n', ['a\r\n', 'b\r\n']],
  ['dots do not cut', 'a\n...\nb\n', ['a\n...\nb\n']],
])('%s', (_, text, expected) => {
  expect(pieces(text)).toEqual(expected);
});

test('the offset of text behind the dashes is where it begins', () => {
  expect(splitDocuments('a\n---  foo\n')[1]?.badSeparator).toEqual({ offset: 7, rest: 'foo' });
});

test('every line that does not begin with dashes is in exactly one piece', () => {
  const line = fc.constantFrom('a: 1', '---', '--- # c', '  ---', '', '# x', '...', '---y', 'é\r');
  fc.assert(
    fc.property(fc.array(line), (lines) => {
      const text = lines.join('\n');
      const kept = splitDocuments(text)
        .map(({ start, end }) => text.slice(start, end))
        .join('');
      const rest = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
      expect(kept).toBe(rest.filter((part) => !part.startsWith('---')).join(''));
    }),
  );
});
