import { atField, type Report } from '../../diagnostics/diagnostic.ts';
import type { ResolvedPod } from '../../model/resolved-pod.ts';
import { checkPolicy } from '../policy-check.ts';
import { defineRule, nothing } from '../rule.ts';
import { usedVolumes } from '../volume-usage.ts';

/** Images that are mounted as volumes. */
export const imageVolumes = defineRule({
  name: 'image-volumes',
  owns: {
    'volumes[].image.reference': {
      disposition: 'approximated',
      doc: 'A LinuxKit volume made from the image, mounted read-only; the file must be the last one of `linuxkit build`.',
    },
    'volumes[].image.pullPolicy': { disposition: 'ignored', doc: 'Images are pulled when the machine image is built.' },
  },
  writes: [],
  pod(pod, report) {
    const images = usedVolumes(pod).filter((volume) => volume.kind === 'image');
    const first = images[0];
    if (!first) return nothing;
    for (const { at, spec } of images) {
      const field = () => (at.kind === 'field' ? atField(at.manifest, [...at.path, 'image', 'pullPolicy']) : at);
      checkPolicy('pullPolicy', spec.image?.pullPolicy, field, report);
    }
    report('image-volume-order', first.at, { volumes: images.map(({ name }) => name) });
    checkMounts(pod, report);
    return { volumes: images.map(({ name, image }) => ({ name, image, readonly: true })) };
  },
});

function checkMounts(pod: ResolvedPod, report: Report): void {
  for (const { mounts, spec } of pod.containers) {
    for (const { named, volume, subPath, destination, at } of mounts) {
      if (!named || at.kind !== 'field') continue;
      const where = (field: string) => atField(at.manifest, [...at.path, field]);
      if (subPath !== undefined) {
        // The expression and not its value, which may come from a Secret.
        const expression = spec.volumeMounts?.[Number(at.path.at(-1))]?.subPathExpr;
        const field = expression ? 'subPathExpr' : 'subPath';
        report('image-volume-unsupported', where(field), { volume, reason: `is mounted with ${field} ${expression || subPath}` });
      }
      if (destination.includes(':'))
        report('image-volume-unsupported', where('mountPath'), { volume, reason: `is mounted at ${destination}, which has a colon` });
    }
  }
}
