import { type Anchor, collector, hasErrors, type Outcome, type Report } from '../diagnostics/diagnostic.ts';
import { compareLocks, findImage, type LockChange } from '../image/lock.ts';
import { formatReference, type ImageReference, parseReference } from '../image/reference.ts';
import { byCodeUnit } from '../model/by-code-unit.ts';
import type { ImageLock, LockedImage, LockedPlatform } from '../model/image-lock.ts';
import type { FoundImage, ImageSource } from './found-image.ts';
import { mapLimited } from './limit.ts';
import { readPlatform } from './locked-platform.ts';
import { openSources } from './open-sources.ts';
import { isProblem, type Problem, problem } from './problem.ts';
import { andMore, type ImageProblem, reportProblems } from './problem-report.ts';
import type { LockServices } from './services.ts';

/** A place that names an image. */
export interface ImageUse {
  /** As written. */
  readonly image: string;
  readonly at: Anchor;
  /**
   * No manifest names the image: a helper of ours runs it, and the place is that of the workload. It is our own choice, named by a
   * release or a commit, so the output is right without an entry for it.
   */
  readonly isHelper?: boolean;
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
  /** The name as messages have it. */
  readonly shown: string;
  readonly reference: ImageReference;
  readonly at: Anchor;
  /** Only helpers use it. */
  readonly isHelper: boolean;
}

/** Images that are used, each once, sorted by their normal form. References that are none are reported. */
export function usedImages(uses: readonly ImageUse[], report: Report): readonly UsedImage[] {
  const found = new Map<string, UsedImage>();
  const [own, written] = [uses.filter(({ isHelper }) => isHelper), uses.filter(({ isHelper }) => !isHelper)];
  for (const { image, at, isHelper } of [...written, ...own]) {
    const { reference, problem } = parseReference(image);
    if (!reference) {
      report('invalid-image-reference', at, { image, reason: problem });
      continue;
    }
    const name = formatReference(reference);
    const shown = isHelper ? `${name} (of a helper)` : name;
    if (!found.has(name)) found.set(name, { name, shown, reference, at, isHelper: isHelper === true });
  }
  return [...found.values()].sort((a, b) => byCodeUnit(a.name, b.name));
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
    const problems: ImageProblem[] = [];
    const fail: Fail = (source, problem) => void problems.push({ image: used.shown, at: used.at, source, problem });
    const tell = (bytes: number) => {
      progress.bytes += bytes;
      services.progress?.({ ...progress, total: images.length, image: used.name });
    };
    tell(0);
    const entry = await lookUp(used, request, sources, fail, tell);
    progress.done++;
    return { used, entry, problems };
  });
  reportProblems(
    report,
    entries.flatMap(({ used, problems }) => (used.isHelper ? problems.filter(({ problem }) => !isLack(problem)) : problems)),
  );
  const notFound = entries.flatMap(({ used, entry }) => (entry === 'not-found' ? [used] : []));
  reportNotFound(
    report,
    notFound.filter(({ isHelper }) => !isHelper),
    request.from,
  );
  for (const { name, at } of notFound.filter(({ isHelper }) => isHelper)) {
    report('helper-image-not-found', at, { image: name, sources: request.from.join(', ') });
  }
  for (const { used, problems } of entries.filter(({ used }) => used.isHelper)) {
    for (const { at, source, problem } of problems.filter((found) => isLack(found.problem)))
      report('helper-image-not-found', at, { image: used.name, sources: source, problem: problem.text });
  }
  if (hasErrors(diagnostics)) return { value: { lock: request.old, changes: [] }, diagnostics };
  const made = entries.flatMap(({ used, entry }) => (entry && entry !== 'not-found' ? [[used.name, entry] as const] : []));
  const kept = request.keepUnused ? Object.entries(request.old.images) : [];
  const lock: ImageLock = { version: 1, images: Object.fromEntries([...kept, ...made]) };
  return { value: { lock, changes: compareLocks(request.old, lock) }, diagnostics };
}

/** The source has the image and not for the platform. Of a helper that is no error: its output is right without an entry. */
function isLack({ problemCode }: Problem): boolean {
  return problemCode === 'image-lacks-platform';
}

/** Notes a problem with the image that is looked up. */
type Fail = (source: string, problem: Problem) => void;

/** Without a source there is one thing to do about all images together. */
function reportNotFound(report: Report, images: readonly UsedImage[], from: readonly string[]): void {
  const [first, ...others] = images;
  if (!first) return;
  if (from.length === 0) report('no-image-source', first.at, { image: andMore(first.shown, others.length) });
  else for (const { shown, at } of images) report('image-not-found', at, { image: shown, sources: from.join(', ') });
}

async function lookUp(
  used: UsedImage,
  request: LockRequest,
  sources: readonly ImageSource[],
  fail: Fail,
  seen: (bytes: number) => void,
): Promise<LockedImage | 'not-found' | undefined> {
  const old = Object.hasOwn(request.old.images, used.name) ? request.old.images[used.name] : undefined;
  const found = await findIn(sources, used, fail);
  if (found === 'failed') return undefined;
  if (found) return readEntry(found, used, old, request, fail, seen);
  if (!old) return 'not-found';
  const missing = request.platforms.find((platform) => findImage(request.old, used.name, platform).status !== 'found');
  if (missing === undefined || used.isHelper) return old;
  const names = sources.map(({ name }) => name).join(', ');
  const text = `the lock has no entry for ${missing}, and no source has the image`;
  fail(names || 'the lock', problem('image-lacks-platform', text));
  return undefined;
}

async function findIn(sources: readonly ImageSource[], used: UsedImage, fail: Fail): Promise<FoundImage | 'failed' | undefined> {
  for (const source of sources) {
    const found = await source.find(used.reference);
    if (isProblem(found)) {
      fail(source.name, found);
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
  note: Fail,
  seen: (bytes: number) => void,
): Promise<LockedImage | undefined> {
  const fail = (problem: Problem) => {
    note(found.source, problem);
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
    if (isProblem(image)) {
      fail(image);
      if (used.isHelper && isLack(image)) continue;
      return undefined;
    }
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
    if (read.warning) note(found.source, read.warning);
    platforms[platform] = read.platform;
  }
  // A copy without a digest, or of one platform, does not make a known image another one.
  const isKept = sameDigest || (isSame && !found.isRegistry);
  const others = await otherPlatforms(found, old, platforms, isKept, request, seen);
  if (isProblem(others)) return fail(others);
  if (Object.keys(others).length + Object.keys(platforms).length === 0) return undefined;
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
      if (isLack(image)) continue;
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
