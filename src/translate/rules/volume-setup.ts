import type { LinuxKitDevice, LinuxKitFile, LinuxKitImage, LinuxKitMount } from '../../model/linuxkit.ts';
import type { ResolvedPod } from '../../model/resolved-pod.ts';
import { bindSame, helperImage } from '../helper-image.ts';
import { defineRule, nothing } from '../rule.ts';
import { volumesScript } from '../scripts/volumes.ts';
import { joinSetups, setupOf, subPathSetup, type VolumeSetup } from '../volume-setup.ts';
import { usedVolumes } from '../volume-usage.ts';

const scriptDirectory = '/podspec/bin';
/** What changing owners and modes of files that belong to others takes. */
const ownerCapabilities = ['CAP_CHOWN', 'CAP_DAC_OVERRIDE', 'CAP_FOWNER', 'CAP_FSETID'];

/** Directories and file systems that must be there before the first container starts. */
export const volumeSetup = defineRule({
  name: 'volume-setup',
  owns: {
    'securityContext.fsGroupChangePolicy': {
      disposition: 'translated',
      doc: 'Decides whether the helper that gives persistent volumes to the fsGroup walks through them at every boot or only when the top directory is wrong.',
    },
  },
  quiet: true,
  writes: [],
  pod(pod) {
    const { early, late } = podSetup(pod);
    const before = needsHelper(early) ? helper('podspec-volumes', early, pod) : none;
    const after = late.steps.length > 0 ? helper('podspec-sub-paths', late, pod) : none;
    if (before === none && after === none) return nothing;
    return { onboot: before.images, lateOnboot: after.images, files: before.files.concat(after.files) };
  },
});

interface PodSetup {
  readonly early: VolumeSetup;
  readonly network: VolumeSetup;
  readonly late: VolumeSetup;
}

const known = new WeakMap<ResolvedPod, PodSetup>();

/** The work of a pod before and after its init containers; every container asks for it. */
export function podSetup(pod: ResolvedPod): PodSetup {
  const before = known.get(pod);
  if (before) return before;
  const parts = subPathSetup(pod);
  const setups = usedVolumes(pod).map((volume) => setupOf(volume, pod));
  setups.push(parts.early);
  const setup = { early: joinSetups(setups), network: parts.network, late: parts.late };
  known.set(pod, setup);
  return setup;
}

/** Directories alone need no helper: every container that mounts one makes it (`runtime.mkdir`). */
export function needsHelper({ mounts, steps }: VolumeSetup): boolean {
  return mounts.length > 0 || steps.length > 0;
}

interface Helper {
  readonly images: readonly LinuxKitImage[];
  readonly files: readonly LinuxKitFile[];
}

const none: Helper = { images: [], files: [] };

export function helper(name: string, setup: VolumeSetup, pod: ResolvedPod, scriptName = name.slice('podspec-'.length)): Helper {
  const script = `${scriptDirectory}/${scriptName}.sh`;
  const hasSteps = setup.steps.length > 0;
  const runtime = {
    ...(setup.mkdir.length > 0 && { mkdir: setup.mkdir }),
    ...(setup.mounts.length > 0 && { mounts: setup.mounts }),
  };
  const image = helperImage({
    name,
    image: pod.options.helperImage,
    command: hasSteps ? ['/bin/sh', script] : ['/bin/true'],
    capabilities: hasSteps ? [...ownerCapabilities, ...(setup.mountsDevice ? ['CAP_SYS_ADMIN'] : [])] : [],
    mounts: hasSteps ? [bindSame(scriptDirectory, 'ro'), ...workMounts(setup)] : [],
    ...(setup.mountsDevice && { rootfsPropagation: 'rshared' }),
    ...(Object.keys(runtime).length > 0 && { runtime }),
  });
  if (!hasSteps) return { images: [image], files: [] };
  const contents = volumesScript('Prepares the volumes of the pod; run once at boot.', setup.steps);
  const files: readonly LinuxKitFile[] = [{ path: script.slice(1), contents, mode: '0755' }];
  return { images: [setup.mountsDevice ? { ...image, devices: blockDevices } : image], files };
}

const blockDevices: readonly LinuxKitDevice[] = [{ path: 'all', type: 'b' }];

function workMounts({ binds, mountsDevice }: VolumeSetup): readonly LinuxKitMount[] {
  // What is mounted here must appear on the machine.
  const shared = (path: string): LinuxKitMount => ({ type: 'bind', source: path, destination: path, options: ['rbind', 'rshared', 'rw'] });
  const work = binds.map((path) => (mountsDevice ? shared(path) : bindSame(path, 'rw')));
  return mountsDevice ? [...work, bindSame('/dev', 'rw')] : work;
}
