import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { type Layer, readLayers } from '../../src/lock/layers.ts';
import { isProblem } from '../../src/lock/problem.ts';
import { type Entry, sha256, tar, zstdFrame } from './image-kit.ts';

async function* pieces(bytes: Uint8Array) {
  for (let at = 0; at < bytes.length; at += 1000) yield bytes.subarray(at, at + 1000);
}

function layerOf(stored: Buffer, unpacked: Buffer | undefined, changes: Partial<Layer> = {}): Layer {
  const diffID = unpacked && sha256(unpacked);
  return { name: 'layer', digest: sha256(stored), size: stored.length, diffID, open: async () => pieces(stored), ...changes };
}

function gzip(entries: readonly Entry[]): Layer {
  const bytes = tar(entries);
  return layerOf(gzipSync(bytes), bytes);
}

/** Contents of /etc/passwd and /etc/group after layers, or the code of the problem. */
async function files(...layers: readonly (readonly Entry[])[]): Promise<unknown> {
  const found = await readLayers(layers.map(gzip));
  return isProblem(found) ? found.problemCode : [found.passwd, found.group];
}

async function code(layer: Layer, limits?: { stored: number; unpacked: number }): Promise<unknown> {
  const found = await readLayers([layer], limits);
  return isProblem(found) ? found.problemCode : found.passwd;
}

const p = (contents: string, path = 'etc/passwd'): Entry => ({ path, contents });
const link = (path: string, target: string): Entry => ({ path, flag: '2', link: target });
const hard = (path: string, target: string): Entry => ({ path, flag: '1', link: target });

describe('the user database after all layers', () => {
  const cases: readonly (readonly [name: string, layers: readonly (readonly Entry[])[], passwd: string | undefined])[] = [
    ['is the only one', [[p('1')]], '1'],
    ['is that of the last layer', [[p('1')], [p('2')], [p('x', 'bin/x')]], '2'],
    ['is the last entry of a layer', [[p('1'), p('2')]], '2'],
    ['is found with a leading ./ or /', [[p('1', './etc/passwd')], [p('2', '/etc/passwd')]], '2'],
    ['is removed by a whiteout', [[p('1')], [p('', 'etc/.wh.passwd')]], undefined],
    ['is removed with its directory', [[p('1')], [p('', '.wh.etc')]], undefined],
    ['is back after a whiteout below', [[p('1')], [p('', 'etc/.wh.passwd')], [p('3')]], '3'],
    ['is not removed by a whiteout of its own layer', [[p('1')], [p('2'), p('', 'etc/.wh.passwd')]], '2'],
    ['is hidden by an opaque directory', [[p('1')], [{ path: 'etc/' }, p('', 'etc/.wh..wh..opq')]], undefined],
    ['is not hidden by an opaque directory of its own layer', [[p('1')], [p('2'), p('', 'etc/.wh..wh..opq')]], '2'],
    ['is hidden by an opaque root', [[p('1')], [p('', '.wh..wh..opq')]], undefined],
    ['is left alone by whiteouts of others', [[p('1')], [p('', 'etc/.wh.passwd-'), p('', 'usr/.wh..wh..opq')]], '1'],
    ['is left alone by the bookkeeping of aufs', [[p('1')], [p('', '.wh..wh.plnk/passwd'), p('', '.wh..wh.aufs')]], '1'],
    ['is gone when /etc becomes a file', [[p('1')], [p('', 'etc')]], undefined],
    ['stays when the directory is written again', [[p('1')], [{ path: 'etc/' }]], '1'],
    ['is read through a relative link', [[p('1', 'usr/lib/pw'), link('etc/passwd', '../usr/lib/pw')]], '1'],
    ['is read through an absolute link, inside the image', [[p('1', 'nix/pw'), link('etc/passwd', '/nix/pw')]], '1'],
    ['is read through a chain of links', [[p('1', 'c'), link('b', 'c'), link('a', '/b'), link('etc/passwd', '../a')]], '1'],
    ['is read through a linked directory', [[link('etc', 'usr/etc'), p('1', 'usr/etc/passwd')]], '1'],
    ['is written through a linked directory', [[link('etc', '/usr/etc')], [p('2')]], '2'],
    ['is not read from above the root', [[link('etc/passwd', '../../../../../../etc/host')]], undefined],
    ['is not there when the link leads nowhere', [[link('etc/passwd', 'gone')]], undefined],
    ['is a hard link to another file', [[p('1', 'usr/pw'), hard('etc/passwd', 'usr/pw')]], '1'],
    ['is a hard link to a file of a lower layer', [[p('1', 'usr/pw')], [hard('etc/passwd', './usr/pw')]], '1'],
    ['is a hard link whose target changed later', [[p('1', 'usr/pw'), hard('etc/passwd', 'usr/pw')], [p('2', 'usr/pw')]], '1'],
    ['is a hard link to itself', [[hard('etc/passwd', 'etc/passwd')]], undefined],
    ['is a device', [[{ path: 'etc/passwd', flag: '3' }]], undefined],
    ['is a directory', [[{ path: 'etc/passwd/' }]], undefined],
    ['is absent', [[p('x', 'bin/sh')]], undefined],
  ];
  test.each(cases)('%s', async (_, layers, passwd) => expect(await files(...layers)).toEqual([passwd, undefined]));

  test('has groups too', async () => expect(await files([p('1'), p('2', 'etc/group')])).toEqual(['1', '2']));
  test('is not looked for in a circle of links', async () => {
    expect(await files([link('etc/passwd', 'a'), link('etc/a', 'b'), link('etc/b', 'a')])).toBe('image-link-loop');
    expect(await files([link('etc/passwd', 'passwd')])).toBe('image-link-loop');
    expect(await files([link('etc', '/etc')])).toBe('image-link-loop');
  });
  test('is not read when it is no database by its size', async () => {
    expect(await files([p('x'.repeat(1024 * 1024 + 1))])).toBe('image-too-large');
  });
  test('is absent in an image without layers', async () => {
    expect(await readLayers([])).toEqual({ passwd: undefined, group: undefined, unpackedSize: 0 });
  });
});

