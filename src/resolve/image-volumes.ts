import type { Report } from '../diagnostics/diagnostic.ts';
import { parseReference } from '../image/reference.ts';
import type { ImageLock } from '../model/image-lock.ts';
import type { PodContext, ResolvedVolume } from '../model/resolved-pod.ts';
import { atVolume, type DeclaredVolume, unusable, volumeBase } from './declared-volume.ts';
import { lockedImage } from './image.ts';

/** An image that is mounted as a volume; the lock and `--pin` count as for the images of containers. */
export function resolveImageVolume(volume: DeclaredVolume, pod: PodContext, lock: ImageLock | undefined, report: Report): ResolvedVolume {
  const written = volume.spec.image?.reference ?? '';
  const at = atVolume(volume, pod, 'image', 'reference');
  if (written.trim() === '') {
    report(
      'volume-field-required',
      atVolume(volume, pod, 'image'),
      { volume: volume.name, field: 'image.reference' },
      { lacks: 'reference' },
    );
    return unusable(volume, pod);
  }
  const { reference, problem } = parseReference(written);
  if (!reference) {
    report('image-volume-unsupported', at, { volume: volume.name, reason: `has the image ${JSON.stringify(written)}: ${problem}` });
    return unusable(volume, pod);
  }
  const { emitted } = lockedImage(reference, pod, lock, () => at, report);
  return { ...volumeBase(volume, pod), kind: 'image', path: '/', image: emitted };
}
