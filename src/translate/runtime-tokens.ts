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
export function runtimeFieldsOf(container: ResolvedContainer): readonly string[] {
  const texts: readonly Text[] = [
    ...(container.command ?? []),
    ...(container.env ?? []).map(({ value }) => value),
    ...(container.cwd === undefined ? [] : [container.cwd]),
  ];
  const found = new Set<string>();
  for (const text of texts) {
    if (typeof text !== 'string' || !text.includes('__PODSPEC_')) continue;
    for (const [token, field] of meanings) if (text.includes(token)) found.add(field);
  }
  return [...found].sort();
}

/** Whether the machine needs the helper that fills in tokens at boot. */
export function patchesAtBoot(pod: ResolvedPod): boolean {
  return pod.options.runtimeFields === 'patch' && pod.containers.some((container) => runtimeFieldsOf(container).length > 0);
}
