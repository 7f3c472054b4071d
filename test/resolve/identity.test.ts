import { describe, expect, test } from 'vitest';
import { checkIdentity, hasSyntheticName, kernelHostname, podUID } from '../../src/resolve/identity.ts';
import { codesOf, reporting, type Sample, samplePod } from './sample.ts';

const long = 'a'.repeat(70);

describe('the name of the pod', () => {
  test.each<[string, Sample, string, boolean]>([
    ['a Pod', {}, 'p', false],
    ['a Pod with generateName', { metadata: { generateName: 'p-' } }, 'p-0', true],
    ['a Pod with generateName and a suffix', { metadata: { generateName: 'p-' }, options: { podSuffix: 'x9' } }, 'p-x9', true],
    ['a Pod in spite of podName', { options: { podName: 'other' } }, 'p', false],
    ['a Deployment', { kind: 'Deployment', metadata: { name: 'web' } }, 'web', true],
    ['a Deployment with podName', { kind: 'Deployment', metadata: { name: 'web' }, options: { podName: 'web-abc' } }, 'web-abc', false],
    ['a StatefulSet', { kind: 'StatefulSet', metadata: { name: 'db' } }, 'db-0', false],
    [
      'a StatefulSet with ordinals.start',
      { kind: 'StatefulSet', metadata: { name: 'db' }, wrapper: { ordinals: { start: 4 } } },
      'db-4',
      false,
    ],
    ['a StatefulSet with an ordinal', { kind: 'StatefulSet', metadata: { name: 'db' }, options: { ordinal: 2 } }, 'db-2', false],
    ['a Job', { kind: 'Job', metadata: { name: 'j' }, job: {} }, 'j', true],
    ['an indexed Job', { kind: 'Job', metadata: { name: 'j' }, job: { completionMode: 'Indexed' }, options: { index: 3 } }, 'j-3-0', true],
  ])('%s', (_, sample, name, synthetic) => {
    const pod = samplePod(sample);
    expect(pod.name).toBe(name);
    expect(hasSyntheticName(pod)).toBe(synthetic);
  });
});

describe('host name and FQDN', () => {
  test.each<[string, Sample, string, string]>([
    ['of the pod', {}, 'p', ''],
    ['of the spec', { spec: { hostname: 'h' } }, 'h', ''],
    ['with a subdomain', { spec: { hostname: 'h', subdomain: 's' } }, 'h', 'h.s.default.svc.cluster.local'],
    ['with another domain', { spec: { subdomain: 's' }, options: { clusterDomain: 'corp' } }, 'p', 'p.s.default.svc.corp'],
    ['overridden', { spec: { hostname: 'h', subdomain: 's', hostnameOverride: 'a.b' } }, 'a.b', ''],
    [
      'of a StatefulSet, whatever the template says',
      { kind: 'StatefulSet', metadata: { name: 'db' }, wrapper: { serviceName: 'dbs' }, spec: { hostname: 'h', subdomain: 's' } },
      'db-0',
      'db-0.dbs.default.svc.cluster.local',
    ],
    ['of an indexed Job', { kind: 'Job', metadata: { name: 'j' }, job: { completionMode: 'Indexed' }, spec: { hostname: 'h' } }, 'j-0', ''],
    ['cut to a label', { metadata: { name: long } }, 'a'.repeat(63), ''],
    ['cut before a dash', { metadata: { name: `${'a'.repeat(61)}-.${long}` } }, 'a'.repeat(61), ''],
  ])('%s', (_, sample, hostname, fqdn) => {
    expect(samplePod(sample)).toMatchObject({ hostname, fqdn });
  });

  test('the kernel gets the FQDN with setHostnameAsFQDN and a subdomain', () => {
    expect(kernelHostname(samplePod({ spec: { subdomain: 's', setHostnameAsFQDN: true } }))).toBe('p.s.default.svc.cluster.local');
    expect(kernelHostname(samplePod({ spec: { setHostnameAsFQDN: true } }))).toBe('p');
    expect(kernelHostname(samplePod({ spec: { subdomain: 's' } }))).toBe('p');
  });
});

