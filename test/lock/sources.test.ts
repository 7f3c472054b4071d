import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { Outcome } from '../../src/diagnostics/diagnostic.ts';
import type { LockUpdate } from '../../src/lock/update-lock.ts';
import {
  type Blob,
  describe as describeBlob,
  type Entry,
  group,
  image,
  index,
  json,
  layout,
  layoutFiles,
  passwd,
  sha256,
  type TestImage,
  tar,
  tarEntry,
  temporaryDirectory,
  types,
  writeFiles,
} from './image-kit.ts';
import { codes, lockImages } from './lock-kit.ts';

const nginx = 'docker.io/library/nginx:1.27';
const config = {
  Entrypoint: ['/docker-entrypoint.sh'],
  Cmd: ['nginx', '-g', 'daemon off;'],
  Env: ['PATH=/usr/bin:/bin', 'NGINX_VERSION=1.27.0'],
  WorkingDir: '/srv',
  User: 'web',
  Volumes: { '/cache': {}, '/a': {} },
  ExposedPorts: { '80/tcp': {} },
  StopSignal: 'SIGQUIT',
  Labels: { maintainer: 'x', 'org.mobyproject.config': '{"pid": "host"}' },
};
const accounts: readonly Entry[] = [
  { path: 'etc/passwd', contents: passwd },
  { path: 'etc/group', contents: group },
];
const amd64 = image({ config, layers: [{ entries: accounts }, { entries: [{ path: 'srv/x', contents: 'x' }], packing: 'zstd' }] });
const arm64 = image({ architecture: 'arm64', variant: 'v8', config: { ...config, User: '' }, layers: [{ entries: [] }], docker: true });
const both = index({ 'linux/amd64': amd64, 'linux/arm64/v8': arm64 });
const descriptor = (blob: Blob | undefined) => (blob ? describeBlob(blob) : undefined);

const locked = {
  manifest: sha256(amd64.root.bytes),
  config: descriptor(amd64.blobs[1])?.digest,
  entrypoint: ['/docker-entrypoint.sh'],
  cmd: ['nginx', '-g', 'daemon off;'],
  env: ['PATH=/usr/bin:/bin', 'NGINX_VERSION=1.27.0'],
  workingDir: '/srv',
  user: 'web',
  volumes: ['/a', '/cache'],
  exposedPorts: ['80/tcp'],
  stopSignal: 'SIGQUIT',
  labels: { 'org.mobyproject.config': '{"pid": "host"}' },
  resolvedUser: { uid: 101, gid: 102, groups: [4, 104] },
  users: { '0': [0], '101': [102, 4, 104], '103': [104, 4] },
  size: (descriptor(amd64.blobs[2])?.size ?? 0) + (descriptor(amd64.blobs[3])?.size ?? 0),
  unpackedSize: tar(accounts).length + tar([{ path: 'srv/x', contents: 'x' }]).length,
};

/** The entry of nginx, or the codes of what was found. */
function entry({ value, diagnostics }: Outcome<LockUpdate>): unknown {
  return diagnostics.length > 0 ? codes(diagnostics) : value.lock.images[nginx];
}

function layoutTar(images: Readonly<Record<string, TestImage>>): string {
  const path = join(temporaryDirectory(), 'images.tar');
  writeFileSync(path, tar([...layoutFiles(images)].map(([name, contents]) => ({ path: name, contents }))));
  return path;
}

