import { type Anchor, atField, type Report } from '../diagnostics/diagnostic.ts';
import { findImage, type ImageLookup } from '../image/lock.ts';
import { formatReference, type ImageReference, parseReference, withDigest } from '../image/reference.ts';
import type { ImageLock } from '../model/image-lock.ts';
import type { Container } from '../model/kubernetes.ts';
import type { PodContext, ResolvedImage } from '../model/resolved-pod.ts';
import type { FieldPath } from '../model/source.ts';

/**
 * The image of a container: its normal form, what the lock knows of it on the chosen platform, and what LinuxKit is given.
 * LinuxKit is given the normal form, because its own expansion of short names leaves some without a tag (`localhost:5000/app`).
 */
export function resolveImage(
  container: Container,
  path: FieldPath,
  pod: Pick<PodContext, 'workload' | 'options'>,
  lock: ImageLock | undefined,
  report: Report,
): ResolvedImage {
  const name = container.name ?? '';
  const written = container.image ?? '';
  const at = () => atField(pod.workload.manifest, [...path, 'image']);
  const unusable: ResolvedImage = { reference: written, normalised: written, emitted: written };
  if (written === '') {
    report('image-required', at(), { container: name });
    return unusable;
  }
  if (written.trim() !== written) {
    report('image-invalid', at(), { container: name, image: written, problem: 'it has a space at its beginning or end' });
    return unusable;
  }
  const { reference, problem } = parseReference(written);
  if (!reference) {
    const help = written.startsWith('ko://') ? 'build and render with ko resolve first' : undefined;
    report('image-invalid', at(), { container: name, image: written, problem }, { help });
    return unusable;
  }
  const { image, digest, emitted, found } = lockedImage(reference, pod, lock, at, report);
  return {
    reference: written,
    normalised: image,
    emitted,
    ...(digest !== undefined && { digest }),
    ...(found?.status === 'found' && { config: found.platform }),
  };
}

/** A reference with what the lock knows of it. */
export interface LockedReference {
  /** The normal form. */
  readonly image: string;
  readonly digest: string | undefined;
  /** What LinuxKit is given. */
  readonly emitted: string;
  /** Undefined: there is no lock. */
  readonly found: ImageLookup | undefined;
}

/** Looks a reference up in the lock, as `--locked` and `--pin` ask: the images of containers and of volumes alike. */
export function lockedImage(
  reference: ImageReference,
  { options: { platform, locked, pin } }: Pick<PodContext, 'options'>,
  lock: ImageLock | undefined,
  at: () => Anchor,
  report: Report,
): LockedReference {
  const image = formatReference(reference);
  const found = lock && findImage(lock, image, platform);
  if (locked && found?.status !== 'found') {
    report('image-not-locked', at(), { image, ...(found?.status === 'missing-platform' && { platform }) });
  } else if (found?.status === 'missing-platform') {
    report('image-platform-missing', at(), { image, platform, found: found.platforms });
  }
  const digest = reference.digest ?? (found && found.status !== 'missing-image' ? found.image.digest : undefined);
  if (pin && digest === undefined) report('pin-without-digest', at(), { image });
  return { image, digest, emitted: pin ? pinned(reference, digest) : image, found };
}

/** `name@digest`, by which LinuxKit finds the image too (cache/find.go, `FindDescriptor`). */
function pinned(reference: ImageReference, digest: string | undefined): string {
  return formatReference(digest === undefined ? reference : withDigest(reference, digest));
}
