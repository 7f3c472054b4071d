import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkLock } from '../../src/lock/check-lock.ts';
import { group, image, index, layout, passwd, sha256, type TestImage } from './image-kit.ts';
import { codes, lockImages, request, services } from './lock-kit.ts';

const isInstalled = spawnSync('docker-registry', ['--version']).error === undefined;

interface Registry {
  readonly host: string;
  readonly process: ChildProcess;
  readonly directory: string;
}

const user = 'me';
const password = 'a password';
const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => void server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}

/** Starts a registry with an empty store and waits until it answers. */
async function start(withPassword: boolean): Promise<Registry> {
  const directory = mkdtempSync(join(tmpdir(), 'podspec2lk-registry-'));
  const host = `127.0.0.1:${await freePort()}`;
  mkdirSync(join(directory, 'store'));
  // "a password" hashed by bcrypt with 4 rounds (htpasswd -B), the only form that the registry takes.
  writeFileSync(join(directory, 'htpasswd'), `${user}:$2y$04$gIQ6X4NM4Wg4dfRZomIcwOoolMXo3MUjnlcWfiKbpQ0rGibf.Tz8y\n`);
  const auth = withPassword ? `auth: {htpasswd: {realm: test, path: ${directory}/htpasswd}}\n` : '';
  const config = `version: 0.1\nlog: {level: error}\nstorage: {filesystem: {rootdirectory: ${directory}/store}}\nhttp: {addr: '${host}'}\n${auth}`;
  writeFileSync(join(directory, 'config.yml'), config);
  const process = spawn('docker-registry', ['serve', join(directory, 'config.yml')], { stdio: 'ignore' });
  for (let attempt = 0; attempt < 200; attempt++) {
    const answer = await fetch(`http://${host}/v2/`).catch(() => undefined);
    if (answer) return { host, process, directory };
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error('docker-registry does not answer');
}

function stop({ process, directory }: Registry): void {
  process.kill();
  rmSync(directory, { recursive: true, force: true });
}

async function push({ host }: Registry, repository: string, tag: string, { root, blobs }: TestImage): Promise<void> {
  const headers = { authorization };
  for (const { mediaType, bytes } of blobs) {
    if (/manifest|index/.test(mediaType)) continue;
    const session = await fetch(`http://${host}/v2/${repository}/blobs/uploads/`, { method: 'POST', headers });
    const url = new URL(session.headers.get('location') ?? '', `http://${host}`);
    url.searchParams.set('digest', sha256(bytes));
    const put = await fetch(url, { method: 'PUT', headers, body: bytes });
    expect(put.status).toBe(201);
  }
  // Manifests come after what they name: the root is the first of the list.
  for (const { mediaType, bytes } of [...blobs].reverse()) {
    if (!/manifest|index/.test(mediaType)) continue;
    const name = bytes === root.bytes ? tag : sha256(bytes);
    const put = await fetch(`http://${host}/v2/${repository}/manifests/${name}`, {
      method: 'PUT',
      headers: { ...headers, 'content-type': mediaType },
      body: bytes,
    });
    expect([put.status, await put.text()]).toEqual([201, '']);
  }
}

const accounts = [
  { path: 'etc/passwd', contents: passwd },
  { path: 'etc/group', contents: group },
];
const amd64 = image({
  config: { Entrypoint: ['/entry'], Env: ['PATH=/bin'], User: 'web' },
  layers: [
    { entries: [{ path: 'etc/passwd', contents: 'root:x:0:0::/:\n' }, { path: 'etc/old/' }] },
    { entries: accounts, packing: 'zstd' },
    { entries: [{ path: 'etc/.wh.old' }, { path: 'bin/sh', contents: 'x'.repeat(300_000) }], packing: 'plain' },
  ],
});
const arm64 = image({ architecture: 'arm64', variant: 'v8', config: { Cmd: ['arm'] }, layers: [{ entries: accounts }], docker: true });
const both = index({ 'linux/amd64': amd64, 'linux/arm64/v8': arm64 });

if (isInstalled) {
  describe('a real registry', () => {
    let registry: Registry;
    beforeAll(async () => {
      registry = await start(false);
      await push(registry, 'team/app', '1', both);
      await push(registry, 'team/arm', '1', arm64);
    });
    afterAll(() => stop(registry));
    const registries = () => ({ [registry.host]: { plainHttp: true } });
    const lockAt = (names: readonly string[], platforms = ['linux/amd64']) =>
      lockImages(
        names.map((name) => `${registry.host}/${name}`),
        ['registry'],
        { platforms },
        { registries: registries() },
      );

    test('gives an image of two platforms, with its users', async () => {
      const { value, diagnostics } = await lockAt(['team/app:1'], ['linux/amd64', 'linux/arm64']);
      expect(diagnostics).toEqual([]);
      const entry = value.lock.images[`${registry.host}/team/app:1`];
      expect(entry).toMatchObject({
        digest: sha256(both.root.bytes),
        platforms: {
          'linux/amd64': {
            manifest: sha256(amd64.root.bytes),
            entrypoint: ['/entry'],
            resolvedUser: { uid: 101, gid: 102, groups: [4, 104] },
          },
          'linux/arm64': { manifest: sha256(arm64.root.bytes), cmd: ['arm'], resolvedUser: { uid: 0, gid: 0, groups: [] } },
        },
      });
    });
    test('gives the same entry as a layout of the same image, byte for byte', async () => {
      const name = `${registry.host}/team/app:1`;
      const offline = await lockImages([name], [`oci:${layout({ [name]: both })}`]);
      expect((await lockAt(['team/app:1'])).value.lock).toEqual(offline.value.lock);
    });
    test('gives a Docker manifest without an index, and by digest', async () => {
      const digest = sha256(arm64.root.bytes);
      const { value, diagnostics } = await lockAt(['team/arm:1', `team/arm@${digest}`], ['linux/arm64']);
      expect(diagnostics).toEqual([]);
      expect(Object.values(value.lock.images).map((entry) => entry.digest)).toEqual([digest, digest]);
    });
    test('has other images, tags and platforms not', async () => {
      expect(codes((await lockAt(['team/other:1', 'team/app:2', `team/app@${sha256('x')}`])).diagnostics)).toEqual([
        'image-not-found',
        'image-not-found',
        'image-not-found',
      ]);
      expect(codes((await lockAt(['team/app:1'], ['linux/s390x'])).diagnostics)).toEqual(['image-lacks-platform']);
    });
    test('shows that a tag moved', async () => {
      await push(registry, 'team/moving', '1', amd64);
      const name = `${registry.host}/team/moving:1`;
      const { lock } = (await lockAt(['team/moving:1'])).value;
      await push(registry, 'team/moving', '1', both);
      const { noLayers, ...rest } = request([name], ['registry'], { old: lock });
      const found = await checkLock({ ...rest, file: 'lock' }, services({ registries: registries() }));
      expect(codes(found)).toEqual(['lock-tag-moved']);
      const update = await lockImages([name], ['registry'], { old: lock }, { registries: registries() });
      expect(update.value.changes).toEqual([{ kind: 'moved', image: name, from: sha256(amd64.root.bytes), to: sha256(both.root.bytes) }]);
    });
  });

  describe('a real registry with passwords', () => {
    let registry: Registry;
    beforeAll(async () => {
      registry = await start(true);
      await push(registry, 'app', '1', both);
    });
    afterAll(() => stop(registry));
    const lockWith = async (auth: string | undefined) => {
      const file = join(registry.directory, 'auth.json');
      writeFileSync(
        file,
        JSON.stringify({ auths: auth === undefined ? {} : { [registry.host]: { auth: Buffer.from(auth).toString('base64') } } }),
      );
      const outside = { env: { REGISTRY_AUTH_FILE: file }, registries: { [registry.host]: { plainHttp: true } } };
      return codes((await lockImages([`${registry.host}/app:1`], ['registry'], {}, outside)).diagnostics);
    };
    test('lets in who has one', async () => {
      expect(await lockWith(`${user}:${password}`)).toEqual([]);
      expect(await lockWith(`${user}:wrong`)).toEqual(['registry-denied']);
      expect(await lockWith(undefined)).toEqual(['registry-denied']);
    });
  });
} else {
  console.warn('docker-registry is not installed: the tests against a real registry are left out (apt-get install -y docker-registry)');
  test('the registry is covered by the in-process server of registry.test.ts', () => {
    expect(() => execFileSync('docker-registry', ['--version'], { stdio: 'ignore' })).toThrow();
  });
}
