import { atField, type Report } from '../diagnostics/diagnostic.ts';
import type { ObjectLookup } from '../model/reference.ts';
import type { Workload } from '../model/workload.ts';
import { type Reference, referencesOf } from './reference-fields.ts';

/** Classes that every cluster has. */
const builtIn = new Set(['system-node-critical', 'system-cluster-critical']);

/**
 * One info for the objects without which a cluster would refuse the pod and on which nothing of the image depends: the service account and the
 * priority class. Everything else is reported by whoever resolves it.
 */
export function reportLooseReferences(workload: Workload, lookup: ObjectLookup, report: Report): void {
  const absent = referencesOf(workload).filter((reference) => isAbsent(reference, lookup));
  const [first] = absent;
  if (!first) return;
  const objects = new Set(absent.map(({ kind, name }) => `${kind} ${name}`));
  report('loose-reference', atField(workload.manifest, first.path), { objects: [...objects] });
}

function isAbsent({ kind, name }: Reference, lookup: ObjectLookup): boolean {
  if (kind !== 'ServiceAccount' && kind !== 'PriorityClass') return false;
  // Every namespace has a service account called default.
  if (builtIn.has(name) || (kind === 'ServiceAccount' && name === 'default')) return false;
  return lookup.find(kind, name).status === 'missing';
}
