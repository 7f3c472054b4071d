import { collector, type Diagnostic } from '../diagnostics/diagnostic.ts';
import { findImage } from '../image/lock.ts';
import { mapLimited } from './limit.ts';
import { openSources } from './open-sources.ts';
import { isProblem } from './problem.ts';
import { type ImageProblem, reportProblems } from './problem-report.ts';
import type { LockServices } from './services.ts';
import { type LockRequest, type UsedImage, usedImages } from './update-lock.ts';

export interface LockCheck extends Omit<LockRequest, 'noLayers'> {
  /** The lock file, as messages show it. */
  readonly file: string;
}

/**
 * Compares a lock with the images that are used: missing entries and platforms, entries that nothing uses, and, where a source can tell
 * what a reference names now, tags that moved. Nothing but digests is read; only registries are asked.
 */
export async function checkLock(check: LockCheck, services: LockServices): Promise<readonly Diagnostic[]> {
  const { diagnostics, report } = collector();
  const images = usedImages(check.uses, report);
  for (const { name, shown, at, isHelper } of images) {
    if (isHelper) continue;
    for (const platform of check.platforms) {
      const found = findImage(check.old, name, platform);
      if (found.status === 'missing-image') report('lock-missing-image', at, { image: shown, lock: check.file });
      if (found.status === 'missing-platform') {
        report('lock-missing-platform', at, { image: shown, lock: check.file, platform, platforms: found.platforms.join(', ') });
      }
      if (found.status === 'missing-image') break;
    }
  }
  const used = new Set(images.map(({ name }) => name));
  const stale = check.keepUnused ? [] : Object.keys(check.old.images).filter((name) => !used.has(name));
  for (const image of stale.sort()) report('lock-stale-image', { kind: 'file', file: check.file }, { image, lock: check.file });
  const moved = await movedTags(images, check, services);
  return [...diagnostics, ...moved];
}

async function movedTags(images: readonly UsedImage[], check: LockCheck, services: LockServices): Promise<readonly Diagnostic[]> {
  const { diagnostics, report } = collector();
  const sources = openSources(check.from, services, report);
  const found = await mapLimited(images, services.jobs, async ({ name, shown, reference, at }) => {
    const own = collector();
    const problems: ImageProblem[] = [];
    const locked = Object.hasOwn(check.old.images, name) ? check.old.images[name]?.digest : undefined;
    if (locked === undefined) return { problems, diagnostics: own.diagnostics };
    for (const source of sources) {
      // A copy says what the image was when it was made, not what the tag names now.
      const now = await source.digest?.(reference);
      if (now === undefined) continue;
      if (isProblem(now)) {
        problems.push({ image: shown, at, source: source.name, problem: now });
        break;
      }
      if (now !== locked) own.report('lock-tag-moved', at, { image: shown, source: source.name, from: locked, to: now });
      break;
    }
    return { problems, diagnostics: own.diagnostics };
  });
  reportProblems(
    report,
    found.flatMap(({ problems }) => problems),
  );
  return [...diagnostics, ...found.flatMap((each) => each.diagnostics)];
}