describe('an OCI layout', () => {
  test('gives everything that a container would run, for each platform', async () => {
    const { value, diagnostics } = await lockImages(['nginx:1.27'], [`oci:${layout({ [nginx]: both })}`], {
      platforms: ['linux/amd64', 'linux/arm64'],
    });
    expect(diagnostics).toEqual([]);
    expect(value.lock.images[nginx]?.digest).toBe(sha256(both.root.bytes));
    expect(value.lock.images[nginx]?.platforms['linux/amd64']).toEqual(locked);
    expect(value.lock.images[nginx]?.platforms['linux/arm64']).toMatchObject({
      user: '',
      resolvedUser: { uid: 0, gid: 0, groups: [] },
      users: {},
    });
    expect(value.changes).toEqual([{ kind: 'added', image: nginx }]);
  });

  test('may be a tar', async () => {
    expect(entry(await lockImages(['nginx:1.27'], [`oci:${layoutTar({ [nginx]: both })}`]))).toEqual({
      digest: sha256(both.root.bytes),
      platforms: { 'linux/amd64': locked },
    });
  });

  test('is not read beyond manifests and configurations without layers', async () => {
    const directory = layout({ [nginx]: both });
    for (const layer of amd64.blobs.slice(2)) rmSync(join(directory, 'blobs', sha256(layer.bytes).replace(':', '/')));
    const { value } = await lockImages(['nginx:1.27'], [`oci:${directory}`], { noLayers: true });
    const { resolvedUser, users, unpackedSize, ...rest } = locked;
    expect(value.lock.images[nginx]?.platforms['linux/amd64']).toEqual(rest);
    expect(entry(await lockImages(['nginx:1.27'], [`oci:${directory}`]))).toEqual(['image-damaged']);
  });

  test('finds images by short names, by containerd names, by a tag in a directory of that name, and by digest', async () => {
    const find = async (name: string, wanted: string, directory = layout({ [name]: both })) =>
      codes((await lockImages([wanted], [`oci:${directory}`])).diagnostics);
    expect(await find('nginx:1.27', 'nginx:1.27')).toEqual([]);
    expect(await find('1.27', 'nginx:1.27')).toEqual(['image-not-found']);
    const named = join(temporaryDirectory(), 'nginx');
    writeFiles(named, layoutFiles({ '1.27': both }));
    expect(await find('1.27', 'nginx:1.27', named)).toEqual([]);
    expect(await find('1.27', 'redis:1.27', named)).toEqual(['image-not-found']);
    expect(await find('x', `nginx@${sha256(both.root.bytes)}`)).toEqual([]);
    expect(await find('x', `nginx:9@${sha256(amd64.root.bytes)}`)).toEqual([]);
    expect(await find('nginx:1.27', `nginx:1.27@${sha256('other')}`)).toEqual(['image-not-found']);
    const containerd = layout({});
    const manifests = [{ ...describeBlob(both.root), annotations: { 'io.containerd.image.name': nginx } }];
    writeFiles(containerd, new Map([...layoutFiles({ x: both }), ['index.json', json('', { manifests }).bytes]]));
    expect(await find('', 'nginx:1.27', containerd)).toEqual([]);
  });

  test("is what LinuxKit's cache is", async () => {
    const home = temporaryDirectory();
    writeFiles(join(home, '.linuxkit', 'cache'), layoutFiles({ [nginx]: both }));
    expect(codes((await lockImages(['nginx:1.27'], ['linuxkit-cache'], {}, { home })).diagnostics)).toEqual([]);
    const from = `linuxkit-cache:${join(home, '.linuxkit', 'cache')}`;
    expect(codes((await lockImages(['nginx:1.27'], [from])).diagnostics)).toEqual([]);
    expect(codes((await lockImages(['nginx:1.27'], ['linuxkit-cache'])).diagnostics)).toEqual(['invalid-image-source', 'image-not-found']);
    const [absent] = (await lockImages(['nginx:1.27'], ['linuxkit-cache'], {}, { home: join(home, 'none') })).diagnostics;
    expect(absent?.message).toBe('cannot read images from linuxkit-cache (~/.linuxkit/cache): no such file or directory');
  });

  test('that names several manifests for one image has no digest for it', async () => {
    const directory = layout({ [nginx]: amd64 });
    const annotations = { 'org.opencontainers.image.ref.name': nginx };
    const manifests = [amd64, arm64].map(({ root }) => ({ ...describeBlob(root), annotations }));
    writeFiles(directory, new Map([...layoutFiles({ x: arm64 }), ['index.json', json('', { manifests }).bytes]]));
    const { value } = await lockImages(['nginx:1.27'], [`oci:${directory}`], { platforms: ['linux/amd64', 'linux/arm64'] });
    expect(value.lock.images[nginx]?.digest).toBeUndefined();
    expect(Object.keys(value.lock.images[nginx]?.platforms ?? {})).toEqual(['linux/amd64', 'linux/arm64']);
  });
});

