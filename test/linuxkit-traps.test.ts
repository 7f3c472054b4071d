import { describe, expect, test } from 'vitest';
import { findTraps } from './linuxkit-traps.ts';

const image = (more: string) => `services:\n  - name: "a"\n    image: "b"\n    capabilities: []\n${more}`;
const file = (more: string) => `files:\n  - path: "podspec"\n    directory: true\n    mode: "0755"\n${more}`;

test('a careful file has no traps', () => {
  const text = `${image(`    command: ["/a", !!binary "QC9i"]
    env:
      - "PATH=/bin"
    uid: 1000
    resources: {cpu: {shares: 2, period: 100000}}
    mounts:
      - {type: "bind", source: "/podspec", destination: "/x", options: ["rbind", "ro"]}
    annotations: {io.kubernetes.cri.container-name: "a"}
`)}${file('  - path: "podspec/x"\n    mode: "0400"\n    contents: "x\\n"\n')}`;
  expect(findTraps(text)).toEqual([]);
});

describe('each trap is found', () => {
  const traps: readonly (readonly [string, string, string])[] = [
    ['T14b: a plain string', image('    cwd: /x\n'), 'a string that is not in double quotes: /x'],
    ['T14b: an octal number', image('    uid: 1.5\n'), '/services/0/uid must be integer'],
    ['a block scalar', `${file('  - path: "podspec/x"\n    mode: "0644"\n    contents: |\n      x\n')}`, 'a block scalar: x\n'],
    ['T15: a string with @', image('    command: ["@x"]\n'), 'a string that begins with @ outside of !!binary: @x'],
    ['two documents', `${image('')}---\n${image('')}`, 'not exactly one document'],
    ['a kernel', `kernel:\n  image: "k"\n`, 'the section kernel belongs to the base file'],
    [
      'T12: a file without its parents',
      'files:\n  - path: "etc/x"\n    mode: "0644"\n    contents: "x"\n',
      'file etc/x: parent etc is not a directory listed before',
    ],
    ['T12: a closed parent', 'files:\n  - path: "etc"\n    directory: true\n    mode: "0700"\n', 'file etc: must have mode 0755'],
    ['T11: a file below /var', 'files:\n  - path: "var"\n    directory: true\n    mode: "0755"\n', 'file var: is mounted over at boot'],
    ['a file without a mode', file('  - path: "podspec/x"\n    contents: "x"\n'), 'file podspec/x: without a mode'],
    ['a file listed twice', file('  - path: "podspec"\n    directory: true\n    mode: "0755"\n'), 'file podspec: listed twice'],
    ['T16: a service twice', `${image('')}  - name: "a"\n    image: "b"\n    capabilities: []\n`, 'service a: listed twice'],
    [
      'a name that containerd refuses',
      'services:\n  - name: "a--b"\n    image: "b"\n    capabilities: []\n',
      'a--b: containerd refuses the name',
    ],
    ['T5: no capabilities', 'services:\n  - name: "a"\n    image: "b"\n', 'a: no capabilities'],
    [
      'T5: an unknown capability',
      'services:\n  - name: "a"\n    image: "b"\n    capabilities: ["CAP_FOO"]\n',
      'a: unknown capability CAP_FOO',
    ],
    ['T17: a user in quotes', image('    uid: "1000"\n'), 'a: id 1000 is not a number'],
    ['T3: env without PATH', image('    env: ["A=b"]\n'), 'a: env without PATH'],
    ['an env entry without a value', image('    env: ["PATH=/bin", "A"]\n'), 'a: env entry without a value: A'],
    ['T8: a shared bind', image('    binds: ["/a:/b"]\n'), 'a: bind /a:/b without options is shared (T8)'],
    ['T9: an unknown volume', image('    binds: ["vol:/b:ro"]\n'), 'a: bind of the unknown volume vol'],
    [
      'T9: a mount by volume name',
      image('    mounts: [{type: "bind", source: "vol", destination: "/b", options: ["rbind"]}]\n'),
      'a: bind mount of vol is not absolute',
    ],
    [
      'two mounts at one place',
      image('    mounts: [{type: "tmpfs", source: "tmpfs", destination: "/b"}]\n    binds: ["/a:/b:ro"]\n'),
      'a: two mounts at one destination',
    ],
    [
      'T18: a device without a mode',
      image('    devices: [{path: "/dev/sda", type: "b", major: 8, minor: 0}]\n'),
      "/services/0/devices/0 must have required property 'mode'",
    ],
    ['T13: huge pages', image('    resources: {hugepageLimits: [{pageSize: 1, limit: 1}]}\n'), 'a: resources: hugepageLimits is dropped'],
    ['T7: a host name', image('    hostname: "x"\n'), 'a: key hostname'],
    ['T7: a sysctl', image('    sysctl: {net.core.somaxconn: "1"}\n'), 'a: key sysctl'],
    ['T10: mkdir on the root', image('    runtime: {mkdir: ["/srv/x"]}\n'), 'a: mkdir of /srv/x on a read-only file system'],
    ['T1: a namespace nobody holds', image('    pid: "/run/ns"\n'), 'a: the process namespace /run/ns does not exist yet'],
    [
      'T25: one mount made twice',
      `onboot:\n${['a', 'b'].map((name) => `  - name: "${name}"\n    image: "b"\n    capabilities: []\n    runtime: {mounts: [{type: "tmpfs", source: "tmpfs", destination: "/run/x", options: []}]}\n`).join('')}`,
      'b: /run/x is mounted twice',
    ],
  ];
  for (const [name, text, trap] of traps) test(name, () => expect(findTraps(text)).toContain(trap));
});
