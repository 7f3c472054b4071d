import { atField, type Report } from '../diagnostics/diagnostic.ts';
import type { PodContext } from '../model/resolved-pod.ts';

/** Names are DNS labels, unique over containers and init containers. */
export function checkContainerNames(pod: PodContext, report: Report): void {
  const seen = new Map<string, ReturnType<typeof atField>>();
  for (const list of ['initContainers', 'containers'] as const) {
    for (const [index, { name = '' }] of (pod.spec[list] ?? []).entries()) {
      const at = atField(pod.workload.manifest, [...pod.specPath, list, index, 'name']);
      if (name.length > 63 || !/^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/.test(name))
        report('invalid-name', at, { field: 'container name', name, problem: 'not a DNS label of up to 63 characters' });
      const first = seen.get(name);
      if (first) report('duplicate-name', at, { name }, { related: [{ message: 'the other one', at: first }] });
      else seen.set(name, at);
    }
  }
}