describe('an image in a layout', () => {
  const lockOne = async (root: TestImage, platforms: readonly string[] = ['linux/amd64']) =>
    entry(await lockImages(['nginx:1.27'], [`oci:${layout({ [nginx]: root })}`], { platforms }));
  const rooted = (blob: Blob, ...others: readonly TestImage[]): TestImage => ({
    root: blob,
    blobs: [blob, ...others.flatMap(({ blobs }) => blobs)],
  });

  test('must exist for the platform', async () => {
    expect(await lockOne(both, ['linux/s390x'])).toEqual(['image-lacks-platform']);
    expect(await lockOne(amd64, ['linux/arm64'])).toEqual(['image-lacks-platform']);
    expect(await lockOne(index({ 'unknown/unknown': amd64 }))).toEqual(['image-lacks-platform']);
  });
  test('for an older ARM runs on a newer one', async () => {
    const v6 = index({ 'linux/arm/v6': image({ architecture: 'arm', variant: 'v6' }), 'linux/amd64': amd64 });
    expect(await lockOne(v6, ['linux/arm/v7'])).toMatchObject({ platforms: { 'linux/arm/v7': { user: '' } } });
    expect(await lockOne(index({ 'linux/arm/v7': image({ architecture: 'arm' }) }), ['linux/arm/v6'])).toEqual(['image-lacks-platform']);
  });
  test('may be an index in an index, and a Docker list', async () => {
    const outer = json(types.index, { schemaVersion: 2, manifests: [describeBlob(both.root)] });
    expect(await lockOne(rooted(outer, both))).toMatchObject({ digest: sha256(outer.bytes), platforms: { 'linux/amd64': locked } });
    expect(await lockOne(index({ 'linux/amd64': amd64 }, true))).toMatchObject({ platforms: { 'linux/amd64': locked } });
  });
  test('is not looked for in indexes without end', async () => {
    let inner: TestImage = both;
    for (let depth = 0; depth < 6; depth++) {
      inner = rooted(json(types.index, { schemaVersion: 2, depth, manifests: [describeBlob(inner.root)] }), inner);
    }
    expect(await lockOne(inner)).toEqual(['image-damaged']);
  });
  test('must not be of schema 1', async () => {
    const old = json('application/vnd.docker.distribution.manifest.v1+prettyjws', { schemaVersion: 1, name: 'nginx', fsLayers: [] });
    expect(await lockOne(rooted(old))).toEqual(['image-media-type']);
  });
  test('must be an image', async () => {
    expect(await lockOne(rooted(json('application/vnd.example', { schemaVersion: 2 })))).toEqual(['image-media-type']);
    const chart = json('application/vnd.cncf.helm.config.v1+json', {});
    const manifest = json(types.manifest, { schemaVersion: 2, config: describeBlob(chart), layers: [] });
    expect(await lockOne({ root: manifest, blobs: [manifest, chart] })).toEqual(['image-media-type']);
    const settings = json(types.config, { os: 'linux', architecture: 'amd64' });
    const layers = [{ ...describeBlob(json('application/vnd.wasm', {})) }];
    const odd = json(types.manifest, { schemaVersion: 2, config: describeBlob(settings), layers });
    expect(await lockOne({ root: odd, blobs: [odd, settings] })).toEqual(['image-media-type']);
  });
  test.each([
    ['no JSON', Buffer.from('<html>')],
    ['a list', Buffer.from('[]')],
    ['without configuration', Buffer.from('{"schemaVersion": 2, "layers": []}')],
    ['with a digest that is a path', Buffer.from('{"schemaVersion": 2, "config": {"digest": "sha256:../../etc/passwd"}, "layers": []}')],
    ['of invalid UTF-8', Buffer.from([0x7b, 0xff, 0x7d])],
  ])('with a manifest that is %s is damaged', async (_, bytes) => {
    expect(await lockOne(rooted({ mediaType: types.manifest, bytes }))).toEqual(['image-damaged']);
  });
  test('with a configuration of the wrong types is damaged', async () => {
    const settings = json(types.config, { os: 'linux', architecture: 'amd64', config: { Env: [1] } });
    const manifest = json(types.manifest, { schemaVersion: 2, config: describeBlob(settings), layers: [] });
    expect(await lockOne({ root: manifest, blobs: [manifest, settings] })).toEqual(['image-damaged']);
  });
  test('with another number of layers than its configuration says is damaged', async () => {
    const manifest = json(types.manifest, { schemaVersion: 2, config: descriptor(amd64.blobs[1]), layers: [] });
    expect(await lockOne(rooted(manifest, amd64))).toEqual(['image-damaged']);
  });
  test('must have the digests that name its parts', async () => {
    for (const blob of amd64.blobs) {
      const directory = layout({ [nginx]: amd64 });
      const other = Buffer.from(blob.bytes);
      other[other.length - 5] = (other[other.length - 5] ?? 0) ^ 1;
      writeFiles(directory, new Map([[`blobs/${sha256(blob.bytes).replace(':', '/')}`, other]]));
      expect(entry(await lockImages(['nginx:1.27'], [`oci:${directory}`]))).toEqual(['image-digest-mismatch']);
    }
  });
  test('whose user is not in passwd is locked without numbers, with a warning', async () => {
    const ghost = image({ config: { User: 'ghost' }, layers: [{ entries: accounts }] });
    const { value, diagnostics } = await lockImages(['nginx:1.27'], [`oci:${layout({ [nginx]: ghost })}`]);
    expect(codes(diagnostics)).toEqual(['image-user-unresolved']);
    expect(diagnostics[0]?.message).toContain('"ghost"');
    expect(value.lock.images[nginx]?.platforms['linux/amd64']).not.toHaveProperty('resolvedUser');
  });
});

