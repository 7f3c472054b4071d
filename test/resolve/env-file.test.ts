import { expect, test } from 'vitest';
import { readEnvFile } from '../../src/resolve/env-file.ts';

const file = [
  '# settings',
  '',
  "DB='primary'",
  "  SPACED = 'a b'  ",
  "HASH='a # b'",
  "MULTI='one",
  "INNER='two'",
  "EMPTY=''",
  'BARE=plain value',
  "DB='second'",
  'no assignment',
  "LAST='end'",
].join('\n');

test.each([
  ['DB', 'primary'],
  ['SPACED', 'a b'],
  ['HASH', 'a # b'],
  ['MULTI', 'one\nINNER='],
  ['INNER', undefined],
  ['EMPTY', ''],
  ['BARE', 'plain value'],
  ['LAST', 'end'],
  ['MISSING', undefined],
  ['# settings', undefined],
])('the value of %s is %j', (key, value) => {
  expect(readEnvFile(file).get(key)).toBe(value);
});

test('a file without a line break at its end, or empty, is read', () => {
  expect([...readEnvFile("A='1'")]).toEqual([['A', '1']]);
  expect([...readEnvFile('')]).toEqual([]);
  expect([...readEnvFile("A='open")]).toEqual([['A', "'open"]]);
});
