import { atField, type Related, type Report } from '../diagnostics/diagnostic.ts';
import type { ResolvedContainer, ResolvedPod } from '../model/resolved-pod.ts';
import { type Amount, type Amounts, bytesOf, milliText, type Resources } from '../resolve/amounts.ts';
import { cpuPeriod } from '../resolve/cgroup.ts';
import { aggregateRequest, isPodLevelResource, resourcesOf } from '../resolve/resources.ts';
import { atContainer, atPod } from './field-anchor.ts';

type List = 'limits' | 'requests';
const lists = ['limits', 'requests'] as const;

/** Reports what the API server would reject in the resources of one container, and what LinuxKit cannot express. */
export function checkResources(container: ResolvedContainer, pod: ResolvedPod, report: Report): void {
  const resources = resourcesOf(pod).containers.get(container.spec);
  if (!resources) return;
  if (resources.limits.size + resources.requests.size === 0) return;
  const at = (list: List, name: string) => atContainer(container, pod, 'resources', list, name);
  for (const list of lists) {
    const written = container.spec.resources?.[list];
    if (!written) continue;
    resources[list].forEach((amount, name) => {
      // A defaulted request repeats what the limit already says.
      if (written[name] === undefined) return;
      const problem = resourceProblem(name, amount);
      if (problem !== undefined) report('resource-invalid', at(list, name), { resource: name, problem });
      else if (name === 'memory') reportSmallMemory(list, amount, (args) => report('memory-suspicious', at(list, name), args));
    });
  }
  checkPairs(resources, (name, problem) => {
    if (problem.code === 'exceeds') {
      const args = { resource: name, request: problem.request, limit: problem.limit };
      report('request-exceeds-limit', at('requests', name), args, { related: limitOrigins(container, name, pod) });
    } else report('resource-invalid', at('requests', name), { resource: name, problem: problem.text });
  });
  reportInexpressible(container, resources, pod, report);
}

/** LimitRanges that gave a container the limit which it does not write itself. */
function limitOrigins({ spec }: ResolvedContainer, name: string, pod: ResolvedPod): readonly Related[] {
  if (spec.resources?.limits?.[name] !== undefined) return [];
  return resourcesOf(pod)
    .limitRanges.filter(({ containers }) => containers.includes(spec))
    .map(({ manifest }) => ({ message: `the limit comes from LimitRange ${manifest.name}`, at: atField(manifest, ['spec', 'limits']) }));
}

/** Resources of a cluster's devices: every name with a domain. */
function isExtended(name: string): boolean {
  return name.includes('/');
}

/** Thousandths: what the kernel takes as CPU time of a period (MAX_BW, 44 bits of microseconds), and 63 bits of anything else. */
const mostCPU = ((1n << 44n) - 1n) / BigInt(cpuPeriod / 1000);
const mostUnits = ((1n << 63n) - 1n) * 1000n;

function amountProblem(name: string, { milli, text }: Amount): string | undefined {
  if (milli < 0n) return `must be greater than or equal to 0, not "${text}"`;
  return milli > (name === 'cpu' ? mostCPU : mostUnits) ? `is more than a machine can have: "${text}"` : undefined;
}

function resourceProblem(name: string, amount: Amount): string | undefined {
  const problem = amountProblem(name, amount);
  if (problem !== undefined) return problem;
  const { milli, text } = amount;
  if (name === 'cpu' || name === 'memory' || name === 'ephemeral-storage') return undefined;
  if (isExtended(name)) return milli % 1000n === 0n ? undefined : `must be an integer, not "${text}"`;
  return name.startsWith('hugepages-') ? undefined : 'is not a resource of containers';
}

/** Thousandths; a mebibyte is the least that anybody means. */
const suspiciousMemory = ((1n << 20n) - 1n) * 1000n;

function reportSmallMemory(
  list: List,
  { milli, text }: Amount,
  file: (args: { field: string; value: string; bytes: string }) => void,
): void {
  if (milli <= 0n || milli > suspiciousMemory) return;
  file({ field: list === 'limits' ? 'limit' : 'request', value: text, bytes: String(bytesOf(milli)) });
}

