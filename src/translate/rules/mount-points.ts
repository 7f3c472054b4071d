import { isReadOnly, layerFiles } from '../root-layers.ts';
import { defineRule, nothing } from '../rule.ts';

/** What read-only roots need beside the image: mount points above all, as directories and files of the machine. */
export const mountPoints = defineRule({
  name: 'mount-points',
  owns: {},
  quiet: true,
  writes: [],
  pod(pod) {
    const readOnly = pod.containers.filter(isReadOnly);
    return readOnly.length === 0 ? nothing : { files: readOnly.flatMap((container) => layerFiles(container, pod)) };
  },
});
