import { isFloating, parseReference } from '../../image/reference.ts';
import { linuxkitLabel } from '../../model/linuxkit.ts';
import type { ResolvedContainer } from '../../model/resolved-pod.ts';
import { atContainer, atPod } from '../field-anchor.ts';
import { checkPolicy } from '../policy-check.ts';
import { defineRule, nothing } from '../rule.ts';

/** What image a container is made from. The reference itself is written by the assembler, from `ResolvedImage.emitted`. */
export const image = defineRule({
  name: 'image',
  owns: {
    'containers[].image': { disposition: 'translated', doc: 'Becomes `image`, written in full; with `--pin` by its digest.' },
    'containers[].imagePullPolicy': {
      disposition: 'ignored',
      doc: 'Images are pulled when the machine is built: `linuxkit build --pull`.',
    },
    imagePullSecrets: { disposition: 'ignored', doc: 'linuxkit build pulls with the credentials of the build host (`docker login`).' },
  },
  writes: [],
  container(container, pod, report) {
    const at = () => atContainer(container, pod, 'imagePullPolicy');
    const { imagePullPolicy, name = '' } = container.spec;
    checkPolicy('imagePullPolicy', imagePullPolicy, at, report);
    if (imagePullPolicy === 'Never') report('pull-policy-never', at(), { container: name });
    return nothing;
  },
  pod(pod, report) {
    const floating = pod.containers.filter(floats);
    const first = floating[0];
    if (first) {
      const images = [...new Set(floating.map(({ image: { reference } }) => reference))];
      report('floating-tag', atContainer(first, pod, 'image'), { images });
    }
    const labelled = pod.containers.filter(({ image: { config } }) => config && Object.hasOwn(config.labels, linuxkitLabel));
    const labelledFirst = labelled[0];
    if (labelledFirst) {
      const containers = labelled.map(({ spec }) => spec.name ?? '');
      report('mobyproject-label', atContainer(labelledFirst, pod, 'image'), { containers });
    }
    pod.spec.imagePullSecrets?.forEach(({ name = '' }, index) => {
      report('pull-secret', atPod(pod, 'imagePullSecrets', index, 'name'), { name });
    });
    return nothing;
  },
});

function floats({ image: { reference, digest } }: ResolvedContainer): boolean {
  if (digest !== undefined) return false;
  const parsed = parseReference(reference).reference;
  return parsed !== undefined && isFloating(parsed);
}
