import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { specPaths } from '../../src/graph/partial-workload.ts';
import { mentioningFields, referencesIn } from '../../src/graph/reference-fields.ts';
import { skimDocument } from '../../src/yaml/skim.ts';
import { read } from './read.ts';

const fields = mentioningFields();
const skim = (text: string) => skimDocument(text, 0, text.length, fields);
const top = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n';

test('the head of an object', () => {
  const text = `# a comment\n\napiVersion: apps/v1 \nkind: Deployment\nmetadata:\n  labels: {name: not-this}\n  name: web\n  namespace: shop\n`;
  expect(skim(text)).toEqual({ apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', namespace: 'shop', mentions: [] });
  expect(skim(`${top}data:\n  kind: x\n  metadata:\n    name: y\n`)).toMatchObject({ kind: 'ConfigMap', name: 'a', namespace: '' });
});

describe('is content with', () => {
  test.each<[string, string]>([
    ['plain values', 'data:\n  a: some text, {with} [brackets] and "quotes"\n  b: -1\n  c: http://x:80/#y # comment\n  d: --flag=x\n'],
    ['quoted values', `data:\n  a: "x: y # z"\n  b: 'yes'  # comment\n  c: ""\n`],
    ['blocks of text', 'data:\n  a: |\n    x: y\n\n      - z\n    \tw\n  b: >-\n      folded\n  c: |+\nkept: 1\n'],
    ['lists, indented or not', 'a:\n- b: 1\n  c:\n    - d\n    - - e\n      - f\n- g: 2\nh: [1, "two", three]\ni: []\nj: {}\n'],
    ['nothing behind a key', 'a:\nb:\n  c:\n  d: 1\n'],
    ['a last line without a line break', 'a: b'],
  ])('%s', (_, text) => {
    expect(skim(top + text)).toMatchObject({ name: 'a' });
    expect(read(top + text).findings).toEqual([]);
  });
});

describe('leaves to the reader', () => {
  test.each<[string, string]>([
    ['an anchor', `${top}a: &b c\n`],
    ['an alias', `${top}a: *b\n`],
    ['a tag', `${top}a: !!str 1\n`],
    ['a merge', `${top}a:\n  <<: b\n`],
    ['a repeated key', `${top}data:\n  a: 1\n  b: 2\n  a: 3\n`],
    ['a key that may be true', `${top}on: 1\n`],
    ['a key in quotes', `${top}"a": 1\n`],
    ['text over several lines', `${top}a: b\n  c\n`],
    ['text on the next line', `${top}a:\n  b\n`],
    ['a second colon', `${top}a: b: c\n`],
    ['an escape', `${top}a: "\\n"\n`],
    ['quotes that do not close on the line', `${top}a: "b\n  c"\n`],
    ['text behind quotes', `${top}a: "b" c\n`],
    ['brackets in brackets', `${top}a: [[b]]\n`],
    ['brackets that do not close', `${top}a: [b\n`],
    ['an infinity', `${top}a: .inf\n`],
    ['a tab', `${top}a: b\t\n`],
    ['a tab before a block of text', `${top}a: |\n\tb\n`],
    ['a block with an indentation of its own', `${top}a: |2\n    b\n`],
    ['blanks before a block of text', `${top}a: |\n      \n    b\n`],
    ['a wrong indentation', `${top}a:\n    b: 1\n  c: 2\n`],
    ['a list in a mapping', `${top}a: 1\n- b\n`],
    ['a document marker', `${top}...\n`],
    ['a name that is no text', 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: 1\n'],
    ['a name in quotes', 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: "a"\n'],
    ['metadata in braces', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n'],
    ['an object without a name', 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  labels: {}\n'],
    ['a reference over several lines', `${top}spec:\n  serviceAccountName: |\n    a\n`],
    ['no mapping', '- a\n'],
    ['nothing', ''],
  ])('%s', (_, text) => expect(skim(text)).toBeUndefined());
});

test('the names in fields that refer to objects', () => {
  const spec = [
    'spec:',
    '  serviceAccountName: "one"',
    '  imagePullSecrets:',
    '  - name: two # comment',
    '  containers:',
    '  - name: not-this',
    '    envFrom:',
    '      - configMapRef: {name: three}',
    '    env:',
    '    - name: NOR_THIS',
    '      valueFrom:',
    '        secretKeyRef:',
    '          key: name',
    "          name: 'four'",
    '  volumes:',
    '  - name: nor-this',
    '    persistentVolumeClaim:',
    '      claimName: five',
  ];
  const found = skim(`apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n${spec.join('\n')}\n`)?.mentions;
  expect(found?.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
    'ServiceAccount one',
    'Secret two',
    'ConfigMap three',
    'Secret four',
    'PersistentVolumeClaim five',
  ]);
});

const lines = [
  'kind: Pod',
  'metadata:',
  'name: x',
  'namespace: y',
  'spec:',
  'a: 1',
  'a: b: c',
  'b: "q" # c',
  "b: 'q'q",
  'c: |',
  'c: >-',
  'd:',
  '- x',
  '- - y',
  '- e: 1',
  '- f:',
  '-',
  '# comment',
  '',
  'text',
  'g: [a, b]',
  'g: [a, [b]]',
  'h: {i: j}',
  'h: {i: j, i: k}',
  'k: .inf',
  'k: -.inf',
  'null: 1',
  'on: 1',
  'yes: 1',
  '---',
  '...',
  '\tl: 1',
  'm: &n o',
  'm: *n',
  'p: !!int q',
  '? r',
  ': s',
  't: - u',
  'v: ? w',
  'serviceAccountName: z',
  'configMapRef: {name: z}',
  'secretRef:',
  'subdomain: |',
];
const pod = [
  'apiVersion: v1',
  'kind: Pod',
  'metadata:',
  '  name: a',
  'spec:',
  '  containers:',
  '  - name: b',
  '    envFrom:',
  '    - secretRef:',
  '        name: c',
];
const edits = fc.array(
  fc.record({
    at: fc.nat({ max: 12 }),
    replaces: fc.boolean(),
    indent: fc.constantFrom(0, 0, 2, 2, 4, 6, 8, 1, 3),
    line: fc.constantFrom(...lines),
  }),
  { maxLength: 6 },
);

test('a document that is skimmed reads without a finding, as the same object with no other references', () => {
  let skimmed = 0;
  fc.assert(
    fc.property(edits, (changes) => {
      const written = [...pod];
      for (const { at, replaces, indent, line } of changes) written.splice(at, replaces ? 1 : 0, ' '.repeat(indent) + line);
      const text = `${written.join('\n')}\n`;
      const head = skim(text);
      if (!head) return;
      skimmed++;
      const { values, findings } = read(text);
      const [value] = values as { apiVersion: string; kind: string; metadata: { name: string; namespace?: string } }[];
      expect([findings, values.length, value?.apiVersion, value?.kind]).toEqual([[], 1, head.apiVersion, head.kind]);
      expect([value?.metadata.name, value?.metadata.namespace ?? '']).toEqual([head.name, head.namespace]);
      const mentioned = head.mentions.map(({ kind, name }) => `${kind} ${name}`);
      const references = referencesIn(value, 'Pod', specPaths.Pod).filter(({ kind }) => kind !== 'Image');
      expect(mentioned).toEqual(expect.arrayContaining(references.map(({ kind, name }) => `${kind} ${name}`)));
    }),
    { numRuns: 20_000 },
  );
  expect(skimmed).toBeGreaterThan(2_000);
});
