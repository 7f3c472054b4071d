import { runnablePlatforms } from '../image/platform.ts';
import { isDigest } from '../image/reference.ts';
import type { FoundImage, PlatformImage } from './found-image.ts';
import { decodeImageConfig, platformOf } from './image-config.ts';
import { asCount, asList, asObject, asText, type JsonObject, parseJsonObject } from './json.ts';
import type { Layer } from './layers.ts';
import { isProblem, type Problem, problem } from './problem.ts';
import { digestOf } from './verified.ts';

/** What points at a blob. @see https://github.com/opencontainers/image-spec/blob/main/descriptor.md */
export interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number | undefined;
  readonly platform: string | undefined;
  readonly annotations: JsonObject;
}

/** Where blobs come from: a layout on disk, a tar, a registry. What it gives is checked by its readers. */
export interface BlobStore {
  /** The bytes of a manifest or a configuration, at most `limit`. */
  readonly bytes: (blob: Descriptor, kind: 'manifest' | 'blob', limit: number) => Promise<Uint8Array | Problem>;
  /** The bytes of a layer. */
  readonly open: (blob: Descriptor) => Promise<AsyncIterable<Uint8Array> | Problem>;
}

/** Largest manifest, index or configuration, bytes; registries have the same limit. */
export const largestManifest = 4 * 1024 * 1024;
/** Indexes may hold indexes; deeper ones are no images. */
const deepest = 4;

export const mediaTypes = {
  indexes: ['application/vnd.oci.image.index.v1+json', 'application/vnd.docker.distribution.manifest.list.v2+json'],
  manifests: ['application/vnd.oci.image.manifest.v1+json', 'application/vnd.docker.distribution.manifest.v2+json'],
} as const;

const configTypes = ['application/vnd.oci.image.config.v1+json', 'application/vnd.docker.container.image.v1+json'];
const layerType =
  /^application\/vnd\.(?:oci\.image\.layer\.(?:nondistributable\.)?v1\.tar(?:\+gzip|\+zstd)?|docker\.image\.rootfs\.diff\.tar(?:\.gzip|\.zstd)?)$/;
const schema1 = /^application\/vnd\.docker\.distribution\.manifest\.v1\+/;

/** Reads a descriptor; undefined when it is none. */
export function decodeDescriptor(value: unknown): Descriptor | undefined {
  const object = asObject(value);
  const digest = asText(object?.digest);
  if (!object || digest === undefined || !isDigest(digest)) return undefined;
  const platform = asObject(object.platform);
  return {
    mediaType: asText(object.mediaType) ?? '',
    digest,
    size: asCount(object.size),
    platform: platform && platformOf(platform),
    annotations: asObject(object.annotations) ?? {},
  };
}

/** The image that descriptors lead to. `digest`: what the reference names. */
export function ociImage(source: string, digest: string | undefined, roots: readonly Descriptor[], store: BlobStore): FoundImage {
  return { source, digest, isRegistry: false, platform: (platform) => choosePlatform(roots, platform, store) };
}

async function choosePlatform(roots: readonly Descriptor[], platform: string, store: BlobStore): Promise<PlatformImage | Problem> {
  const seen = new Set<string>();
  const others = new Set<string>();
  const wanted = runnablePlatforms(platform);
  const candidates = new Map<string, PlatformImage | Descriptor>();
  const visit = async (descriptors: readonly Descriptor[], depth: number): Promise<Problem | undefined> => {
    for (const descriptor of descriptors) {
      if (seen.has(descriptor.digest) || isAttestation(descriptor)) continue;
      seen.add(descriptor.digest);
      if (descriptor.platform !== undefined && !isIndex(descriptor.mediaType)) {
        if (!candidates.has(descriptor.platform)) candidates.set(descriptor.platform, descriptor);
        continue;
      }
      const manifest = await readManifest(descriptor, store);
      if (isProblem(manifest)) return manifest;
      if (manifest.kind === 'index') {
        if (depth === deepest) return problem('image-damaged', `indexes are nested more than ${deepest} deep`);
        const inner = await visit(manifest.manifests, depth + 1);
        if (inner) return inner;
        continue;
      }
      const image = await readImage(descriptor.digest, manifest, store);
      if (isProblem(image)) return image;
      // Old images do not say what they are for; then they are for what is asked.
      const own = image.facts.platform ?? wanted[0] ?? platform;
      if (!candidates.has(own)) candidates.set(own, image);
    }
    return undefined;
  };
  const failed = await visit(roots, 0);
  if (failed) return failed;
  for (const name of wanted) {
    const found = candidates.get(name);
    if (!found) continue;
    if (!('mediaType' in found)) return found;
    const manifest = await readManifest(found, store);
    if (isProblem(manifest)) return manifest;
    if (manifest.kind === 'index') return problem('image-damaged', `${found.digest} is an index, expected the manifest for ${name}`);
    return readImage(found.digest, manifest, store);
  }
  for (const name of candidates.keys()) others.add(name);
  const list = [...others].sort().join(', ') || 'no platform';
  return problem('image-lacks-platform', `it exists for ${list}, not for ${platform}`);
}

