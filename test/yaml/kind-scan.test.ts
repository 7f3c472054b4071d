import { expect, test } from 'vitest';
import { scanKind } from '../../src/yaml/kind-scan.ts';

test.each<[string, string, ReturnType<typeof scanKind>]>([
  ['plain', 'apiVersion: apps/v1\nkind: Deployment\n', 'Deployment'],
  ['quoted, with comments and Windows line breaks', '"x": 1\r\napiVersion: "v1" # c\r\nkind: \'Pod\'\r\n', 'Pod'],
  ['nested fields are not those of the object', 'spec:\n  kind: Pod\n  apiVersion: v1\n', undefined],
  ['a field that is given twice is not plain to see', 'kind: Pod\nkind: Role\n', undefined],
  ['nor is one with an anchor, a tag or a template', 'kind: &k Pod\napiVersion: {{ .v }}\n', undefined],
  ['JSON', '{"kind":"Pod","apiVersion":"v1"}', undefined],
])('%s', (_, piece, expected) => {
  expect(scanKind(piece)).toEqual(expected);
});

test('a long text takes no longer than it has lines', () => {
  const text = `${'kind:'.repeat(50_000)}\n${'kind: '.padEnd(200_000)}\n`.repeat(5);
  const start = performance.now();
  scanKind(text);
  expect(performance.now() - start).toBeLessThan(5_000);
});
