import { isWithin } from '../../model/paths.ts';
import { defineRule, nothing } from '../rule.ts';
import { persistentDirectories } from '../storage-plan.ts';

/** Claims: what they became was decided when the pod was resolved; here is said whether it lasts. */
export const claims = defineRule({
  name: 'claims',
  owns: {
    'volumes[].persistentVolumeClaim': {
      disposition: 'approximated',
      doc: 'The directory, disk or server of the PersistentVolume it is bound to; what a cluster would provision becomes a directory below /var/lib/podspec/pvc.',
    },
    'volumes[].ephemeral': {
      disposition: 'approximated',
      doc: 'A directory below /var/lib/podspec/ephemeral that is emptied at every boot.',
    },
  },
  writes: [],
  pod(pod, report) {
    const lost = persistentDirectories(pod).filter(({ path }) => !pod.options.diskMounts.some((disk) => isWithin(disk, path)));
    const first = lost[0];
    if (first) report('pvc-not-persistent', first.at, { paths: lost.map(({ path }) => path) });
    return nothing;
  },
});
