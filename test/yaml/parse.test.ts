import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { read } from './read.ts';

describe('documents of a file', () => {
  test('documents without content count but are left out', () => {
    const { documents } = read('---\n# only a comment\n---\na: 1\n---\nnull\n---\n~\n---\nb: 2\n');
    expect(documents.map(({ index, value, origin }) => [index, value, origin])).toEqual([
      [1, { a: 1 }, 'yaml'],
      [4, { b: 2 }, 'yaml'],
    ]);
  });

  test('unwanted documents are neither read nor returned, and count', () => {
    const { documents, findings } = read('kind: A\n---\nkind: Role\n  broken\n---\nkind: B\n', {
      wanted: (piece) => !piece.includes('Role'),
    });
    expect(documents.map(({ index, value }) => [index, value])).toEqual([
      [0, { kind: 'A' }],
      [2, { kind: 'B' }],
    ]);
    expect(findings).toEqual([]);
  });

  test('an error leaves the other documents alone', () => {
    const { values, findings } = read('a: 1\n---\nb: [1\n---\nc: 3\n---\n\td: 4\n');
    expect(values).toEqual([{ a: 1 }, { c: 3 }]);
    expect(findings).toEqual(['yaml-syntax 4:1', 'yaml-syntax 7:1']);
  });
});

describe('JSON', () => {
  test('objects in a row are documents of their own', () => {
    const { documents } = read(' {"a":1}{"b":[true,null,"x\\u00e9\\/\\ud83d\\ude00"]}\n{"c":-1.5e2}\n');
    expect(documents.map(({ index, value, origin }) => [index, value, origin])).toEqual([
      [0, { a: 1 }, 'json'],
      [1, { b: [true, null, 'xé/😀'] }, 'json'],
      [2, { c: -150 }, 'json'],
    ]);
  });

  test('integers keep their value', () => {
    expect(read('{"a":9007199254740993,"b":18446744073709551615,"c":18446744073709551616,"d":-0}').values).toEqual([
      { a: 9007199254740993n, b: 18446744073709551615n, c: 18446744073709552000, d: -0 },
    ]);
  });

  test('text in braces that is no JSON is read as YAML', () => {
    const { documents } = read('{a: yes, "b": 0644, c: [x, z,],} # comment\n');
    expect(documents.map(({ value, origin }) => [value, origin])).toEqual([[{ a: true, b: 420, c: ['x', 'z'] }, 'yaml']]);
  });

  test('YAML may follow one object, not two', () => {
    expect(read('{"a":1}\n---\nb: yes\n').values).toEqual([{ a: 1 }, { b: true }]);
    const { values, findings } = read('{"a":1}{"a":2}\n---\nb: yes\n');
    expect(values).toEqual([{ a: 1 }, { a: 2 }]);
    expect(findings).toEqual(['json-syntax 2:1']);
  });

  test.each<[string, string, string]>([
    ['a comment', '{\n  // no\n  "a": 1\n}', 'json-syntax 2:3'],
    ['a comma too many in an array', '{"a": [1,]', 'json-syntax 1:10'],
    ['a missing comma', '{"a": 1 "b": 2}', 'json-syntax 1:9'],
    ['an unfinished object', '{"a": {"b": 1}', 'json-syntax 1:15'],
    ['a line break in text', '{"a": "x\ny}', 'json-syntax 1:9'],
    ['an unknown escape', '{"a": "\\x41}', 'json-syntax 1:8'],
    ['a number that is too large', '{"a": 1e999}', 'non-finite-number 1:7'],
  ])('%s is refused in a JSON file', (_, text, finding) => {
    expect(read(text, { json: true })).toMatchObject({ values: [], findings: [finding] });
  });

  test('a key that is written twice is a warning', () => {
    expect(read('{"a":1,"a":2}')).toMatchObject({ values: [{ a: 2 }], findings: ['duplicate-key 1:8'] });
  });
});

