import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { onTestFinished } from 'vitest';

/** One entry of a tar that a test makes. */
export interface Entry {
  readonly path: string;
  readonly contents?: string | Uint8Array;
  /** Type flag; default `0`, or `5` for a path that ends with a slash. */
  readonly flag?: string;
  readonly link?: string;
}

/** A tar in the ustar format; paths of up to 100 bytes. */
export function tar(entries: readonly Entry[]): Buffer {
  return Buffer.concat([...entries.map(tarEntry), Buffer.alloc(1024)]);
}

export function tarEntry({ path, contents = '', flag, link = '' }: Entry): Buffer {
  const bytes = Buffer.from(contents);
  const header = Buffer.alloc(512);
  header.write(path, 0, 100);
  header.write('0000644\0', 100);
  header.write('0000000\0', 108);
  header.write('0000000\0', 116);
  header.write(`${bytes.length.toString(8).padStart(11, '0')}\0`, 124);
  header.write('00000000000\0', 136);
  header.write(flag ?? (path.endsWith('/') ? '5' : '0'), 156);
  header.write(link, 157, 100);
  header.write('ustar\u000000', 257);
  return Buffer.concat([withChecksum(header), bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)]);
}

export function withChecksum(header: Buffer): Buffer {
  header.fill(' ', 148, 156);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return header;
}

/** A zstd frame of uncompressed blocks: small, valid, and made without a compressor. */
export function zstdFrame(bytes: Uint8Array): Buffer {
  const parts: Uint8Array[] = [Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0xa0]), sizeField(bytes.length)];
  const most = 100_000;
  for (let at = 0; at === 0 || at < bytes.length; at += most) {
    const block = bytes.subarray(at, at + most);
    const head = (block.length << 3) | (at + most >= bytes.length ? 1 : 0);
    parts.push(Buffer.from([head & 0xff, (head >> 8) & 0xff, (head >> 16) & 0xff]), block);
  }
  return Buffer.concat(parts);
}

function sizeField(length: number): Buffer {
  const field = Buffer.alloc(4);
  field.writeUInt32LE(length);
  return field;
}

export function sha256(bytes: string | Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

export interface Blob {
  readonly mediaType: string;
  readonly bytes: Buffer;
}

/** What a descriptor says of a blob. */
export function describe({ mediaType, bytes }: Blob) {
  return { mediaType, digest: sha256(bytes), size: bytes.length };
}

export function json(mediaType: string, value: unknown): Blob {
  return { mediaType, bytes: Buffer.from(JSON.stringify(value)) };
}

export interface TestImage {
  readonly root: Blob;
  readonly blobs: readonly Blob[];
}

export const types = {
  index: 'application/vnd.oci.image.index.v1+json',
  manifest: 'application/vnd.oci.image.manifest.v1+json',
  config: 'application/vnd.oci.image.config.v1+json',
  list: 'application/vnd.docker.distribution.manifest.list.v2+json',
  docker: 'application/vnd.docker.distribution.manifest.v2+json',
  dockerConfig: 'application/vnd.docker.container.image.v1+json',
} as const;

export type Packing = 'plain' | 'gzip' | 'zstd';

const layerTypes: Readonly<Record<Packing, string>> = {
  plain: 'application/vnd.oci.image.layer.v1.tar',
  gzip: 'application/vnd.oci.image.layer.v1.tar+gzip',
  zstd: 'application/vnd.oci.image.layer.v1.tar+zstd',
};

export interface ImageParts {
  readonly architecture?: string;
  readonly variant?: string;
  readonly config?: Readonly<Record<string, unknown>>;
  readonly layers?: readonly { readonly entries: readonly Entry[]; readonly packing?: Packing }[];
  readonly docker?: boolean;
}

/** An image for one platform. */
export function image({ architecture = 'amd64', variant, config = {}, layers = [], docker = false }: ImageParts): TestImage {
  const tars = layers.map(({ entries }) => tar(entries));
  const packed = layers.map(({ packing = 'gzip' }, index): Blob => {
    const bytes = tars[index] ?? Buffer.alloc(0);
    const stored = packing === 'gzip' ? gzipSync(bytes) : packing === 'zstd' ? zstdFrame(bytes) : bytes;
    return { mediaType: layerTypes[packing], bytes: stored };
  });
  const settings = json(docker ? types.dockerConfig : types.config, {
    os: 'linux',
    architecture,
    ...(variant && { variant }),
    config,
    rootfs: { type: 'layers', diff_ids: tars.map(sha256) },
  });
  const mediaType = docker ? types.docker : types.manifest;
  const root = json(mediaType, { schemaVersion: 2, mediaType, config: describe(settings), layers: packed.map(describe) });
  return { root, blobs: [root, settings, ...packed] };
}

/** An index over images for one platform each. */
export function index(images: Readonly<Record<string, TestImage>>, docker = false): TestImage {
  const manifests = Object.entries(images).map(([platform, { root }]) => {
    const [os, architecture, variant] = platform.split('/');
    return { ...describe(root), platform: { os, architecture, ...(variant && { variant }) } };
  });
  const mediaType = docker ? types.list : types.index;
  const root = json(mediaType, { schemaVersion: 2, mediaType, manifests });
  return { root, blobs: [root, ...Object.values(images).flatMap(({ blobs }) => blobs)] };
}

/** Files of an OCI layout; names go into `org.opencontainers.image.ref.name`. */
export function layoutFiles(images: Readonly<Record<string, TestImage>>): ReadonlyMap<string, Buffer> {
  const manifests = Object.entries(images).map(([name, { root }]) => ({
    ...describe(root),
    annotations: { 'org.opencontainers.image.ref.name': name },
  }));
  const files = new Map<string, Buffer>([
    ['oci-layout', Buffer.from('{"imageLayoutVersion":"1.0.0"}')],
    ['index.json', json('', { schemaVersion: 2, manifests }).bytes],
  ]);
  for (const { blobs } of Object.values(images)) {
    for (const { bytes } of blobs) files.set(`blobs/${sha256(bytes).replace(':', '/')}`, bytes);
  }
  return files;
}

/** An empty directory that goes when the test is over. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'podspec2lk-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

export function writeFiles(directory: string, files: ReadonlyMap<string, Buffer>): void {
  for (const [path, bytes] of files) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), bytes);
  }
}

/** A layout on disk; gives its directory. */
export function layout(images: Readonly<Record<string, TestImage>>): string {
  const directory = temporaryDirectory();
  writeFiles(directory, layoutFiles(images));
  return directory;
}

export const passwd = 'root:x:0:0:root:/root:/bin/sh\nweb:x:101:102:web:/:/sbin/nologin\nlog:x:103:104::/:\n';
export const group = 'root:x:0:\nweb:x:102:\nlog:x:104:web\nadm:x:4:log,web\n';
