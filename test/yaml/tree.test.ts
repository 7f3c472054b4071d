import { describe, expect, test } from 'vitest';
import { place } from '../../src/diagnostics/diagnostic.ts';
import { refoldedText } from '../../src/yaml/folded-text.ts';
import { readTrees } from '../../src/yaml/read-tree.ts';
import { parseTimestamp } from '../../src/yaml/timestamp.ts';
import { effectiveTag, type ScalarTree, type Tree } from '../../src/yaml/tree.ts';

/** A tree as text: scalars as `tag text style@offset`. */
function shown(tree: Tree | undefined): unknown {
  if (tree === undefined) return undefined;
  if (tree.kind === 'scalar') return `${tree.tag} ${tree.text} ${tree.style}@${tree.at.offset}`;
  if (tree.kind === 'sequence') return tree.items.map(shown);
  return tree.entries.map(({ key, value }) => [key.text, shown(value)]);
}

function read(text: string): readonly unknown[] {
  return readTrees({ path: 'x', text }, () => {}).map(shown);
}

describe('readTrees', () => {
  const cases: readonly (readonly [string, string, readonly unknown[]])[] = [
    [
      'keeps the text, the type and the style of scalars',
      'a: 01\nb: "2"\nc: >\n  x\n',
      [
        [
          ['a', '!!int 01 plain@3'],
          ['b', '!!str 2 quoted@9'],
          ['c', '!!str x\n folded@16'],
        ],
      ],
    ],
    [
      'keeps tags',
      'a: !!str 1\nb: !own x\n',
      [
        [
          ['a', '!!str 1 tagged@3'],
          ['b', '!!str x quoted@14'],
        ],
      ],
    ],
    [
      'keeps keys that occur twice',
      'a: 1\na: 2\n',
      [
        [
          ['a', '!!int 1 plain@3'],
          ['a', '!!int 2 plain@8'],
        ],
      ],
    ],
    ['cuts at lines of ---, comments allowed', 'a: 1\n--- # next\nb: 2\n', [[['a', '!!int 1 plain@3']], [['b', '!!int 2 plain@19']]]],
    ['reads files that begin with ---', '---\na: 1\n---\n---\nb: 2', [[['a', '!!int 1 plain@7']], [['b', '!!int 2 plain@20']]]],
    ['leaves out what is empty', '# nothing\n---\n~\n---\n', []],
    [
      'writes out merges; the first source and the mapping itself win',
      'm: {<<: [{a: 1, b: 2}, {b: 3, c: 4}], a: 5}',
      [
        [
          [
            'm',
            [
              ['a', '!!int 5 plain@41'],
              ['b', '!!int 2 plain@19'],
              ['c', '!!int 4 plain@33'],
            ],
          ],
        ],
      ],
    ],
    ['adds no line break at the end', 'a: |\n  x', [[['a', '!!str x quoted@3']]]],
  ];
  test.each(cases)('%s', (_, text, expected) => expect(read(text)).toEqual(expected));

  const broken = [
    ['a: [1', 'yaml-syntax 1:6'],
    ['a: 1\n--- b\nc: 2\n', 'invalid-document-separator 2:4'],
    ['a: *x', 'unknown-anchor 1:4'],
    ['<<: 1', 'invalid-merge 1:1'],
  ] as const;
  test.each(broken)('%j is told', (text, expected) => {
    const found: string[] = [];
    const trees = readTrees({ path: 'x', text }, (code, at) => found.push(`${code} ${place(at)?.line}:${place(at)?.column}`));
    expect(found).toEqual([expected]);
    expect(trees).toContain(undefined);
  });
});

describe('effectiveTag', () => {
  const at = { file: { path: 'x', text: '' }, offset: 0 };
  const cases: readonly (readonly [string, Pick<ScalarTree, 'text' | 'tag' | 'style'>, string])[] = [
    ['a text that was set is typed by what it looks like', { text: '12', tag: '', style: 'plain' }, '!!int'],
    ['unless it stands in quotes', { text: '12', tag: '', style: 'quoted' }, '!!str'],
    ['a string stays one', { text: '12', tag: '!!str', style: 'plain' }, '!!str'],
    ['a number in the quotes of the text it replaces becomes a string', { text: '12', tag: '!!int', style: 'quoted' }, '!!str'],
    ['a text that does not fit its type keeps it', { text: 'x', tag: '!!int', style: 'plain' }, '!!int'],
    ['a written tag counts', { text: '12', tag: '!!float', style: 'tagged' }, '!!float'],
  ];
  test.each(cases)('%s', (_, scalar, expected) => expect(effectiveTag({ kind: 'scalar', at, ...scalar })).toBe(expected));
});

describe('refoldedText', () => {
  const cases = [
    ['plain lines stay', 'a\nb\n', 'a\nb\n'],
    ['a line break before an indented line doubles', 'a\n b\nc\n', 'a\n\n b\nc\n'],
    ['a text that begins with a blank loses single line breaks', ' a\nb\nc', ' a\nb c'],
    ['kept line breaks at the end grow', 'a\n\n', 'a\n\n\n'],
    ['blanks at the end of a line make it quoted, which is exact', 'a \n b', 'a \n b'],
    ['one line has nothing to fold', 'a', 'a'],
  ] as const;
  test.each(cases)('%s', (_, text, expected) => expect(refoldedText(text)).toBe(expected));
});

describe('parseTimestamp', () => {
  const cases = [
    ['2024-01-02', '2024-01-02T00:00:00Z'],
    ['2024-1-2', '2024-01-02T00:00:00Z'],
    ['2001-12-14t21:59:43.10-05:00', '2001-12-14T21:59:43.1-05:00'],
    ['2001-12-14 21:59:43.10', '2001-12-14T21:59:43.1Z'],
    ['2001-12-14T21:59:43+00:00', '2001-12-14T21:59:43Z'],
    ['2001-12-14 21:59:43.10 -5', undefined],
    ['2001-02-30', undefined],
    ['2001-12-14T24:00:00Z', undefined],
    ['01-02-2024', undefined],
    ['2024-01-02x', undefined],
  ] as const;
  test.each(cases)('%s', (text, expected) => expect(parseTimestamp(text)).toBe(expected));
});