describe('labels and annotations', () => {
  test('a StatefulSet adds name and index', () => {
    const { labels } = samplePod({ kind: 'StatefulSet', metadata: { name: 'db' }, template: { labels: { app: 'x' } } });
    expect(labels).toEqual({ app: 'x', 'statefulset.kubernetes.io/pod-name': 'db-0', 'apps.kubernetes.io/pod-index': '0' });
  });

  test('an indexed Job adds its name and the index', () => {
    const { labels, annotations } = samplePod({ kind: 'Job', metadata: { name: 'j' }, job: { completionMode: 'Indexed' } });
    expect(labels).toEqual({
      'batch.kubernetes.io/job-name': 'j',
      'job-name': 'j',
      'batch.kubernetes.io/job-completion-index': '0',
    });
    expect(annotations).toEqual({ 'batch.kubernetes.io/job-completion-index': '0' });
  });

  test('labels of the workload itself are not those of its pod', () => {
    expect(samplePod({ kind: 'Deployment', metadata: { name: 'web', labels: { own: 'x' } } }).labels).toEqual({});
  });
});

describe('the UID', () => {
  test('is that of the manifest for a Pod only', () => {
    expect(podUID(samplePod({ metadata: { name: 'p', uid: 'given' } }))).toBe('given');
    expect(podUID(samplePod({ kind: 'Deployment', metadata: { name: 'p', uid: 'given' } }))).not.toBe('given');
  });

  test('is otherwise a UUID of version 5 that depends on kind and name', () => {
    const uid = podUID(samplePod());
    expect(uid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(podUID(samplePod())).toBe(uid);
    expect(podUID(samplePod({ metadata: { name: 'q' } }))).not.toBe(uid);
    expect(podUID(samplePod({ kind: 'Deployment', metadata: { name: 'p' } }))).not.toBe(uid);
  });
});

describe('what is refused', () => {
  test.each<[string, Sample, readonly string[]]>([
    ['a good host name', { spec: { hostname: 'h-1', subdomain: 's' } }, []],
    ['an upper-case host name', { spec: { hostname: 'H' } }, ['invalid-hostname']],
    ['a host name with a dot', { spec: { hostname: 'a.b' } }, ['invalid-hostname']],
    ['a host name of 64 characters', { spec: { hostname: 'a'.repeat(64) } }, ['invalid-hostname']],
    ['a bad subdomain', { spec: { subdomain: '-s' } }, ['invalid-hostname']],
    ['an override with dots', { spec: { hostnameOverride: 'a.b' } }, []],
    ['an override of 65 characters', { spec: { hostnameOverride: 'a'.repeat(65) } }, ['invalid-hostname']],
    [
      'an override with setHostnameAsFQDN and hostNetwork',
      { spec: { hostnameOverride: 'a', setHostnameAsFQDN: true, hostNetwork: true } },
      ['hostname-override-conflict', 'hostname-override-conflict'],
    ],
    [
      'an FQDN of 64 characters',
      { metadata: { name: 'a'.repeat(64 - '.s.default.svc.cluster.local'.length) }, spec: { subdomain: 's', setHostnameAsFQDN: true } },
      [],
    ],
    [
      'case 195: an FQDN of 65 characters',
      { metadata: { name: 'a'.repeat(65 - '.s.default.svc.cluster.local'.length) }, spec: { subdomain: 's', setHostnameAsFQDN: true } },
      ['fqdn-too-long'],
    ],
    [
      'an ordinal beyond the replicas',
      { kind: 'StatefulSet', wrapper: { replicas: 2 }, options: { ordinal: 2 } },
      ['ordinal-out-of-range'],
    ],
    ['the last ordinal', { kind: 'StatefulSet', wrapper: { replicas: 2 }, options: { ordinal: 1 } }, []],
    [
      'an index beyond the completions',
      { kind: 'Job', job: { completionMode: 'Indexed', completions: 3 }, options: { index: 3 } },
      ['index-out-of-range'],
    ],
  ])('%s', (_, sample, codes) => {
    expect(codesOf(reporting((report) => checkIdentity(samplePod(sample), report)).diagnostics)).toEqual(codes);
  });
});
