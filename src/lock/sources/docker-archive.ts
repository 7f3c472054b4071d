import { runnablePlatforms } from '../../image/platform.ts';
import { formatReference, type ImageReference, normaliseReference } from '../../image/reference.ts';
import { type ArchiveFile, openArchive } from '../archive-file.ts';
import type { FoundImage, ImageSource, PlatformImage } from '../found-image.ts';
import { decodeImageConfig } from '../image-config.ts';
import { asList, asObject, asText, asTexts, parseJson, parseJsonObject } from '../json.ts';
import type { Layer } from '../layers.ts';
import { largestManifest } from '../oci-image.ts';
import { isProblem, type Problem, problem } from '../problem.ts';
import { digestOf } from '../verified.ts';

/** One image of `manifest.json`. */
interface ArchiveImage {
  readonly config: string;
  readonly tags: readonly string[];
  readonly layers: readonly string[];
}

interface OpenedArchive {
  readonly archive: ArchiveFile;
  readonly images: readonly ArchiveImage[];
}

/**
 * What `docker save` writes. Its layers are unpacked, so the manifest that a registry has, and its digest, are not known; the digest
 * of the configuration is the same everywhere.
 */
export function dockerArchive(name: string, path: string): ImageSource {
  let opened: Promise<OpenedArchive | Problem> | undefined;
  return {
    name,
    find: async (reference) => {
      opened ??= open(path);
      const archive = await opened;
      return isProblem(archive) ? archive : findIn(archive, reference, name);
    },
  };
}

async function open(path: string): Promise<OpenedArchive | Problem> {
  const archive = await openArchive(path);
  if (isProblem(archive)) return archive;
  const bytes = await archive.bytes('manifest.json', largestManifest);
  if (isProblem(bytes)) return bytes;
  if (!bytes) return problem('unreadable-image-source', 'it has no manifest.json, so docker save did not make it');
  const document = parseJson(bytes, 'manifest.json');
  const images = asList(document)?.map(decodeImage);
  if (!images?.every((image) => image !== undefined)) {
    return problem('unreadable-image-source', 'manifest.json is no list of images with Config and Layers');
  }
  return { archive, images };
}

function decodeImage(value: unknown): ArchiveImage | undefined {
  const object = asObject(value);
  const config = asText(object?.Config);
  const layers = asTexts(object?.Layers);
  const tags = asTexts(object?.RepoTags);
  return config === undefined || !layers || !tags ? undefined : { config, layers, tags };
}

function findIn({ archive, images }: OpenedArchive, reference: ImageReference, source: string): FoundImage | undefined {
  // A digest is that of a registry's manifest, which the archive cannot prove.
  if (reference.digest !== undefined) return undefined;
  const wanted = formatReference(reference);
  const image = images.find(({ tags }) => tags.some((tag) => normaliseReference(tag) === wanted));
  return image && { source, digest: undefined, isRegistry: false, platform: (platform) => readImage(archive, image, platform) };
}

async function readImage(archive: ArchiveFile, image: ArchiveImage, platform: string): Promise<PlatformImage | Problem> {
  const bytes = await archive.bytes(image.config, largestManifest);
  if (isProblem(bytes)) return bytes;
  if (!bytes) return problem('image-damaged', `the archive lacks the configuration ${image.config}`);
  const config = digestOf(bytes);
  const announced = /([a-f0-9]{64})(?:\.json)?$/.exec(image.config)?.[1];
  if (announced !== undefined && config !== `sha256:${announced}`) {
    return problem('image-digest-mismatch', `the configuration ${image.config} has the digest ${config}`);
  }
  const document = parseJsonObject(bytes, `the configuration ${image.config}`);
  if (isProblem(document)) return document;
  const facts = decodeImageConfig(document, `the configuration ${image.config}`);
  if (isProblem(facts)) return facts;
  if (facts.platform !== undefined && !runnablePlatforms(platform).includes(facts.platform)) {
    return problem('image-lacks-platform', `it exists for ${facts.platform}, not for ${platform}`);
  }
  if (facts.diffIDs.length !== image.layers.length) {
    return problem('image-damaged', `the configuration names ${facts.diffIDs.length} layers, manifest.json ${image.layers.length}`);
  }
  const layers = image.layers.map((path, index): Layer => {
    const missing = problem('image-damaged', `the archive lacks the layer ${path}`);
    return {
      name: `layer ${path}`,
      digest: undefined,
      size: undefined,
      diffID: facts.diffIDs[index],
      open: async () => archive.stream(path) ?? missing,
    };
  });
  return { manifest: undefined, config, facts, layers, size: undefined, unpackedSize: undefined };
}
