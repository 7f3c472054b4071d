import { type Anchor, collector, hasErrors, type Outcome, type Report } from '../diagnostics/diagnostic.ts';
import { compareLocks, findImage, type LockChange } from '../image/lock.ts';
import { formatReference, type ImageReference, parseReference } from '../image/reference.ts';
import { append } from '../model/append.ts';
import type { ImageLock, LockedImage, LockedPlatform } from '../model/image-lock.ts';
import type { FoundImage, ImageSource } from './found-image.ts';
import { mapLimited } from './limit.ts';
import { readPlatform } from './locked-platform.ts';
import { openSources } from './open-sources.ts';
import { isProblem, type Problem } from './problem.ts';
import { reportProblem } from './problem-report.ts';
import type { LockServices } from './services.ts';

/** A place that names an image. */
export interface ImageUse {
  /** As written. */
  readonly image: string;
  readonly at: Anchor;
}

export interface LockRequest {
  /** Every use of every image; the first use of an image is where findings about it point. */
  readonly uses: readonly ImageUse[];
  readonly old: ImageLock;
  /** Values of --from, in the order to try them. */
  readonly from: readonly string[];
  /** Normalised. */
  readonly platforms: readonly string[];
  /** Entries that nothing uses stay. */
  readonly keepUnused: boolean;
  /** Layers are not read: users and unpacked sizes stay unknown. */
  readonly noLayers: boolean;
}

export interface LockUpdate {
  /** The new lock; the old one when there was any error. */
  readonly lock: ImageLock;
  readonly changes: readonly LockChange[];
}

/** One image that is used, and the first place that names it. */
export interface UsedImage {
  readonly name: string;
  readonly reference: ImageReference;
  readonly at: Anchor;
}

