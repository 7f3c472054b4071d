import { parseAddress } from '../../model/ip-address.ts';
import type { LinuxKitFile, LinuxKitImage } from '../../model/linuxkit.ts';
import type { ResolvedPod } from '../../model/resolved-pod.ts';
import { bindSame, helperImage } from '../helper-image.ts';
import { defineRule, nothing } from '../rule.ts';
import { volumesScript } from '../scripts/volumes.ts';
import { type UsableVolume, usedVolumes } from '../volume-usage.ts';
import { helper, podSetup } from './volume-setup.ts';

const script = '/podspec/bin/net.sh';

type NfsVolume = Extract<UsableVolume, { kind: 'nfs' }>;

/** File systems of servers, mounted once the network is up and before the init containers. */
export const networkVolumes = defineRule({
  name: 'network-volumes',
  owns: {
    'volumes[].nfs': {
      disposition: 'approximated',
      doc: 'Mounted once at boot by the kernel, after the network of the base file is up; never tried again.',
    },
  },
  quiet: true,
  writes: [],
  pod(pod) {
    const volumes = usedVolumes(pod).filter((volume): volume is NfsVolume => volume.kind === 'nfs');
    if (volumes.length === 0) return nothing;
    const named = volumes.filter(({ server }) => parseAddress(server) === undefined);
    const byAddress = volumes.filter(({ server }) => parseAddress(server) !== undefined);
    const byName = named.length > 0 ? byNameHelper(named, pod) : undefined;
    const { network } = podSetup(pod);
    const parts = network.steps.length > 0 ? helper('podspec-net', network, pod, 'net-parts') : undefined;
    // One helper for each server address, so that one that does not answer leaves the others alone.
    const mounting = [...byAddress.map((volume) => addressHelper(volume, pod)), ...(byName ? [byName.image] : [])];
    return { onboot: [...mounting, ...(parts?.images ?? [])], files: [...(byName?.files ?? []), ...(parts?.files ?? [])] };
  },
});

/** Type and options for mount(2). Version 3 needs no lock daemon with `nolock`, which LinuxKit does not have. */
function mountOf({ options, readOnly }: NfsVolume): { readonly type: string; readonly options: readonly string[] } {
  const version = options.find((option) => /^(?:nfs)?vers=/.test(option));
  const isOld = version !== undefined && /=[23]/.test(version);
  const added = [
    ...(version === undefined ? ['vers=4.2'] : []),
    ...(isOld && !options.includes('nolock') ? ['nolock'] : []),
    ...(readOnly && !options.includes('ro') ? ['ro'] : []),
  ];
  return { type: isOld ? 'nfs' : 'nfs4', options: [...options, ...added] };
}

function sourceOf({ server, export: path }: NfsVolume): string {
  return parseAddress(server)?.family === 6 ? `[${server}]:${path}` : `${server}:${path}`;
}

/** The machine mounts it without a program: the kernel takes addresses only, and as an option. */
function addressHelper(volume: NfsVolume, pod: ResolvedPod): LinuxKitImage {
  const { type, options } = mountOf(volume);
  return helperImage({
    name: 'podspec-net',
    image: pod.options.helperImage,
    command: ['/bin/true'],
    capabilities: [],
    mounts: [],
    runtime: {
      mounts: [{ type, source: sourceOf(volume), destination: volume.path, options: [`addr=${volume.server}`, ...options] }],
    },
  });
}

/** busybox's mount looks the name up and gives the kernel the address. */
function byNameHelper(
  volumes: readonly NfsVolume[],
  pod: ResolvedPod,
): { readonly image: LinuxKitImage; readonly files: readonly LinuxKitFile[] } {
  const steps = volumes.map((volume) => {
    const { type, options } = mountOf(volume);
    const args = [type, options.join(','), sourceOf(volume), volume.path];
    return { call: 'mount_nfs', args, comment: `volume ${volume.name}` } as const;
  });
  const image = helperImage({
    name: 'podspec-net',
    image: pod.options.helperImage,
    command: ['/bin/sh', script],
    capabilities: ['CAP_SYS_ADMIN'],
    mounts: [
      bindSame('/podspec/bin', 'ro'),
      bindSame('/etc/resolv.conf', 'ro'),
      ...volumes.map(({ path }) => ({ type: 'bind', source: path, destination: path, options: ['rbind', 'rshared', 'rw'] })),
    ],
    rootfsPropagation: 'rshared',
  });
  const contents = volumesScript('Mounts the network volumes of the pod; run once at boot.', steps);
  return { image, files: [{ path: script.slice(1), contents, mode: '0755' }] };
}
