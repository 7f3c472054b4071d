import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findConfiguration } from '../../src/cli/find-configuration.ts';
import { mayBeConfigured } from '../../src/cli/may-be-configured.ts';

// Not the real name: folders above that of the test may hold a configuration.
const name = 'p2lktest';
const places = ['package.json', `.${name}rc`, `.${name}rc.yaml`];

let folder = '';
let home: string | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'podspec2lk-find-'));
  home = process.env['XDG_CONFIG_HOME'];
  process.env['XDG_CONFIG_HOME'] = join(folder, 'home');
});

afterEach(() => {
  if (home === undefined) delete process.env['XDG_CONFIG_HOME'];
  else process.env['XDG_CONFIG_HOME'] = home;
  rmSync(folder, { recursive: true, force: true });
});

function write(files: Readonly<Record<string, string>>): string {
  const cwd = join(folder, 'work/deep');
  mkdirSync(cwd, { recursive: true });
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return cwd;
}

describe('a configuration is found', () => {
  test.each<[string, Record<string, string>, string]>([
    ['in the working directory', { [`work/deep/.${name}rc`]: 'a: 1' }, `work/deep/.${name}rc`],
    ['above it', { [`work/.${name}rc.yaml`]: 'a: 1' }, `work/.${name}rc.yaml`],
    ['in a package.json that names us', { 'work/package.json': `{"${name}": {"a": 1}}` }, 'work/package.json'],
    ['the nearest of two', { [`.${name}rc`]: 'a: 1', [`work/.${name}rc`]: 'a: 2' }, `work/.${name}rc`],
    ['behind a package.json without us', { 'work/deep/package.json': '{}', [`work/.${name}rc`]: 'a: 1' }, `work/.${name}rc`],
    ['behind an empty file', { [`work/deep/.${name}rc`]: ' \n', [`work/.${name}rc`]: 'a: 1' }, `work/.${name}rc`],
    ['in the directory of the user', { [`home/${name}/config.yaml`]: 'a: 1' }, `home/${name}/config.yaml`],
  ])('%s', async (_, files, found) => {
    const cwd = write(files);
    expect(mayBeConfigured(cwd, name, places)).toBe(true);
    expect(await findConfiguration(cwd, undefined, name, places)).toEqual({ path: join(folder, found), text: files[found] });
  });
});

describe('nothing is found', () => {
  test.each<[string, Record<string, string>, boolean]>([
    ['in an empty folder', {}, false],
    ['in a package.json without us', { 'work/package.json': '{"name": "x"}' }, false],
    ['in a package.json that names us elsewhere', { 'work/package.json': `{"name": "${name}"}` }, true],
    ['in a broken package.json', { 'work/package.json': `{"${name}": ` }, true],
    ['in a file that says nothing', { [`work/.${name}rc`]: '' }, true],
    ['in a script of the user', { [`home/${name}/config.cjs`]: 'throw new Error()' }, true],
  ])('%s', async (_, files, looks) => {
    const cwd = write(files);
    expect(mayBeConfigured(cwd, name, places)).toBe(looks);
    expect(await findConfiguration(cwd, undefined, name, places)).toBeUndefined();
  });

  test('behind a link that leads nowhere', async () => {
    const cwd = write({});
    symlinkSync('gone', join(cwd, `.${name}rc`));
    expect(mayBeConfigured(cwd, name, places)).toBe(true);
    expect(await findConfiguration(cwd, undefined, name, places)).toBeUndefined();
  });

  // Permissions would not stop root.
  test('in a directory of the user that cannot be looked at', async () => {
    const cwd = write({});
    symlinkSync('home', join(folder, 'home'));
    expect(mayBeConfigured(cwd, name, places)).toBe(true);
    expect(await findConfiguration(cwd, undefined, name, places)).toBeUndefined();
  });
});

test('what cannot be read is reported where it is', async () => {
  const cwd = write({ [`work/.${name}rc.yaml/file`]: 'a: 1' });
  symlinkSync(`.${name}rc`, join(folder, `work/.${name}rc`));
  expect(await findConfiguration(cwd, undefined, name, places)).toMatchObject({ path: join(folder, `work/.${name}rc`), text: '' });
});

test.each([
  ['a folder', `work/.${name}rc/file`, '.', 'it is a directory'],
  ['a file of a kind that nobody reads', 'work/named.toml', 'named.toml', 'No loader specified for extension ".toml"'],
  ['a file that is not there', 'work/other', 'named.yaml', 'no such file'],
])('%s that is named is refused', async (_, file, named, failure) => {
  write({ [file]: 'a: 1' });
  const cwd = join(folder, 'work');
  const found = await findConfiguration(cwd, named, name, places);
  expect(found?.text).toBe('');
  expect(found?.failure).toContain(failure);
});
