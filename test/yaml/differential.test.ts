import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isAlias, isMap, isSeq, LineCounter, type Node, parseDocument, type Scalar, stringify } from 'yaml';
import { resolveKubectl } from '../../src/yaml/scalar.ts';
import { read } from './read.ts';

/** The `yaml` package with the scalars of kubectl: an independent reader of the same language. */
const options = {
  version: '1.1',
  schema: 'failsafe',
  merge: true,
  uniqueKeys: false,
  prettyErrors: false,
  logLevel: 'silent',
  customTags: [{ tag: '!plain', default: true, test: /^/, resolve: (text: string) => resolveKubectl(text) }],
} as const;

/** Every entry of a document with its place: `path key-offset value-offset`. */
function placesByYaml(node: Node | null, path: string, found: string[]): void {
  if (isMap(node)) {
    for (const { key, value } of node.items) {
      const scalar = key as Scalar;
      const name = `${path}/${String(resolveKeyText(scalar))}`;
      found.push(`${name} ${scalar.range?.[0]} ${(value as Node | null)?.range?.[0]}`);
      placesByYaml(value as Node | null, name, found);
    }
  } else if (isSeq(node)) {
    for (const [index, item] of node.items.entries()) {
      found.push(`${path}/${index} ${(item as Node).range?.[0]} ${(item as Node).range?.[0]}`);
      placesByYaml(item as Node, `${path}/${index}`, found);
    }
  }
}

function resolveKeyText(scalar: Scalar): unknown {
  return scalar.value;
}

function placesByUs(text: string): string[] {
  const { documents } = read(text);
  const found: string[] = [];
  const walk = (value: unknown, path: string): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [entry, part] of Object.entries(value)) {
      const find = (which: 'key' | 'value') =>
        documents[0]?.places.find(value, Array.isArray(value) ? Number(entry) : entry, which)?.offset;
      found.push(`${path}/${entry} ${find('key')} ${find('value')}`);
      walk(part, `${path}/${entry}`);
    }
  };
  walk(documents[0]?.value, '');
  return found;
}

const text = fc.oneof(
  fc.constantFrom(
    '',
    'a',
    'yes',
    '0644',
    '1_000',
    'a: b',
    '- x',
    '# c',
    'x #y',
    "it's",
    '"q"',
    '\\n',
    'two\nlines\n',
    '  lead',
    'trail  \n',
    '\n\nx\n\n',
    'é😀',
    '{a}',
    '*a',
    '&b',
    '!c',
    '%d',
    '@e',
    '`f`',
    ':',
    '?',
    '-',
    '~',
    'null',
    '1e3',
    '2001-01-01',
  ),
  fc.string({ maxLength: 40, unit: 'grapheme-ascii' }),
);
const key = fc.stringMatching(/^[A-Zb-eg-mp-su-xz][a-z0-9./_-]{0,12}$/);
const tree = fc.letrec((tie) => ({
  value: fc.oneof({ maxDepth: 5 }, text, fc.integer(), fc.boolean(), fc.constant(null), tie('list'), tie('map')),
  list: fc.array(tie('value'), { maxLength: 4 }),
  map: fc.dictionary(key, tie('value'), { maxKeys: 5 }),
})).map;

const style = fc.record({
  indent: fc.constantFrom(2, 3, 4),
  indentSeq: fc.boolean(),
  lineWidth: fc.constantFrom(0, 20, 80),
  defaultStringType: fc.constantFrom('PLAIN', 'QUOTE_SINGLE', 'QUOTE_DOUBLE', 'BLOCK_LITERAL', 'BLOCK_FOLDED'),
  collectionStyle: fc.constantFrom('any', 'flow'),
  flowCollectionPadding: fc.boolean(),
  blockQuote: fc.constantFrom(true, 'literal', 'folded'),
});

test('what is written comes back, with the places that the yaml package finds', () => {
  fc.assert(
    fc.property(tree, style, (value, styles) => {
      const written = stringify(value, { ...styles, version: '1.1' } as never);
      const document = parseDocument(written, options as never);
      // libyaml ends plain text in brackets at a question mark, and knows colons there that YAML 1.2 does not.
      fc.pre(styles.collectionStyle !== 'flow' || !/\?|:\S/.test(written));
      const { values, findings } = read(written);
      expect(findings).toEqual([]);
      expect(values).toEqual([document.toJS()]);
      const expected: string[] = [];
      placesByYaml(document.contents as Node, '', expected);
      expect(placesByUs(written)).toEqual(expected);
    }),
    { numRuns: 2_000 },
  );
});

test('texts that both read have the same value', () => {
  const lines = fc.array(
    fc.tuple(
      fc.constantFrom('', '', '  ', '    ', ' '),
      fc.constantFrom('', '- ', 'a: ', 'b: ', '- c: ', '"k": ', '? ', ': '),
      fc.constantFrom(
        'x',
        '1',
        'yes',
        '"q"',
        "'s'",
        '[1, {a: b}]',
        '{a: 1, b}',
        '&a x',
        '*a',
        '|',
        '>-',
        '|+',
        '',
        '# c',
        'p q',
        '!!str 1',
        '<<: {d: 1}',
      ),
      fc.constantFrom('', '', ' # c', ' '),
    ),
    { maxLength: 8 },
  );
  let compared = 0;
  fc.assert(
    fc.property(lines, (parts) => {
      const source = `${parts.map((part) => part.join('')).join('\n')}\n`;
      const counter = new LineCounter();
      const document = parseDocument(source, { ...options, lineCounter: counter } as never);
      const { values, findings } = read(source);
      if (document.errors.length > 0 || findings.length > 0 || hasOddity(source)) return;
      compared += 1;
      const expected = document.toJS({ maxAliasCount: -1 });
      expect(values).toEqual(expected === null ? [] : [expected]);
    }),
    { numRuns: 5_000 },
  );
  expect(compared).toBeGreaterThan(500);
});

/**
 * Where kubectl has a rule of its own: merges behind keys, and a block scalar that is the whole document, whose text go-yaml wants
 * indented, so that a `#` at the margin begins a comment.
 */
function hasOddity(source: string): boolean {
  return source.includes('<<') || /^ *[|>][-+]?(?: .*)?\n[ \n]*#/m.test(source);
}

test.each(['>-\n# c\n', '|\n# c\n'])('%j is an empty text and a comment, as go-yaml has it', (source) => {
  expect(read(source).values).toEqual(['']);
});

test('aliases are what they stand for', () => {
  const document = parseDocument('a: &x [1]\nb: *x\n', options as never);
  expect(isAlias((document.contents as never as { items: { value: unknown }[] }).items[1]?.value)).toBe(true);
  expect(read('a: &x [1]\nb: *x\n').values).toEqual([document.toJS()]);
});