describe('a source that cannot be read', () => {
  const from = async (source: string, images = ['nginx:1.27']) => codes((await lockImages(images, [source])).diagnostics);
  const file = (contents: Uint8Array | string, name = 'file') => {
    const path = join(temporaryDirectory(), name);
    writeFileSync(path, contents);
    return path;
  };
  test.each(['oci:/no/such/place', 'docker-archive:/no/such/file', 'docker-inspect:/no/such/file', 'linuxkit-cache:/no/such/place'])(
    '%s is reported once for all images',
    async (source) => expect(await from(source, ['nginx:1.27', 'redis', 'a/b'])).toEqual(['unreadable-image-source']),
  );
  test('may be no layout, no archive, no output of inspect', async () => {
    expect(await from(`oci:${temporaryDirectory()}`)).toEqual(['unreadable-image-source']);
    const empty = layout({});
    writeFiles(empty, new Map([['index.json', Buffer.from('{"manifests": [{"digest": "x"}]}')]]));
    expect(await from(`oci:${empty}`)).toEqual(['unreadable-image-source']);
    expect(await from(`docker-archive:${file(tar([{ path: 'x' }]))}`)).toEqual(['unreadable-image-source']);
    expect(await from(`docker-archive:${file('')}`)).toEqual(['unreadable-image-source']);
    expect(await from(`docker-inspect:${file('[{"Name": "x"}]')}`)).toEqual(['unreadable-image-source']);
    expect(await from(`docker-inspect:${file('<html>')}`)).toEqual(['unreadable-image-source']);
    expect(await from(`docker-inspect:${temporaryDirectory()}`)).toEqual(['unreadable-image-source']);
  });
  test('may be a layout of pipes and devices, which are not waited for', async () => {
    for (const command of ['mkfifo', 'ln -s /dev/zero']) {
      const directory = layout({ [nginx]: both });
      rmSync(join(directory, 'index.json'));
      execFileSync('sh', ['-c', `${command} index.json`], { cwd: directory });
      expect(await from(`oci:${directory}`)).toEqual(['unreadable-image-source']);
    }
  });
  test('may be a truncated or compressed tar', async () => {
    const whole = tar([...layoutFiles({ [nginx]: both })].map(([path, contents]) => ({ path, contents })));
    expect(await from(`oci:${file(whole.subarray(0, whole.length - 3000))}`)).toEqual(['unreadable-image-source']);
    expect(await from(`oci:${file(gzipSync(whole))}`)).toEqual(['unreadable-image-source']);
  });
  test('keeps the lock as it was', async () => {
    const old = { version: 1 as const, images: { [nginx]: { platforms: {} }, 'a/b:1': { platforms: {} } } };
    const { value } = await lockImages(['nginx:1.27'], ['oci:/no/such/place'], { old });
    expect(value).toEqual({ lock: old, changes: [] });
  });
  test.each(['', 'oci', 'oci:', 'docker-archive:', 'docker-inspect', 'registry:docker.io', 'podman:x', '/some/dir'])(
    'has no such name as %j',
    async (source) => expect(await from(source, [])).toEqual(['invalid-image-source']),
  );
});

