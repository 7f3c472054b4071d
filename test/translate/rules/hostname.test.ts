import { expect, test } from 'vitest';
import { hostname } from '../../../src/translate/rules/hostname.ts';
import { baked, found, type PodSample, runRule, samplePod } from '../sample-pod.ts';

const fqdn = 'h.s.default.svc.cluster.local';

test.each<[string, PodSample, string, readonly string[]]>([
  ['the name of the pod', { spec: {} }, 'p\n', []],
  ['hostname', { spec: { hostname: 'h' } }, 'h\n', []],
  ['the short name, though there is a long one', { spec: { hostname: 'h' }, fqdn }, 'h\n', ['cluster-domain-assumed spec.subdomain']],
  ['the long name', { spec: { hostname: 'h', setHostnameAsFQDN: true }, fqdn }, `${fqdn}\n`, ['cluster-domain-assumed spec.subdomain']],
  [
    'a long name in a known domain',
    { spec: { setHostnameAsFQDN: true }, fqdn: 'h.s.default.svc.c', options: { clusterDomain: 'c' } },
    'h.s.default.svc.c\n',
    [],
  ],
  ['setHostnameAsFQDN without a subdomain', { spec: { hostname: 'h', setHostnameAsFQDN: true } }, 'h\n', []],
])('the machine is called by %s', (_name, sample, contents, expected) => {
  const { parts, diagnostics } = runRule(hostname, samplePod(sample));
  expect(baked(parts, 'etc/hostname')).toBe(contents);
  expect(found(diagnostics)).toEqual(expected);
});
