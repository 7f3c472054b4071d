import { byCodeUnit } from '../model/by-code-unit.ts';
import type { ImageLock, LockedImage, LockedPlatform } from '../model/image-lock.ts';
import { normalisePlatform } from './platform.ts';

/** What the lock knows of one image on one platform. */
export type ImageLookup =
  | { readonly status: 'found'; readonly image: LockedImage; readonly platform: LockedPlatform }
  | { readonly status: 'missing-image' }
  /** The image is there, for other platforms only. */
  | { readonly status: 'missing-platform'; readonly image: LockedImage; readonly platforms: readonly string[] };

/** A lock without entries. */
export const emptyLock: ImageLock = { version: 1, images: {} };

/**
 * Finds an image by its normalised reference (see `normaliseReference`) and a platform (`linux/amd64`); platforms that mean the
 * same (`linux/arm64/v8`) find each other.
 */
export function findImage(lock: ImageLock, normalised: string, platform: string): ImageLookup {
  const image = own(lock.images, normalised);
  if (!image) return { status: 'missing-image' };
  const exact = own(image.platforms, platform);
  if (exact) return { status: 'found', image, platform: exact };
  const wanted = normalisePlatform(platform);
  const names = Object.keys(image.platforms).sort();
  const same = names.find((name) => wanted !== undefined && normalisePlatform(name) === wanted);
  const found = same === undefined ? undefined : own(image.platforms, same);
  return found ? { status: 'found', image, platform: found } : { status: 'missing-platform', image, platforms: names };
}

/** The text of the lock file: sorted, every key in a fixed order, two spaces, a line break at the end. Equal locks give equal bytes. */
export function formatLock(lock: ImageLock): string {
  const images = sortedRecord(lock.images, (image) => ({
    ...(image.digest !== undefined && { digest: image.digest }),
    platforms: sortedRecord(image.platforms, orderedPlatform),
  }));
  return `${writeJson({ version: lock.version, images }, '')}\n`;
}

/** Characters that a line may have; a list or object of plain values that fits stands on one line, as formatters write it. */
const lineWidth = 120;

function writeJson(value: unknown, indent: string, before = 0): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const parts = Array.isArray(value)
    ? value.map((item): [string, unknown] => ['', item])
    : Object.entries(value).map(([key, item]): [string, unknown] => [`${JSON.stringify(key)}: `, item]);
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  if (parts.length === 0) return open + close;
  if (parts.every(([, item]) => typeof item !== 'object' || item === null)) {
    const line = `${open}${parts.map(([key, item]) => key + JSON.stringify(item)).join(', ')}${close}`;
    if (indent.length + before + line.length < lineWidth) return line;
  }
  const inner = `${indent}  `;
  const lines = parts.map(([key, item]) => inner + key + writeJson(item, inner, key.length));
  return `${open}\n${lines.join(',\n')}\n${indent}${close}`;
}

function orderedPlatform(platform: LockedPlatform): LockedPlatform {
  const { manifest, config, exposedPorts, stopSignal, resolvedUser, users, size, unpackedSize } = platform;
  return {
    ...(manifest !== undefined && { manifest }),
    ...(config !== undefined && { config }),
    entrypoint: platform.entrypoint,
    cmd: platform.cmd,
    env: platform.env,
    workingDir: platform.workingDir,
    user: platform.user,
    volumes: [...platform.volumes].sort(),
    ...(exposedPorts !== undefined && { exposedPorts: [...exposedPorts].sort() }),
    ...(stopSignal !== undefined && { stopSignal }),
    labels: sortedRecord(platform.labels, (value) => value),
    ...(resolvedUser && {
      resolvedUser: { uid: resolvedUser.uid, gid: resolvedUser.gid, groups: [...resolvedUser.groups].sort((a, b) => a - b) },
    }),
    ...(users && { users: sortedRecord(users, ([primary = 0, ...groups]) => [primary, ...groups.sort((a, b) => a - b)]) }),
    ...(size !== undefined && { size }),
    ...(unpackedSize !== undefined && { unpackedSize }),
  };
}

/** How one entry differs between two locks. */
export type LockChange =
  | { readonly kind: 'added' | 'removed'; readonly image: string }
  /** The reference names another image now. */
  | { readonly kind: 'moved'; readonly image: string; readonly from: string; readonly to: string }
  /** The same digest (or none), but other contents: platforms added or removed, users read. */
  | { readonly kind: 'changed'; readonly image: string; readonly platforms: readonly string[] };

/** Every difference between two locks, sorted by image. */
export function compareLocks(before: ImageLock, after: ImageLock): readonly LockChange[] {
  const names = [...new Set([...Object.keys(before.images), ...Object.keys(after.images)])].sort();
  return names.flatMap((image) => compareImages(image, own(before.images, image), own(after.images, image)) ?? []);
}

function compareImages(image: string, before: LockedImage | undefined, after: LockedImage | undefined): LockChange | undefined {
  if (!before) return after && { kind: 'added', image };
  if (!after) return { kind: 'removed', image };
  if (before.digest !== undefined && after.digest !== undefined && before.digest !== after.digest) {
    return { kind: 'moved', image, from: before.digest, to: after.digest };
  }
  const names = [...new Set([...Object.keys(before.platforms), ...Object.keys(after.platforms)])].sort();
  const platforms = names.filter((name) => !samePlatform(own(before.platforms, name), own(after.platforms, name)));
  return platforms.length > 0 || before.digest !== after.digest ? { kind: 'changed', image, platforms } : undefined;
}

/** Whether two entries would be written alike. */
export function samePlatform(a: LockedPlatform | undefined, b: LockedPlatform | undefined): boolean {
  if (!a || !b) return a === b;
  return JSON.stringify(orderedPlatform(a)) === JSON.stringify(orderedPlatform(b));
}

function sortedRecord<T, R>(record: Readonly<Record<string, T>>, change: (value: T) => R): Readonly<Record<string, R>> {
  const entries = Object.entries(record).sort(([a], [b]) => byCodeUnit(a, b));
  return Object.fromEntries(entries.map(([key, value]) => [key, change(value)]));
}

function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
