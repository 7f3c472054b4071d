import { describe, expect, test } from 'vitest';
import type { PodSpec } from '../../src/model/kubernetes.ts';
import type { TranslateOptions } from '../../src/model/options.ts';
import { dnsPlan } from '../../src/translate/dns-plan.ts';
import { samplePod } from './sample-pod.ts';

function plan(spec: PodSpec, options: Partial<TranslateOptions> = {}) {
  return dnsPlan(samplePod({ spec: { containers: [], ...spec }, options }));
}

describe('resolv.conf', () => {
  test.each<[string, PodSpec, string]>([
    ['nameservers', { dnsConfig: { nameservers: ['1.1.1.1', '1.0.0.1'] } }, 'nameserver 1.1.1.1\nnameserver 1.0.0.1\n'],
    ['duplicates', { dnsConfig: { nameservers: ['1.1.1.1', '1.1.1.1'], searches: ['a', 'b', 'a'] } }, 'search a b\nnameserver 1.1.1.1\n'],
    [
      'options, the last of a name at the place of the first',
      {
        dnsConfig: {
          nameservers: ['1.1.1.1'],
          options: [{ name: 'ndots', value: '2' }, { name: 'edns0' }, { name: 'ndots', value: '3' }, { name: 'x', value: '' }],
        },
      },
      'nameserver 1.1.1.1\noptions ndots:3 edns0 x\n',
    ],
  ])('is baked for None: %s', (_name, spec, text) => {
    expect(plan({ dnsPolicy: 'None', ...spec })).toMatchObject({ kind: 'baked', text, clusterAbsent: false });
  });

  test.each<[PodSpec, boolean]>([
    [{}, true],
    [{ dnsPolicy: 'ClusterFirst' }, true],
    [{ dnsPolicy: 'ClusterFirst', hostNetwork: true }, false],
    [{ dnsPolicy: 'ClusterFirstWithHostNet', hostNetwork: true }, true],
    [{ dnsPolicy: 'Default' }, false],
  ])('is that of the machine for %j', (spec, clusterAbsent) => {
    expect(plan(spec)).toMatchObject({ kind: 'machine', clusterAbsent });
  });

  test('is baked with the search paths of the namespace when a cluster DNS is configured', () => {
    const spec = { dnsConfig: { searches: ['corp'], options: [{ name: 'ndots', value: '2' }] } };
    const text = 'search default.svc.c.l svc.c.l c.l corp\nnameserver 10.96.0.10\noptions ndots:2\n';
    expect(plan(spec, { clusterDNS: ['10.96.0.10'], clusterDomain: 'c.l' })).toMatchObject({ kind: 'baked', text });
  });

  test('is merged at boot when dnsConfig adds to what DHCP gives', () => {
    expect(plan({ dnsPolicy: 'Default', dnsConfig: { searches: ['corp'] } })).toMatchObject({ kind: 'merged', text: 'search corp\n' });
  });

  test('keeps the first three name servers and names the others', () => {
    const result = plan({ dnsConfig: { nameservers: ['1.1.1.1', '1.1.1.2'] } }, { clusterDNS: ['10.0.0.1', '10.0.0.2'] });
    expect(result.text.match(/nameserver .*/g)).toEqual(['nameserver 10.0.0.1', 'nameserver 10.0.0.2', 'nameserver 1.1.1.1']);
    expect(result.dropped).toEqual([{ what: 'name servers', dropped: ['1.1.1.2'] }]);
  });
});

describe('search paths beyond what resolvers read', () => {
  const searched = (searches: readonly string[]) => {
    const found = plan({ dnsPolicy: 'None', dnsConfig: { nameservers: ['1.1.1.1'], searches } });
    return found.kind === 'baked' ? [found.text.split('\n')[0]?.split(' ').length, found.dropped] : [];
  };
  const names = (count: number, length: number) => Array.from({ length: count }, (_, index) => String(index).padStart(length, 'a'));

  test('are dropped after the 32nd', () => {
    expect(searched(names(32, 2))).toEqual([33, []]);
    expect(searched(names(33, 2))).toEqual([33, [{ what: 'search paths', dropped: ['32'] }]]);
  });

  test('are dropped after 2,048 characters, the spaces between them counted', () => {
    // 8 names of 253 and one of k characters, with 8 spaces between them.
    expect(searched([...names(8, 253), 'k'.repeat(16)])).toEqual([10, []]);
    expect(searched([...names(8, 253), 'k'.repeat(17), 'k'])).toEqual([9, [{ what: 'search paths', dropped: ['k'.repeat(17), 'k'] }]]);
  });

  test('are left out when one alone has more than 253 characters', () => {
    expect(searched(['a'.repeat(254), 'b'])).toEqual([2, [{ what: 'search paths', dropped: ['a'.repeat(254)] }]]);
  });
});
