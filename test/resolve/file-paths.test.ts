import { describe, expect, test } from 'vitest';
import { fileMode, itemPath } from '../../src/resolve/file-paths.ts';
import { codesOf, reporting } from './sample.ts';

const at = { kind: 'invocation' } as const;

describe('the path of an item', () => {
  const good: readonly (readonly [string, string])[] = [
    ['a', 'a'],
    ['a/b', 'a/b'],
    ['./a//b/', 'a/b'],
    ['a/..b', 'a/..b'],
    ['.hidden', '.hidden'],
    ['a/b...', 'a/b...'],
    ['x'.repeat(255), 'x'.repeat(255)],
    [`${'ü'.repeat(127)}x`, `${'ü'.repeat(127)}x`],
    [`${'a/'.repeat(2047)}bc`, `${'a/'.repeat(2047)}bc`],
  ];
  test.each(good)('%j is kept as %j', (written, clean) => {
    const { value, diagnostics } = reporting((report) => itemPath(written, at, report));
    expect(value).toBe(clean);
    expect(diagnostics).toEqual([]);
  });

  const bad: readonly (readonly [string, string])[] = [
    ['', 'is missing or empty'],
    ['/x', 'must be a relative path'],
    ['../x', "must not contain '..'"],
    ['a/../b', "must not contain '..'"],
    ['..', "must not contain '..'"],
    ['..x', "must not start with '..'"],
    ['..data', "must not start with '..'"],
    ['./', 'names the volume itself'],
    ['x'.repeat(256), 'must have no element longer than 255 bytes'],
    ['ü'.repeat(128), 'must have no element longer than 255 bytes'],
    [`a/${'x'.repeat(256)}/b`, 'must have no element longer than 255 bytes'],
    [`${'a/'.repeat(2048)}b`, 'must be at most 4096 bytes long'],
  ];
  test.each(bad)('%j is refused: %s', (written, reason) => {
    const { value, diagnostics } = reporting((report) => itemPath(written, at, report));
    expect(value).toBeUndefined();
    expect(diagnostics.map(({ code, message }) => [code, message.endsWith(reason)])).toEqual([['invalid-item-path', true]]);
  });
});

describe('the mode of a file', () => {
  const cases: readonly (readonly [number, number | undefined, readonly string[]])[] = [
    [0, 0, []],
    [0o400, 0o400, []],
    [0o644, 0o644, []],
    [0o777, 0o777, []],
    [493, 0o755, []],
    [400, 0o620, ['mode-looks-decimal']],
    [440, 0o670, ['mode-looks-decimal']],
    [444, 0o674, ['mode-looks-decimal']],
    [512, undefined, ['mode-out-of-range']],
    [644, undefined, ['mode-out-of-range']],
    [-1, undefined, ['mode-out-of-range']],
  ];
  test.each(cases)('%d', (written, mode, codes) => {
    const { value, diagnostics } = reporting((report) => fileMode(written, at, report));
    expect(value).toBe(mode);
    expect(codesOf(diagnostics)).toEqual(codes);
  });

  test('a decimal number that looks like octal is told how to write it', () => {
    const { diagnostics } = reporting((report) => fileMode(755, at, report));
    expect(diagnostics[0]?.help).toBe('did you mean 0755?');
  });
});
