import type { Container } from '../model/kubernetes.ts';
import type { PodContext } from '../model/resolved-pod.ts';
import { bytesOf } from './amounts.ts';
import { machineMemory } from './machine-memory.ts';
import { aggregateRequest, type PodResources, resourcesOf } from './resources.ts';

/** Microseconds over which a CPU quota counts: the kubelet's default. */
export const cpuPeriod = 100_000;
/** Microseconds; the kubelet grants no quota below one millisecond. */
const smallestQuota = 1000n;
const smallestShares = 2n;
const largestShares = 262_144n;

/** oom_score_adj of the kubelet (pkg/kubelet/qos). */
const guaranteedScore = -997n;
const bestEffortScore = 1000n;

/** What the kubelet asks of the runtime for one container. */
export interface ContainerLimits {
  /** Weight against other containers; 1024 stand for one CPU. */
  readonly cpuShares: number;
  /** Microseconds of CPU time per {@link cpuPeriod}; undefined: no limit. */
  readonly cpuQuota: number | undefined;
  /** Bytes; a bigint where a number cannot hold them exactly (`16Ei` is 2^63 - 1). Undefined: no limit. */
  readonly memoryLimit: number | bigint | undefined;
  readonly oomScoreAdj: number;
}

/** Milli-CPUs to cgroup shares (MilliCPUToShares). */
export function sharesOf(milliCPU: bigint): number {
  const shares = (milliCPU * 1024n) / 1000n;
  if (shares < smallestShares) return Number(smallestShares);
  return Number(shares > largestShares ? largestShares : shares);
}

/** Milli-CPUs to microseconds per period; zero means no limit. */
export function quotaOf(milliCPU: bigint): number | undefined {
  if (milliCPU <= 0n) return undefined;
  const quota = (milliCPU * BigInt(cpuPeriod)) / 1000n;
  return Number(quota < smallestQuota ? smallestQuota : quota);
}

function exactly(value: bigint): number | bigint {
  return value > BigInt(Number.MAX_SAFE_INTEGER) ? value : Number(value);
}

/** The limits of one container; a container without a limit is held to that of the pod. */
export function containerLimits(container: Container, pod: Pick<PodContext, 'spec' | 'lookup' | 'options' | 'workload'>): ContainerLimits {
  const resources = resourcesOf(pod);
  const own = resources.containers.get(container);
  const limitOf = (name: string): bigint => own?.limits.get(name)?.milli || resources.pod?.limits.get(name)?.milli || 0n;
  const cpuLimit = limitOf('cpu');
  const memory = bytesOf(limitOf('memory'));
  return {
    cpuShares: sharesOf(own?.requests.get('cpu')?.milli ?? cpuLimit),
    cpuQuota: quotaOf(cpuLimit),
    memoryLimit: memory > 0n ? exactly(memory) : undefined,
    oomScoreAdj: Number(oomScore(container, resources, pod)),
  };
}

/** GetContainerOOMScoreAdjust of the kubelet. */
function oomScore(container: Container, resources: PodResources, pod: Pick<PodContext, 'spec' | 'options'>): bigint {
  if (pod.spec.priorityClassName === 'system-node-critical' || resources.qos === 'Guaranteed') return guaranteedScore;
  if (resources.qos === 'BestEffort') return bestEffortScore;
  const capacity = machineMemory(pod.options);
  const spare = unclaimedMemory(resources, pod.spec);
  let request = memoryRequest(container, resources);
  if (container.restartPolicy === 'Always' && pod.spec.initContainers?.includes(container)) {
    // A sidecar must not be killed before the containers that it serves.
    const smallest = smallestMainRequest(pod.spec, resources);
    if (smallest > request) request = smallest;
  }
  const score = 1000n - (1000n * (request + spare)) / capacity;
  const lowest = 1000n + guaranteedScore;
  if (score < lowest) return lowest;
  return score === bestEffortScore ? bestEffortScore - 1n : score;
}

function smallestMainRequest({ containers = [] }: PodContext['spec'], resources: PodResources): bigint {
  const [first, ...others] = containers.map((container) => memoryRequest(container, resources));
  let smallest = first ?? 0n;
  for (const request of others) if (request < smallest) smallest = request;
  return smallest;
}

/** Bytes. */
function memoryRequest(container: Container, resources: PodResources): bigint {
  return bytesOf(resources.containers.get(container)?.requests.get('memory')?.milli ?? 0n);
}

/** Bytes that the pod requests beyond what its containers do, per container. */
function unclaimedMemory({ pod, containers }: PodResources, spec: PodContext['spec']): bigint {
  const requested = pod?.requests.get('memory')?.milli ?? 0n;
  if (requested === 0n) return 0n;
  return (bytesOf(requested) - bytesOf(aggregateRequest('memory', spec, containers))) / BigInt(containers.size);
}