describe('syntax errors stand where the mistake is', () => {
  test.each<[string, string, string, string]>([
    ['a second colon', 'a: b: c\n', 'yaml-syntax 1:5', 'expected a key of the mapping or its end, found a colon'],
    ['a key that is indented too far', 'a: "1"\n  b: 2\n', 'yaml-syntax 2:3', 'expected a key of the mapping or its end, found text'],
    ['a key between two columns', 'a:\n    b: 1\n  c: 2\n', 'yaml-syntax 3:3', 'expected a key of the mapping or its end, found text'],
    [
      'a line without a colon',
      'a: 1\nfoo\nb: 2\n',
      'yaml-syntax 2:1',
      'expected a key followed by a colon on the same line, found no colon',
    ],
    ['a list item among keys', 'a: 1\n- b\n', 'yaml-syntax 2:1', 'expected a key of the mapping or its end, found a list item (-)'],
    ['a key among list items', '- a\nb: 1\n', 'yaml-syntax 2:1', 'expected a list item (-) or the end of the list, found text'],
    ['a quote that is never closed', 'a: "b\nc: d\n', 'yaml-syntax 1:4', 'expected a closing quote, found the end of the document'],
    ['text behind a quote', 'a: "b" c\n', 'yaml-syntax 1:8', 'expected a key of the mapping or its end, found text'],
    ['a bracket that is never closed', 'a: [1, 2\nb: 3\n', 'yaml-syntax 2:2', 'expected a comma or ], found a colon'],
    ['a character with a meaning', 'a: @b\n', 'yaml-syntax 1:4', 'expected a value, found @'],
    [
      'text behind a block mark',
      'a: | text\n  b\n',
      'yaml-syntax 1:6',
      'expected a line break or a comment after the mark of a block of text, found text',
    ],
    ['a tab before text in a block', 'a: |\n\tb\n', 'yaml-syntax 2:1', 'expected spaces for indentation, found a tab'],
    ['an escape of YAML 1.2', 'a: "\\/"\n', 'yaml-syntax 1:5', 'expected an escape that YAML 1.1 knows, found \\/'],
    [
      'a list behind a key on its line',
      'a: - b\n',
      'yaml-syntax 1:4',
      'expected a value on this line, or the list on a line of its own, found a list item (-)',
    ],
    ['null as a key', 'null: 1\n', 'invalid-map-key 1:1', 'expected a string as key, found null'],
    ['a mapping as a key', '{a: 1}: 2\n', 'invalid-map-key 1:1', 'expected a string as key, found a mapping'],
    ['infinity', 'a: .inf\n', 'non-finite-number 1:4', 'expected a finite number, found .inf'],
    ['a value that its tag forbids', 'a: !!int x\n', 'invalid-tag 1:4', 'expected a value that !!int allows, found a string'],
    ['text behind ---', 'a: 1\n--- {b: 1}\n', 'invalid-document-separator 2:5', 'expected nothing or a comment after ---, found "{b: 1}"'],
  ])('%s', (_, text, finding, message) => {
    expect(read(text)).toMatchObject({ findings: [finding], messages: [message] });
  });

  test('values are not quoted, for they may be secret', () => {
    for (const text of [
      'a: "hunter2\n',
      'p: x: hunter2\n',
      'p: "x" hunter2\n',
      '{"p": "hunter2\n"}',
      'p: [hunter2\n',
      'p: !!int hunter2\n',
    ]) {
      expect(read(text).messages.join()).not.toContain('hunter2');
    }
  });
});

describe('templates', () => {
  test.each<[string, string, string]>([
    ['a Helm value', 'kind: Pod\nname: {{ .Values.name }}\n', 'template-not-rendered 2:7'],
    ['a Helm condition', '{{- if .Values.on }}\nkind: Pod\n{{- end }}\n', 'template-not-rendered 1:1'],
    ['a Helm include in a mapping', 'labels:\n  {{- include "x" . | nindent 4 }}\nkind: Pod\n', 'template-not-rendered 2:3'],
    ['a value of two parts', 'name: {{ .a }}-{{ .b }}\n', 'template-not-rendered 1:7'],
    ['a condition after the line that fails', 'name: "a{{ if eq .b "" }}"\n{{- end }}\n', 'template-not-rendered 2:1'],
    ['a value after the line that fails', 'a: ["{{ if eq .b "" }}"]\nc: 1\nimage: {{ .b }}\n', 'template-not-rendered 3:8'],
    ['Jinja', '{% if x %}\na: 1\n{% endif %}\n', 'template-not-rendered 1:1'],
    ['ERB', '<% if x %>\na: 1\n', 'template-not-rendered 1:1'],
    ['several documents are one finding', 'a: {{ b }}\n---\nc: {{ d }}\n', 'template-not-rendered 1:4'],
  ])('%s', (_, text, finding) => {
    expect(read(text)).toMatchObject({ values: [], findings: [finding] });
  });

  test.each<[string, string, string[]]>([
    ['marks in quotes and blocks are text', 'a: "{{ $labels.x }}"\nb: |\n  {{ range . }}\n', []],
    ['an error elsewhere stays an error', 'a: "{{ $labels.x }}"\nb: 1\n c: "2"\nd: "{{ x }}"\n', ['yaml-syntax 3:3']],
    [
      'an error in a document with marks in a text stays an error',
      'a: |\n  image: {{ .b }}\n  {{ end }}\nb: 1\nc: ]\n',
      ['yaml-syntax 5:4'],
    ],
    ['an error on a line with a quoted mark stays an error', 'a: "{{ x }}" y\n', ['yaml-syntax 1:14']],
  ])('%s', (_, text, findings) => {
    expect(read(text).findings).toEqual(findings);
  });
});

