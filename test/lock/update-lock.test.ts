import { describe, expect, test } from 'vitest';
import { checkLock } from '../../src/lock/check-lock.ts';
import type { ImageLock, LockedPlatform } from '../../src/model/image-lock.ts';
import { image, index, layout, passwd, sha256, type TestImage } from './image-kit.ts';
import { codes, lockImages, request, services } from './lock-kit.ts';

const name = 'localhost/app:1';
const layers = [{ entries: [{ path: 'etc/passwd', contents: passwd }] }];
const amd64 = image({ config: { Cmd: ['one'] }, layers });
const arm64 = image({ architecture: 'arm64', config: { Cmd: ['one'] }, layers });
const first = index({ 'linux/amd64': amd64, 'linux/arm64': arm64 });
const second = index({ 'linux/amd64': image({ config: { Cmd: ['two'] }, layers }), 'linux/arm64': arm64 });
const digest = (of: TestImage) => sha256(of.root.bytes);
const source = (of: TestImage, ...names: readonly string[]) =>
  `oci:${layout(Object.fromEntries([name, ...names].map((each) => [each, of])))}`;

async function lockOf(of: TestImage, platforms: readonly string[] = ['linux/amd64']): Promise<ImageLock> {
  return (await lockImages([name], [source(of)], { platforms })).value.lock;
}

const handWritten: LockedPlatform = { entrypoint: [], cmd: ['mine'], env: [], workingDir: '', user: '', volumes: [], labels: {} };

describe('an entry', () => {
  test('whose image is the same is not touched', async () => {
    const old = await lockOf(first);
    const { value } = await lockImages([name], [source(first)], { old });
    expect(value.changes).toEqual([]);
    expect(value.lock.images[name]?.platforms['linux/amd64']).toBe(old.images[name]?.platforms['linux/amd64']);
  });
  test('whose tag moved is replaced, for every platform that it had', async () => {
    const old = await lockOf(first, ['linux/amd64', 'linux/arm64']);
    const { value } = await lockImages([name], [source(second)], { old });
    expect(value.changes).toEqual([{ kind: 'moved', image: name, from: digest(first), to: digest(second) }]);
    expect(value.lock.images[name]?.platforms['linux/amd64']?.cmd).toEqual(['two']);
    expect(value.lock.images[name]?.platforms['linux/arm64']?.cmd).toEqual(['one']);
  });
  test('gets platforms that are new and keeps those that it had', async () => {
    const old = await lockOf(first, ['linux/arm64']);
    const { value } = await lockImages([name], [source(first)], { old });
    expect(value.changes).toEqual([{ kind: 'changed', image: name, platforms: ['linux/amd64'] }]);
    expect(Object.keys(value.lock.images[name]?.platforms ?? {}).sort()).toEqual(['linux/amd64', 'linux/arm64']);
  });
  test('gets the users that an earlier run did not read, and does not lose them', async () => {
    const bare = (await lockImages([name], [source(first)], { noLayers: true })).value.lock;
    expect(bare.images[name]?.platforms['linux/amd64']).not.toHaveProperty('users');
    const full = (await lockImages([name], [source(first)], { old: bare })).value.lock;
    expect(full.images[name]?.platforms['linux/amd64']?.users).toEqual({ '0': [0], '101': [102], '103': [104] });
    expect((await lockImages([name], [source(first)], { old: full, noLayers: true })).value.changes).toEqual([]);
  });
  test('keeps its digest when a copy of one platform is the same image', async () => {
    const old = await lockOf(first);
    expect((await lockImages([name], [source(amd64)], { old })).value.changes).toEqual([]);
  });
  test('written by hand is replaced by what a source says, and stays without one', async () => {
    const old: ImageLock = { version: 1, images: { [name]: { platforms: { 'linux/amd64': handWritten } } } };
    expect((await lockImages([name], [], { old })).value.changes).toEqual([]);
    const { value } = await lockImages([name], [source(first)], { old });
    expect(value.lock.images[name]?.platforms['linux/amd64']?.cmd).toEqual(['one']);
  });
  test('that no source has stays, unless a platform is missing', async () => {
    const old = await lockOf(first);
    const elsewhere = `oci:${layout({})}`;
    const same = await lockImages([name], [elsewhere], { old });
    expect([same.value.changes, same.diagnostics]).toEqual([[], []]);
    const more = await lockImages([name], [elsewhere], { old, platforms: ['linux/amd64', 'linux/arm64'] });
    expect([more.value.lock, codes(more.diagnostics)]).toEqual([old, ['image-lacks-platform']]);
  });
  test('that nothing uses goes, unless it is to stay', async () => {
    const old = (await lockImages([name, 'a/b:1'], [source(first, 'a/b:1')])).value.lock;
    expect(Object.keys(old.images)).toEqual(['docker.io/a/b:1', name]);
    const { value } = await lockImages([name], [], { old });
    expect(value.changes).toEqual([{ kind: 'removed', image: 'docker.io/a/b:1' }]);
    expect((await lockImages([name], [], { old, keepUnused: true })).value.changes).toEqual([]);
  });
});

test('sources are asked in order, and the first that has the image wins', async () => {
  const { value } = await lockImages([name], [`oci:${layout({})}`, source(second), source(first)]);
  expect(value.lock.images[name]?.digest).toBe(digest(second));
});

test('one image that fails keeps the whole lock, and everything is reported', async () => {
  const uses = [name, 'gone:1', 'BAD', 'gone:2', name];
  const { value, diagnostics } = await lockImages(uses, [source(first)]);
  expect(codes(diagnostics)).toEqual(['invalid-image-reference', 'image-not-found', 'image-not-found']);
  expect(value).toEqual({ lock: { version: 1, images: {} }, changes: [] });
});

test('references that mean the same are one entry', async () => {
  const { value } = await lockImages(['nginx', 'docker.io/library/nginx', 'nginx:latest'], [source(first, 'nginx')]);
  expect(Object.keys(value.lock.images)).toEqual(['docker.io/library/nginx:latest']);
});

test('progress tells images and bytes', async () => {
  const seen: unknown[] = [];
  await lockImages([name], [source(first)], {}, { progress: ({ done, total, image: which }) => seen.push([done, total, which]) });
  expect(new Set(seen.map((each) => JSON.stringify(each)))).toEqual(new Set([JSON.stringify([0, 1, name])]));
  expect(seen.length).toBeGreaterThan(1);
});

describe('a check', () => {
  const check = async (images: readonly string[], old: ImageLock, changes = {}) => {
    const { noLayers, ...rest } = request(images, [], { old, ...changes });
    return codes(await checkLock({ ...rest, file: 'podspec2lk.lock.json' }, services()));
  };
  test('is silent about a lock that fits', async () => expect(await check([name], await lockOf(first))).toEqual([]));
  test('names images and platforms that are missing, and entries that nothing uses', async () => {
    const old = await lockOf(first);
    expect(await check([name, 'nginx'], old)).toEqual(['lock-missing-image']);
    expect(await check([name], old, { platforms: ['linux/arm64', 'linux/s390x'] })).toEqual([
      'lock-missing-platform',
      'lock-missing-platform',
    ]);
    expect(await check([], old)).toEqual(['lock-stale-image']);
    expect(await check([], old, { keepUnused: true })).toEqual([]);
  });
});
