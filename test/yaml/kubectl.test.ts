import { describe, expect, test } from 'vitest';
import facts from './kubectl-facts.json' with { type: 'json' };
import { read } from './read.ts';

type Fact = readonly [text: string, json: string | null];

/** JSON.stringify for trees with bigint, as Go prints it: integers from 2^63 on are floats by the time kubectl prints them. */
function printed(value: unknown): string {
  const text = JSON.stringify(value, (_, part) =>
    typeof part === 'bigint' ? (part >= 2n ** 63n ? Number(part) : `bigint ${part}`) : part,
  );
  return text.replace(/"bigint (-?\d+)"/g, '$1');
}

describe('scalars are what kubectl 1.32 makes of them', () => {
  test.each(facts.values.map(([text, json]): Fact => [text ?? '', json ?? null]))('a: %s', (text, json) => {
    const { values, findings } = read(`kind: X\nspec:\n  a: ${text}\n`);
    if (json === null) {
      expect(values).toEqual([]);
      expect(findings).toHaveLength(1);
      return;
    }
    expect(findings).toEqual([]);
    expect(printed((values[0] as { spec: { a: unknown } }).spec.a)).toBe(json);
  });
});

describe('keys are what kubectl 1.32 makes of them', () => {
  test.each(facts.keys.map(([text, key]): Fact => [text ?? '', key ?? null]))('%s: v', (text, key) => {
    const { values, findings } = read(`kind: X\nspec:\n  ${text}: v\n`);
    expect(findings).toHaveLength(key === null ? 1 : 0);
    expect(values.map((value) => Object.keys((value as { spec: object }).spec))).toEqual(key === null ? [] : [[key]]);
  });
});

describe('integers keep their value', () => {
  test.each([
    ['9007199254740991', 9007199254740991],
    ['9007199254740993', 9007199254740993n],
    ['-9223372036854775808', -9223372036854775808n],
    ['18446744073709551615', 18446744073709551615n],
    ['18446744073709551616', 18446744073709552000],
    ['-9223372036854775809', -(2 ** 63)],
    ['0xffffffffffffffff', 18446744073709551615n],
  ])('%s', (text, value) => {
    expect(read(`a: ${text}`).values).toEqual([{ a: value }]);
  });
});

