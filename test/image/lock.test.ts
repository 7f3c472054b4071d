import { describe, expect, test } from 'vitest';
import { collector, place } from '../../src/diagnostics/diagnostic.ts';
import { compareLocks, emptyLock, findImage, formatLock } from '../../src/image/lock.ts';
import { parseLock } from '../../src/image/parse-lock.ts';
import type { ImageLock, LockedPlatform } from '../../src/model/image-lock.ts';

const one = `sha256:${'1'.repeat(64)}`;
const two = `sha256:${'2'.repeat(64)}`;
const bare: LockedPlatform = { entrypoint: [], cmd: ['sh'], env: [], workingDir: '', user: '', volumes: [], labels: {} };
const full: LockedPlatform = {
  ...bare,
  manifest: one,
  config: two,
  env: ['PATH=/bin', 'B=@x', 'A=1'],
  volumes: ['/b', '/a'],
  exposedPorts: ['80/tcp'],
  stopSignal: 'SIGQUIT',
  labels: { 'org.mobyproject.config': '{"pid": "host"}' },
  resolvedUser: { uid: 1, gid: 2, groups: [9, 4] },
  users: { '10': [10], '1': [2, 9, 4] },
  size: 7,
  unpackedSize: 8,
};

function read(text: string) {
  const { diagnostics, report } = collector();
  const lock = parseLock(text, 'podspec2lk.lock.json', report);
  return { lock, found: diagnostics.map(({ code, at, message }) => ({ code, line: place(at)?.line, message })) };
}

const text = `{
  "version": 1,
  "images": {
    "docker.io/library/a:1": {"digest": "${one}", "platforms": {"linux/amd64": {
      "entrypoint": [], "cmd": ["sh"], "env": [], "workingDir": "", "user": "", "volumes": [], "labels": {}
    }}}
  }
}
`;

describe('writing', () => {
  test('gives the same bytes whatever the order of keys was', () => {
    const platforms = { 'linux/amd64': full, 'linux/386': bare };
    const lock: ImageLock = { version: 1, images: { 'b/b:1': { platforms }, 'a/a:1': { digest: one, platforms: {} } } };
    const other: ImageLock = {
      version: 1,
      images: { 'a/a:1': { platforms: {}, digest: one }, 'b/b:1': { platforms: { 'linux/386': bare, 'linux/amd64': full } } },
    };
    expect(formatLock(other)).toBe(formatLock(lock));
    expect(formatLock(lock)).toMatchInlineSnapshot(`
      "{
        "version": 1,
        "images": {
          "a/a:1": {
            "digest": "${one}",
            "platforms": {}
          },
          "b/b:1": {
            "platforms": {
              "linux/386": {
                "entrypoint": [],
                "cmd": ["sh"],
                "env": [],
                "workingDir": "",
                "user": "",
                "volumes": [],
                "labels": {}
              },
              "linux/amd64": {
                "manifest": "${one}",
                "config": "${two}",
                "entrypoint": [],
                "cmd": ["sh"],
                "env": ["PATH=/bin", "B=@x", "A=1"],
                "workingDir": "",
                "user": "",
                "volumes": ["/a", "/b"],
                "exposedPorts": ["80/tcp"],
                "stopSignal": "SIGQUIT",
                "labels": {"org.mobyproject.config": "{\\"pid\\": \\"host\\"}"},
                "resolvedUser": {
                  "uid": 1,
                  "gid": 2,
                  "groups": [4, 9]
                },
                "users": {
                  "1": [2, 4, 9],
                  "10": [10]
                },
                "size": 7,
                "unpackedSize": 8
              }
            }
          }
        }
      }
      "
    `);
  });

  test('is undone by reading', () => {
    const lock: ImageLock = { version: 1, images: { 'docker.io/library/b:1': { digest: two, platforms: { 'linux/amd64': full } } } };
    const again = read(formatLock(lock));
    expect(again.found).toEqual([]);
    expect(again.lock && formatLock(again.lock)).toBe(formatLock(lock));
  });
});

