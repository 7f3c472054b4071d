import { describe, expect, test } from 'vitest';
import { objectsOf, problemsOf, root } from './kit.ts';

/** What `kubectl kustomize DIR | kubectl apply -f -` would see of a value. */
function read(value: string): unknown {
  const [object] = objectsOf(root('', `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata:\n  v: ${value}\n`));
  return (object as { data: { v: unknown } }).data.v;
}

describe("kustomize's reading of values", () => {
  const cases = [
    ['yes', 'yes'],
    ['on', 'on'],
    ['y', 'y'],
    ['true', true],
    ['"true"', 'true'],
    ['~', null],
    ['0644', 420],
    ['0o644', 420],
    ['0899', 899],
    ['1_000', 1000],
    ['1:30', '1:30'],
    ['1e1000', '1e1000'],
    ['1.0', 1],
    ['9007199254740993', 9007199254740993n],
    ['2024-01-02', '2024-01-02T00:00:00Z'],
    ['"2024-01-02"', '2024-01-02'],
    ['2001-12-14t21:59:43.10-05:00', '2001-12-14T21:59:43.1-05:00'],
    ['[2001-12-14t21:59:43.10-05:00]', ['2001-12-14t21:59:43.10-05:00']],
    ['2001-02-30', '2001-02-30'],
    ['!!str 5', '5'],
    ['!!int "3"', 3],
    ['!!binary aGk=', 'hi'],
    ['{a: }', { a: '' }],
    ['|\n    a\n    b', 'a\nb\n'],
    ['>\n    a\n    b\n     c\n    d', 'a b\n\n c\nd\n'],
  ] as const;
  test.each(cases)('%s', (text, expected) => expect(read(text)).toEqual(expected));

  test('a block at the end of a file that ends without a line break has none', () => {
    const [object] = objectsOf(root('', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata:\n  v: |\n    a'));
    expect(object).toMatchObject({ data: { v: 'a' } });
  });

  test('a text of several lines that begins with a tab survives no JSON patch, as kustomize cannot read what it writes', () => {
    const patched = (operation: string) =>
      root(
        `patches:\n- target: {kind: ConfigMap}\n  patch: |\n    - ${operation}\n`,
        'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata:\n  v: "\\ta\\nb"\n',
      );
    expect(problemsOf(patched('{op: add, path: /data/w, value: x}'))).toEqual(['kustomize-unwritable all.yaml:5:6']);
    expect(objectsOf(patched('{op: replace, path: /data/v, value: x}'))).toMatchObject([{ data: { v: 'x' } }]);
  });

  test('folded texts of kustomizations and JSON patches are read as they stand', () => {
    const folded = (indent: string) => `>-\n${indent}a\n${indent}  b\n${indent}c\n`;
    const kustomization = `commonAnnotations:\n  t: ${folded('    ')}patches:\n- target: {kind: Thing}\n  patch: |\n    - op: add\n      path: /v\n      value: ${folded('        ')}`;
    const [object] = objectsOf(root(kustomization, `apiVersion: v1\nkind: Thing\nmetadata: {name: c}\nw: ${folded('  ')}`));
    expect(object).toMatchObject({ metadata: { annotations: { t: 'a\n  b\nc' } }, v: 'a\n  b\nc', w: 'a\n\n  b\nc' });
  });

  test('folded texts of transformers are wrapped anew, as those of objects', () => {
    const transformer =
      'apiVersion: builtin\nkind: AnnotationsTransformer\nmetadata: {name: x}\nfieldSpecs: [{path: metadata/annotations, create: true}]\n';
    const more = { 't.yaml': `${transformer}annotations:\n  t: >-\n    a\n      b\n    c\n` };
    const [object] = objectsOf(root('transformers: [t.yaml]\n', 'apiVersion: v1\nkind: Thing\nmetadata: {name: c}\n', more));
    expect(object).toMatchObject({ metadata: { annotations: { t: 'a\n\n  b\nc' } } });
  });

  test('aliases and merge keys are written out', () => {
    const [object] = objectsOf(
      root('', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\na: &a {x: 1, y: 2}\nb: *a\nc: {<<: [*a, {x: 9, z: 3}], y: 5}\n'),
    );
    expect(object).toMatchObject({ a: { x: 1, y: 2 }, b: { x: 1, y: 2 }, c: { x: 1, y: 5, z: 3 } });
  });

  test('lists are flattened', () => {
    const list =
      'apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Pod, metadata: {name: b}}\n- {apiVersion: v1, kind: PodList, items: [{apiVersion: v1, kind: Pod, metadata: {name: a}}]}\n';
    expect(objectsOf(root('', list)).map((object) => (object as { metadata: { name: string } }).metadata.name)).toEqual(['a', 'b']);
  });

  test('objects that are only for kustomize are left out', () => {
    const text = 'apiVersion: v1\nkind: Pod\nmetadata: {name: p, annotations: {config.kubernetes.io/local-config: "true"}}';
    expect(objectsOf(root('', text))).toEqual([]);
  });
});
