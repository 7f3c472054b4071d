import { atField, type Report } from '../diagnostics/diagnostic.ts';
import { findImage } from '../image/lock.ts';
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
  const normalised = formatReference(reference);
  const { platform, locked, pin } = pod.options;
  const found = lock && findImage(lock, normalised, platform);
  if (locked && found?.status !== 'found') {
    report('image-not-locked', at(), { image: normalised, ...(found?.status === 'missing-platform' && { platform }) });
  } else if (found?.status === 'missing-platform') {
    report('image-platform-missing', at(), { image: normalised, platform, found: found.platforms });
  }
  const digest = reference.digest ?? (found && found.status !== 'missing-image' ? found.image.digest : undefined);
  if (pin && digest === undefined) report('pin-without-digest', at(), { image: normalised });
  return {
    reference: written,
    normalised,
    emitted: pin ? pinned(reference, digest) : normalised,
    ...(digest !== undefined && { digest }),
    ...(found?.status === 'found' && { config: found.platform }),
  };
}

/** `name@digest`, by which LinuxKit finds the image too (cache/find.go, `FindDescriptor`). */
function pinned(reference: ImageReference, digest: string | undefined): string {
  return formatReference(digest === undefined ? reference : withDigest(reference, digest));
}
