import { expect, test } from 'vitest';
import type { LinuxKitImage } from '../../src/model/linuxkit.ts';
import { codes, imageNamed, type Translation, translate, translateOne } from '../kit.ts';

/** A Pod `p` with the fields of its spec as flow YAML. */
const pod = (spec: string): string => `apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: ${spec}\n`;
/** The same with one container `c` and its security context. */
const withContext = (context: string, rest = ''): string =>
  pod(`{${rest} containers: [{name: c, image: "nginx:1.27", securityContext: ${context}}]}`);

const first = async (input: string): Promise<LinuxKitImage> => imageNamed(await translateOne(input), 'container-c');
const securityCodes = ({ diagnostics }: Translation): readonly string[] =>
  diagnostics.filter(({ security }) => security).map(({ code }) => code);

const defaults = 'AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID KILL MKNOD NET_BIND_SERVICE NET_RAW SETFCAP SETGID SETPCAP SETUID SYS_CHROOT'
  .split(' ')
  .map((name) => `CAP_${name}`);

test('case 108: no securityContext gives the 14 capabilities, masked paths and a read-only /sys', async () => {
  const image = await first(withContext('{}'));
  expect(image).toMatchObject({ capabilities: defaults, ambient: [], noNewPrivileges: false, readonly: false });
  expect(image.maskedPaths).toHaveLength(11);
  expect(image.maskedPaths).toContain('/proc/kcore');
  expect(image.readonlyPaths).toEqual(['/proc/bus', '/proc/fs', '/proc/irq', '/proc/sys', '/proc/sysrq-trigger']);
  expect(image.mounts?.find(({ destination }) => destination === '/sys')?.options).toContain('ro');
});

test('case 109: add NET_ADMIN in either case', async () => {
  for (const name of ['NET_ADMIN', 'net_admin']) {
    expect((await first(withContext(`{capabilities: {add: [${name}]}}`))).capabilities).toEqual([...defaults, 'CAP_NET_ADMIN'].toSorted());
  }
});

test('case 110: drop ALL, add NET_BIND_SERVICE', async () => {
  expect((await first(withContext('{capabilities: {drop: [ALL], add: [NET_BIND_SERVICE]}}'))).capabilities).toEqual([
    'CAP_NET_BIND_SERVICE',
  ]);
});

test('case 111: a capability that is added and dropped is absent', async () => {
  const image = await first(withContext('{capabilities: {add: [CHOWN], drop: [CHOWN]}}'));
  expect(image.capabilities).toEqual(defaults.filter((name) => name !== 'CAP_CHOWN'));
});

test('case 112: add ALL', async () => {
  expect((await first(withContext('{capabilities: {add: [ALL], drop: [CHOWN]}}'))).capabilities).toHaveLength(40);
  expect((await first(withContext('{capabilities: {add: [ALL], drop: [ALL]}}'))).capabilities).toEqual([]);
  expect((await first(withContext('{capabilities: {add: [ALL]}}'))).capabilities).toEqual(['all']);
});

test('case 113: a prefix is removed with a warning', async () => {
  const translation = await translateOne(withContext('{capabilities: {add: [CAP_NET_ADMIN]}}'));
  expect(imageNamed(translation, 'container-c').capabilities).toContain('CAP_NET_ADMIN');
  expect(codes(translation, 'warning')).toContain('cap-prefix');
});

test('case 114: an unknown capability is left out with a warning', async () => {
  const translation = await translateOne(withContext('{capabilities: {add: [FOO]}}'));
  expect(imageNamed(translation, 'container-c').capabilities).toEqual(defaults);
  expect(codes(translation, 'warning')).toContain('unknown-capability');
});

test('case 115: one container does not change the next', async () => {
  const translation = await translateOne(
    pod('{containers: [{name: a, image: "i:1", securityContext: {capabilities: {add: [SYS_TIME]}}}, {name: b, image: "i:1"}]}'),
  );
  expect(imageNamed(translation, 'container-a').capabilities).toContain('CAP_SYS_TIME');
  expect(imageNamed(translation, 'container-b').capabilities).toEqual(defaults);
});

test('case 116: privileged', async () => {
  const image = await first(withContext('{privileged: true}'));
  expect(image).toMatchObject({ capabilities: ['all'], maskedPaths: [], readonlyPaths: [] });
  expect(image.devices).toEqual([
    { path: 'all', type: 'b' },
    { path: 'all', type: 'c' },
  ]);
  const options = Object.fromEntries((image.mounts ?? []).map((mount) => [mount.destination, mount.options]));
  expect(options).toMatchObject({
    '/dev': ['rbind', 'rprivate'],
    '/sys': ['nosuid', 'noexec', 'nodev', 'rw'],
    '/sys/fs/cgroup': ['rbind', 'rprivate', 'rw'],
  });
  expect(Object.keys(options)).not.toContain('/dev/mqueue');
});

