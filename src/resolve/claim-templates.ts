import { templateClaimName } from '../model/claim-name.ts';
import type { PersistentVolumeClaim } from '../model/kubernetes.ts';
import type { Manifest } from '../model/manifest.ts';
import type { PodContext } from '../model/resolved-pod.ts';
import { type Binding, type Bindings, type Claim, scopeDirectory } from './claim-binding.ts';
import type { DeclaredVolume } from './declared-volume.ts';
import { objectName, statefulSetSpec } from './identity.ts';

/** A claim template of a StatefulSet and the volume that its controller makes of it for this pod. */
export interface ClaimTemplate {
  readonly volume: DeclaredVolume;
  /** Made from the template, for this ordinal. */
  readonly claim: Claim;
}

/** The claim templates of a StatefulSet by volume name; empty for other workloads. */
export function claimTemplates(pod: PodContext): ReadonlyMap<string, ClaimTemplate> {
  const { ordinal, specPath, workload } = pod;
  const templates = statefulSetSpec(workload)?.volumeClaimTemplates ?? [];
  if (ordinal === undefined || templates.length === 0) return new Map();
  // `spec.volumeClaimTemplates` stands beside `spec.template.spec`.
  const base = [...specPath.slice(0, -2), 'volumeClaimTemplates'];
  return new Map(
    templates.map((template, index) => {
      const name = template.metadata?.name ?? '';
      const claim = claimOf(template, ordinal, pod);
      const spec = { name, persistentVolumeClaim: { claimName: claim.name } };
      const volume: DeclaredVolume = { name, spec, path: [...base, index], template: true };
      return [name, { volume, claim }] as const;
    }),
  );
}

function claimOf(template: PersistentVolumeClaim, ordinal: number, { workload, options, namespace }: PodContext): Claim {
  const name = templateClaimName(template.metadata?.name ?? '', objectName(workload, options), ordinal);
  return { namespace, name, value: template, directory: scopeDirectory(workload.manifest) };
}

/** Bindings of the claims of one StatefulSet, for all of its ordinals; a load translates one set many times with `--all-ordinals`. */
const known = new WeakMap<Bindings, WeakMap<Manifest, ReadonlyMap<string, Binding>>>();

/**
 * What the claim of a template is bound to. The claims of all ordinals are bound together, in their order, so that
 * no two of them get the same volume.
 */
export function bindTemplate(claim: Claim, pod: PodContext, bindings: Bindings): Binding | undefined {
  const { manifest } = pod.workload;
  const ofScope = known.get(bindings) ?? new WeakMap<Manifest, ReadonlyMap<string, Binding>>();
  known.set(bindings, ofScope);
  let bound = ofScope.get(manifest);
  if (!bound?.has(claim.name)) {
    const claims = claimsOfSet(pod);
    const results = bindings.extend(claims);
    bound = new Map(claims.flatMap(({ name }, index) => (results[index] ? [[name, results[index]] as const] : [])));
    ofScope.set(manifest, bound);
  }
  return bound.get(claim.name);
}

/** Most ordinals that are bound together; a larger set has no volumes prepared by hand. */
const mostBoundOrdinals = 10_000;

function claimsOfSet(pod: PodContext): readonly Claim[] {
  const set = statefulSetSpec(pod.workload);
  const first = set?.ordinals?.start ?? 0;
  const last = Math.max(first + Math.min(set?.replicas ?? 1, mostBoundOrdinals) - 1, pod.ordinal ?? first);
  const from = Math.max(Math.min(first, pod.ordinal ?? first), last - mostBoundOrdinals);
  const claims: Claim[] = [];
  for (let ordinal = from; ordinal <= last; ordinal++) {
    for (const template of set?.volumeClaimTemplates ?? []) {
      const claim = claimOf(template, ordinal, pod);
      // A claim of that name in the input is used as it is.
      if (pod.lookup.find('PersistentVolumeClaim', claim.name).status === 'missing') claims.push(claim);
    }
  }
  return claims;
}
