import { describe, expect, test } from 'vitest';
import { type ImageFacts, type ImageSettings, type OciContainer, ociContainer } from '../../src/emit/linuxkit-oci.ts';

const none: ImageFacts = { entrypoint: [], cmd: [], env: [], workingDir: '', labels: {} };
const labelled = (label: object): ImageFacts => ({ ...none, labels: { 'org.mobyproject.config': JSON.stringify(label) } });

function container(settings: ImageSettings, image?: ImageFacts): OciContainer {
  const made = ociContainer(settings, image);
  if ('problem' in made) throw new Error(made.problem);
  return made;
}

const mountAt = (made: OciContainer, destination: string) => made.mounts.find((mount) => mount.destination === destination);

test('an image without settings runs as root without any capability, on the namespaces of the machine', () => {
  expect(container({}, { ...none, entrypoint: ['/e'], cmd: ['c'], env: ['A=b'], workingDir: '/w' })).toEqual({
    args: ['/e', 'c'],
    env: ['A=b'],
    cwd: '/w',
    uid: 0,
    gid: 0,
    additionalGids: [],
    bounding: [],
    effective: [],
    ambient: [],
    noNewPrivileges: false,
    oomScoreAdj: undefined,
    readonly: false,
    hostname: '',
    mounts: [
      { type: 'tmpfs', source: 'tmpfs', destination: '/dev', options: ['nosuid', 'strictatime', 'mode=755', 'size=65536k'] },
      {
        type: 'devpts',
        source: 'devpts',
        destination: '/dev/pts',
        options: ['nosuid', 'noexec', 'newinstance', 'ptmxmode=0666', 'mode=0620'],
      },
      { type: 'proc', source: 'proc', destination: '/proc', options: ['nosuid', 'nodev', 'noexec', 'relatime'] },
      { type: 'sysfs', source: 'sysfs', destination: '/sys', options: ['nosuid', 'noexec', 'nodev'] },
      { type: 'cgroup', source: 'cgroup', destination: '/sys/fs/cgroup', options: ['nosuid', 'noexec', 'nodev', 'relatime', 'ro'] },
    ],
    namespaces: { mount: '', pid: '' },
    devices: [],
    maskedPaths: [],
    readonlyPaths: [],
    resources: {},
    rootfsPropagation: '',
    sysctl: {},
    rlimits: [],
    cgroupsPath: '',
    annotations: {},
    runtime: {},
  });
});

describe('YAML is stronger than the label, and the label stronger than the image', () => {
  const image: ImageFacts = {
    ...labelled({ command: ['l'], env: ['L=1'], cwd: '/l', uid: 5, capabilities: ['CAP_KILL'] }),
    cmd: ['i'],
    env: ['I=1'],
    workingDir: '/i',
  };
  const cases: readonly (readonly [string, ImageSettings, Partial<OciContainer>])[] = [
    ['the label', {}, { args: ['l'], env: ['L=1'], cwd: '/l', uid: 5, effective: ['CAP_KILL'] }],
    [
      'YAML',
      { command: ['y'], env: ['Y=1'], cwd: '/y', uid: 6, capabilities: [] },
      { args: ['y'], env: ['Y=1'], cwd: '/y', uid: 6, effective: [] },
    ],
    ['an empty list', { command: [], env: [] }, { args: [], env: [] }],
    ['an empty working directory is none', { cwd: '' }, { cwd: '/l' }],
  ];
  for (const [name, settings, expected] of cases) test(name, () => expect(container(settings, image)).toMatchObject(expected));
});

