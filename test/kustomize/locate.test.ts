import { describe, expect, test } from 'vitest';
import { isRepository } from '../../src/kustomize/locate.ts';
import { goPattern } from '../../src/kustomize/selector.ts';

describe('isRepository', () => {
  test.each([
    'https://github.com/a/b',
    'https://github.com/a/b?ref=v1',
    'github.com/a/b//deploy',
    'git@example.com:a/b.git',
    'git::https://example.com/a/b',
    'ssh://example.com/a/b',
    'file:///a/b',
    'https://example.com/x/_git/y',
  ])('%s', (path) => expect(isRepository(path)).toBe(true));

  test.each(['../base', 'base', '/abs/base', 'example.com/a/b', 'a.git/b', 'https://example.com', './github.com/a/b'])('not %s', (path) => {
    expect(isRepository(path)).toBe(false);
  });
});

describe('goPattern', () => {
  const cases = [
    ['^(?:w.*)$', 'web', true],
    ['^(?:(?i)WEB)$', 'web', true],
    ['^(?:[[:alpha:]]+)$', 'web1', false],
    ['^(?:[^[:blank:][:digit:]]+)$', 'web 1', false],
    ['^(?:[^[:blank:][:digit:]]+)$', 'web', true],
    ['^(?:x[:ab:])$', 'x:', true],
    ['^(?P<n>a|b)$', 'b', true],
  ] as const;
  test.each(cases)('%s', (pattern, text, expected) => expect(goPattern(pattern)?.test(text)).toBe(expected));

  test.each(['(?=a)', '(a)\\1', '[', '(?<!a)b', '[[:constructor:]]'])('%s does not exist in Go', (pattern) =>
    expect(goPattern(pattern)).toBeUndefined(),
  );
});
