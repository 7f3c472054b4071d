import { describe, expect, test } from 'vitest';
import { collector } from '../../../src/diagnostics/diagnostic.ts';
import type { Container, PodSpec } from '../../../src/model/kubernetes.ts';
import { resources } from '../../../src/translate/rules/resources.ts';
import { found, runRule, samplePod } from '../sample-pod.ts';

type List = Record<string, string>;
const container = (requests?: List, limits?: List): Container => ({
  name: 'c',
  resources: { ...(requests && { requests }), ...(limits && { limits }) },
});
const at = 'spec.containers.0.resources';

test('limits become cgroup settings; without a limit there is no quota', () => {
  const pod = samplePod({ spec: { containers: [container(), container({ cpu: '250m' }, { cpu: '1', memory: '64Mi' })] } });
  expect(pod.containers.map((one) => resources.container?.(one, pod, collector().report))).toEqual([
    { resources: { cpu: { shares: 2, period: 100_000 } }, oomScoreAdj: 999 },
    { resources: { cpu: { shares: 256, quota: 100_000, period: 100_000 }, memory: { limit: 67_108_864 } }, oomScoreAdj: 938 },
  ]);
});

describe('findings', () => {
  const one = (requests?: List, limits?: List): PodSpec => ({ containers: [container(requests, limits)] });
  const assumed = 'node-memory-assumed spec.containers';
  const cases: readonly (readonly [string, PodSpec, readonly string[]])[] = [
    ['nothing', one(), []],
    ['a cpu request', one({ cpu: '1' }), []],
    ['a memory request', one({ memory: '64Mi' }), [assumed]],
    ['a guaranteed pod assumes nothing', one(undefined, { cpu: '1', memory: '64Mi' }), []],
    ['m instead of M', one(undefined, { memory: '128m' }), [`memory-suspicious ${at}.limits.memory`, assumed]],
    ['a request above its limit', one({ cpu: '2' }, { cpu: '1' }), [`request-exceeds-limit ${at}.requests.cpu`]],
    ['a negative request', one({ cpu: '-1' }), [`resource-invalid ${at}.requests.cpu`]],
    ['more CPUs than the kernel can count', one({}, { cpu: '9E' }), [`resource-invalid ${at}.limits.cpu`]],
    ['more bytes than the kernel can count', one({}, { memory: '10E' }), [`resource-invalid ${at}.limits.memory`, assumed]],
    ['an unknown resource', one({ storage: '1' }), [`resource-invalid ${at}.requests.storage`]],
    ['huge pages', one({ cpu: '1' }, { 'hugepages-2Mi': '4Mi' }), [`hugepages-unexpressible ${at}.limits.hugepages-2Mi`]],
    [
      'huge pages alone',
      one(undefined, { 'hugepages-2Mi': '4Mi' }),
      [`resource-invalid ${at}.requests.hugepages-2Mi`, `hugepages-unexpressible ${at}.limits.hugepages-2Mi`],
    ],
    [
      'huge pages, overcommitted',
      one({ cpu: '1', 'hugepages-2Mi': '2Mi' }, { 'hugepages-2Mi': '4Mi' }),
      [`resource-invalid ${at}.requests.hugepages-2Mi`, `hugepages-unexpressible ${at}.limits.hugepages-2Mi`],
    ],
    [
      'ephemeral storage',
      one({ 'ephemeral-storage': '1Gi' }, { 'ephemeral-storage': '2Gi' }),
      [`ephemeral-storage-ignored ${at}.limits.ephemeral-storage`],
    ],
    ['a request for ephemeral storage is the scheduler’s', one({ 'ephemeral-storage': '1Gi' }), []],
    ['an extended resource', one(undefined, { 'nvidia.com/gpu': '1' }), [`extended-resource ${at}.limits.nvidia.com/gpu`]],
    [
      'half an extended resource',
      one(undefined, { 'nvidia.com/gpu': '500m' }),
      [`resource-invalid ${at}.limits.nvidia.com/gpu`, `extended-resource ${at}.limits.nvidia.com/gpu`],
    ],
    ['none of an extended resource', one(undefined, { 'nvidia.com/gpu': '0' }), []],
    [
      'a claim in use',
      { resourceClaims: [{ name: 'g' }], containers: [{ name: 'c', resources: { claims: [{ name: 'g' }] } }] },
      [`dra-unsupported ${at}.claims`],
    ],
    ['a claim of the pod', { resourceClaims: [{ name: 'g' }], containers: [{ name: 'c' }] }, ['dra-ignored spec.resourceClaims']],
    ['resources of the pod', { resources: { limits: { cpu: '2' } }, containers: [container()] }, ['pod-resources-approx spec.resources']],
    [
      'a container above the pod',
      { resources: { limits: { cpu: '1' } }, containers: [container({ cpu: '1' }, { cpu: '2' })] },
      [`pod-resources-conflict ${at}.limits.cpu`, 'pod-resources-approx spec.resources'],
    ],
    [
      'containers that request more than the pod',
      { resources: { requests: { cpu: '1' } }, containers: [container({ cpu: '600m' }), container({ cpu: '600m' })] },
      ['pod-resources-conflict spec.resources.requests.cpu', 'pod-resources-approx spec.resources'],
    ],
    [
      'a resource that pods cannot have',
      { resources: { limits: { 'ephemeral-storage': '1Gi' } }, containers: [container()] },
      ['resource-invalid spec.resources.limits.ephemeral-storage'],
    ],
  ];
  for (const [name, spec, codes] of cases)
    test(name, () => expect(found(runRule(resources, samplePod({ spec })).diagnostics)).toEqual(codes));
});
