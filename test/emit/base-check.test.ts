import { describe, expect, test } from 'vitest';
import { collector } from '../../src/diagnostics/diagnostic.ts';
import { checkAgainstBase, disksOf } from '../../src/emit/base-check.ts';
import { parseBase } from '../../src/emit/parse-base.ts';
import type { LinuxKitConfig } from '../../src/model/linuxkit.ts';
import { found, type PodSample, samplePod } from '../translate/sample-pod.ts';

const machine = 'kernel: {image: k}\ninit: [i]\nonboot: [{name: dhcpcd, image: "linuxkit/dhcpcd:1"}]\n';
const nothing: LinuxKitConfig = { onboot: [], onshutdown: [], services: [{ name: 'container-a', image: 'i' }], volumes: [], files: [] };

interface Given {
  readonly bases: readonly string[];
  readonly app?: Partial<LinuxKitConfig>;
  readonly pod?: Partial<PodSample>;
  readonly standalone?: boolean;
}

function check({ bases, app = {}, pod: sample = {}, standalone = false }: Given): readonly string[] {
  const { diagnostics, report } = collector();
  const files = bases.flatMap((text, index) => parseBase({ path: `base${index}.yml`, text }, report) ?? []);
  const pod = samplePod({ spec: { containers: [{ name: 'a' }] }, ...sample });
  checkAgainstBase(pod, () => ({ ...nothing, ...app }), files, standalone, report);
  return found(diagnostics);
}

describe('names', () => {
  test.each<[string, Given, readonly string[]]>([
    ['nothing without a base', { bases: [] }, []],
    ['nothing with a base that fits', { bases: [machine] }, []],
    ['a service of the base', { bases: [`${machine}services: [{name: container-a, image: i}]\n`] }, ['base-service-clash spec']],
    [
      'services of two bases',
      { bases: [`${machine}services: [{name: s, image: i}]\n`, 'services: [{name: s, image: i}]\n'] },
      ['base-service-clash spec'],
    ],
    ['an onboot entry may have any name', { bases: [`${machine}onshutdown: [{name: container-a, image: i}]\n`] }, []],
    ['volumes of the base', { bases: [`${machine}volumes: [{name: v}]\n`] }, ['base-volumes-lost spec']],
    ['volumes in one file', { bases: [`${machine}volumes: [{name: v}]\n`], standalone: true }, []],
    [
      'a volume of both',
      { bases: [`${machine}volumes: [{name: v}]\n`], app: { volumes: [{ name: 'v', image: 'i', readonly: true }] }, standalone: true },
      ['base-volume-clash spec'],
    ],
    [
      'a file of both',
      {
        bases: [`${machine}files: [{path: /etc/hostname, contents: x}, {path: etc, directory: true}]\n`],
        app: {
          files: [
            { path: 'etc/hostname', contents: '', mode: '0644' },
            { path: 'etc', directory: true, mode: '0755' },
          ],
        },
      },
      ['base-file-replaced spec'],
    ],
    ['nothing to stand alone on', { bases: [], standalone: true }, ['base-incomplete spec']],
    ['neither kernel nor init', { bases: ['onboot: [{name: dhcpcd, image: "linuxkit/dhcpcd:1"}]\n'] }, ['base-incomplete spec']],
  ])('%s', (_name, given, expected) => {
    expect(check(given)).toEqual(expected);
  });
});

describe('disks of a base', () => {
  const onboot = (entry: string) => `onboot: [{name: mount, image: m, ${entry}}]\n`;

  test.each<[string, string, readonly string[]]>([
    ['none', machine, []],
    ['mounted by mountie', onboot('command: [/usr/bin/mountie, -label, X, /var/lib]'), ['/var/lib']],
    ['mounted by LinuxKit', onboot('runtime: {mounts: [{type: ext4, source: /dev/vda1, destination: /var}]}'), ['/var']],
    ['memory is none', onboot('runtime: {mounts: [{type: tmpfs, source: t, destination: /var}]}'), []],
  ])('%s', (_name, text, expected) => {
    const base = parseBase({ path: 'base.yml', text }, collector().report);
    expect(disksOf(base ? [base] : [])).toEqual(expected);
  });
});

describe('ports and firewall', () => {
  const sshd = `${machine}services: [{name: sshd, image: "linuxkit/sshd:abc"}]\n`;
  const declares = (containerPort: number): Partial<PodSample> => ({ spec: { containers: [{ name: 'a', ports: [{ containerPort }] }] } });
  const firewall = { firewall: true };

  test.each<[string, Given, readonly string[]]>([
    ['another port', { bases: [sshd], pod: declares(80) }, []],
    ['the port of sshd', { bases: [sshd], pod: declares(22) }, ['base-port-clash spec.containers.0.ports.0']],
    ['sshd behind the firewall', { bases: [sshd], pod: { options: firewall } }, ['base-service-blocked spec']],
    ['sshd let through', { bases: [sshd], pod: { options: { ...firewall, firewallAllow: ['tcp/22@10.0.0.0/8'] } } }, []],
    [
      'another protocol let through',
      { bases: [sshd], pod: { options: { ...firewall, firewallAllow: ['udp/22'] } } },
      ['base-service-blocked spec'],
    ],
    [
      'a base with rules of its own',
      {
        bases: [`${machine}`, 'onboot: [{name: fw, image: "linuxkit/ip:1", command: [sh, -c, "iptables-restore /etc/rules"]}]\n'],
        pod: { options: firewall },
      },
      ['base-firewall-replaced spec'],
    ],
    ['rules of the base without --firewall', { bases: [`${machine}`, 'onboot: [{name: fw, image: i, command: [nft, -f, x]}]\n'] }, []],
  ])('%s', (_name, given, expected) => {
    expect(check(given)).toEqual(expected);
  });
});

describe('network', () => {
  const patch: Partial<LinuxKitConfig> = { onboot: [{ name: 'podspec-patch', image: 'i' }] };
  const late = 'kernel: {image: k}\ninit: [i]\nservices: [{name: dhcpcd, image: "linuxkit/dhcpcd:1"}]\n';

  test.each<[string, Given, readonly string[]]>([
    ['in onboot', { bases: [machine], app: patch }, []],
    ['as a service', { bases: [late], app: patch }, ['base-dhcp-late spec']],
    ['as a service, when nothing needs the address', { bases: [late] }, []],
    [
      'with metadata of a cloud, which sets the host name',
      { bases: [machine, 'onboot: [{name: metadata, image: "linuxkit/metadata:1"}]\n'] },
      ['base-hostname-replaced spec.hostname'],
    ],
    [
      'static',
      { bases: ['kernel: {image: k}\ninit: [i]\nonboot: [{name: ip, image: "linuxkit/ip:1", command: [ip, addr, add]}]\n'], app: patch },
      [],
    ],
  ])('DHCP %s', (_name, given, expected) => {
    expect(check(given)).toEqual(expected);
  });
});
