import { atField, type Report } from '../diagnostics/diagnostic.ts';
import type { ObjectLookup } from '../model/reference.ts';
import type { Workload } from '../model/workload.ts';
import { referenceFields } from './reference-fields.ts';

type LooseKind = 'ServiceAccount' | 'PriorityClass';

/** The fields that name such an object; all of them stand in the pod spec itself. */
const looseFields = Object.entries(referenceFields).flatMap(([field, { kind }]): readonly (readonly [string, LooseKind])[] =>
  kind === 'ServiceAccount' || kind === 'PriorityClass' ? [[field, kind]] : [],
);

/** Classes that every cluster has. */
const builtIn = new Set(['system-node-critical', 'system-cluster-critical']);

/**
 * One info for the objects without which a cluster would refuse the pod and on which nothing of the image depends: the service account and the
 * priority class. Everything else is reported by whoever resolves it.
 */
export function reportLooseReferences(workload: Workload, lookup: ObjectLookup, report: Report): void {
  const spec: Readonly<Record<string, unknown>> = workload.template.spec ?? {};
  const objects = new Set<string>();
  let first: string | undefined;
  for (const [field, kind] of looseFields) {
    const name = spec[field];
    if (typeof name !== 'string' || name === '' || !isAbsent(kind, name, lookup)) continue;
    objects.add(`${kind} ${name}`);
    first ??= field;
  }
  if (first === undefined) return;
  report('loose-reference', atField(workload.manifest, [...workload.templatePath, 'spec', first]), { objects: [...objects] });
}

function isAbsent(kind: LooseKind, name: string, lookup: ObjectLookup): boolean {
  // Every namespace has a service account called default.
  if (builtIn.has(name) || (kind === 'ServiceAccount' && name === 'default')) return false;
  return lookup.find(kind, name).status === 'missing';
}
