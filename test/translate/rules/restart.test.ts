import { describe, expect, test } from 'vitest';
import type { Container, PodSpec } from '../../../src/model/kubernetes.ts';
import type { WorkloadKind } from '../../../src/model/workload.ts';
import { initContainers } from '../../../src/translate/rules/init-containers.ts';
import { restart } from '../../../src/translate/rules/restart.ts';
import { found, runRule, samplePod } from '../sample-pod.ts';

const run = (spec: PodSpec, kind: WorkloadKind = 'Pod') =>
  found(runRule(restart, samplePod({ spec: { containers: [{ name: 'a' }], ...spec }, kind })).diagnostics);

describe('restart policy', () => {
  test.each<[WorkloadKind, string | undefined, readonly string[]]>([
    ['Pod', undefined, ['restart-policy-unenforced spec.restartPolicy']],
    ['Pod', 'Always', ['restart-policy-unenforced spec.restartPolicy']],
    ['Pod', 'OnFailure', ['restart-policy-unenforced spec.restartPolicy']],
    ['Pod', 'Never', []],
    ['Pod', 'never', ['restart-policy-invalid spec.restartPolicy']],
    ['Deployment', 'Never', ['restart-policy-invalid spec.restartPolicy']],
    ['StatefulSet', 'Always', ['restart-policy-unenforced spec.restartPolicy']],
    ['Job', undefined, ['restart-policy-invalid spec.restartPolicy']],
    ['Job', 'OnFailure', ['restart-policy-unenforced spec.restartPolicy']],
    ['CronJob', 'Never', []],
  ])('of a %s: %s', (kind, policy, expected) => {
    expect(run(policy === undefined ? {} : { restartPolicy: policy }, kind)).toEqual(expected);
  });

  test.each<[string, Container, readonly string[]]>([
    ['Never', { restartPolicy: 'Never' }, []],
    [
      'OnFailure',
      { restartPolicy: 'OnFailure' },
      ['container-restart-policy-ignored spec.containers.0.restartPolicy', 'restart-policy-unenforced spec.restartPolicy'],
    ],
    [
      'a word that is none',
      { restartPolicy: 'Sometimes' },
      ['restart-policy-invalid spec.containers.0.restartPolicy', 'restart-policy-unenforced spec.restartPolicy'],
    ],
    [
      'rules',
      { restartPolicy: 'Never', restartPolicyRules: [{ action: 'Restart' }] },
      ['restart-rules-ignored spec.containers.0.restartPolicyRules'],
    ],
  ])('of a container: %s', (_name, container, expected) => {
    expect(run({ containers: [{ name: 'a', ...container }] })).toEqual(expected);
  });
});

describe('init containers and sidecars', () => {
  const init = (name: string): Container => ({ name });
  const sidecar = (name: string): Container => ({ name, restartPolicy: 'Always' });

  test.each<[string, readonly Container[], readonly string[]]>([
    ['none', [], []],
    ['two init containers', [init('a'), init('b')], ['init-failure-not-enforced spec.initContainers']],
    ['a sidecar', [sidecar('s')], ['sidecar-order spec.initContainers']],
    [
      'a sidecar after an init container',
      [init('a'), sidecar('s')],
      ['init-failure-not-enforced spec.initContainers', 'sidecar-order spec.initContainers'],
    ],
    [
      'a sidecar before an init container',
      [sidecar('s'), init('a')],
      [
        'init-failure-not-enforced spec.initContainers',
        'sidecar-order spec.initContainers',
        'sidecar-needed-by-init spec.initContainers.0.restartPolicy',
      ],
    ],
  ])('%s', (_name, list, expected) => {
    expect(found(runRule(initContainers, samplePod({ spec: { initContainers: list, containers: [] } })).diagnostics)).toEqual(expected);
  });
});
