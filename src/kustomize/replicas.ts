import { type FieldSpec, updateField } from './field-spec.ts';
import { setScalar } from './field-update.ts';
import { atOrigin } from './log.ts';
import { isSelected } from './object-id.ts';
import { allIds, type Resource, withTree } from './resource.ts';
import type { ReplicaEntry } from './shapes.ts';
import { failIn, type Step } from './step.ts';

/** One entry of `replicas`: sets the number of replicas of every object of that name, an earlier name too. */
export function setReplicas(
  resources: readonly Resource[],
  replica: ReplicaEntry,
  specs: readonly FieldSpec[],
  step: Step,
): readonly Resource[] {
  const name = replica.name?.value ?? '';
  const at = replica.keys['count'] ?? replica.at;
  let isFound = false;
  const result = resources.map((resource) => {
    const ids = allIds(resource).filter((id) => id.name === name);
    let { tree } = resource;
    for (const spec of specs) {
      if (!ids.some((id) => isSelected(id, spec))) continue;
      isFound = true;
      tree = updateField(tree, spec, setScalar(String(replica.count ?? 0), '!!int', at, failIn(step, resource, 'replicas')));
    }
    return withTree(resource, tree, step.source);
  });
  if (!isFound) step.log.report('kustomize-replicas-target', atOrigin(replica.name?.at ?? replica.at), { name });
  return result;
}
