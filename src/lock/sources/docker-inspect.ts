import { runnablePlatforms } from '../../image/platform.ts';
import {
  formatReference,
  type ImageReference,
  isDigest,
  normaliseReference,
  parseReference,
  repositoryName,
} from '../../image/reference.ts';
import type { FoundImage, ImageSource } from '../found-image.ts';
import { decodeImageConfig, type ImageConfig } from '../image-config.ts';
import { asCount, asList, asObject, asText, asTexts, parseJson } from '../json.ts';
import { isProblem, type Problem, problem } from '../problem.ts';

/** One image of the output of `docker image inspect`. */
interface InspectedImage {
  readonly id: string;
  readonly tags: readonly string[];
  readonly digests: readonly string[];
  readonly size: number | undefined;
  readonly facts: ImageConfig;
}

/**
 * The output of `docker image inspect` (or Podman's). It has no layers, so users stay unread.
 * @param read - the bytes of the file or of standard input
 */
export function dockerInspect(name: string, read: () => Promise<Uint8Array | Problem>): ImageSource {
  let opened: Promise<readonly InspectedImage[] | Problem> | undefined;
  return {
    name,
    find: async (reference) => {
      opened ??= read().then((bytes) => (isProblem(bytes) ? bytes : decode(bytes)));
      const images = await opened;
      return isProblem(images) ? images : findIn(images, reference, name);
    },
  };
}

function decode(bytes: Uint8Array): readonly InspectedImage[] | Problem {
  const document = parseJson(bytes, 'the output of docker image inspect');
  if (isProblem(document)) return problem('unreadable-image-source', document.text);
  const items = asList(document) ?? [document];
  const images: InspectedImage[] = [];
  for (const item of items) {
    const object = asObject(item);
    const id = asText(object?.Id);
    const tags = asTexts(object?.RepoTags);
    const digests = asTexts(object?.RepoDigests);
    if (!object || id === undefined || !tags || !digests || !asObject(object.Config)) {
      return problem('unreadable-image-source', 'it is not the output of docker image inspect: an image lacks Id or Config');
    }
    const facts = decodeImageConfig(object, `image ${id}`);
    if (isProblem(facts)) return facts;
    images.push({ id: id.includes(':') ? id : `sha256:${id}`, tags, digests, size: asCount(object.Size), facts });
  }
  return images;
}

function findIn(images: readonly InspectedImage[], reference: ImageReference, source: string): FoundImage | undefined {
  const wanted = formatReference(reference);
  const matching = images.filter((image) =>
    reference.digest === undefined
      ? image.tags.some((tag) => normaliseReference(tag) === wanted)
      : digestIn(image, reference) === reference.digest || image.digests.some((text) => text.endsWith(`@${reference.digest}`)),
  );
  const first = matching[0];
  if (!first) return undefined;
  return {
    source,
    digest: reference.digest ?? digestIn(first, reference),
    isRegistry: false,
    platform: async (platform) => {
      const runnable: readonly (string | undefined)[] = [...runnablePlatforms(platform), undefined];
      const image = runnable.flatMap((wanted) => matching.filter(({ facts }) => facts.platform === wanted)).at(0);
      if (!image) {
        const list = [...new Set(matching.map(({ facts }) => facts.platform))].join(', ');
        return problem('image-lacks-platform', `it exists for ${list}, not for ${platform}`);
      }
      // With containerd's image store, Docker gives the digest of the manifest as the ID.
      const isConfig = isDigest(image.id) && !image.digests.some((text) => text.endsWith(`@${image.id}`));
      return {
        manifest: undefined,
        config: isConfig ? image.id : undefined,
        facts: image.facts,
        layers: undefined,
        size: undefined,
        unpackedSize: image.size,
      };
    },
  };
}

/** The digest under which the image came from the reference's repository. */
function digestIn({ digests }: InspectedImage, reference: ImageReference): string | undefined {
  return digests
    .flatMap((text) => parseReference(text).reference ?? [])
    .find((candidate) => repositoryName(candidate) === repositoryName(reference))?.digest;
}
