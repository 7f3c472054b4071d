import { basename, resolve } from 'node:path';
import { formatReference, type ImageReference, normaliseReference } from '../../image/reference.ts';
import type { FoundImage, ImageSource } from '../found-image.ts';
import { asList, asText, parseJsonObject } from '../json.ts';
import { type BlobStore, type Descriptor, decodeDescriptor, largestManifest, ociImage } from '../oci-image.ts';
import { isProblem, type Problem, problem } from '../problem.ts';
import { type LayoutFiles, openLayout } from './layout-files.ts';

interface Layout {
  readonly roots: readonly Descriptor[];
  readonly files: LayoutFiles;
}

/**
 * An OCI image layout: a directory or an uncompressed tar; LinuxKit's cache is one too. Images are found by the annotations
 * `io.containerd.image.name` and `org.opencontainers.image.ref.name`, or by digest. Where only a tag is written (skopeo does),
 * the directory's name must be that of the repository.
 * @see https://github.com/opencontainers/image-spec/blob/main/image-layout.md
 */
export function ociLayout(name: string, path: string): ImageSource {
  let opened: Promise<Layout | Problem> | undefined;
  return {
    name,
    find: async (reference) => {
      opened ??= openIndex(path);
      const layout = await opened;
      return isProblem(layout) ? layout : findIn(layout, reference, name, path);
    },
  };
}

async function openIndex(path: string): Promise<Layout | Problem> {
  const files = await openLayout(path);
  if (isProblem(files)) return files;
  const bytes = await files.bytes('index.json', largestManifest);
  if (isProblem(bytes)) return bytes;
  if (!bytes) return problem('unreadable-image-source', 'it has no index.json, so it is no OCI layout');
  const index = parseJsonObject(bytes, 'index.json');
  if (isProblem(index)) return problem('unreadable-image-source', index.text);
  const roots = asList(index.manifests)?.map(decodeDescriptor);
  if (!roots?.every((root) => root !== undefined)) {
    return problem('unreadable-image-source', 'index.json has no list of manifests with digests');
  }
  return { roots, files };
}

async function findIn(layout: Layout, reference: ImageReference, name: string, path: string): Promise<FoundImage | Problem | undefined> {
  const store = blobStore(layout.files);
  if (reference.digest !== undefined) {
    const known = layout.roots.find(({ digest }) => digest === reference.digest) ?? (await findBlob(layout.files, reference.digest));
    if (isProblem(known) || !known) return known;
    return ociImage(name, reference.digest, [known], store);
  }
  const wanted = formatReference(reference);
  const directory = basename(resolve(path)).replace(/\.tar$/, '');
  const names = (root: Descriptor) => namesOf(root, reference, directory).includes(wanted);
  const roots = layout.roots.filter(names);
  const digests = [...new Set(roots.map(({ digest }) => digest))];
  // Several manifests under one name, one per platform, have no digest in common.
  return roots.length === 0 ? undefined : ociImage(name, digests.length === 1 ? digests[0] : undefined, roots, store);
}

function namesOf({ annotations }: Descriptor, reference: ImageReference, directory: string): readonly string[] {
  const full = asText(annotations['io.containerd.image.name']);
  const written = asText(annotations['org.opencontainers.image.ref.name']);
  const repository = reference.repository.slice(reference.repository.lastIndexOf('/') + 1);
  const isBareTag = written !== undefined && written === reference.tag && repository === directory;
  const names = [full, written].flatMap((text) => (text === undefined ? [] : (normaliseReference(text) ?? [])));
  return isBareTag ? [...names, formatReference(reference)] : names;
}

/** A manifest that only a digest names: it need not be in index.json. */
async function findBlob(files: LayoutFiles, digest: string): Promise<Descriptor | Problem | undefined> {
  const bytes = await files.bytes(blobPath(digest), largestManifest);
  if (isProblem(bytes) || !bytes) return bytes;
  return { mediaType: '', digest, size: bytes.length, platform: undefined, annotations: {} };
}

function blobStore(files: LayoutFiles): BlobStore {
  const missing = (digest: string) => problem('image-damaged', `the layout lacks the blob ${digest}`);
  return {
    bytes: async ({ digest }, _kind, limit) => (await files.bytes(blobPath(digest), limit)) ?? missing(digest),
    open: async ({ digest }) => (await files.stream(blobPath(digest))) ?? missing(digest),
  };
}

function blobPath(digest: string): string {
  return `blobs/${digest.replace(':', '/')}`;
}
