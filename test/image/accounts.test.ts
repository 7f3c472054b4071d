import { describe, expect, test } from 'vitest';
import { parseGroup, parsePasswd, resolveAccounts } from '../../src/image/accounts.ts';
import { normalisePlatform } from '../../src/image/platform.ts';

const accounts = parsePasswd(
  'root:x:0:0:root:/root:/bin/sh\nweb:x:101:102::/:\nweb2:x:101:999::/:\nbroken\n:x:1:1:::\nbig:x:4294967295:1:::\n',
);
const groups = parseGroup('root:x:0:root\nlog:x:104:web,root\nadm:x:4:web\nadm2:x:4:web\nnobody\n');

describe('USER as Kubernetes takes it', () => {
  const cases = [
    ['', { uid: 0, gid: 0, groups: [0, 104] }],
    ['root', { uid: 0, gid: 0, groups: [0, 104] }],
    ['web', { uid: 101, gid: 102, groups: [4, 104] }],
    ['101', { uid: 101, gid: 102, groups: [4, 104] }],
    ['web:root', { uid: 101, gid: 102, groups: [4, 104] }],
    ['5000:6000', { uid: 5000, gid: 0, groups: [] }],
    ['nobody', undefined],
  ] as const;
  test.each(cases)('%j', (user, expected) => expect(resolveAccounts(user, accounts, groups).resolvedUser).toEqual(expected));

  test('a name means nothing without a passwd file, a number does', () => {
    expect(resolveAccounts('web', [], []).resolvedUser).toBeUndefined();
    expect(resolveAccounts('1000:2000', [], []).resolvedUser).toEqual({ uid: 1000, gid: 0, groups: [] });
    expect(resolveAccounts('', [], []).resolvedUser).toEqual({ uid: 0, gid: 0, groups: [] });
  });
});

test('accounts are kept by uid, the first line of a uid winning; broken lines are passed over', () => {
  expect(resolveAccounts('', accounts, groups).users).toEqual({ '0': [0, 0, 104], '101': [102, 4, 104] });
});

test.each([
  ['linux/amd64', 'linux/amd64'],
  ['linux/x86_64', 'linux/amd64'],
  ['Linux/AArch64', 'linux/arm64'],
  ['linux/arm64/v8', 'linux/arm64'],
  ['linux/arm', 'linux/arm/v7'],
  ['linux/arm/6', 'linux/arm/v6'],
  ['linux/armhf', 'linux/arm/v7'],
  ['linux/amd64/v1', 'linux/amd64'],
  ['linux/amd64/v3', 'linux/amd64/v3'],
  ['amd64', undefined],
  ['linux/', undefined],
  ['a/b/c/d', undefined],
])('platform %s is %s', (written, normal) => expect(normalisePlatform(written)).toBe(normal));
