import { atField, type Report } from '../diagnostics/diagnostic.ts';
import { isDnsLabel } from '../model/dns-name.ts';
import type { PodContext } from '../model/resolved-pod.ts';
import type { FieldPath } from '../model/source.ts';

/** Names are DNS labels, unique over containers and init containers. */
export function checkContainerNames(pod: PodContext, report: Report): void {
  const seen = new Map<string, FieldPath>();
  for (const list of ['initContainers', 'containers'] as const) {
    for (const [index, { name = '' }] of (pod.spec[list] ?? []).entries()) {
      const path = [...pod.specPath, list, index, 'name'];
      if (!isDnsLabel(name)) {
        const problem = 'not a DNS label of up to 63 characters';
        report('invalid-name', atField(pod.workload.manifest, path), { field: 'container name', name, problem });
      }
      const first = seen.get(name);
      if (first) {
        const related = [{ message: 'the other one', at: atField(pod.workload.manifest, first) }];
        report('duplicate-name', atField(pod.workload.manifest, path), { name }, { related });
      } else seen.set(name, path);
    }
  }
}
