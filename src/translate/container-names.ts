import type { ResolvedContainer } from '../model/resolved-pod.ts';

/** containerd's rule for ids; a service's name becomes one (LINUXKIT.md j). */
const legal = /^[A-Za-z0-9]+(?:[._-][A-Za-z0-9]+)*$/;

/**
 * LinuxKit's name for a container (CONTRACT section 2): `initContainer-<i>-<name>`, `before-<NN>-<name>` or `container-<name>`.
 * Kubernetes allows `--` in a name and containerd does not, so `--` becomes `-0-`.
 */
export function containerName(container: ResolvedContainer): string {
  const name = container.spec.name ?? '';
  const safe = name.includes('--') ? name.replace(/-(?=-)/g, '-0') : name;
  const full = prefixOf(container) + safe;
  return legal.test(full) ? full : `${prefixOf(container)}${container.index}`;
}

function prefixOf({ role, index }: ResolvedContainer): string {
  switch (role) {
    case 'init':
      return `initContainer-${index}-`;
    case 'sidecar':
      return `before-${String(index).padStart(2, '0')}-`;
    case 'container':
      return 'container-';
  }
}