describe('hostile input is bounded', () => {
  const laughs = ['a: &a [lol, lol, lol, lol, lol, lol, lol, lol, lol]'];
  for (let at = 1; at < 9; at += 1) {
    const [name, inner] = ['abcdefghi'.charAt(at), 'abcdefghi'.charAt(at - 1)];
    laughs.push(`${name}: &${name} [${Array(9).fill(`*${inner}`).join(', ')}]`);
  }

  test.each<[string, string, string]>([
    ['aliases of aliases', laughs.join('\n'), 'excessive-aliases'],
    [
      'merges of merges',
      `a: &a {k: 1}\n${Array.from({ length: 2_000 }, (_, at) => `m${at}: {<<: [${'*a, '.repeat(200)}]}`).join('\n')}`,
      'excessive-aliases',
    ],
    ['brackets', '['.repeat(100_000), 'nesting-too-deep'],
    ['braces', '{a: '.repeat(100_000), 'nesting-too-deep'],
    ['list items on a line', '- '.repeat(100_000), 'nesting-too-deep'],
    ['question marks on a line', '? '.repeat(100_000), 'nesting-too-deep'],
    ['question marks in brackets', '[?'.repeat(100_000), 'nesting-too-deep'],
    ['anchors on lines', '&a\n'.repeat(100_000), 'nesting-too-deep'],
    ['tags and anchors', '!a &a\n'.repeat(100_000), 'nesting-too-deep'],
    ['indentation', Array.from({ length: 3_000 }, (_, at) => `${' '.repeat(at)}a:`).join('\n'), 'nesting-too-deep'],
    ['JSON', '{"a":'.repeat(100_000), 'nesting-too-deep'],
  ])('%s', (_, text, code) => {
    const start = performance.now();
    expect(read(text).findings.map((finding) => finding.split(' ')[0])).toEqual([code]);
    expect(performance.now() - start).toBeLessThan(5_000);
  });

  test('200 aliases of one mapping are harmless', () => {
    const { values, findings } = read(`a: &a {x: {z: 1}}\nb:\n${'- *a\n'.repeat(200)}`);
    expect(findings).toEqual([]);
    const { a, b } = values[0] as { a: object; b: object[] };
    expect(b).toHaveLength(200);
    expect(b.every((item) => item === a)).toBe(true);
  });

  test('names of Object.prototype are keys like others', () => {
    const { documents, findings } = read('__proto__: {polluted: 1}\nconstructor: a\ntoString: b\nhasOwnProperty: c\n__proto__: 2\n');
    const value = documents[0]?.value as Record<string, unknown>;
    expect(Object.keys(value)).toEqual(['__proto__', 'constructor', 'toString', 'hasOwnProperty']);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
    expect(findings).toEqual(['duplicate-key 5:1']);
  });

  test('anything that can be typed is read or reported', () => {
    const part = fc.constantFrom(
      ...[...'ab01:-?#&*!|>%@`"\'[]{},.~<=\\/'],
      ...[
        ' ',
        '\n',
        '\r\n',
        '\t',
        '  ',
        ': ',
        '- ',
        '? ',
        '---\n',
        '...\n',
        '{{',
        '}}',
        '!!int ',
        '<<: ',
        '&a ',
        '*a',
        '\\u00',
        '\ud83d',
        '\u2028',
        '\u0007',
        'é',
      ],
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 60 }), fc.boolean(), (parts, json) => {
        const text = parts.join('');
        const { documents, findings } = read(text, { json });
        for (const finding of findings) expect(finding).toMatch(/^[a-z-]+ \d+:\d+$/);
        for (const { places } of documents) expect(places.root.offset).toBeLessThanOrEqual(text.length);
      }),
      { numRuns: 3_000 },
    );
  });

  test('time grows with the text', () => {
    const line = (at: number): string => `  key-${at}: "value ${at}" # note\n`;
    const many = `data:\n${Array.from({ length: 20_000 }, (_, at) => line(at)).join('')}`;
    const documents = Array.from({ length: 20_000 }, (_, at) => `a: ${at}\r\n`).join('---\r\n');
    const long = `a: |\n${'  text of a line\n'.repeat(50_000)}b: "${'quoted\n  '.repeat(50_000)}"\n`;
    const repeated = `data:\n${'  same: 1\n'.repeat(5_000)}`;
    for (const text of [many, documents, long, repeated]) {
      const start = performance.now();
      read(text);
      expect(performance.now() - start).toBeLessThan(5_000);
    }
  });
});
