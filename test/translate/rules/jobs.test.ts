import { describe, expect, test } from 'vitest';
import type { PodSpec } from '../../../src/model/kubernetes.ts';
import type { TranslateOptions } from '../../../src/model/options.ts';
import type { WorkloadKind } from '../../../src/model/workload.ts';
import { jobs } from '../../../src/translate/rules/jobs.ts';
import { found, runRule, samplePod } from '../sample-pod.ts';

const run = (kind: WorkloadKind, options: Partial<TranslateOptions>, spec: PodSpec = {}) =>
  runRule(jobs, samplePod({ kind, options, spec: { containers: [{ name: 'a' }], ...spec } }));

describe('Jobs', () => {
  test('run as services unless told otherwise, and nothing ends the machine', () => {
    expect(found(run('Job', {}).diagnostics)).toEqual(['job-does-not-power-off spec']);
    expect(found(run('CronJob', {}).diagnostics)).toEqual(['job-does-not-power-off spec']);
    expect(found(run('Pod', {}).diagnostics)).toEqual([]);
  });

  test('in onboot may be followed by the end of the machine', () => {
    const { parts, diagnostics } = run('Job', { jobMode: 'onboot', poweroff: true });
    expect(diagnostics).toEqual([]);
    expect(parts.lateOnboot).toMatchObject([{ name: 'podspec-poweroff', pid: 'host', capabilities: ['CAP_SYS_BOOT'] }]);
    expect(run('Job', { jobMode: 'onboot' }).parts).toEqual({});
  });

  test.each<[string, PodSpec]>([
    ['two containers', { containers: [{ name: 'a' }, { name: 'b' }] }],
    ['a sidecar', { initContainers: [{ name: 's', restartPolicy: 'Always' }] }],
  ])('in onboot cannot have %s', (_name, spec) => {
    expect(found(run('Job', { jobMode: 'onboot' }, spec).diagnostics)).toEqual(['job-needs-one-container spec.containers']);
  });

  test.each<[number, string]>([
    [600, 'active-deadline-ignored spec.activeDeadlineSeconds'],
    [0, 'invalid-duration spec.activeDeadlineSeconds'],
  ])('a deadline of %i seconds', (activeDeadlineSeconds, expected) => {
    expect(found(run('Pod', {}, { activeDeadlineSeconds }).diagnostics)).toEqual([expected]);
  });
});