/** Images that are used, each once, sorted by their normal form. References that are none are reported. */
export function usedImages(uses: readonly ImageUse[], report: Report): readonly UsedImage[] {
  const found = new Map<string, UsedImage>();
  for (const { image, at } of uses) {
    const { reference, problem } = parseReference(image);
    if (!reference) {
      report('invalid-image-reference', at, { image, reason: problem });
      continue;
    }
    const name = formatReference(reference);
    if (!found.has(name)) found.set(name, { name, reference, at });
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * Looks every used image up in the sources and makes the new lock. An entry whose image is still the same is left as it is; one that
 * no source knows stays. With any error the old lock is what comes back.
 */
export async function updateLock(request: LockRequest, services: LockServices): Promise<Outcome<LockUpdate>> {
  const { diagnostics, report } = collector();
  const images = usedImages(request.uses, report);
  const sources = openSources(request.from, services, report);
  const progress = { done: 0, bytes: 0 };
  const entries = await mapLimited(images, services.jobs, async (used) => {
    const own = collector();
    const tell = (bytes: number) => {
      progress.bytes += bytes;
      services.progress?.({ ...progress, total: images.length, image: used.name });
    };
    tell(0);
    const entry = await lookUp(used, request, sources, own.report, tell);
    progress.done++;
    return { entry: [used.name, entry] as const, diagnostics: own.diagnostics };
  });
  for (const { diagnostics: found } of entries) append(diagnostics, found);
  if (hasErrors(diagnostics)) return { value: { lock: request.old, changes: [] }, diagnostics: withoutRepeats(diagnostics) };
  const made = entries.flatMap(({ entry: [name, image] }) => (image ? [[name, image] as const] : []));
  const kept = request.keepUnused ? Object.entries(request.old.images) : [];
  const lock: ImageLock = { version: 1, images: Object.fromEntries([...kept, ...made]) };
  return { value: { lock, changes: compareLocks(request.old, lock) }, diagnostics };
}

/** A source that cannot be read is reported once, not for every image. */
export function withoutRepeats<T extends { readonly code: string; readonly message: string }>(diagnostics: readonly T[]): readonly T[] {
  const seen = new Set<string>();
  return diagnostics.filter(({ code, message }) => {
    const isRepeat = code === 'unreadable-image-source' && seen.has(message);
    seen.add(message);
    return !isRepeat;
  });
}

async function lookUp(
  used: UsedImage,
  request: LockRequest,
  sources: readonly ImageSource[],
  report: Report,
  seen: (bytes: number) => void,
): Promise<LockedImage | undefined> {
  const old = Object.hasOwn(request.old.images, used.name) ? request.old.images[used.name] : undefined;
  const found = await findIn(sources, used, report);
  if (found === 'failed') return undefined;
  if (found) return readEntry(found, used, old, request, report, seen);
  const missing = request.platforms.find((platform) => findImage(request.old, used.name, platform).status !== 'found');
  if (old && missing === undefined) return old;
  const names = sources.map(({ name }) => name).join(', ');
  if (old && missing !== undefined) {
    const args = {
      image: used.name,
      source: names || 'the lock',
      problem: `the lock has no entry for ${missing}, and no source has the image`,
    };
    report('image-lacks-platform', used.at, args);
  } else report('image-not-found', used.at, { image: used.name, sources: names });
  return undefined;
}

async function findIn(sources: readonly ImageSource[], used: UsedImage, report: Report): Promise<FoundImage | 'failed' | undefined> {
  for (const source of sources) {
    const found = await source.find(used.reference);
    if (isProblem(found)) {
      reportProblem(report, used.at, used.name, source.name, found);
      return 'failed';
    }
    if (found) return found;
  }
  return undefined;
}

async function readEntry(
  found: FoundImage,
  used: UsedImage,
  old: LockedImage | undefined,
  request: LockRequest,
  report: Report,
  seen: (bytes: number) => void,
): Promise<LockedImage | undefined> {
  const fail = (problem: Problem) => {
    reportProblem(report, used.at, used.name, found.source, problem);
    return undefined;
  };
  const sameDigest = old?.digest !== undefined && old.digest === found.digest;
  const known = (platform: string) => (sameDigest ? knownPlatform(request.old, used.name, platform, request) : undefined);
  const platforms: Record<string, LockedPlatform> = {};
  let isSame = true;
  for (const platform of request.platforms) {
    const unchanged = known(platform);
    if (unchanged) {
      platforms[platform] = unchanged;
      continue;
    }
    const image = await found.platform(platform);
    if (isProblem(image)) return fail(image);
    const before = lockedPlatform(request.old, used.name, platform);
    const sameImage = before?.config !== undefined && before.config === image.config;
    isSame &&= sameImage;
    // What the source cannot tell (users, without layers) is not worth losing what an earlier run read.
    if (before && sameImage && (isComplete(before, request) || !image.layers)) {
      platforms[platform] = before;
      continue;
    }
    const read = await readPlatform(image, !request.noLayers, seen);
    if (isProblem(read)) return fail(read);
    if (read.warning) reportProblem(report, used.at, used.name, found.source, read.warning);
    platforms[platform] = read.platform;
  }
  // A copy without a digest, or of one platform, does not make a known image another one.
  const isKept = sameDigest || (isSame && !found.isRegistry);
  const others = await otherPlatforms(found, old, platforms, isKept, request, seen);
  if (isProblem(others)) return fail(others);
  const digest = isKept && old?.digest !== undefined ? old.digest : found.digest;
  return { ...(digest !== undefined && { digest }), platforms: { ...others, ...platforms } };
}

/** Platforms that the entry has and nobody asked for now: they stay while the image is the same, and follow it when it moved. */
async function otherPlatforms(
  found: FoundImage,
  old: LockedImage | undefined,
  done: Readonly<Record<string, LockedPlatform>>,
  isSame: boolean,
  request: LockRequest,
  seen: (bytes: number) => void,
): Promise<Readonly<Record<string, LockedPlatform>> | Problem> {
  const rest = Object.entries(old?.platforms ?? {}).filter(([platform]) => !Object.hasOwn(done, platform));
  if (isSame) return Object.fromEntries(rest);
  const platforms: Record<string, LockedPlatform> = {};
  for (const [platform] of rest) {
    const image = await found.platform(platform);
    if (isProblem(image)) {
      if (image.problemCode === 'image-lacks-platform') continue;
      return image;
    }
    const read = await readPlatform(image, !request.noLayers, seen);
    if (isProblem(read)) return read;
    platforms[platform] = read.platform;
  }
  return platforms;
}

function lockedPlatform(lock: ImageLock, name: string, platform: string): LockedPlatform | undefined {
  const found = findImage(lock, name, platform);
  return found.status === 'found' ? found.platform : undefined;
}

function knownPlatform(lock: ImageLock, name: string, platform: string, request: LockRequest): LockedPlatform | undefined {
  const found = lockedPlatform(lock, name, platform);
  return found && isComplete(found, request) ? found : undefined;
}

/** Whether reading the image again could add nothing. */
function isComplete({ config, users }: LockedPlatform, { noLayers }: LockRequest): boolean {
  return config !== undefined && (noLayers || users !== undefined);
}