describe('a docker archive', () => {
  const settings = JSON.stringify({
    os: 'linux',
    architecture: 'amd64',
    config,
    rootfs: { type: 'layers', diff_ids: [sha256(tar(accounts)), sha256(tar([]))] },
  });
  const name = `${sha256(settings).slice(7)}.json`;
  const manifest = [{ Config: name, RepoTags: ['nginx:1.27', 'nginx:latest'], Layers: ['one/layer.tar', 'two/layer.tar'] }];
  const archive = (changes: Readonly<Record<string, Entry>> = {}) => {
    const entries: Record<string, Entry> = {
      manifest: { path: 'manifest.json', contents: JSON.stringify(manifest) },
      config: { path: name, contents: settings },
      one: { path: 'one/layer.tar', contents: tar(accounts) },
      shared: { path: 'shared/layer.tar', contents: tar([]) },
      // docker save used links for layers that images share.
      two: { path: 'two/layer.tar', flag: '2', link: '../shared/layer.tar' },
      ...changes,
    };
    const path = join(temporaryDirectory(), 'saved.tar');
    writeFileSync(path, tar(Object.values(entries)));
    return `docker-archive:${path}`;
  };

  test('gives the configuration and users, and no digest of a registry', async () => {
    const { manifest: _, size, ...rest } = locked;
    expect(entry(await lockImages(['nginx:1.27'], [archive()]))).toEqual({
      platforms: {
        'linux/amd64': { ...rest, config: sha256(settings), unpackedSize: tar(accounts).length + tar([]).length },
      },
    });
  });
  test('has other tags, platforms and digests not', async () => {
    const find = async (wanted: string, platforms = ['linux/amd64']) =>
      codes((await lockImages([wanted], [archive()], { platforms })).diagnostics);
    expect(await find('nginx')).toEqual([]);
    expect(await find('nginx:1.28')).toEqual(['image-not-found']);
    expect(await find(`nginx@${sha256('x')}`)).toEqual(['image-not-found']);
    expect(await find('nginx', ['linux/arm64'])).toEqual(['image-lacks-platform']);
  });
  test('takes what is for an older ARM', async () => {
    const older = JSON.stringify({ ...JSON.parse(settings), architecture: 'arm', variant: 'v6' });
    const digest = sha256(older).slice('sha256:'.length);
    const changes = {
      manifest: { path: 'manifest.json', contents: JSON.stringify([{ ...manifest[0], Config: `${digest}.json` }]) },
      config: { path: `${digest}.json`, contents: older },
    };
    const find = async (platform: string) =>
      codes((await lockImages(['nginx:1.27'], [archive(changes)], { platforms: [platform] })).diagnostics);
    expect(await find('linux/arm/v7')).toEqual([]);
    expect(await find('linux/arm/v5')).toEqual(['image-lacks-platform']);
  });
  test('is checked against the digests it names', async () => {
    const find = async (changes: Readonly<Record<string, Entry>>) =>
      codes((await lockImages(['nginx:1.27'], [archive(changes)])).diagnostics);
    expect(await find({ config: { path: name, contents: `${settings} ` } })).toEqual(['image-digest-mismatch']);
    expect(await find({ one: { path: 'one/layer.tar', contents: tar([]) } })).toEqual(['image-digest-mismatch']);
    expect(await find({ one: { path: 'gone', contents: '' } })).toEqual(['image-damaged']);
    expect(await find({ two: { path: 'two/layer.tar', flag: '2', link: 'layer.tar' } })).toEqual(['image-damaged']);
    expect(await find({ two: { path: 'two/layer.tar', flag: '2', link: '/etc/passwd' } })).toEqual(['image-damaged']);
    expect(await find({ config: { path: 'gone', contents: '' } })).toEqual(['image-damaged']);
    expect(await find({ manifest: { path: 'manifest.json', contents: '{}' } })).toEqual(['unreadable-image-source']);
  });
  test('is not followed out of its own directory', async () => {
    const path = join(temporaryDirectory(), 'saved.tar');
    const outside = [{ Config: '../../../../../../etc/hostname', RepoTags: ['nginx:1.27'], Layers: [] }];
    writeFileSync(path, tar([{ path: 'manifest.json', contents: JSON.stringify(outside) }]));
    expect(codes((await lockImages(['nginx:1.27'], [`docker-archive:${path}`])).diagnostics)).toEqual(['image-damaged']);
  });
});

