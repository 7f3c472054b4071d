import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { byteReader } from '../../src/lock/byte-reader.ts';
import { isProblem } from '../../src/lock/problem.ts';
import { tarEntries } from '../../src/lock/tar.ts';
import { type Entry, tar, tarEntry, withChecksum } from './image-kit.ts';

async function* pieces(bytes: Uint8Array, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function read(bytes: Uint8Array, { piece = 700, limit = 1_000_000, contents = true } = {}): Promise<readonly unknown[]> {
  const found: unknown[] = [];
  for await (const entry of tarEntries(byteReader(pieces(bytes, piece)))) {
    if (isProblem(entry)) {
      found.push(entry.problemCode);
      continue;
    }
    const text = contents && entry.type === 'file' ? await entry.read(limit) : undefined;
    const shown = text === undefined ? '' : isProblem(text) ? text.problemCode : Buffer.from(text).toString();
    found.push([entry.type, entry.name, entry.linkName || shown]);
  }
  return found;
}

const pax = (...records: readonly string[]): Entry => ({ path: 'PaxHeaders/x', flag: 'x', contents: records.map(record).join('') });

function record(text: string): string {
  let length = text.length + 2;
  while (String(length).length + text.length + 2 !== length) length++;
  return `${length} ${text}\n`;
}

describe('entries of a tar', () => {
  test('are files, directories and links, in order', async () => {
    const bytes = tar([
      { path: 'etc/' },
      { path: 'etc/passwd', contents: 'x'.repeat(1500) },
      { path: 'etc/link', flag: '2', link: '/etc/passwd' },
      { path: 'etc/hard', flag: '1', link: 'etc/passwd' },
      { path: 'dev/null', flag: '3' },
      { path: 'old/', flag: '0' },
      { path: 'empty' },
    ]);
    const expected = [
      ['directory', 'etc/', ''],
      ['file', 'etc/passwd', 'x'.repeat(1500)],
      ['symlink', 'etc/link', '/etc/passwd'],
      ['hardlink', 'etc/hard', 'etc/passwd'],
      ['other', 'dev/null', ''],
      ['directory', 'old/', ''],
      ['file', 'empty', ''],
    ];
    for (const piece of [1, 511, 512, 513, 100_000]) expect(await read(bytes, { piece })).toEqual(expected);
  });

  test('have long names by pax, GNU and prefix', async () => {
    const long = `${'d/'.repeat(90)}ö`;
    const prefixed = tarEntry({ path: 'name', contents: 'c' });
    prefixed.write('some/prefix', 345);
    withChecksum(prefixed.subarray(0, 512));
    const bytes = Buffer.concat([
      tarEntry({ path: 'g', flag: 'g', contents: record('path=every file') }),
      tarEntry(pax(`path=${long}`.replace('ö', 'o'), 'linkpath=to/there')),
      tarEntry({ path: 'short', flag: '2', link: 'x' }),
      tarEntry({ path: '././@LongLink', flag: 'L', contents: `${long}\0` }),
      tarEntry({ path: '././@LongLink', flag: 'K', contents: 'target\0' }),
      tarEntry({ path: 'short', flag: '2', link: 'x' }),
      prefixed,
      tarEntry({ path: 'plain', contents: 'p' }),
    ]);
    expect(await read(bytes)).toEqual([
      ['symlink', long.replace('ö', 'o'), 'to/there'],
      ['symlink', long, 'target'],
      ['file', 'some/prefix/name', 'c'],
      ['file', 'plain', 'p'],
    ]);
  });

  test('have a size in base 256 or in a pax record', async () => {
    const big = tarEntry({ path: 'big', contents: 'abc' });
    big.fill(0, 124, 136);
    big[124] = 0x80;
    big[135] = 3;
    withChecksum(big.subarray(0, 512));
    const zero = tarEntry({ path: 'zero', contents: 'def' });
    zero.write('00000000000\0', 124);
    withChecksum(zero.subarray(0, 512));
    expect(await read(Buffer.concat([big, tarEntry(pax('size=3')), zero, tar([])]))).toEqual([
      ['file', 'big', 'abc'],
      ['file', 'zero', 'def'],
    ]);
  });

  test('are found whatever was read of those before', async () => {
    const bytes = tar([
      { path: 'a', contents: 'x'.repeat(5000) },
      { path: 'b', contents: 'b' },
    ]);
    expect(await read(bytes, { contents: false })).toEqual([
      ['file', 'a', ''],
      ['file', 'b', ''],
    ]);
    expect(await read(bytes, { limit: 10 })).toEqual([
      ['file', 'a', 'image-too-large'],
      ['file', 'b', 'b'],
    ]);
  });

  test('come back as they were written', async () => {
    const entry = fc.record({ path: fc.stringMatching(/^[a-z]{1,20}$/), contents: fc.string({ maxLength: 2000 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(entry, { maxLength: 6 }), fc.integer({ min: 1, max: 3000 }), async (entries, piece) => {
        expect(await read(tar(entries), { piece })).toEqual(entries.map(({ path, contents }) => ['file', path, contents]));
      }),
      { numRuns: 50 },
    );
  });
});

describe('a damaged tar', () => {
  const whole = tar([{ path: 'a', contents: 'x'.repeat(2000) }]);
  const end = (found: readonly unknown[]) => found.at(-1);
  test('ends in a header', async () => expect(end(await read(whole.subarray(0, 300)))).toBe('image-damaged'));
  test('ends in contents', async () => {
    expect(end(await read(whole.subarray(0, 1000)))).toBe('image-damaged');
    expect(end(await read(whole.subarray(0, 1000), { contents: false }))).toBe('image-damaged');
  });
  test('has a wrong checksum', async () => {
    const bad = Buffer.from(whole);
    bad[0] = 0x62;
    expect(await read(bad)).toEqual(['image-damaged']);
  });
  test('is no tar', async () => expect(await read(Buffer.from('<html>'.repeat(200)))).toEqual(['image-damaged']));
  test.each(['8 path=a\n', 'path=a\n', '99999999 a=b\n', '6 a=b'])('has the pax record %j', async (contents) => {
    expect(await read(tar([{ path: 'x', flag: 'x', contents }, { path: 'a' }]))).toEqual(['image-damaged']);
  });
  test('has a pax header of more than a mebibyte', async () => {
    expect(await read(tar([{ path: 'x', flag: 'x', contents: 'x'.repeat(1024 * 1024 + 1) }]))).toEqual(['image-too-large']);
  });
  test('that is empty has no entries', async () => {
    expect(await read(new Uint8Array(0))).toEqual([]);
    expect(await read(tar([]))).toEqual([]);
  });
});
