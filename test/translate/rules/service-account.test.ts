import { expect, test } from 'vitest';
import type { Container, PodSpec } from '../../../src/model/kubernetes.ts';
import { serviceAccount } from '../../../src/translate/rules/service-account.ts';
import { found, runRule, samplePod } from '../sample-pod.ts';

const findings = (spec: PodSpec) => found(runRule(serviceAccount, samplePod({ spec })).diagnostics);

test.each<[string, PodSpec, readonly string[]]>([
  ['nothing asks for one', { containers: [{ name: 'a', command: ['run'] }] }, []],
  ['the field says false', { automountServiceAccountToken: false }, []],
  ['the field says true', { automountServiceAccountToken: true }, ['no-api-server spec.automountServiceAccountToken']],
])('an API server: %s', (_, spec, expected) => {
  expect(findings(spec)).toEqual(expected);
});

test.each<[string, Container]>([
  ['command.1', { command: ['sh', 'cat /var/run/secrets/kubernetes.io/serviceaccount/token'] }],
  ['args.0', { args: ['https://$(KUBERNETES_SERVICE_HOST):443'] }],
  ['env.0.value', { env: [{ name: 'A', value: '/var/run/secrets/kubernetes.io/serviceaccount' }] }],
])('%s of the second container speaks of one', (path, container) => {
  expect(findings({ containers: [{ name: 'a' }, { name: 'b', ...container }] })).toEqual([`no-api-server spec.containers.1.${path}`]);
});