describe('the output of docker image inspect', () => {
  const inspected = {
    Id: sha256('config'),
    RepoTags: ['nginx:1.27'],
    RepoDigests: [`nginx@${sha256('index')}`, `mirror.example/nginx@${sha256('other')}`],
    Os: 'linux',
    Architecture: 'amd64',
    Size: 1234,
    Config: config,
  };
  const lockFrom = async (document: unknown, wanted = 'nginx:1.27', platforms = ['linux/amd64']) =>
    lockImages([wanted], ['docker-inspect:-'], { platforms }, { readStdin: async () => Buffer.from(JSON.stringify(document)) });

  test('gives the configuration and the digest of the repository; users stay unread', async () => {
    const { manifest, size, resolvedUser, users, ...rest } = locked;
    expect(entry(await lockFrom([inspected]))).toEqual({
      digest: sha256('index'),
      platforms: { 'linux/amd64': { ...rest, config: sha256('config'), unpackedSize: 1234 } },
    });
  });
  test('has no digest of a configuration when Docker gives that of the manifest as ID', async () => {
    const { value } = await lockFrom([{ ...inspected, Id: sha256('index') }]);
    expect(value.lock.images[nginx]?.platforms['linux/amd64']).not.toHaveProperty('config');
  });
  test('finds by tag, by digest and by platform', async () => {
    const found = async (wanted: string, platforms?: string[]) => codes((await lockFrom([inspected], wanted, platforms)).diagnostics);
    expect(await found(`nginx@${sha256('index')}`)).toEqual([]);
    expect(await found(`mirror.example/nginx:1@${sha256('other')}`)).toEqual([]);
    expect(await found(`nginx@${sha256('unknown')}`)).toEqual(['image-not-found']);
    expect(await found('nginx:1.28')).toEqual(['image-not-found']);
    expect(await found('nginx:1.27', ['linux/arm64'])).toEqual(['image-lacks-platform']);
  });
  test('takes what is for an older ARM, and what fits best', async () => {
    const arm = (Variant: string, Cmd: string) => ({ ...inspected, Architecture: 'arm', Variant, Config: { Cmd: [Cmd] } });
    const { value } = await lockFrom([arm('v5', 'five'), arm('v6', 'six')], 'nginx:1.27', ['linux/arm/v7']);
    expect(value.lock.images[nginx]?.platforms['linux/arm/v7']?.cmd).toEqual(['six']);
    expect(codes((await lockFrom([arm('v7', 'seven')], 'nginx:1.27', ['linux/arm/v6'])).diagnostics)).toEqual(['image-lacks-platform']);
  });
});

test('links of a layout directory to files elsewhere are read as what they are', async () => {
  const directory = layout({ [nginx]: both });
  const moved = temporaryDirectory();
  mkdirSync(join(moved, 'x'));
  writeFiles(moved, layoutFiles({ [nginx]: both }));
  rmSync(join(directory, 'blobs'), { recursive: true });
  symlinkSync(join(moved, 'blobs'), join(directory, 'blobs'));
  expect(codes((await lockImages(['nginx:1.27'], [`oci:${directory}`])).diagnostics)).toEqual([]);
});

test('a tar of a layout may name its files with ./ in front', async () => {
  const path = join(temporaryDirectory(), 'images.tar');
  const entries = [...layoutFiles({ [nginx]: both })].map(([name, contents]) => tarEntry({ path: `./${name}`, contents }));
  writeFileSync(path, Buffer.concat([tarEntry({ path: './' }), ...entries]));
  expect(codes((await lockImages(['nginx:1.27'], [`oci:${path}`])).diagnostics)).toEqual([]);
});
