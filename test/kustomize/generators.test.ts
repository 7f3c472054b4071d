import { describe, expect, test } from 'vitest';
import { documents, type Files, objectsOf, problemsOf, renderFiles } from './kit.ts';

type Case = readonly [name: string, kustomization: string, files: Files, expected: string];

function table(cases: readonly Case[]): void {
  test.each(cases)('%s', (_, kustomization, files, expected) => {
    expect(objectsOf({ 'kustomization.yaml': kustomization, ...files })).toEqual(documents(expected));
  });
}

describe('configMapGenerator', () => {
  table([
    [
      'makes keys of literals, files and env files, and appends a hash of the content',
      'configMapGenerator:\n- name: c\n  literals: [a=b, "q=\'x y\'", e==]\n  files: [dir/f.txt, g=dir/f.txt]\n  envs: [e.env]\n',
      { 'dir/f.txt': 'text\r\n', 'e.env': '\ufeff# comment\nA=1\n  B="2" \n\nC\n' },
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c-ftk4m6777t}\ndata: {a: b, q: x y, e: "=", f.txt: "text\\r\\n", g: "text\\r\\n", A: "1", B: "\\"2\\" ", C: ""}',
    ],
    [
      'has no data without sources',
      'configMapGenerator: [{name: c, options: {disableNameSuffixHash: true}}]',
      {},
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}',
    ],
    [
      'puts what is not UTF-8 into binaryData',
      'configMapGenerator: [{name: c, files: [b], options: {disableNameSuffixHash: true}}]',
      { b: new Uint8Array([0xff, 0x00]) },
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\nbinaryData: {b: /wA=}',
    ],
    [
      'joins the options of all generators with its own',
      'generatorOptions: {disableNameSuffixHash: true, labels: {a: all, b: all}}\nconfigMapGenerator: [{name: c, namespace: shop, options: {immutable: true, labels: {b: own}, annotations: {note: m}}}]',
      {},
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c, namespace: shop, labels: {a: all, b: own}, annotations: {note: m}}\nimmutable: true',
    ],
  ]);
});

describe('secretGenerator', () => {
  table([
    [
      'encodes values and breaks long ones as kustomize does',
      'secretGenerator:\n- {name: s, type: kubernetes.io/tls, literals: [k=v], files: [long], options: {disableNameSuffixHash: true}}\n',
      { long: 'x'.repeat(60) },
      `apiVersion: v1
kind: Secret
metadata: {name: s}
type: kubernetes.io/tls
data:
  k: dg==
  long: "eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eH\\nh4eHh4eHh4\\n"`,
    ],
    [
      'is Opaque and has data even when empty',
      'secretGenerator: [{name: s}]',
      {},
      'apiVersion: v1\nkind: Secret\nmetadata: {name: s-46f8b28mk5}\ntype: Opaque\ndata: {}',
    ],
  ]);
});

describe('behavior', () => {
  const base: Files = {
    'base/kustomization.yaml':
      'configMapGenerator:\n- {name: c, literals: [a=1, b=2], options: {labels: {from: base}, disableNameSuffixHash: true}}\n',
  };
  const over = (entry: string) => ({ ...base, 'over/kustomization.yaml': `resources: [../base]\nconfigMapGenerator:\n- ${entry}\n` });

  test('merge adds keys and keeps the others', () => {
    expect(objectsOf(over('{name: c, behavior: merge, literals: [b=3, c=4]}'), 'over')).toEqual(
      documents('apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c, labels: {from: base}}\ndata: {a: "1", b: "3", c: "4"}'),
    );
  });
  test('replace keeps the name and the labels', () => {
    expect(objectsOf(over('{name: c, behavior: replace, literals: [z=1]}'), 'over')).toEqual(
      documents('apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c, labels: {from: base}}\ndata: {z: "1"}'),
    );
  });
  test('neither is an error when the object is there', () => {
    expect(problemsOf(over('{name: c, literals: [z=1]}'), 'over')).toEqual(['kustomize-duplicate-object over/kustomization.yaml:3:3']);
  });
  test('merge without an object to merge with is an error', () => {
    expect(problemsOf(over('{name: d, behavior: merge}'), 'over')).toEqual(['kustomize-invalid-generator over/kustomization.yaml:3:3']);
  });
});

describe('generators that cannot make their object', () => {
  const cases = [
    ['a literal without =', '{name: c, literals: [a]}', 'kustomize-invalid-generator kustomization.yaml:2:24'],
    ['a key that occurs twice', '{name: c, literals: [a=1, a=2]}', 'kustomize-invalid-generator kustomization.yaml:2:29'],
    ['a source with two =', '{name: c, files: [a=b=c]}', 'kustomize-invalid-generator kustomization.yaml:2:21'],
    ['no name', '{literals: [a=1]}', 'kustomize-invalid-generator kustomization.yaml:2:3'],
    ['a file outside the root', '{name: c, files: [../x]}', 'kustomize-outside-root kustomization.yaml:2:21'],
  ] as const;
  test.each(cases)('%s', (_, entry, expected) => {
    const files = { 'root/kustomization.yaml': `configMapGenerator:\n- ${entry}\n`, x: 'x' };
    expect(problemsOf(files, 'root')).toEqual([expected.replace(' ', ' root/')]);
  });

  test('a file that is missing breaks only its own object', () => {
    const root = renderFiles({
      'kustomization.yaml': 'configMapGenerator:\n- {name: c, literals: [a=1], envs: [.env]}\n- {name: d, literals: [b=2]}\n',
      '.gitignore': '.env\n',
    });
    expect(root.failed).toBe(false);
    expect(root.objects.map(({ document }) => (document.value as { data: unknown }).data)).toEqual([{ b: '2' }]);
    const [broken] = root.brokenObjects;
    expect(broken).toMatchObject({ kind: 'ConfigMap', diagnostics: [{ code: 'kustomize-missing-file' }] });
    expect(broken?.diagnostics[0]?.message).toContain('.gitignore keeps it out of the repository');
  });
});
