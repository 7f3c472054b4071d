import type { Report } from '../../diagnostics/diagnostic.ts';
import type { LinuxKitMount } from '../../model/linuxkit.ts';
import { cleanPath } from '../../model/paths.ts';
import type { ResolvedContainer, ResolvedPod } from '../../model/resolved-pod.ts';
import { isPrivileged } from '../../resolve/privileged.ts';
import { atContainer } from '../field-anchor.ts';
import { defineRule, nothing } from '../rule.ts';

/** Raw block devices of claims with volumeMode Block. */
export const volumeDevices = defineRule({
  name: 'volume-devices',
  owns: {
    'containers[].volumeDevices[].name': {
      disposition: 'approximated',
      doc: 'The device of the claim is bound into the container, which may then open every block device.',
    },
    'containers[].volumeDevices[].devicePath': { disposition: 'translated', doc: 'Where the device appears in the container.' },
  },
  writes: [],
  container(container, pod, report) {
    if (!container.spec.volumeDevices) return nothing;
    // Clean path → as it was written.
    const taken = new Map(container.mounts.map(({ destination }) => [cleanPath(`/${destination}`), destination]));
    const mounts = container.spec.volumeDevices.flatMap(({ devicePath = '' }, index) => {
      const made = deviceMount(container, index, taken, pod, report);
      taken.set(cleanPath(`/${devicePath}`), devicePath);
      return made;
    });
    if (mounts.length === 0) return nothing;
    // A privileged container has this entry already.
    return isPrivileged(container) ? { mounts } : { mounts, devices: [{ path: 'all', type: 'b' }] };
  },
});

function deviceMount(
  container: ResolvedContainer,
  index: number,
  taken: ReadonlyMap<string, string>,
  pod: ResolvedPod,
  report: Report,
): readonly LinuxKitMount[] {
  const { name = '', devicePath = '' } = container.spec.volumeDevices?.[index] ?? {};
  const at = (field: 'name' | 'devicePath') => atContainer(container, pod, 'volumeDevices', index, field);
  const owner = container.spec.name ?? '';
  const volume = pod.volumes.get(name);
  if (!volume) {
    report('unknown-volume', at('name'), { container: owner, volume: name, similar: pod.lookup.similar(name, pod.volumes.keys()) });
    return [];
  }
  const destination = cleanPath(`/${devicePath}`);
  const reason = devicePath === '' ? 'is missing or empty' : devicePath.split('/').includes('..') ? "must not contain '..'" : undefined;
  if (reason !== undefined || destination === '/') {
    report('invalid-mount-path', at('devicePath'), { container: owner, path: devicePath, reason: reason ?? 'hides the whole image' });
    return [];
  }
  const other = taken.get(destination);
  if (other !== undefined) {
    report('duplicate-mount-path', at('devicePath'), { container: owner, path: devicePath, other });
    return [];
  }
  if (volume.kind === 'unusable') return [];
  if (volume.kind !== 'device' || !volume.raw) {
    report('volume-mode-mismatch', at('name'), {
      container: owner,
      volume: name,
      reason: 'only a claim with volumeMode Block can be used as a volumeDevice',
    });
    return [];
  }
  report('block-device-approx', at('name'), { container: owner, device: volume.device, path: destination });
  const access = volume.spec.persistentVolumeClaim?.readOnly ? 'ro' : 'rw';
  return [{ type: 'bind', source: volume.device, destination, options: ['bind', 'rprivate', access] }];
}
