import { append } from '../model/append.ts';
import { byCodeUnit } from '../model/by-code-unit.ts';
import type { LinuxKitMount, LinuxKitRuntime } from '../model/linuxkit.ts';
import type { ResolvedMount } from '../model/resolved-pod.ts';

const machineTerminals: LinuxKitMount = { type: 'bind', source: '/dev/pts', destination: '/dev/pts', options: ['rbind', 'rprivate'] };

/**
 * Joins the mounts of all rules: one per destination, the user's over the defaults, sorted by destination as LinuxKit
 * sorts them. A user's mount at /dev takes the place of everything default below /dev, as in containerd.
 *
 * @param own the user's, but for those in `binds`
 * @param wanted the user's, as resolved: what is in `binds`, a default in `mounts` would hide
 */
export function mergeMounts(
  defaults: readonly LinuxKitMount[],
  own: readonly LinuxKitMount[],
  wanted: readonly ResolvedMount[],
): readonly LinuxKitMount[] {
  const byDestination = new Map<string, LinuxKitMount>();
  for (const mount of defaults) byDestination.set(mount.destination, mount);
  for (const { destination, named } of wanted) {
    if (named) byDestination.delete(destination);
    if (destination === '/dev') deleteBelow('/dev/', byDestination);
  }
  for (const mount of own) {
    // LinuxKit lays a new devpts over whatever is at /dev/pts; a pod with the /dev of the machine sees the terminals of the machine.
    if (mount.destination === '/dev' && mount.source === '/dev') byDestination.set('/dev/pts', machineTerminals);
  }
  for (const mount of own) byDestination.set(mount.destination, mount);
  return [...byDestination.values()].sort((a, b) => byCodeUnit(a.destination, b.destination));
}

function deleteBelow(prefix: string, mounts: Map<string, LinuxKitMount>): void {
  for (const destination of mounts.keys()) if (destination.startsWith(prefix)) mounts.delete(destination);
}

/** Joins the runtime sections of all rules in the order of the rules. */
export function mergeRuntime(sections: readonly LinuxKitRuntime[]): LinuxKitRuntime {
  const mkdir = new Set<string>();
  const mounts: LinuxKitMount[] = [];
  const bindNS: Record<string, string> = {};
  for (const section of sections) {
    for (const path of section.mkdir ?? []) mkdir.add(path);
    if (section.mounts) append(mounts, section.mounts);
    Object.assign(bindNS, section.bindNS);
  }
  return {
    ...(mkdir.size > 0 && { mkdir: [...mkdir] }),
    ...(mounts.length > 0 && { mounts }),
    ...(Object.keys(bindNS).length > 0 && { bindNS }),
  };
}