describe('reading', () => {
  test('takes an entry written by hand, without digests', () => {
    expect(read(text)).toEqual({
      lock: { version: 1, images: { 'docker.io/library/a:1': { digest: one, platforms: { 'linux/amd64': bare } } } },
      found: [],
    });
  });

  test('takes labels that the image does not have, and a note on /etc/passwd', () => {
    const noted = text.replace('"labels": {}', '"labels": {"org.mobyproject.config": null}, "passwd": "absent"');
    expect(noted).not.toBe(text);
    expect(read(noted)).toEqual(read(text));
  });

  const wrong: readonly (readonly [name: string, from: string | RegExp, to: string, line: number])[] = [
    ['another version', '"version": 1', '"version": 2', 2],
    ['a short reference', 'docker.io/library/a:1', 'a:1', 4],
    ['no reference', 'docker.io/library/a:1', 'A', 4],
    ['a digest that is none', one, 'sha256:1', 4],
    ['a platform that is none', 'linux/amd64', 'amd64', 4],
    ['a list that is a string', '"cmd": ["sh"]', '"cmd": "sh"', 5],
    ['a list of numbers', '["sh"]', '[1]', 5],
    ['an unknown key', '"user": ""', '"user": "", "usr": ""', 5],
    ['a user that is a number', '"user": ""', '"user": 7', 5],
    ['a negative size', '"user": ""', '"user": "", "size": -1', 5],
    ['a user ID that is too large', '"user": ""', '"user": "", "resolvedUser": {"uid": 2147483648, "gid": 0, "groups": []}', 5],
    ['an account without a group', '"user": ""', '"user": "", "users": {"5": []}', 5],
    ['broken JSON', '"images": {', '"images": [', 4],
  ];
  test.each(wrong)('refuses %s, with its place', (_, from, to, line) => {
    const { lock, found } = read(text.replace(from, to));
    expect(lock).toBeUndefined();
    expect(found.map(({ code }) => code)).toEqual(['invalid-lock']);
    expect(found[0]?.line).toBe(line);
  });

  test('reports everything that is missing at once', () => {
    const { found } = read('{"version": 1, "images": {"localhost/a:1": {"platforms": {"linux/amd64": {}}}}}');
    expect(found).toHaveLength(7);
  });

  test.each(['', '[]', '7', 'null'])('refuses %j', (bad) => {
    const { lock, found } = read(bad);
    expect([lock, found.length > 0]).toEqual([undefined, true]);
  });
});

describe('finding', () => {
  const lock: ImageLock = { version: 1, images: { 'a/a:1': { platforms: { 'linux/arm64/v8': bare, 'linux/arm/v7': full } } } };
  test('takes platforms that mean the same', () => {
    expect(findImage(lock, 'a/a:1', 'linux/arm64')).toMatchObject({ status: 'found', platform: bare });
    expect(findImage(lock, 'a/a:1', 'linux/arm')).toMatchObject({ status: 'found', platform: full });
  });
  test('tells a missing image from a missing platform', () => {
    expect(findImage(lock, 'a/b:1', 'linux/arm')).toEqual({ status: 'missing-image' });
    expect(findImage(lock, 'a/a:1', 'linux/amd64')).toMatchObject({
      status: 'missing-platform',
      platforms: ['linux/arm/v7', 'linux/arm64/v8'],
    });
    expect(findImage(emptyLock, 'constructor', 'linux/amd64')).toEqual({ status: 'missing-image' });
  });
});

test('a comparison names what was added, removed, moved and changed', () => {
  const entry = (digest: string, platform: LockedPlatform) => ({ digest, platforms: { 'linux/amd64': platform } });
  const before: ImageLock = { version: 1, images: { a: entry(one, bare), b: entry(one, bare), c: entry(one, bare), d: entry(one, bare) } };
  const after: ImageLock = { version: 1, images: { a: entry(one, bare), b: entry(two, bare), c: entry(one, full), e: entry(one, bare) } };
  expect(compareLocks(before, after)).toEqual([
    { kind: 'moved', image: 'b', from: one, to: two },
    { kind: 'changed', image: 'c', platforms: ['linux/amd64'] },
    { kind: 'removed', image: 'd' },
    { kind: 'added', image: 'e' },
  ]);
});
