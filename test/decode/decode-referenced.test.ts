import { describe, expect, it } from 'vitest';
import { decodeReferenced } from '../../src/decode/decode-referenced.ts';
import { pathOf } from '../../src/diagnostics/diagnostic.ts';
import { codesOf, manifestOf } from './sample.ts';

function configMap(body: string) {
  return decodeReferenced('ConfigMap', manifestOf(`apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n${body}\n`)).diagnostics;
}

function secret(body: string) {
  return decodeReferenced('Secret', manifestOf(`apiVersion: v1\nkind: Secret\nmetadata: {name: s}\n${body}\n`)).diagnostics;
}

describe('ConfigMap and Secret', () => {
  it.each(['a', 'A_b-c.d', '.hidden', '...x'.slice(2), 'a..b', '9', 'a'.repeat(253)])('the key %s is allowed', (key) => {
    expect(configMap(`data: {"${key}": v}`)).toEqual([]);
  });

  it.each(['a b', 'a/b', '..', '.', '..x', 'ü', 'a'.repeat(254), ''])('the key "%s" is refused', (key) => {
    const found = configMap(`data: {"${key}": v}`);
    expect(codesOf(found)).toEqual(['invalid-config-key']);
    expect(codesOf(secret(`stringData: {"${key}": v}`))).toEqual(['invalid-config-key']);
  });

  it('a key may not be in data and in binaryData', () => {
    const found = configMap('data: {a: b}\nbinaryData: {a: YQ==, b: YQ==}');
    expect(found.map(({ code, at }) => [code, pathOf(at)])).toEqual([['key-in-data-and-binary-data', 'binaryData.a']]);
  });

  it('a key may be in data and in stringData of a Secret', () => {
    expect(secret('data: {a: YQ==}\nstringData: {a: b}')).toEqual([]);
  });

  it('values hold at most 1 MiB, counted as decoded', () => {
    const mebibyte = 1024 * 1024;
    expect(configMap(`data: {a: "${'x'.repeat(mebibyte)}"}`)).toEqual([]);
    expect(codesOf(configMap(`data: {a: "${'x'.repeat(mebibyte)}", b: z}`))).toEqual(['object-too-large']);
    const encoded = Buffer.alloc(mebibyte).toString('base64');
    expect(secret(`data: {a: ${encoded}}`)).toEqual([]);
    expect(codesOf(secret(`data: {a: ${encoded}}\nstringData: {b: z}`))).toEqual(['object-too-large']);
    expect(secret(`data: {a: ${encoded}}\nstringData: {a: z}`)).toEqual([]);
    expect(codesOf(configMap(`data: {a: "${'ü'.repeat(mebibyte / 2)}x"}`))).toEqual(['object-too-large']);
  });

  it('immutable changes nothing', () => {
    expect(configMap('immutable: true\ndata: {a: b}')).toEqual([]);
  });
});