describe('a layer', () => {
  const bytes = tar([p('1')]);
  test.each([
    ['plain', bytes],
    ['gzip', gzipSync(bytes)],
    ['gzip in two members', Buffer.concat([gzipSync(bytes.subarray(0, 700)), gzipSync(bytes.subarray(700))])],
    ['zstd', zstdFrame(bytes)],
    ['zstd in two frames', Buffer.concat([zstdFrame(bytes.subarray(0, 700)), zstdFrame(bytes.subarray(700))])],
    ['zstd with a skippable frame', Buffer.concat([Buffer.from('502a4d1803000000616263', 'hex'), zstdFrame(bytes)])],
  ])('may be %s', async (_, stored) => {
    expect(await readLayers([layerOf(stored, bytes)])).toEqual({ passwd: '1', group: undefined, unpackedSize: bytes.length });
  });

  test('may be compressed by zstd itself', async () => {
    // Made by zstd 1.5.4 at level 19 from a GNU tar with etc/passwd and etc/motd.
    const stored = Buffer.from(
      'KLUv/WQAJ6UDAOIEEBKQzwGE40KHZXfJM8wIiP1RAVIMIUM6ofO7GuHBEmuplRZertL8GuPs/mSV2nc4GV1Gv59Gd98Y1HeXUiZFqy8SICAxLqw2VAQ9uLM+FWinf8eoZEesZQ1gBdpTl+QoADcCAw4MPyh5wwUCBgUwm8Qcua4+Rg==',
      'base64',
    );
    expect(await code(layerOf(stored, undefined))).toBe('zstd:x:7:8::/:\n');
  });

  test('must have its digest, before anything else is said about it', async () => {
    const other = sha256('other');
    expect(await code(layerOf(gzipSync(bytes), bytes, { digest: other }))).toBe('image-digest-mismatch');
    expect(await code(layerOf(Buffer.from('garbage'), bytes, { digest: other }))).toBe('image-digest-mismatch');
    expect(await code(layerOf(gzipSync(bytes), bytes, { diffID: other }))).toBe('image-digest-mismatch');
  });
  test('must have its size', async () => {
    const stored = gzipSync(bytes);
    expect(await code(layerOf(stored, bytes, { size: stored.length - 1 }))).toBe('image-damaged');
    expect(await code(layerOf(stored, bytes, { size: stored.length + 1 }))).toBe('image-damaged');
  });
  test.each([
    ['gzip', gzipSync(bytes)],
    ['zstd', zstdFrame(bytes)],
    ['plain', bytes],
  ])('that is %s and ends too early is damaged', async (_, stored) => {
    expect(await code(layerOf(stored.subarray(0, stored.length === bytes.length ? 512 : stored.length - 9), undefined))).toBe(
      'image-damaged',
    );
  });
  test('that is no tar is damaged', async () => {
    expect(await code(layerOf(Buffer.from('x'.repeat(600)), undefined))).toBe('image-damaged');
  });
  test('whose connection breaks is damaged', async () => {
    const stored = gzipSync(bytes);
    const broken = async function* () {
      yield stored.subarray(0, 40);
      throw new Error('connection reset');
    };
    expect(await code(layerOf(stored, bytes, { open: async () => broken() }))).toBe('image-damaged');
  });
  test('that unpacks to more than the limit is not read on', async () => {
    const bomb = tar([{ path: 'zero', contents: Buffer.alloc(50_000_000) }]);
    expect(await code(layerOf(gzipSync(bomb), bomb), { stored: 1e9, unpacked: 1e6 })).toBe('image-too-large');
    // 4 bytes of zstd for 128 KiB: blocks that repeat one byte.
    const blocks = Array.from({ length: 5000 }, () => Buffer.from([0x02, 0x00, 0x10, 0x00]));
    const head = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58]);
    const frame = Buffer.concat([head, ...blocks, Buffer.from([0x01, 0x00, 0x00])]);
    expect(await code(layerOf(frame, undefined), { stored: 1e9, unpacked: 1e6 })).toBe('image-too-large');
  });
  test('that is longer than the limit is not read on', async () => {
    const endless = async function* () {
      for (;;) yield Buffer.alloc(100_000);
    };
    const layer = layerOf(bytes, bytes, { size: undefined, open: async () => endless() });
    expect(await code(layer, { stored: 1e6, unpacked: 1e9 })).toBe('image-too-large');
  });
});
