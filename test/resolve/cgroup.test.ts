import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Container, PodSpec } from '../../src/model/kubernetes.ts';
import { containerLimits, quotaOf, sharesOf } from '../../src/resolve/cgroup.ts';
import { samplePod } from '../translate/sample-pod.ts';

type List = Record<string, string | number>;
const container = (requests?: List, limits?: List): Container => ({
  name: 'c',
  resources: { ...(requests && { requests }), ...(limits && { limits }) },
});

function limitsOf(spec: PodSpec, options = {}) {
  const pod = samplePod({ spec, options });
  return pod.containers.map((one) => containerLimits(one.spec, pod));
}

const one = (requests?: List, limits?: List) => limitsOf({ containers: [container(requests, limits)] })[0];

describe('cpu', () => {
  const cases: readonly (readonly [string, List | undefined, List | undefined, number, number | undefined])[] = [
    ['nothing', undefined, undefined, 2, undefined],
    ['a limit is the request too', undefined, { cpu: '500m' }, 512, 50_000],
    ['a request alone', { cpu: '100m' }, undefined, 102, undefined],
    ['a request of zero stays zero', { cpu: '0' }, { cpu: 1 }, 2, 100_000],
    ['one thousandth', { cpu: '1m' }, undefined, 2, undefined],
    ['ten thousandths', { cpu: '10m' }, undefined, 10, undefined],
    ['a decimal number', { cpu: 0.1 }, undefined, 102, undefined],
    ['one and a half', undefined, { cpu: '1500m' }, 1536, 150_000],
    ['the smallest quota', undefined, { cpu: '2m' }, 2, 1000],
    ['the largest shares', { cpu: '1000' }, undefined, 262_144, undefined],
    ['a limit of zero is none', undefined, { cpu: '0' }, 2, undefined],
    ['less than a thousandth is rounded up', undefined, { cpu: '100.1m' }, 103, 10_100],
  ];
  for (const [name, requests, limits, cpuShares, cpuQuota] of cases) {
    test(name, () => expect(one(requests, limits)).toMatchObject({ cpuShares, cpuQuota }));
  }
});

describe('memory, bytes', () => {
  const cases: readonly (readonly [string, string | number, number | undefined])[] = [
    ['binary', '128Mi', 134_217_728],
    ['decimal', '128M', 128_000_000],
    ['thousandths are rounded up', '128m', 1],
    ['a number', 1024, 1024],
    ['zero is no limit', '0', undefined],
  ];
  for (const [name, memory, bytes] of cases) test(name, () => expect(one(undefined, { memory })?.memoryLimit).toBe(bytes));
});

describe('oom_score_adj', () => {
  const scores = (spec: PodSpec, options = {}) => limitsOf(spec, options).map(({ oomScoreAdj }) => oomScoreAdj);
  const guaranteed = container(undefined, { cpu: '1', memory: '1Gi' });
  const sidecar = (requests: List): Container => ({ ...container(requests), restartPolicy: 'Always' });
  const cases: readonly (readonly [string, PodSpec, object, readonly number[]])[] = [
    ['best effort', { containers: [container()] }, {}, [1000]],
    ['zero counts as nothing', { containers: [container({ cpu: '0', memory: '0' })] }, {}, [1000]],
    ['guaranteed, init containers included', { initContainers: [guaranteed], containers: [guaranteed] }, {}, [-997, -997]],
    ['an init container without limits spoils it', { initContainers: [container()], containers: [guaranteed] }, {}, [999, 3]],
    ['half of the machine', { containers: [container({ memory: '512Mi' })] }, {}, [500]],
    ['all of the machine', { containers: [container({ memory: '1Gi' })] }, {}, [3]],
    ['more than the machine', { containers: [container({ memory: '4Gi' })] }, {}, [3]],
    ['a larger machine', { containers: [container({ memory: '512Mi' })] }, { nodeMemory: '4Gi' }, [875]],
    ['no memory requested', { containers: [container({ cpu: '1' })] }, {}, [999]],
    ['node critical', { priorityClassName: 'system-node-critical', containers: [container()] }, {}, [-997]],
    ['cluster critical is not node critical', { priorityClassName: 'system-cluster-critical', containers: [container()] }, {}, [1000]],
    [
      'a sidecar is not killed before what it serves',
      { initContainers: [sidecar({ memory: '1Mi' })], containers: [container({ memory: '512Mi' })] },
      {},
      [500, 500],
    ],
    [
      'a sidecar that requests more keeps its score',
      { initContainers: [sidecar({ memory: '512Mi' })], containers: [container({ memory: '256Mi' })] },
      {},
      [500, 750],
    ],
    [
      'what the pod requests beyond its containers is shared',
      { resources: { requests: { memory: '512Mi' } }, containers: [container({ memory: '256Mi' }), container()] },
      {},
      [625, 875],
    ],
  ];
  for (const [name, spec, options, expected] of cases) test(name, () => expect(scores(spec, options)).toEqual(expected));

  test('a pod without main containers is no reason to fail', () => {
    expect(scores({ initContainers: [sidecar({ memory: '512Mi' })] })).toEqual([500]);
  });
});

describe('resources of the pod', () => {
  test('a container without a limit is held to that of the pod', () => {
    const [free, own] = limitsOf({
      resources: { limits: { cpu: '2', memory: '1Gi' } },
      containers: [container(), container(undefined, { cpu: '1' })],
    });
    expect(free).toMatchObject({ cpuQuota: 200_000, cpuShares: 2048, memoryLimit: 1 << 30 });
    expect(own).toMatchObject({ cpuQuota: 100_000, cpuShares: 1024, memoryLimit: 1 << 30 });
  });

  test('they decide the class of the pod', () => {
    const [limits] = limitsOf({ resources: { limits: { cpu: '1', memory: '1Gi' } }, containers: [container()] });
    expect(limits?.oomScoreAdj).toBe(-997);
  });
});

test('shares and quotas grow with the request and stay in bounds', () => {
  const milli = fc.bigInt({ min: 0n, max: 10n ** 9n });
  fc.assert(
    fc.property(milli, milli, (a, b) => {
      const [low, high] = a < b ? [a, b] : [b, a];
      expect(sharesOf(low)).toBeLessThanOrEqual(sharesOf(high));
      expect(sharesOf(low)).toBeGreaterThanOrEqual(2);
      expect(sharesOf(high)).toBeLessThanOrEqual(262_144);
      expect(quotaOf(low) ?? 0).toBeLessThanOrEqual(quotaOf(high) ?? 0);
      if (low > 0n) expect(quotaOf(low)).toBeGreaterThanOrEqual(1000);
    }),
  );
});
