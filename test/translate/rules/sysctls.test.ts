import { describe, expect, test } from 'vitest';
import type { PodSpec } from '../../../src/model/kubernetes.ts';
import { dottedSysctl, sysctlNamespace, sysctls } from '../../../src/translate/rules/sysctls.ts';
import { baked, found, runRule, samplePod } from '../sample-pod.ts';

type Sysctls = readonly { readonly name: string; readonly value: string }[];

function translated(values: Sysctls, more: PodSpec = {}, options = {}) {
  return runRule(sysctls, samplePod({ spec: { ...more, containers: [{ name: 'c' }], securityContext: { sysctls: values } }, options }));
}

const path = 'podspec/sysctl.d/50-pod.conf';

describe('the file that is baked', () => {
  const portDefaults = 'net.ipv4.ip_unprivileged_port_start = 0\nnet.ipv4.ping_group_range = 0 2147483647\n';
  const cases: readonly (readonly [string, Sysctls, PodSpec, object, string | undefined])[] = [
    ['defaults of containerd alone', [], {}, {}, portDefaults],
    ['sorted by name', [{ name: 'net.core.somaxconn', value: '1024' }], {}, {}, `net.core.somaxconn = 1024\n${portDefaults}`],
    [
      'the pod wins over a default',
      [{ name: 'net.ipv4.ip_unprivileged_port_start', value: '1024' }],
      {},
      {},
      'net.ipv4.ip_unprivileged_port_start = 1024\nnet.ipv4.ping_group_range = 0 2147483647\n',
    ],
    ['slashes become dots', [{ name: 'net/core/somaxconn', value: '1' }], {}, { unprivilegedPorts: false }, 'net.core.somaxconn = 1\n'],
    ['no defaults on the network of the host', [{ name: 'kernel.shmmax', value: '1' }], { hostNetwork: true }, {}, 'kernel.shmmax = 1\n'],
    ['no ping range with a user namespace', [], { hostUsers: false }, {}, 'net.ipv4.ip_unprivileged_port_start = 0\n'],
  ];
  for (const [name, values, spec, options, text] of cases)
    test(name, () => expect(baked(translated(values, spec, options).parts, path)).toBe(text));

  test('nothing to set, nothing to run', () => expect(translated([], {}, { unprivilegedPorts: false }).parts).toEqual({}));
});

test('linuxkit/sysctl runs on boot with the baked directory', () => {
  const [helper] = translated([]).parts.onboot ?? [];
  expect(helper).toMatchObject({ name: 'podspec-sysctl', pid: 'host', capabilities: ['CAP_NET_ADMIN', 'CAP_SYS_ADMIN'] });
  expect(helper?.mounts).toEqual([
    { type: 'bind', source: '/podspec/sysctl.d', destination: '/etc/sysctl.d', options: ['rbind', 'rprivate', 'ro'] },
  ]);
});

describe('findings', () => {
  const at = 'spec.securityContext.sysctls';
  const cases: readonly (readonly [string, Sysctls, PodSpec, object, readonly string[]])[] = [
    ['a namespaced one is set for the machine', [{ name: 'net.core.somaxconn', value: '1' }], {}, {}, [`sysctl-host-wide ${at}`]],
    ['one of the node', [{ name: 'vm.swappiness', value: '1' }], {}, {}, [`sysctl-not-namespaced ${at}.0.name`, `sysctl-host-wide ${at}`]],
    ['one of the node, allowed', [{ name: 'vm.swappiness', value: '1' }], {}, { allowAnySysctl: true }, [`sysctl-host-wide ${at}`]],
    [
      'one that contains the name of another',
      [{ name: 'kernel.semx', value: '1' }],
      {},
      {},
      [`sysctl-not-namespaced ${at}.0.name`, `sysctl-host-wide ${at}`],
    ],
    ['not a name', [{ name: 'net..x', value: '1' }], {}, {}, [`sysctl-invalid ${at}.0.name`]],
    ['no name', [{ name: '', value: '1' }], {}, {}, [`sysctl-invalid ${at}.0.name`]],
    [
      'the same one in two spellings',
      [
        { name: 'net.core.somaxconn', value: '1' },
        { name: 'net/core/somaxconn', value: '2' },
      ],
      {},
      {},
      [`sysctl-invalid ${at}.1.name`, `sysctl-host-wide ${at}`],
    ],
    [
      'net on the network of the host',
      [{ name: 'net.core.somaxconn', value: '1' }],
      { hostNetwork: true },
      {},
      [`sysctl-invalid ${at}.0.name`],
    ],
    [
      'ipc in the IPC namespace of the host',
      [{ name: 'fs.mqueue.msg_max', value: '1' }],
      { hostIPC: true },
      {},
      [`sysctl-invalid ${at}.0.name`],
    ],
    ['a value with a second =', [{ name: 'net.core.x', value: 'a=b' }], {}, {}, [`sysctl-invalid ${at}.0.value`]],
    ['a dot inside a word', [{ name: 'net/ipv4/conf/eth0.100/forwarding', value: '1' }], {}, {}, [`sysctl-invalid ${at}.0.name`]],
    ['defaults are silent', [], {}, {}, []],
  ];
  for (const [name, values, spec, options, codes] of cases)
    test(name, () => expect(found(translated(values, spec, options).diagnostics)).toEqual(codes));
});

test('names with slashes are read as sysctl(8) reads them', () => {
  expect(['net/core/x', 'net.core.x', 'net/ipv4/conf/eth0.1/y', 'net.ipv4/x'].map(dottedSysctl)).toEqual([
    'net.core.x',
    'net.core.x',
    'net.ipv4.conf.eth0/1.y',
    'net.ipv4/x',
  ]);
});

test('sysctls belong to the network, to IPC or to the node', () => {
  const names = ['net.x', 'kernel.shm_rmid_forced', 'kernel.msgmax', 'kernel.sem', 'fs.mqueue.x', 'kernel.pid_max', 'vm.x', 'network.x'];
  expect(names.map(sysctlNamespace)).toEqual(['net', 'ipc', 'ipc', 'ipc', 'ipc', undefined, undefined, undefined]);
});
