import type { LinuxKitMount, LinuxKitRuntime } from '../model/linuxkit.ts';
import type { AdditiveKeys } from './rule.ts';

/** What one rule added to a container. */
export interface RuleAddition {
  readonly rule: string;
  readonly parts: AdditiveKeys;
}

/** The rule whose mounts are the user's own and win over every default. */
const userMounts = 'volume-mounts';

const machineTerminals: LinuxKitMount = { type: 'bind', source: '/dev/pts', destination: '/dev/pts', options: ['rbind', 'rprivate'] };

/**
 * Joins the mounts of all rules: one per destination, the user's over the defaults, sorted by destination as LinuxKit
 * sorts them. A user's mount at /dev takes the place of everything default below /dev, as in containerd.
 *
 * @param bound destinations of the user's that are in `binds`: LinuxKit would let a default in `mounts` hide them
 */
export function mergeMounts(additions: readonly RuleAddition[], bound: readonly string[] = []): readonly LinuxKitMount[] {
  const own = additions.filter(({ rule }) => rule === userMounts).flatMap(({ parts }) => parts.mounts ?? []);
  const defaults = additions.filter(({ rule }) => rule !== userMounts).flatMap(({ parts }) => parts.mounts ?? []);
  const byDestination = new Map<string, LinuxKitMount>();
  const taken = new Set([...bound, ...own.map(({ destination }) => destination)]);
  const hidesDev = taken.has('/dev');
  for (const mount of defaults) {
    if (taken.has(mount.destination)) continue;
    if (hidesDev && mount.destination.startsWith('/dev/')) continue;
    byDestination.set(mount.destination, mount);
  }
  // LinuxKit lays a new devpts over whatever is at /dev/pts; a pod with the /dev of the machine sees the terminals of the machine.
  if (own.some(({ destination, source }) => destination === '/dev' && source === '/dev')) byDestination.set('/dev/pts', machineTerminals);
  for (const mount of own) byDestination.set(mount.destination, mount);
  return [...byDestination.values()].sort((a, b) => (a.destination < b.destination ? -1 : 1));
}

/** Joins the runtime sections of all rules in the order of the rules. */
export function mergeRuntime(additions: readonly RuleAddition[]): LinuxKitRuntime | undefined {
  const sections = additions.flatMap(({ parts }) => parts.runtime ?? []);
  if (sections.length === 0) return undefined;
  const mkdir = [...new Set(sections.flatMap((section) => section.mkdir ?? []))];
  const mounts = sections.flatMap((section) => section.mounts ?? []);
  const bindNS = Object.assign({}, ...sections.map((section) => section.bindNS ?? {})) as Record<string, string>;
  return {
    ...(mkdir.length > 0 && { mkdir }),
    ...(mounts.length > 0 && { mounts }),
    ...(Object.keys(bindNS).length > 0 && { bindNS }),
  };
}
