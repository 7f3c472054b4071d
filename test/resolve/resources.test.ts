import { describe, expect, test } from 'vitest';
import type { Container, LimitRange, PodSpec } from '../../src/model/kubernetes.ts';
import type { ResolvedPod } from '../../src/model/resolved-pod.ts';
import type { Amounts } from '../../src/resolve/amounts.ts';
import { aggregateRequest, resourcesOf } from '../../src/resolve/resources.ts';
import { samplePod } from '../translate/sample-pod.ts';

type List = Record<string, string>;
const container = (name: string, requests?: List, limits?: List): Container => ({
  name,
  resources: { ...(requests && { requests }), ...(limits && { limits }) },
});
const texts = (amounts: Amounts | undefined) => Object.fromEntries([...(amounts ?? [])].map(([name, { text }]) => [name, text]));

function withLimitRanges(spec: PodSpec, ...ranges: readonly LimitRange[]): ResolvedPod {
  const pod = samplePod({ spec });
  const objects = ranges.map((value, index) => ({ manifest: { ...pod.workload.manifest, name: `r${index}` }, value, diagnostics: [] }));
  return { ...pod, lookup: { ...pod.lookup, visible: (kind: string) => (kind === 'LimitRange' ? objects : []) } as ResolvedPod['lookup'] };
}

describe('the class of a pod', () => {
  const cases: readonly (readonly [string, readonly Container[], string])[] = [
    ['no resources', [container('a')], 'BestEffort'],
    ['only ephemeral storage', [container('a', undefined, { 'ephemeral-storage': '1Gi' })], 'BestEffort'],
    ['limits everywhere', [container('a', undefined, { cpu: '1', memory: '1Gi' })], 'Guaranteed'],
    ['equal amounts in other words', [container('a', { cpu: '1000m', memory: '1024Mi' }, { cpu: '1', memory: '1Gi' })], 'Guaranteed'],
    ['a request below its limit', [container('a', { cpu: '1', memory: '1Gi' }, { cpu: '2', memory: '1Gi' })], 'Burstable'],
    ['one container without limits', [container('a', undefined, { cpu: '1', memory: '1Gi' }), container('b')], 'Burstable'],
    ['a limit for memory alone', [container('a', undefined, { memory: '1Gi' })], 'Burstable'],
  ];
  for (const [name, containers, expected] of cases)
    test(name, () => expect(resourcesOf(samplePod({ spec: { containers } })).qos).toBe(expected));
});

test('a request that is missing is the limit', () => {
  const spec = { containers: [container('a', { cpu: '1' }, { cpu: '2', memory: '1Gi', 'vendor.com/gpu': '1' })] };
  const resources = [...resourcesOf(samplePod({ spec })).containers.values()];
  expect(resources.map(({ requests }) => texts(requests))).toEqual([{ cpu: '1', memory: '1Gi', 'vendor.com/gpu': '1' }]);
});

test('init containers run beside the sidecars that were started before them', () => {
  const sidecar = (name: string, cpu: string): Container => ({ ...container(name, { cpu }), restartPolicy: 'Always' });
  const sum = (spec: PodSpec) => aggregateRequest('cpu', spec, resourcesOf(samplePod({ spec })).containers);
  expect(
    sum({ initContainers: [container('i', { cpu: '3' })], containers: [container('a', { cpu: '1' }), container('b', { cpu: '1' })] }),
  ).toBe(3000n);
  expect(sum({ initContainers: [sidecar('s', '1'), container('i', { cpu: '3' })], containers: [container('a', { cpu: '1' })] })).toBe(
    4000n,
  );
  expect(sum({ initContainers: [sidecar('s', '1'), container('i', { cpu: '1' })], containers: [container('a', { cpu: '2' })] })).toBe(
    3000n,
  );
});

describe('requests of the pod', () => {
  const pod = (spec: PodSpec) => texts(resourcesOf(samplePod({ spec })).pod?.requests);
  test('default to what its containers request', () =>
    expect(pod({ resources: { limits: { cpu: '4', memory: '1Gi' } }, containers: [container('a', { cpu: '1500m' })] })).toEqual({
      cpu: '1500m',
      memory: '1Gi',
    }));
  test('stay as written', () =>
    expect(pod({ resources: { limits: { cpu: '4' }, requests: { cpu: '1' } }, containers: [container('a')] })).toEqual({ cpu: '1' }));
});

describe('a LimitRange', () => {
  const range = (item: object): LimitRange => ({ spec: { limits: [{ type: 'Container', ...item }] } });
  const after = (range_: LimitRange, resources: Container['resources']) => {
    const spec = { containers: [{ name: 'a', ...(resources && { resources }) }] };
    const [found] = resourcesOf(withLimitRanges(spec, range_)).containers.values();
    return { requests: texts(found?.requests), limits: texts(found?.limits) };
  };
  const cases: readonly (readonly [string, LimitRange, Container['resources'], object])[] = [
    [
      'gives limits and requests',
      range({ default: { cpu: '2' }, defaultRequest: { cpu: '1' } }),
      undefined,
      { limits: { cpu: '2' }, requests: { cpu: '1' } },
    ],
    ['a default limit is a default request', range({ default: { cpu: '2' } }), undefined, { limits: { cpu: '2' }, requests: { cpu: '2' } }],
    ['the maximum is a default limit', range({ max: { cpu: '2' } }), undefined, { limits: { cpu: '2' }, requests: { cpu: '2' } }],
    ['the minimum is a default request', range({ min: { cpu: '1' } }), undefined, { limits: {}, requests: { cpu: '1' } }],
    [
      'leaves what is written',
      range({ default: { cpu: '2' } }),
      { limits: { cpu: '3' } },
      { limits: { cpu: '3' }, requests: { cpu: '3' } },
    ],
    [
      'for pods says nothing of containers',
      { spec: { limits: [{ type: 'Pod', max: { cpu: '1' } }] } },
      undefined,
      { limits: {}, requests: {} },
    ],
  ];
  for (const [name, value, resources, expected] of cases) test(name, () => expect(after(value, resources)).toEqual(expected));

  test('is named with the containers that it gave something', () => {
    const spec = { containers: [container('a'), container('b', { cpu: '1' }, { cpu: '1' })] };
    const { limitRanges } = resourcesOf(withLimitRanges(spec, range({ default: { cpu: '1' } }), range({ default: { cpu: '2' } })));
    expect(limitRanges.map(({ manifest, containers }) => [manifest.name, containers.map((one) => one.name)])).toEqual([['r0', ['a']]]);
  });
});
