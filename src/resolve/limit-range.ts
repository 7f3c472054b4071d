import { governs } from '../graph/governs.ts';
import type { Container, LimitRange } from '../model/kubernetes.ts';
import type { Manifest } from '../model/manifest.ts';
import type { PodContext } from '../model/resolved-pod.ts';
import { type Amounts, amountsOf, type Resources, withDefaults } from './amounts.ts';

/** A LimitRange and the containers that it gave something. */
export interface AppliedLimitRange {
  readonly manifest: Manifest;
  readonly containers: readonly Container[];
}

interface Defaulted {
  readonly containers: ReadonlyMap<Container, Resources>;
  readonly used: readonly AppliedLimitRange[];
}

/**
 * Gives containers the defaults of the LimitRanges of their namespace, as the admission plugin LimitRanger does,
 * one LimitRange after the other; what is set stays.
 */
export function limitRangeDefaults(
  declared: ReadonlyMap<Container, Resources>,
  { workload, lookup }: Pick<PodContext, 'workload' | 'lookup'>,
): Defaulted {
  const ranges = lookup.visible('LimitRange');
  if (ranges.length === 0) return { containers: declared, used: [] };
  const containers = new Map(declared);
  const used: AppliedLimitRange[] = [];
  for (const { manifest, value } of ranges) {
    if (!governs(manifest, workload.manifest)) continue;
    const defaults = containerDefaults(value);
    const given: Container[] = [];
    for (const [container, before] of containers) {
      const after = { limits: withDefaults(before.limits, defaults.limits), requests: withDefaults(before.requests, defaults.requests) };
      if (after.limits.size === before.limits.size && after.requests.size === before.requests.size) continue;
      containers.set(container, after);
      given.push(container);
    }
    if (given.length === 0) continue;
    // Finding an object by name makes it one of the sources of the output.
    lookup.find('LimitRange', manifest.name);
    used.push({ manifest, containers: given });
  }
  return { containers, used };
}

/** SetDefaults_LimitRangeItem: the maximum is a default limit, a default limit a default request, the minimum a default request. */
function containerDefaults({ spec }: LimitRange): Resources {
  let limits: Amounts = new Map();
  let requests: Amounts = new Map();
  for (const item of spec?.limits ?? []) {
    if (item.type !== 'Container') continue;
    const itemLimits = withDefaults(amountsOf(item.default), amountsOf(item.max));
    const itemRequests = withDefaults(withDefaults(amountsOf(item.defaultRequest), itemLimits), amountsOf(item.min));
    // Later items of one LimitRange replace earlier ones.
    limits = withDefaults(itemLimits, limits);
    requests = withDefaults(itemRequests, requests);
  }
  return { limits, requests };
}
