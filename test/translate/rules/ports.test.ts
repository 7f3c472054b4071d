import { describe, expect, test } from 'vitest';
import type { Container, PodSpec } from '../../../src/model/kubernetes.ts';
import { ports } from '../../../src/translate/rules/ports.ts';
import { found, runRule, samplePod } from '../sample-pod.ts';

type Port = NonNullable<Container['ports']>[number];

const run = (spec: PodSpec, firewall = false) => found(runRule(ports, samplePod({ spec, options: { firewall } })).diagnostics);
const one = (...list: Port[]): PodSpec => ({ containers: [{ name: 'a', ports: list }] });
const two = (first: Port, second: Port, more: PodSpec = {}): PodSpec => ({
  containers: [
    { name: 'a', ports: [first] },
    { name: 'b', ports: [second] },
  ],
  ...more,
});

describe('what the API server refuses about ports', () => {
  test.each<[Port, string]>([
    [{}, 'containerPort'],
    [{ containerPort: 0 }, 'containerPort'],
    [{ containerPort: 65536 }, 'containerPort'],
    [{ containerPort: -1 }, 'containerPort'],
    [{ containerPort: 1, hostPort: 65536 }, 'hostPort'],
    [{ containerPort: 1, protocol: 'tcp' }, 'protocol'],
    [{ containerPort: 1, protocol: 'ICMP' }, 'protocol'],
    [{ containerPort: 1, hostIP: 'localhost' }, 'hostIP'],
    [{ containerPort: 1, name: 'sixteen-letters-' }, 'name'],
    [{ containerPort: 1, name: 'Http' }, 'name'],
    [{ containerPort: 1, name: '8080' }, 'name'],
    [{ containerPort: 1, name: 'a--b' }, 'name'],
    [{ containerPort: 1, name: '-a' }, 'name'],
    [{ containerPort: 1, name: 'a_b' }, 'name'],
  ])('%j', (port, field) => {
    expect(run(one(port), true)).toEqual([`invalid-port spec.containers.0.ports.0.${field}`]);
  });

  test.each<[Port]>([
    [{ containerPort: 65535, name: 'fifteen-letters', protocol: 'SCTP' }],
    [{ containerPort: 1, hostPort: 0, hostIP: '' }],
  ])('%j is fine', (port) => {
    expect(run(one(port))).toEqual([]);
  });

  test('a name may be used once in a container', () => {
    expect(run(one({ containerPort: 1, name: 'a' }, { containerPort: 2, name: 'a' }))).toEqual([
      'invalid-port spec.containers.0.ports.1.name',
    ]);
  });

  test('with hostNetwork a host port equals the container port', () => {
    const spec = { ...one({ containerPort: 80, hostPort: 8080 }), hostNetwork: true };
    expect(run(spec)).toEqual(['host-port-mismatch spec.containers.0.ports.0.hostPort']);
  });

  test.each<[string, PodSpec]>([
    ['the same number', two({ containerPort: 1, hostPort: 80 }, { containerPort: 2, hostPort: 80 })],
    ['container ports of the host network', two({ containerPort: 80 }, { containerPort: 80 }, { hostNetwork: true })],
    [
      'the same address',
      two({ containerPort: 1, hostPort: 80, hostIP: '10.0.0.1' }, { containerPort: 2, hostPort: 80, hostIP: '10.0.0.1' }),
    ],
  ])('a host port is used once: %s', (_name, spec) => {
    expect(run(spec, true)).toEqual(['duplicate-host-port spec.containers.1.ports.0']);
  });

  test.each<[string, PodSpec]>([
    ['protocols', two({ containerPort: 1, hostPort: 80 }, { containerPort: 2, hostPort: 80, protocol: 'UDP' })],
    ['addresses', two({ containerPort: 1, hostPort: 80, hostIP: '10.0.0.1' }, { containerPort: 2, hostPort: 80, hostIP: '10.0.0.2' })],
  ])('different %s do not clash', (_name, spec) => {
    expect(run(spec, true)).toEqual([]);
  });
});

describe('ports on one machine', () => {
  test('two containers that declare the same port clash', () => {
    expect(run(two({ containerPort: 80 }, { containerPort: 80 }))).toEqual(['port-clash spec.containers.1.ports.0']);
  });

  test('one container may declare a port twice', () => {
    expect(run(one({ containerPort: 80, name: 'a' }, { containerPort: 80, name: 'b' }))).toEqual([]);
  });

  test('an init container is gone when the others listen', () => {
    expect(run({ ...one({ containerPort: 80 }), initContainers: [{ name: 'i', ports: [{ containerPort: 80 }] }] })).toEqual([]);
  });

  test('a redirect and an address need the firewall', () => {
    const spec = one({ containerPort: 80, hostPort: 8080, hostIP: '10.0.0.1' });
    expect(run(spec)).toEqual([
      'host-port-redirect spec.containers.0.ports.0.hostPort',
      'host-ip-needs-firewall spec.containers.0.ports.0.hostIP',
    ]);
    expect(run(spec, true)).toEqual([]);
  });
});