type PairProblem =
  | { readonly code: 'exceeds'; readonly request: string; readonly limit: string }
  | { readonly code: 'other'; readonly text: string };

/** Requests against limits. Huge pages cannot be overcommitted, so both must be equal. */
function checkPairs({ requests, limits }: Resources, file: (name: string, problem: PairProblem) => void): void {
  requests.forEach((request, name) => {
    const limit = limits.get(name);
    if (name.startsWith('hugepages-') && limit?.milli !== request.milli) {
      file(name, { code: 'other', text: `must be equal to its limit, since huge pages cannot be overcommitted` });
    } else if (limit && request.milli > limit.milli) file(name, { code: 'exceeds', request: request.text, limit: limit.text });
  });
  if (requests.has('cpu') || requests.has('memory')) return;
  const pages = [...requests.keys()].find((name) => name.startsWith('hugepages-'));
  if (pages !== undefined) file(pages, { code: 'other', text: 'needs a request for cpu or memory beside it' });
}

function reportInexpressible(container: ResolvedContainer, { limits, requests }: Resources, pod: ResolvedPod, report: Report): void {
  const storage = limits.get('ephemeral-storage');
  if (storage && storage.milli > 0n) {
    report('ephemeral-storage-ignored', atContainer(container, pod, 'resources', 'limits', 'ephemeral-storage'), { value: storage.text });
  }
  const check = (list: List, name: string, { milli }: Amount) => {
    if (milli <= 0n) return;
    const at = () => atContainer(container, pod, 'resources', list, name);
    if (name.startsWith('hugepages-')) report('hugepages-unexpressible', at(), { resource: name });
    else if (isExtended(name)) report('extended-resource', at(), { resource: name });
  };
  limits.forEach((amount, name) => void check('limits', name, amount));
  requests.forEach((amount, name) => {
    if (!limits.has(name)) check('requests', name, amount);
  });
}

/** Reports what the API server would reject in the resources of the pod as a whole. */
export function checkPodResources(pod: ResolvedPod, report: Report): void {
  const { pod: total, containers } = resourcesOf(pod);
  for (const list of pod.spec.resources ? lists : []) {
    for (const name of Object.keys(pod.spec.resources?.[list] ?? {})) {
      if (!isPodLevelResource(name)) {
        report('resource-invalid', atPod(pod, 'resources', list, name), {
          resource: name,
          problem: 'cannot be set for a pod; expected cpu, memory or hugepages-<size>',
        });
      }
    }
  }
  if (!total) return;
  for (const [name, amount] of total.limits) {
    const problem = amountProblem(name, amount);
    if (problem !== undefined) report('resource-invalid', atPod(pod, 'resources', 'limits', name), { resource: name, problem });
  }
  checkPairs(total, (name, problem) => {
    // A request that is not written is what the containers request, whose limits are compared below.
    if (pod.spec.resources?.requests?.[name] === undefined && problem.code === 'exceeds') return;
    const at = atPod(pod, 'resources', 'requests', name);
    if (problem.code === 'exceeds') report('request-exceeds-limit', at, { resource: name, request: problem.request, limit: problem.limit });
    else report('resource-invalid', at, { resource: name, problem: problem.text });
  });
  checkSums(pod, total.requests, report);
  for (const container of pod.containers) {
    for (const [name, limit] of containers.get(container.spec)?.limits ?? []) {
      const most = total.limits.get(name);
      if (!most || limit.milli <= most.milli) continue;
      const at = atContainer(container, pod, 'resources', 'limits', name);
      report('pod-resources-conflict', at, {
        resource: name,
        problem: `limit "${limit.text}" is larger than the limit "${most.text}" of the pod`,
      });
    }
  }
}

function checkSums(pod: ResolvedPod, requests: Amounts, report: Report): void {
  for (const [name, request] of requests) {
    const sum = aggregateRequest(name, pod.spec, resourcesOf(pod).containers);
    if (sum <= request.milli) continue;
    const problem = `request "${request.text}" of the pod is less than the ${milliText(sum)} that its containers request`;
    report('pod-resources-conflict', atPod(pod, 'resources', 'requests', name), { resource: name, problem });
  }
}
