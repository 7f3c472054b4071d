import { describe, expect, test } from 'vitest';
import { locationOf, originOf } from '../../src/model/source.ts';
import { read, where } from './read.ts';

describe('an entry stands where it was written', () => {
  test.each<[name: string, text: string, path: (string | number)[], key: string, value: string]>([
    ['plain', 'a: 1\nbc:   two # c\n', ['bc'], '2:1', '2:7'],
    ['nested', 'a:\n  b:\n    c: 1\n', ['a', 'b', 'c'], '3:5', '3:8'],
    ['quoted', '"a b" : \'c\'\n', ['a b'], '1:1', '1:9'],
    ['a value on the next line', 'a:\n  # c\n\n  text\n', ['a'], '1:1', '4:3'],
    ['a block of text', 'a: |-\n  text\n', ['a'], '1:1', '1:4'],
    ['a mapping begins at its first key', 'a:\n  b: 1\n', ['a'], '1:1', '2:3'],
    ['a list begins at its first dash', 'a:\n- b\n', ['a'], '1:1', '2:1'],
    ['an item', 'a:\n- b\n-   c\n', ['a', 1], '3:5', '3:5'],
    ['an item that is a mapping', 'a:\n- b: 1\n  c: 2\n', ['a', 0], '2:3', '2:3'],
    ['inside an item', 'a:\n- b: 1\n  c: 2\n', ['a', 0, 'c'], '3:3', '3:6'],
    ['no value', 'a:\nb: 1\n', ['a'], '1:1', '1:3'],
    ['no value at the end', 'a: 1\nb:', ['b'], '2:1', '2:3'],
    ['an empty item', '- a\n-\n- b\n', [1], '2:2', '2:2'],
    ['braces', '{a: 1, "b":[2, {c: 3}]}\n', ['b', 1, 'c'], '1:17', '1:20'],
    ['a key without a value in braces', '{a, b}\n', ['b'], '1:5', '1:6'],
    ['a pair in brackets', '[a: 1]\n', [0, 'a'], '1:2', '1:5'],
    ['over several lines in braces', '{\n  a: [\n    1,\n    2\n  ]\n}\n', ['a', 1], '4:5', '4:5'],
    ['a key with a question mark', '? a\n: b\n', ['a'], '1:1', '2:3'],
    ['properties belong to the value', 'a: &x !!str 1\n', ['a'], '1:1', '1:4'],
    ['an alias', 'a: &x 1\nb: *x\n', ['b'], '2:1', '2:4'],
    ['inside an alias stands what the anchor says', 'a: &x {k: 1}\nb: *x\n', ['b', 'k'], '1:8', '1:11'],
    ['a merged key stands where it was merged from', 'a: &x {k: 1}\nb:\n  <<: *x\n  z: 2\n', ['b', 'k'], '1:8', '1:11'],
    ['of two equal keys the last', 'a: 1\na: 2\n', ['a'], '2:1', '2:4'],
    ['an integer as key', '5: a\n1: b\n', ['1'], '2:1', '2:4'],
    ['the name of a property of every object', 'a: 1\n__proto__: 2\n', ['__proto__'], '2:1', '2:12'],
    ['behind Windows line breaks', 'a: 1\r\nb:\r\n  - c\r\n', ['b', 0], '3:5', '3:5'],
    ['behind a byte order mark', '\ufeffa: 1\n', ['a'], '1:2', '1:5'],
    ['behind text of several lines', 'a: "x\n  y" \nb: foo\n  bar\nc: 1\n', ['c'], '5:1', '5:4'],
    ['JSON', '{\n  "a": [\n    {"b": null}\n  ]\n}', ['a', 0, 'b'], '3:6', '3:11'],
  ])('%s', (_, text, path, key, value) => {
    const reading = read(text);
    expect([where(reading, path, 'key'), where(reading, path, 'value')]).toEqual([key, value]);
  });

  test('in any document of the file', () => {
    const [, second] = read('# c\n---\na: 1\n---\n\nb:\n  - c: 2\n').documents;
    expect(second && locationOf(second.places.root)).toEqual({ file: 'f.yaml', line: 6, column: 1 });
    expect(second && locationOf(originOf(second.value, second.places, ['b', 0, 'c']))).toEqual({ file: 'f.yaml', line: 7, column: 8 });
  });

  test('what is not there has no place', () => {
    const { documents } = read('a: [1]\n');
    const value = documents[0]?.value as { a: unknown[] };
    const places = documents[0]?.places;
    expect(places?.find(value, 'b', 'key')).toBeUndefined();
    expect(places?.find(value.a, 1, 'value')).toBeUndefined();
    expect(places?.find(value.a, -1, 'value')).toBeUndefined();
    expect(places?.find(value.a, 'x', 'value')).toBeUndefined();
    expect(places?.find({}, 'a', 'key')).toBeUndefined();
  });

  test('20,000 keys are found one by one', () => {
    const { documents } = read(`data:\n${Array.from({ length: 20_000 }, (_, at) => `  k${at}: v`).join('\n')}\n`);
    const data = (documents[0]?.value as { data: object } | undefined)?.data ?? {};
    const start = performance.now();
    for (let at = 0; at < 20_000; at += 1) {
      const origin = documents[0]?.places.find(data, `k${at}`, 'key');
      if (origin && at % 1_000 === 0) expect(locationOf(origin).line).toBe(at + 2);
    }
    expect(performance.now() - start).toBeLessThan(5_000);
  });
});
