import type { Container } from '../model/kubernetes.ts';
import type { PodContext } from '../model/resolved-pod.ts';
import { type Amount, type Amounts, amountsOf, milliText, type Resources, withDefaults } from './amounts.ts';
import { type AppliedLimitRange, limitRangeDefaults } from './limit-range.ts';

export type QosClass = 'Guaranteed' | 'Burstable' | 'BestEffort';

/** What the API server makes of the resources of a pod, by defaulting and admission. */
export interface PodResources {
  readonly qos: QosClass;
  /** Init containers, sidecars and main containers; keyed by the containers of the pod spec. */
  readonly containers: ReadonlyMap<Container, Resources>;
  /** Of the pod as a whole; undefined when it names none. */
  readonly pod: Resources | undefined;
  /** LimitRanges that gave defaults. */
  readonly limitRanges: readonly AppliedLimitRange[];
}

const known = new WeakMap<PodContext['spec'], PodResources>();

/** The resources of a pod and its containers after defaulting. Computed once per pod. */
export function resourcesOf(pod: Pick<PodContext, 'spec' | 'lookup' | 'workload'>): PodResources {
  const before = known.get(pod.spec);
  if (before) return before;
  const { spec } = pod;
  const { containers, used } = limitRangeDefaults(new Map(containersOf(spec).map(declared)), pod);
  const total = podResources(spec, containers);
  const result: PodResources = {
    qos: qosClass(total ? [total] : [...containers.values()]),
    containers,
    pod: total,
    limitRanges: used,
  };
  known.set(spec, result);
  return result;
}

function containersOf({ initContainers = [], containers = [] }: PodContext['spec']): readonly Container[] {
  return [...initContainers, ...containers];
}

/** SetDefaults_Pod: a request that is not written is the limit. */
function declared(container: Container): readonly [Container, Resources] {
  const limits = amountsOf(container.resources?.limits);
  return [container, { limits, requests: withDefaults(amountsOf(container.resources?.requests), limits) }];
}

/** Resources that may be given for a pod as a whole. */
export function isPodLevelResource(name: string): boolean {
  return name === 'cpu' || name === 'memory' || name.startsWith('hugepages-');
}

/** The pod's own resources; its requests default to the sum of its containers', then to its limits (defaultPodRequests). */
function podResources(spec: PodContext['spec'], containers: ReadonlyMap<Container, Resources>): Resources | undefined {
  if (!spec.resources) return undefined;
  const supported = (amounts: Amounts): Amounts => new Map([...amounts].filter(([name]) => isPodLevelResource(name)));
  const limits = supported(amountsOf(spec.resources.limits));
  const requests = supported(amountsOf(spec.resources.requests));
  if (limits.size === 0) return requests.size === 0 ? undefined : { limits, requests };
  const sums = new Map<string, Amount>();
  for (const name of ['cpu', 'memory']) {
    const milli = aggregateRequest(name, spec, containers);
    if ([...containers.values()].some((resources) => resources.requests.has(name))) sums.set(name, { milli, text: milliText(milli) });
  }
  return { limits, requests: withDefaults(requests, withDefaults(sums, limits)) };
}

const requestOf = (resources: Resources | undefined, name: string): bigint => resources?.requests.get(name)?.milli ?? 0n;

/**
 * What the containers of a pod request together, in thousandths: main containers and sidecars run at once;
 * each init container runs beside the sidecars started before it (AggregateContainerRequests).
 */
export function aggregateRequest(name: string, spec: PodContext['spec'], containers: ReadonlyMap<Container, Resources>): bigint {
  let running = (spec.containers ?? []).reduce((sum, container) => sum + requestOf(containers.get(container), name), 0n);
  let sidecars = 0n;
  let highest = 0n;
  for (const container of spec.initContainers ?? []) {
    const own = requestOf(containers.get(container), name);
    if (container.restartPolicy === 'Always') {
      running += own;
      sidecars += own;
    }
    const needed = container.restartPolicy === 'Always' ? sidecars : own + sidecars;
    if (needed > highest) highest = needed;
  }
  return running > highest ? running : highest;
}

/** GetPodQOS: only cpu and memory count, and zero counts as not set. `all` is the pod's own resources or those of every container. */
export function qosClass(all: readonly Resources[]): QosClass {
  let guaranteed = true;
  let equal = true;
  let nothing = true;
  for (const name of ['cpu', 'memory']) {
    let requests = 0n;
    let limits = 0n;
    for (const resources of all) {
      const request = resources.requests.get(name)?.milli ?? 0n;
      const limit = resources.limits.get(name)?.milli ?? 0n;
      if (request > 0n) requests += request;
      if (limit > 0n) limits += limit;
      else guaranteed = false;
    }
    if (requests > 0n || limits > 0n) nothing = false;
    if (requests !== limits) equal = false;
  }
  if (nothing) return 'BestEffort';
  return guaranteed && equal ? 'Guaranteed' : 'Burstable';
}
