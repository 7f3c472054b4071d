import { describe, expect, test } from 'vitest';
import { collector } from '../../../src/diagnostics/diagnostic.ts';
import type { PodSpec } from '../../../src/model/kubernetes.ts';
import type { ResolvedPod } from '../../../src/model/resolved-pod.ts';
import { namespaces } from '../../../src/translate/rules/namespaces.ts';
import { found, type PodSample, runRule, samplePod } from '../sample-pod.ts';

const pids = (pod: ResolvedPod) => pod.containers.map((container) => namespaces.container?.(container, pod, collector().report));
const findings = (spec: PodSpec) => found(runRule(namespaces, samplePod({ spec })).diagnostics);
const main = { containers: [{ name: 'c' }] };
const shared = { pid: '/run/podspec/ns/pid' };

describe('the process namespace', () => {
  const withInit = { initContainers: [{ name: 'i' }, { name: 's', restartPolicy: 'Always' }], ...main };
  const cases: readonly (readonly [string, PodSample, readonly object[]])[] = [
    ['one of its own', { spec: main }, [{}]],
    ['that of the host', { spec: { ...withInit, hostPID: true } }, [{ pid: 'host' }, { pid: 'host' }, { pid: 'host' }]],
    ['one for the pod, which init containers cannot join', { spec: { ...withInit, shareProcessNamespace: true } }, [{}, shared, shared]],
    [
      'a Job that runs on boot cannot join either',
      { kind: 'Job', spec: { ...main, shareProcessNamespace: true }, options: { jobMode: 'onboot' } },
      [{}],
    ],
  ];
  for (const [name, sample, expected] of cases) test(name, () => expect(pids(samplePod(sample))).toEqual(expected));
});

describe('the holder of a shared process namespace', () => {
  const holder = (spec: PodSpec, more: Partial<PodSample> = {}) =>
    runRule(namespaces, samplePod({ spec: { ...spec, shareProcessNamespace: true }, ...more })).parts.services ?? [];

  test('is a service that binds the namespace and does nothing', () => {
    expect(holder(main)).toMatchObject([
      {
        name: 'before-00-pause',
        image: 'docker.io/library/busybox:1.37.0',
        runtime: { bindNS: { pid: '/run/podspec/ns/pid' } },
        capabilities: [],
      },
    ]);
  });

  const sidecar = (name: string) => ({ name, restartPolicy: 'Always' });
  const names: readonly (readonly [string, PodSpec, string])[] = [
    ['sorts before containers', main, 'before-00-pause'],
    ['sorts before a first sidecar that would come earlier', { initContainers: [sidecar('logs')], ...main }, 'before-0-pause'],
    ['is not a sidecar of the same name', { initContainers: [sidecar('pause')], ...main }, 'before-0-pause'],
    ['keeps its name beside a later sidecar', { initContainers: [{ name: 'i' }, sidecar('logs')], ...main }, 'before-00-pause'],
  ];
  for (const [name, spec, expected] of names) test(name, () => expect(holder(spec).map((image) => image.name)).toEqual([expected]));

  test('is not there when nothing could join', () => expect(holder(main, { kind: 'Job', options: { jobMode: 'onboot' } })).toEqual([]));
});

describe('findings', () => {
  const cases: readonly (readonly [string, PodSpec, readonly string[]])[] = [
    ['host namespaces are exact', { ...main, hostPID: true, hostIPC: true, hostUsers: true }, []],
    [
      'shared and host processes',
      { ...main, hostPID: true, shareProcessNamespace: true },
      ['share-process-namespace-conflict spec.shareProcessNamespace'],
    ],
    ['a user namespace', { ...main, hostUsers: false }, ['host-users-ignored spec.hostUsers']],
    [
      'a user namespace with host namespaces',
      { ...main, hostUsers: false, hostNetwork: true, hostIPC: true },
      ['host-users-ignored spec.hostUsers', 'host-users-conflict spec.hostNetwork', 'host-users-conflict spec.hostIPC'],
    ],
    [
      'shared processes and an init container',
      { ...main, initContainers: [{ name: 'i' }], shareProcessNamespace: true },
      ['share-pid-onboot spec.shareProcessNamespace'],
    ],
    ['a runtime class', { ...main, runtimeClassName: 'gvisor' }, ['runtime-class-ignored spec.runtimeClassName']],
  ];
  for (const [name, spec, codes] of cases) test(name, () => expect(findings(spec)).toEqual(codes));

  test('a runtime class whose handler is runc asks for what happens anyway', () => {
    const pod = samplePod({ spec: { ...main, runtimeClassName: 'plain' } });
    const object = { manifest: pod.workload.manifest, value: { handler: 'runc' }, diagnostics: [] };
    const lookup = { ...pod.lookup, find: () => ({ status: 'found', object, namespaceAssumed: false }) } as ResolvedPod['lookup'];
    expect(runRule(namespaces, { ...pod, lookup }).diagnostics).toEqual([]);
  });
});
