import { describe, expect, test } from 'vitest';
import type { PodSpec } from '../../../src/model/kubernetes.ts';
import { scheduling } from '../../../src/translate/rules/scheduling.ts';
import { found, runRule, samplePod } from '../sample-pod.ts';

const run = (spec: PodSpec) => runRule(scheduling, samplePod({ spec: { containers: [{ name: 'c' }], ...spec } })).diagnostics;

describe('findings', () => {
  const cases: readonly (readonly [string, PodSpec, readonly string[]])[] = [
    ['nothing said', {}, []],
    ['what every cluster does', { schedulerName: 'default-scheduler', nodeSelector: {}, tolerations: [] }, []],
    [
      'one info for all fields',
      { tolerations: [{ key: 'a' }], nodeSelector: { a: 'b' }, priority: 0 },
      ['scheduling-ignored spec.nodeSelector'],
    ],
    [
      'resizing',
      { containers: [{ name: 'c', resizePolicy: [{ resourceName: 'cpu' }] }] },
      ['scheduling-ignored spec.containers.0.resizePolicy'],
    ],
    ['gates', { schedulingGates: [{ name: 'a' }] }, ['scheduling-gated spec.schedulingGates']],
    ['readiness', { readinessGates: [{ conditionType: 'a' }] }, ['readiness-ignored spec.readinessGates']],
  ];
  for (const [name, spec, codes] of cases) test(name, () => expect(found(run(spec))).toEqual(codes));
});

test('the info names the fields', () => {
  const [info] = run({ affinity: { nodeAffinity: {} }, overhead: { cpu: '1' }, preemptionPolicy: 'Never' });
  expect(info?.message).toContain('affinity, preemptionPolicy, overhead');
});
