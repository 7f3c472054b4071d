import type { Text } from '../model/linuxkit.ts';
import { type ResolvedContainer, type ResolvedPod, runtimeTokens } from '../model/resolved-pod.ts';

/** What each token stands for, in the words of the downward API. */
const meanings = new Map<string, string>([
  [runtimeTokens.podIP, 'status.podIP'],
  [runtimeTokens.podIPs, 'status.podIPs'],
  [runtimeTokens.hostIP, 'status.hostIP'],
  [runtimeTokens.hostIPs, 'status.hostIPs'],
  [runtimeTokens.nodeName, 'spec.nodeName'],
]);

/** Fields of the downward API whose tokens occur in the settings of a container, sorted. */
export function runtimeFieldsOf({ command, env, cwd }: ResolvedContainer): readonly string[] {
  const found = new Set<string>();
  if (command) for (const text of command) addFields(text, found);
  if (env) for (const { value } of env) addFields(value, found);
  if (cwd !== undefined) addFields(cwd, found);
  return found.size === 0 ? none : [...found].sort();
}

const none: readonly string[] = [];

function addFields(text: Text, found: Set<string>): void {
  if (typeof text !== 'string' || !text.includes('__PODSPEC_')) return;
  for (const [token, field] of meanings) if (text.includes(token)) found.add(field);
}

const known = new WeakMap<ResolvedPod, boolean>();

/** Whether the machine needs the helper that fills in tokens at boot; several rules ask. */
export function patchesAtBoot(pod: ResolvedPod): boolean {
  if (pod.options.runtimeFields !== 'patch') return false;
  const before = known.get(pod);
  if (before !== undefined) return before;
  const patches = pod.containers.some((container) => runtimeFieldsOf(container).length > 0);
  known.set(pod, patches);
  return patches;
}
