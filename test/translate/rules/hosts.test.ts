import { describe, expect, test } from 'vitest';
import { hosts } from '../../../src/translate/rules/hosts.ts';
import { baked, found, type PodSample, runRule, samplePod } from '../sample-pod.ts';

const containers = [{ name: 'a', image: 'i' }];
const head = [
  '# Kubernetes-managed hosts file.',
  '127.0.0.1\tlocalhost',
  '::1\tlocalhost ip6-localhost ip6-loopback',
  'fe00::0\tip6-localnet',
  'fe00::0\tip6-mcastprefix',
  'fe00::1\tip6-allnodes',
  'fe00::2\tip6-allrouters',
];

function lines(sample: PodSample): readonly string[] {
  return baked(runRule(hosts, samplePod(sample)).parts, 'podspec/etc/hosts').split('\n');
}

describe('/etc/hosts', () => {
  test('has the line of the pod with a loopback address while the real one is unknown', () => {
    expect(lines({ spec: { containers } })).toEqual([...head, '127.0.1.1\tp', '']);
    expect(found(runRule(hosts, samplePod({ spec: { containers } })).diagnostics)).toEqual(['hosts-loopback spec']);
  });

  test('names the long form first', () => {
    const fqdn = 'p.db.default.svc.cluster.local';
    expect(lines({ spec: { containers }, fqdn })).toEqual([...head, `127.0.1.1\t${fqdn}\tp`, '']);
  });

  test('has one line per known address', () => {
    const sample: PodSample = { spec: { containers }, options: { podIPs: ['10.0.0.2', 'fd00::2'] } };
    expect(lines(sample)).toEqual([...head, '10.0.0.2\tp', 'fd00::2\tp', '']);
    expect(runRule(hosts, samplePod(sample)).diagnostics).toEqual([]);
  });

  test('leaves the address to podspec-patch when the pod needs that helper anyway', () => {
    const sample: PodSample = { spec: { containers }, env: { a: { IP: '__PODSPEC_POD_IP__' } } };
    expect(lines(sample)).toEqual([...head, '__PODSPEC_POD_IP__\tp', '']);
    expect(runRule(hosts, samplePod(sample)).diagnostics).toEqual([]);
  });

  test('ends with the aliases, one line each, duplicates kept', () => {
    const hostAliases = [{ ip: '10.0.0.9', hostnames: ['db.local', 'db'] }, { ip: '10.0.0.9', hostnames: ['db'] }, { ip: '10.0.0.10' }];
    const added = ['', '# Entries added by HostAliases.', '10.0.0.9\tdb.local\tdb', '10.0.0.9\tdb', '10.0.0.10\t', ''];
    expect(lines({ spec: { containers, hostAliases } })).toEqual([...head, '127.0.1.1\tp', ...added]);
  });

  test('is that of the machine with hostNetwork, without a line of the pod', () => {
    const spec = { containers, hostNetwork: true, hostAliases: [{ ip: '::9', hostnames: ['db'] }] };
    const text = lines({ spec });
    expect(text[0]).toBe('# Kubernetes-managed hosts file (host network).');
    expect(text.slice(-4)).toEqual(['', '# Entries added by HostAliases.', '::9\tdb', '']);
    expect(text.some((line) => line.endsWith('\tp'))).toBe(false);
    expect(runRule(hosts, samplePod({ spec })).diagnostics).toEqual([]);
  });

  test.each([
    [{ ip: '10.0.0.256', hostnames: ['a'] }, ['invalid-ip spec.hostAliases.0.ip']],
    [{ ip: '010.0.0.1', hostnames: ['a'] }, ['invalid-ip spec.hostAliases.0.ip']],
    [{ hostnames: ['a'] }, ['invalid-ip spec.hostAliases.0.ip']],
    [
      { ip: '10.0.0.1', hostnames: ['ok', 'Not_ok', ''] },
      ['invalid-hostname spec.hostAliases.0.hostnames.1', 'invalid-hostname spec.hostAliases.0.hostnames.2'],
    ],
    [{ ip: 'fe80::1', hostnames: ['a.b-c.d'] }, []],
  ])('checks the alias %j', (alias, expected) => {
    const { diagnostics } = runRule(hosts, samplePod({ spec: { containers, hostAliases: [alias], hostNetwork: true } }));
    expect(found(diagnostics)).toEqual(expected);
  });
});