describe('structures', () => {
  test.each<[name: string, text: string, values: unknown[], findings: string[]]>([
    ['the last of two equal keys counts', 'a: 1\na: 2\n', [{ a: 2 }], ['duplicate-key 2:1']],
    [
      'keys are equal once they are strings',
      'yes: 1\ntrue: 2\n1: x\n"1": z\n',
      [{ true: 2, 1: 'z' }],
      ['duplicate-key 2:1', 'duplicate-key 4:1'],
    ],
    [
      'a merge gives way to keys behind it',
      'a: &a {k: v, z: 0}\nm:\n  <<: *a\n  z: 1\n',
      [{ a: { k: 'v', z: 0 }, m: { k: 'v', z: 1 } }],
      [],
    ],
    [
      'a merge replaces keys before it',
      'a: &a {k: v, z: 0}\nm:\n  z: 1\n  <<: *a\n',
      [{ a: { k: 'v', z: 0 }, m: { k: 'v', z: 0 } }],
      ['merge-overrides-key 4:3'],
    ],
    [
      'the first of several merged mappings wins',
      'a: &a {k: 1, z: 0}\nb: &b {k: 2, x: 3}\nm:\n  <<: [*a, *b]\n',
      [{ a: { k: 1, z: 0 }, b: { k: 2, x: 3 }, m: { k: 1, x: 3, z: 0 } }],
      [],
    ],
    ['two merges', 'a: &a {k: 1}\nb: &b {x: 3}\nm:\n  <<: *a\n  <<: *b\n', [{ a: { k: 1 }, b: { x: 3 }, m: { k: 1, x: 3 } }], []],
    ['a mapping in place is merged', 'm:\n  <<: {a: 1}\n  b: 2\n', [{ m: { a: 1, b: 2 } }], []],
    ['a quoted << is a key', 'm:\n  "<<": {a: 1}\n', [{ m: { '<<': { a: 1 } } }], []],
    ['only mappings can be merged', 'm:\n  <<: foo\n', [], ['invalid-merge 2:3']],
    ['an unknown anchor', 'm: *nope\n', [], ['unknown-anchor 1:4']],
    ['anchors end with their document', 'a: &a 1\n---\nm: *a\n', [{ a: 1 }], ['unknown-anchor 3:4']],
    ['an alias inside its own anchor', 'spec: &s\n  m: *s\n', [], ['recursive-alias 2:6']],
    ['a tab as indentation', 'spec:\n\ta: 1\n', [], ['yaml-syntax 2:1']],
    ['a tab behind a colon', 'a:\t1\n', [{ a: 1 }], []],
    ['Windows line breaks', 'a: |\r\n  x\r\n  y\r\nb: 1\r\n', [{ a: 'x\ny\n', b: 1 }], []],
    ['a byte order mark', '\ufeffa: 1\n', [{ a: 1 }], []],
    ['a YAML directive', '%YAML 1.1\n---\na: yes\n', [{ a: true }], ['yaml-syntax 1:1']],
    ['a colon without a blank in brackets', 'a: {b:1}\n', [{ a: { 'b:1': null } }], []],
    ['a colon behind a quoted key in brackets', 'a: {"b":1}\n', [{ a: { b: 1 } }], []],
    ['plain text over several lines', 'a: foo\n  bar\n\n  baz\n', [{ a: 'foo bar\nbaz' }], []],
    ['quoted text over several lines', 'a: "foo\n  bar\\\n  baz\n\n  q"\n', [{ a: 'foo barbaz\nq' }], []],
    ['a list at the column of its key', 'a:\n- 1\n- 2\nb: 3\n', [{ a: [1, 2], b: 3 }], []],
    ['a list of lists', '- - 1\n  - 2\n-\n- a: 1\n  b: 2\n', [[[1, 2], null, { a: 1, b: 2 }]], []],
    ['a pair in a list in brackets', 'a: [b: 1, c]\n', [{ a: [{ b: 1 }, 'c'] }], []],
    ['a key with a question mark', '? a\n: 1\n? b\n', [{ a: 1, b: null }], []],
    ['folded text', 'a: >-\n  one\n  two\n\n  three\n   four\n  five\n', [{ a: 'one two\nthree\n four\nfive' }], []],
    ['text that keeps its last lines', 'a: |+\n  x\n\n\nb: 1\n', [{ a: 'x\n\n\n', b: 1 }], []],
    ['text with a given indentation', 'a: |2\n   x\n  y\n', [{ a: ' x\ny\n' }], []],
    ['a file without a last line break has one', 'a: |\n  x', [{ a: 'x\n' }], []],
    ['a separator inside quotes still cuts', 'a: "q\n---\nz: 1\n', [{ z: 1 }], ['yaml-syntax 1:4']],
    ['a control character', 'a: "x\u0007y"\n---\nb: 1\n', [{ b: 1 }], ['control-character 1:6']],
    ['a Unicode line separator ends a line', 'a: "x\u2028y"\n', [{ a: 'x\u2028y' }], []],
    ['a key of 1,025 characters', `${'k'.repeat(1025)}: 1\n`, [], ['yaml-syntax 1:1026']],
    ['a key of 1,024 characters', `${'k'.repeat(1024)}: 1\n`, [{ ['k'.repeat(1024)]: 1 }], []],
    ['an alias as a key', 'a: &x k\n*x : 1\n', [{ a: 'k', k: 1 }], []],
    ['a tag on a line of its own', 'a: !!str\n  123\nb: !!str\n', [{ a: '123', b: '' }], []],
    ['text behind the dots', 'a: 1\n...\nb: 2\n---\nc: 3\n', [{ a: 1 }, { c: 3 }], ['text-after-document 3:1']],
  ])('%s', (_, text, values, findings) => {
    const reading = read(text);
    expect(reading.values).toEqual(values);
    expect(reading.findings).toEqual(findings);
  });
});

test('where this reader and kubectl part', () => {
  // kubectl stops reading at the first thing that does not belong to the tree and drops the rest without a word.
  expect(read(' apiVersion: v1\nkind: Pod\n').findings).toEqual(['yaml-syntax 2:1']);
  // kubectl refuses a document of dots alone.
  expect(read('...\n').findings).toEqual([]);
  // kubectl fails with the document before a bad separator as well, and with everything behind the first error.
  expect(read('a: 1\n---x\nb: 2\n---\nc: 3\n').values).toEqual([{ a: 1 }, { c: 3 }]);
  // kubectl may keep either of `1` and `"1"`, by the order of a Go map.
  expect(read('"1": a\n1: b\n').values).toEqual([{ 1: 'b' }]);
});
