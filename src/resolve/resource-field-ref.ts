import type { Anchor, Report } from '../diagnostics/diagnostic.ts';
import type { Container, Kubernetes } from '../model/kubernetes.ts';
import type { TranslateOptions } from '../model/options.ts';
import { canonicalQuantity, milliValueOf, parseQuantity } from '../model/quantity.ts';
import type { PodContext } from '../model/resolved-pod.ts';
import { bytesOf } from './amounts.ts';
import { resourcesOf } from './resources.ts';

type ResourceRef = Kubernetes<'ResourceFieldSelector'>;

/** Where a field of the reference stands, or the reference itself. */
type At = (...field: readonly (keyof ResourceRef)[]) => Anchor;

const cpuDivisors = ['1m', '1'];
const otherDivisors = ['1', '1k', '1M', '1G', '1T', '1P', '1E', '1Ki', '1Mi', '1Gi', '1Ti', '1Pi', '1Ei'];

/** Options that stand in for what a node can allocate. Hugepages are never overcommitted, so they have none. */
const allocatable: Readonly<Record<string, 'nodeCPUs' | 'nodeMemory' | 'nodeStorage'>> = {
  cpu: 'nodeCPUs',
  memory: 'nodeMemory',
  'ephemeral-storage': 'nodeStorage',
};

/**
 * The value of a resourceFieldRef, or undefined when the reference is wrong (and reported).
 *
 * @param self the container that asks, for references that name none; undefined in volumes, where they must name one
 * @see k8s.io/kubernetes/pkg/api/v1/resource ExtractContainerResourceValue
 */
export function resourceValue(ref: ResourceRef, self: Container | undefined, pod: PodContext, at: At, report: Report): string | undefined {
  const asked = /^(limits|requests)\.(cpu|memory|ephemeral-storage|hugepages-.+)$/.exec(ref.resource ?? '');
  if (!asked) report('resource-field-unsupported', at('resource'), { resource: ref.resource ?? '' });
  const container = containerOf(ref, self, pod);
  if (!container) report('resource-field-container', at('containerName'), { name: ref.containerName ?? '' });
  const [, side, resource = ''] = asked ?? [];
  const divisor = asked ? divisorOf(ref, resource, at, report) : undefined;
  if (!container || divisor === undefined) return undefined;
  const milli = side === 'limits' ? limitOf(container, resource, pod, at, report) : amountOf(container, 'requests', resource, pod);
  // Only CPUs are counted in thousandths; everything else is rounded up to whole units first.
  return resource === 'cpu' ? String(ceilOf(milli, divisor)) : String(ceilOf(bytesOf(milli), bytesOf(divisor)));
}

function containerOf({ containerName }: ResourceRef, self: Container | undefined, { spec }: PodContext): Container | undefined {
  if (!containerName) return self;
  return [...(spec.containers ?? []), ...(spec.initContainers ?? [])].find(({ name }) => name === containerName);
}

/** The divisor in thousandths; unset and zero mean 1. */
function divisorOf({ divisor }: ResourceRef, resource: string, at: At, report: Report): bigint | undefined {
  if (divisor === undefined) return 1000n;
  const quantity = parseQuantity(divisor);
  // What is no quantity was reported by the decoder.
  if (!quantity) return undefined;
  if (quantity.nano === 0n) return 1000n;
  const permitted = resource === 'cpu' ? cpuDivisors : otherDivisors;
  if (permitted.includes(canonicalQuantity(quantity))) return milliValueOf(quantity);
  report('resource-field-divisor', at('divisor'), { resource, divisor: String(divisor), allowed: permitted });
  return undefined;
}

function amountOf(container: Container, side: 'limits' | 'requests', resource: string, pod: PodContext): bigint {
  return resourcesOf(pod).containers.get(container)?.[side].get(resource)?.milli ?? 0n;
}

/** A limit that is not set, or zero, is the pod's, or what the node can allocate. */
function limitOf(container: Container, resource: string, pod: PodContext, at: At, report: Report): bigint {
  const own = amountOf(container, 'limits', resource, pod);
  const option = allocatable[resource];
  if (own > 0n || option === undefined) return own;
  const podLimit = resourcesOf(pod).pod?.limits.get(resource)?.milli ?? 0n;
  if (podLimit > 0n) return podLimit;
  report('node-allocatable-assumed', at(), { resource: `limits.${resource}`, value: pod.options[option], option });
  return milliOfOption(option, pod.options);
}

function milliOfOption(option: 'nodeCPUs' | 'nodeMemory' | 'nodeStorage', options: TranslateOptions): bigint {
  const quantity = parseQuantity(options[option]);
  return quantity ? milliValueOf(quantity) : 0n;
}

function ceilOf(value: bigint, divisor: bigint): bigint {
  return (value + divisor - 1n) / divisor;
}