describe('mounts', () => {
  test('a read-only root closes /dev and /sys', () => {
    const made = container({ readonly: true });
    expect([mountAt(made, '/dev')?.options.at(-1), mountAt(made, '/sys')?.options.at(-1), mountAt(made, '/proc')?.options.at(-1)]).toEqual([
      'ro',
      'ro',
      'relatime',
    ]);
  });

  test('a long mount replaces a bind, and a bind a tmpfs, at the same place', () => {
    const mount = { type: 'bind', source: '/m', destination: '/x', options: ['rbind'] };
    const label = labelled({ tmpfs: ['/x:size=1m', '/y:mode=0700,size=1m', '/z'], binds: ['/b:/x', '/b:/y:ro'] });
    const made = container({ mounts: [mount] }, label);
    expect([mountAt(made, '/x'), mountAt(made, '/y'), mountAt(made, '/z')]).toEqual([
      mount,
      { type: 'bind', source: '/b', destination: '/y', options: ['ro', 'rbind'] },
      { type: 'tmpfs', source: 'tmpfs', destination: '/z', options: [] },
    ]);
  });

  test('a bind without options is shared with the machine', () => {
    expect(mountAt(container({ binds: ['/a:/b'] }), '/b')?.options).toEqual(['rw', 'rbind', 'rshared']);
  });

  test('type, source and destination complete each other', () => {
    const made = container({
      mounts: [
        { type: '', source: 'mqueue', destination: '', options: [] },
        { type: '', source: '', destination: '/dev', options: ['x'] },
      ],
    });
    expect(mountAt(made, '/dev/mqueue')).toEqual({ type: 'mqueue', source: 'mqueue', destination: '/dev/mqueue', options: [] });
    expect(mountAt(made, '/dev')).toEqual({ type: 'tmpfs', source: 'tmpfs', destination: '/dev', options: ['x'] });
  });

  test('parents come before what lies below them', () => {
    const made = container({ binds: ['/a:/x/y:ro', '/a:/x:ro'] });
    expect(made.mounts.map(({ destination }) => destination)).toEqual([
      '/dev',
      '/dev/pts',
      '/proc',
      '/sys',
      '/sys/fs/cgroup',
      '/x',
      '/x/y',
    ]);
  });
});

describe('namespaces', () => {
  const cases: readonly (readonly [string, ImageSettings, object])[] = [
    ['processes of the machine', { pid: 'host' }, { mount: '' }],
    ['processes of the pod', { pid: '/run/ns' }, { mount: '', pid: '/run/ns' }],
    ['new ones', { net: 'none', ipc: 'new', uts: 'new', pid: 'new' }, { mount: '', pid: '', network: '', ipc: '', uts: '' }],
    ['the root ones', { net: 'root', ipc: 'host', pid: 'root' }, { mount: '' }],
  ];
  for (const [name, settings, expected] of cases) test(name, () => expect(container(settings).namespaces).toEqual(expected));
  test('a label can move a container', () =>
    expect(container({}, labelled({ pid: 'host', net: 'new' })).namespaces).toEqual({ mount: '', network: '' }));
});

describe('capabilities', () => {
  const cases: readonly (readonly [string, ImageSettings, readonly number[]])[] = [
    ['all', { capabilities: ['ALL'] }, [41, 41, 0]],
    ['none', { capabilities: ['none'], ambient: ['None'] }, [0, 0, 0]],
    ['ambient ones are bounding, not effective', { capabilities: ['CAP_KILL'], ambient: ['CAP_CHOWN'] }, [2, 1, 1]],
  ];
  for (const [name, settings, sizes] of cases) {
    test(name, () => {
      const { bounding, effective, ambient } = container(settings);
      expect([bounding.length, effective.length, ambient.length]).toEqual(sizes);
    });
  }
});

test('devices open the device cgroup', () => {
  const devices = [
    { path: 'all', type: 'b' },
    { path: '/dev/console', type: 'c', major: 5, minor: 1, mode: '0600' },
  ];
  expect(container({ devices }).devices).toEqual(['b *:*', 'c 5:1']);
});

describe('what makes a build fail', () => {
  const cases: readonly (readonly [string, ImageSettings, string])[] = [
    ['a capability that does not exist', { capabilities: ['CAP_FOO'] }, 'unknown capability: CAP_FOO'],
    ['all beside another', { capabilities: ['all', 'CAP_KILL'] }, 'unknown capability: all'],
    ['an ambient capability that does not exist', { ambient: ['KILL', 'CAP_KILL'] }, 'unknown capability: KILL'],
    ['a bind without destination', { binds: ['/a'] }, "cannot parse bind, missing ':': /a"],
    ['a bind with four parts', { binds: ['/a:/b:ro:x'] }, "cannot parse bind, too many ':': /a:/b:ro:x"],
    [
      'a device without a mode',
      { devices: [{ path: '/dev/x', type: 'c', major: 1, minor: 1 }] },
      'cannot parse device mode as octal value: ',
    ],
    [
      'a mount without a type',
      { mounts: [{ type: '', source: '/a', destination: '/b', options: [] }] },
      'mount for destination /b is missing type',
    ],
  ];
  for (const [name, settings, problem] of cases) test(name, () => expect(ociContainer(settings)).toEqual({ problem }));
});

test('a label that is no mapping counts as none', () => {
  const broken = { ...none, labels: { 'org.mobyproject.config': '[not: a: mapping' } };
  expect(container({}, broken)).toEqual(container({}));
});