test('case 116: privileged with a read-only root keeps the devices of the machine', async () => {
  const image = await first(withContext('{privileged: true, readOnlyRootFilesystem: true}'));
  expect(image.readonly).toBe(true);
  expect(image.mounts?.find(({ destination }) => destination === '/dev')).toMatchObject({ type: 'bind', source: '/dev' });
});

test('case 117: allowPrivilegeEscalation is inverted', async () => {
  expect((await first(withContext('{allowPrivilegeEscalation: false}'))).noNewPrivileges).toBe(true);
  expect((await first(withContext('{allowPrivilegeEscalation: true}'))).noNewPrivileges).toBe(false);
  expect((await first(withContext('{}'))).noNewPrivileges).toBe(false);
});

test('case 118: privileged without privilege escalation is an error', async () => {
  const translation = await translate(withContext('{privileged: true, allowPrivilegeEscalation: false}'));
  expect(codes(translation, 'error')).toEqual(['privilege-escalation-conflict']);
  expect(translation.outputs).toEqual([]);
});

test('case 125: an unmasked /proc in a user namespace', async () => {
  expect(await first(withContext('{procMount: Unmasked}', 'hostUsers: false,'))).toMatchObject({ maskedPaths: [], readonlyPaths: [] });
  expect(codes(await translate(withContext('{procMount: Unmasked}')), 'error')).toEqual(['proc-mount-needs-user-namespace']);
});

test('case 126: seccomp profiles', async () => {
  expect(securityCodes(await translate(withContext('{seccompProfile: {type: RuntimeDefault}}')))).toContain('seccomp-unsupported');
  expect(codes(await translate(withContext('{seccompProfile: {type: Unconfined}}')))).not.toContain('seccomp-unsupported');
});

test('case 127: a sysctl of the network is set on the machine', async () => {
  const translation = await translateOne(withContext('{}', 'securityContext: {sysctls: [{name: net.core.somaxconn, value: "1024"}]},'));
  const file = translation.config.files.find(({ path }) => path === 'podspec/sysctl.d/50-pod.conf');
  expect(file?.contents).toContain('net.core.somaxconn = 1024\n');
  expect(imageNamed(translation, 'podspec-sysctl').mounts?.[0]).toMatchObject({
    source: '/podspec/sysctl.d',
    destination: '/etc/sysctl.d',
  });
  expect(translation.text).not.toMatch(/^ +sysctl:/m);
  expect(codes(translation, 'warning')).toContain('sysctl-host-wide');
});

test('case 128: a sysctl of the node is an error', async () => {
  const translation = await translate(withContext('{}', 'securityContext: {sysctls: [{name: vm.swappiness, value: "1"}]},'));
  expect(codes(translation, 'error')).toEqual(['sysctl-not-namespaced']);
});

test('case 129: a read-only root keeps a writable /dev and no /etc/hostname', async () => {
  const image = await first(withContext('{readOnlyRootFilesystem: true}'));
  expect(image.readonly).toBe(true);
  expect(image.mounts?.find(({ destination }) => destination === '/dev')).toEqual({
    type: 'tmpfs',
    source: 'tmpfs',
    destination: '/dev',
    options: ['nosuid', 'strictatime', 'mode=755', 'size=65536k'],
  });
  expect(image.mounts?.some(({ destination }) => destination === '/etc/hostname')).toBe(false);
});

test('case 199: a shared process namespace has a holder that starts first', async () => {
  const translation = await translateOne(
    pod('{shareProcessNamespace: true, containers: [{name: a, image: "i:1"}, {name: b, image: "i:1"}]}'),
  );
  const [holder] = translation.config.services.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  expect(holder).toMatchObject({ name: 'before-00-pause', runtime: { bindNS: { pid: '/run/podspec/ns/pid' } } });
  expect(['container-a', 'container-b'].map((name) => imageNamed(translation, name).pid)).toEqual([
    '/run/podspec/ns/pid',
    '/run/podspec/ns/pid',
  ]);
  const both = await translate(pod('{shareProcessNamespace: true, hostPID: true, containers: [{name: a, image: "i:1"}]}'));
  expect(codes(both, 'error')).toEqual(['share-process-namespace-conflict']);
});

test('case 200: hostPID', async () => {
  expect((await first(withContext('{}', 'hostPID: true,'))).pid).toBe('host');
});

test('case 209: with --strict a security warning stops the output', async () => {
  const input = withContext('{seccompProfile: {type: RuntimeDefault}}');
  expect((await translate(input)).outputs).toHaveLength(1);
  const strict = await translate(input, { strict: true });
  expect(codes(strict, 'error')).toContain('seccomp-unsupported');
  expect(strict.outputs).toEqual([]);
});