/** BuildKit keeps provenance beside the images, as manifests for the platform unknown/unknown. */
function isAttestation({ annotations, platform }: Descriptor): boolean {
  return annotations['vnd.docker.reference.type'] === 'attestation-manifest' || platform === 'unknown/unknown';
}

function isIndex(mediaType: string): boolean {
  return mediaTypes.indexes.some((known) => known === mediaType);
}

type ReadManifest =
  | { readonly kind: 'index'; readonly manifests: readonly Descriptor[] }
  | { readonly kind: 'image'; readonly config: Descriptor; readonly layers: readonly Descriptor[] };

async function readManifest(descriptor: Descriptor, store: BlobStore): Promise<ReadManifest | Problem> {
  const document = await checkedJson(descriptor, 'manifest', 'manifest', store);
  if (isProblem(document)) return document;
  return decodeManifest(document, asText(document.mediaType) ?? descriptor.mediaType, descriptor.digest);
}

function decodeManifest(document: JsonObject, mediaType: string, digest: string): ReadManifest | Problem {
  if (document.schemaVersion === 1 || schema1.test(mediaType)) {
    return problem('image-media-type', 'its manifest is of Docker schema 1, which registries and runtimes have given up');
  }
  const known = isIndex(mediaType) || mediaTypes.manifests.some((type) => type === mediaType) || mediaType === '';
  if (!known) return problem('image-media-type', `its manifest is of type "${mediaType}"`);
  const manifests = asList(document.manifests)?.map(decodeDescriptor);
  if (manifests) {
    return manifests.every((item) => item !== undefined)
      ? { kind: 'index', manifests }
      : problem('image-damaged', `the index ${digest} has an entry without a digest`);
  }
  const config = decodeDescriptor(document.config);
  const layers = asList(document.layers)?.map(decodeDescriptor);
  if (!config || !layers?.every((item) => item !== undefined)) {
    return problem('image-damaged', `the manifest ${digest} lacks its configuration or a digest of a layer`);
  }
  return { kind: 'image', config, layers };
}

async function readImage(
  digest: string,
  { config, layers }: Extract<ReadManifest, { kind: 'image' }>,
  store: BlobStore,
): Promise<PlatformImage | Problem> {
  if (config.mediaType !== '' && !configTypes.includes(config.mediaType)) {
    return problem('image-media-type', `it is an artifact of type "${config.mediaType}", not a container image`);
  }
  const unknown = layers.find(({ mediaType }) => mediaType !== '' && !layerType.test(mediaType));
  if (unknown) return problem('image-media-type', `layer ${unknown.digest} is of type "${unknown.mediaType}"`);
  const document = await checkedJson(config, 'blob', 'configuration', store);
  if (isProblem(document)) return document;
  const facts = decodeImageConfig(document, `the configuration ${config.digest}`);
  if (isProblem(facts)) return facts;
  if (facts.diffIDs.length > 0 && facts.diffIDs.length !== layers.length) {
    return problem('image-damaged', `the configuration names ${facts.diffIDs.length} layers, the manifest ${layers.length}`);
  }
  return {
    manifest: digest,
    config: config.digest,
    facts,
    layers: layers.map((layer, index): Layer => {
      const { digest: layerDigest, size } = layer;
      return { name: `layer ${layerDigest}`, digest: layerDigest, size, diffID: facts.diffIDs[index], open: () => store.open(layer) };
    }),
    size: layers.reduce<number | undefined>((sum, { size }) => (sum === undefined || size === undefined ? undefined : sum + size), 0),
    unpackedSize: undefined,
  };
}

async function checkedJson(
  descriptor: Descriptor,
  kind: 'manifest' | 'blob',
  what: string,
  store: BlobStore,
): Promise<JsonObject | Problem> {
  const { digest, size } = descriptor;
  const name = `the ${what} ${digest}`;
  if (size !== undefined && size > largestManifest) return problem('image-too-large', `${name} has ${size} bytes`);
  const bytes = await store.bytes(descriptor, kind, largestManifest);
  if (isProblem(bytes)) return bytes;
  const found = digestOf(bytes, digest);
  if (found !== digest) return problem('image-digest-mismatch', `${name} has the digest ${found}`);
  if (size !== undefined && bytes.length !== size) return problem('image-damaged', `${name} has ${bytes.length} bytes, expected ${size}`);
  return parseJsonObject(bytes, name);
}
