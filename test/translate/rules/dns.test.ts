import { describe, expect, test } from 'vitest';
import type { PodSpec } from '../../../src/model/kubernetes.ts';
import { dns } from '../../../src/translate/rules/dns.ts';
import { baked, found, runRule, samplePod } from '../sample-pod.ts';

const run = (spec: PodSpec) => runRule(dns, samplePod({ spec: { containers: [{ name: 'a' }], ...spec } }));

describe('what the API server refuses about DNS', () => {
  test.each<[string, PodSpec, readonly string[]]>([
    ['an unknown policy', { dnsPolicy: 'clusterFirst' }, ['dnsPolicy']],
    ['None without dnsConfig', { dnsPolicy: 'None' }, ['dnsPolicy']],
    ['None without a name server', { dnsPolicy: 'None', dnsConfig: { searches: ['a'] } }, ['dnsConfig.nameservers']],
    [
      'four name servers',
      { dnsPolicy: 'None', dnsConfig: { nameservers: ['1.1.1.1', '1.1.1.2', '1.1.1.3', '1.1.1.4'] } },
      ['dnsConfig.nameservers'],
    ],
    ['a name server that is a name', { dnsPolicy: 'None', dnsConfig: { nameservers: ['dns.example'] } }, ['dnsConfig.nameservers.0']],
    ['33 search paths', { dnsConfig: { searches: Array.from({ length: 33 }, (_, index) => `s${index}`) } }, ['dnsConfig.searches']],
    [
      '2049 characters',
      { dnsConfig: { searches: Array.from({ length: 25 }, (_, index) => `s${String(index).padStart(80, '0')}`) } },
      ['dnsConfig.searches'],
    ],
    ['a search path with a blank', { dnsConfig: { searches: ['a b'] } }, ['dnsConfig.searches.0']],
    ['an option without a name', { dnsConfig: { options: [{ value: '2' }] } }, ['dnsConfig.options.0.name']],
    ['an option that would add a line', { dnsConfig: { options: [{ name: 'x\nnameserver', value: '6.6.6.6' }] } }, ['dnsConfig.options.0']],
  ])('%s', (_name, spec, paths) => {
    expect(found(run(spec).diagnostics)).toEqual(paths.map((path) => `invalid-dns spec.${path}`));
  });

  test.each(['.', 'a.', '_tcp.example', 'a_b.c'])('the search path %j is fine', (search) => {
    expect(found(run({ dnsPolicy: 'None', dnsConfig: { nameservers: ['1.1.1.1'], searches: [search] } }).diagnostics)).toEqual([]);
  });
});

describe('the helper podspec-dns', () => {
  test('gets the additions as a file and writes where the containers bind from', () => {
    const { parts, diagnostics } = run({ dnsConfig: { searches: ['corp'], options: [{ name: 'edns0' }] } });
    expect(found(diagnostics)).toEqual(['cluster-dns-absent spec.dnsPolicy', 'dns-merge-runtime spec.dnsConfig']);
    expect(baked(parts, 'podspec/etc/dns-config')).toBe('search corp\noptions edns0\n');
    expect(parts.onboot?.map(({ name, command }) => [name, command])).toEqual([
      ['podspec-dns', ['/bin/sh', '/podspec/bin/resolv.sh', '/etc/resolv.conf', '/podspec/etc/dns-config', '/run/podspec/etc/resolv.conf']],
    ]);
  });

  test('is absent when nothing is added', () => {
    expect(run({}).parts.onboot).toBeUndefined();
  });
});
