import { describe, expect, test } from 'vitest';
import { validateLinuxKit } from './linuxkit-schema.ts';

const service = (more: object) => ({ services: [{ name: 'a', image: 'b', ...more }] });

describe('what linuxkit build accepts is valid', () => {
  const accepted: readonly (readonly [string, unknown])[] = [
    ['an empty file', {}],
    [
      'a kernel, init and the deprecated trust',
      { kernel: { image: 'k', cmdline: 'console=ttyS0' }, init: ['i'], trust: { org: ['linuxkit'] } },
    ],
    ['binds with and without options', service({ binds: ['/a:/b', '/a:/b:ro,rprivate'], 'binds.add': ['vol:/c'] })],
    [
      'all, none and no capabilities',
      {
        onboot: [
          { name: 'a', image: 'b', capabilities: ['all'], ambient: [] },
          { name: 'a', image: 'b', capabilities: ['None'] },
        ],
      },
    ],
    ['a user that is the name of an image', service({ uid: 'redis', gid: 0, additionalGids: [1, 'redis'] })],
    ['all block devices without a mode', service({ devices: [{ path: 'all', type: 'b' }] })],
    ['a device with a quoted mode', service({ devices: [{ path: '/dev/console', type: 'c', major: 5, minor: 1, mode: '0666' }] })],
    ['hugepageLimits, although they are dropped', service({ resources: { hugepageLimits: [{ pageSize: 1, limit: 2 }] } })],
    ['a bound namespace', service({ runtime: { bindNS: { pid: '/run/ns' }, mkdir: ['/run/x'] } })],
  ];
  for (const [name, config] of accepted) test(name, () => expect(validateLinuxKit(config)).toEqual([]));
});

describe('what linuxkit build refuses is not', () => {
  const refused: readonly (readonly [string, unknown, string])[] = [
    ['an unknown section', { foo: [] }, '/ must NOT have additional properties (foo)'],
    ['an unknown key of an image', service({ bogus: 1 }), '/services/0 must NOT have additional properties (bogus)'],
    ['env.add, which does not exist', service({ 'env.add': [] }), '/services/0 must NOT have additional properties (env.add)'],
    ['an image without a name', { services: [{ image: 'b' }] }, "/services/0 must have required property 'name'"],
    ['a section that is null', { services: null }, '/services must be array'],
    ['a mode that is a number', { files: [{ path: 'a', mode: 644 }] }, '/files/0/mode must be string'],
    ['a mode with 0o', { files: [{ path: 'a', mode: '0o644' }] }, '/files/0/mode must match pattern "^[0-7]{1,5}$"'],
    ['memory as text', service({ resources: { memory: { limit: '64Mi' } } }), '/services/0/resources/memory/limit must be integer'],
    ['half a microsecond', service({ resources: { cpu: { quota: 50000.5 } } }), '/services/0/resources/cpu/quota must be integer'],
    ['a sysctl that is a number', service({ sysctl: { 'vm.swappiness': 1 } }), '/services/0/sysctl/vm.swappiness must be string'],
    ['a bind with too many colons', service({ binds: ['/a:/b:ro:x'] }), '/services/0/binds/0 must match pattern "^[^:]+:[^:]+(:[^:]*)?$"'],
    ['a volume in upper case', { volumes: [{ name: 'A' }] }, '/volumes/0/name must match pattern "^[a-z0-9_-]*$"'],
  ];
  for (const [name, config, problem] of refused) test(name, () => expect(validateLinuxKit(config)).toContain(problem));

  const refusedSomehow: readonly (readonly [string, unknown])[] = [
    ['a capability without CAP_', service({ capabilities: ['NET_ADMIN'] })],
    ['all beside another capability', service({ capabilities: ['all', 'CAP_KILL'] })],
    ['a user id in quotes', service({ uid: '1000' })],
    ['a device without a mode', service({ devices: [{ path: '/dev/sda', type: 'b', major: 8, minor: 0 }] })],
    ['a propagation as Kubernetes spells it', service({ rootfsPropagation: 'Bidirectional' })],
  ];
  for (const [name, config] of refusedSomehow) test(name, () => expect(validateLinuxKit(config)).not.toEqual([]));
});
