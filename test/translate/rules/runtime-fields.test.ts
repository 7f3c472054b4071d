import { describe, expect, test } from 'vitest';
import { runtimeFields } from '../../../src/translate/rules/runtime-fields.ts';
import { found, type PodSample, runRule, samplePod } from '../sample-pod.ts';

const run = (sample: Partial<PodSample>) => runRule(runtimeFields, samplePod({ spec: { containers: [{ name: 'a' }] }, ...sample }));

describe('podspec-patch', () => {
  test.each<[string, Partial<PodSample>]>([
    ['env', { env: { a: { URL: 'http://__PODSPEC_POD_IP__:80' } } }],
    ['the command', { spec: { containers: [{ name: 'a', command: ['x', '--node=__PODSPEC_NODE_NAME__'] }] } }],
    [
      'env of an init container',
      { spec: { containers: [], initContainers: [{ name: 'i' }] }, env: { i: { IPS: '__PODSPEC_HOST_IPS__' } } },
    ],
  ])('is there when a token occurs in %s', (_name, sample) => {
    const { parts, diagnostics } = run(sample);
    expect(parts.onboot?.map(({ name }) => name)).toEqual(['podspec-patch']);
    expect(diagnostics.map(({ code }) => code)).toEqual(['runtime-patch']);
  });

  test.each<[string, Partial<PodSample>]>([
    ['nothing needs it', { env: { a: { A: '__PODSPEC_OTHER__', B: 'PODSPEC_POD_IP' } } }],
    ['values are to be placeholders', { env: { a: { A: '__PODSPEC_POD_IP__' } }, options: { runtimeFields: 'placeholder' } }],
  ])('is absent when %s', (_name, sample) => {
    expect(run(sample)).toEqual({ parts: {}, diagnostics: [] });
  });

  test('sees the whole machine and makes its mounts visible there', () => {
    expect(run({ env: { a: { A: '__PODSPEC_POD_IP__' } } }).parts.onboot).toMatchObject([
      {
        command: ['/bin/sh', '/host/podspec/bin/patch.sh', '/podspec/etc/hosts'],
        capabilities: ['CAP_SYS_ADMIN'],
        rootfsPropagation: 'rshared',
        mounts: [{ type: 'bind', source: '/', destination: '/host', options: ['rbind', 'rshared', 'rw'] }],
      },
    ]);
  });

  test('names the fields and the containers once', () => {
    const sample = {
      spec: { containers: [{ name: 'a' }, { name: 'b' }] },
      env: { a: { A: '__PODSPEC_POD_IP__' }, b: { A: '__PODSPEC_NODE_NAME__' } },
    };
    expect(run(sample).diagnostics.map(({ message }) => message)).toEqual([
      'podspec-patch fills in spec.nodeName, status.podIP at boot for container "a", container "b"',
    ]);
    expect(found(run(sample).diagnostics)).toEqual(['runtime-patch spec.containers.0.env']);
  });
});
