import { describe, expect, test } from 'vitest';
import type { LockedPlatform } from '../../src/model/image-lock.ts';
import { codes, imageNamed, type KitOptions, translate, translateOne } from '../kit.ts';
import { sampleLock as lockOf } from '../resolve/sample.ts';
import { pod, workload } from './sources.ts';

const c0 = async (source: string, kit: KitOptions = {}) => imageNamed(await translateOne(source, kit), 'container-c0');
const locked = (platform: Partial<LockedPlatform> = {}): KitOptions => ({ lock: lockOf(platform) });

async function codesOf(source: string, severity: string, kit: KitOptions = {}): Promise<readonly string[]> {
  return codes(await translate(source, kit), severity);
}

describe('command and args', () => {
  test.each([
    ['93', '', ['/entry'], ['serve'], ['/entry', 'serve']],
    ['95', 'args: [a, b]', ['/e'], ['c'], ['/e', 'a', 'b']],
    ['96', 'command: [run]', ['/e'], ['c'], ['run']],
    ['96', 'command: [run]\nargs: [x]', ['/e'], ['c'], ['run', 'x']],
    ['97', 'command: []', ['/e'], ['c'], ['/e', 'c']],
    ['97', 'command: []\nargs: [x]', ['/e'], ['c'], ['/e', 'x']],
    ['98', '', [''], ['c'], ['c']],
    ['98', '', [], ['c'], ['c']],
  ])('case %s: %j on ENTRYPOINT %j and CMD %j', async (_, container, entrypoint, cmd, argv) => {
    expect((await c0(pod(container), locked({ entrypoint, cmd }))).command).toEqual(argv);
  });

  test('case 94: args alone need the ENTRYPOINT', async () => {
    expect(await codesOf(pod('args: [a]'), 'error')).toEqual(['entrypoint-unknown']);
    expect((await c0(pod('command: [run]\nargs: [a]'))).command).toEqual(['run', 'a']);
    expect((await c0(pod(''))).command).toBeUndefined();
  });

  test('case 98: there must be something to run', async () => {
    expect(await codesOf(pod(''), 'error', locked({ entrypoint: [''], cmd: [] }))).toEqual(['no-command']);
    expect(await codesOf(pod(''), 'error', locked({ entrypoint: [], cmd: [] }))).toEqual(['no-command']);
  });

  test('a program without a name cannot be run', async () => {
    expect(await codesOf(pod('command: [""]'), 'error')).toEqual(['empty-command']);
    expect(await codesOf(pod('command: [$(RUN)]\nenv: [{name: RUN, value: ""}]'), 'error')).toEqual(['empty-command']);
  });

  test('case 99: the working directory is that of the container, the image, or /', async () => {
    expect((await c0(pod(''), locked({ workingDir: '/app' }))).cwd).toBe('/app');
    expect((await c0(pod('workingDir: /own'), locked({ workingDir: '/app' }))).cwd).toBe('/own');
    expect((await c0(pod(''), locked())).cwd).toBe('/');
    expect((await c0(pod(''))).cwd).toBeUndefined();
    expect(await codesOf(pod('workingDir: own'), 'error')).toEqual(['working-dir-relative']);
  });

  test('case 105: an argument that begins with @ is written as bytes', async () => {
    const output = await translateOne(pod('command: [curl, -d, "@/etc/body"]'));
    expect(output.text).toContain('!!binary "QC9ldGMvYm9keQ=="');
  });

  test('case 106: an argument that looks like a number is quoted', async () => {
    const output = await translateOne(pod('command: [chmod, "017"]'));
    expect(output.text).toContain('"017"');
  });

  test('case 107: a label with LinuxKit settings is reported, and cancelled by what is written', async () => {
    const output = await translateOne(pod(''), locked({ labels: { 'org.mobyproject.config': '{"binds":["/:/host"]}' } }));
    const image = imageNamed(output, 'container-c0');
    expect(image.binds).toEqual([]);
    expect(image.ambient).toEqual([]);
    expect(output.text).toContain('binds: []');
    expect(codes(output, 'warning')).toContain('mobyproject-label');
  });
});

describe('users', () => {
  const user = async (source: string, kit: KitOptions = {}) => {
    const { uid, gid, additionalGids } = await c0(source, kit);
    return { uid, gid, additionalGids };
  };
  const account = (uid: number, gid: number, groups: readonly number[] = [gid]) => ({ resolvedUser: { uid, gid, groups } });

  test('case 100: the group of USER is dropped', async () => {
    const kit = locked({ user: '1000:2000' });
    expect(await user(pod(''), kit)).toEqual({ uid: 1000, gid: 0, additionalGids: [0] });
    expect(await codesOf(pod(''), 'info', kit)).toContain('image-group-dropped');
  });

  test('case 101: a name has the numbers of /etc/passwd', async () => {
    expect(await user(pod(''), locked({ user: 'nginx', ...account(101, 101) }))).toEqual({ uid: 101, gid: 101, additionalGids: [101] });
    expect(await user(pod(''), locked({ user: 'nginx' }))).toMatchObject({ uid: 0, gid: 0 });
    expect(await codesOf(pod(''), 'warning', locked({ user: 'nginx' }))).toContain('image-user-unknown');
  });

  test('case 102: runAsUser wins over USER', async () => {
    const source = pod('securityContext: {runAsUser: 1000}');
    expect(await user(source, locked({ user: '0', ...account(0, 0, [0, 1]) }))).toEqual({ uid: 1000, gid: 0, additionalGids: [0] });
    expect(await user(source, locked({ user: 'app', ...account(1000, 1001, [1001, 7]) }))).toEqual({
      uid: 1000,
      gid: 1001,
      additionalGids: [7, 1001],
    });
  });

  test('case 103: runAsGroup alone leaves the user of the image', async () => {
    expect(await user(pod('securityContext: {runAsGroup: 5}'), locked())).toEqual({ uid: 0, gid: 5, additionalGids: [5] });
  });

  test('case 104: numbers are written as numbers', async () => {
    const { text } = await translateOne(pod('securityContext: {runAsUser: 1000, runAsGroup: 1000}'));
    expect(text).toMatch(/^ {4}uid: 1000$/m);
    expect(text).toMatch(/^ {4}gid: 1000$/m);
  });

  test.each([
    ['', '', 'run-as-root'],
    ['0', '', 'run-as-root'],
    ['root', '', 'run-as-root'],
    ['app', '', 'run-as-root'],
    ['1000', '', undefined],
    ['', ', runAsUser: 0', 'run-as-root'],
    ['', ', runAsUser: 7', undefined],
  ])('case 119: runAsNonRoot with USER %j%s', async (image, more, code) => {
    const source = pod(`securityContext: {runAsNonRoot: true${more}}`);
    expect(await codesOf(source, 'error', locked({ user: image }))).toEqual(code ? [code] : []);
  });

  test('case 119: without a lock runAsNonRoot cannot be checked', async () => {
    const found = await codesOf(pod('securityContext: {runAsNonRoot: true}'), 'warning');
    expect(found).toContain('cannot-verify-nonroot');
    expect(found).toContain('image-user-unknown');
  });

  test('case 120: the user of the container wins over that of the pod', async () => {
    const source = pod('securityContext: {runAsUser: 2000}', 'securityContext: {runAsUser: 1000, runAsGroup: 30}');
    expect(await user(source)).toMatchObject({ uid: 2000, gid: 30 });
  });

  test('case 121: a container may give up runAsNonRoot', async () => {
    const source = pod('securityContext: {runAsNonRoot: false, runAsUser: 0}', 'securityContext: {runAsNonRoot: true}');
    expect(await codesOf(source, 'error')).toEqual([]);
  });

  test.each(['-1', '2147483648'])('case 122: %s is no user', async (number) => {
    for (const field of ['runAsUser', 'runAsGroup']) {
      expect(await codesOf(pod(`securityContext: {${field}: ${number}}`), 'error')).toEqual(['invalid-user-id']);
    }
    expect(await codesOf(pod('', `securityContext: {supplementalGroups: [${number}], fsGroup: ${number}}`), 'error')).toEqual([
      'invalid-user-id',
    ]);
  });

  test('case 123: groups are joined and sorted', async () => {
    const source = pod('', 'securityContext: {supplementalGroups: [5, 3], fsGroup: 7}');
    expect(await user(source, locked())).toEqual({ uid: 0, gid: 0, additionalGids: [0, 3, 5, 7] });
  });

  test('case 124: Strict leaves out the groups of the image', async () => {
    const kit = locked({ user: 'app', ...account(9, 9, [9, 20]) });
    expect(await user(pod(''), kit)).toEqual({ uid: 9, gid: 9, additionalGids: [9, 20] });
    expect(await user(pod('', 'securityContext: {supplementalGroupsPolicy: Strict}'), kit)).toEqual({
      uid: 9,
      gid: 9,
      additionalGids: [9],
    });
  });
});

describe('images', () => {
  const digest = `sha256:${'a'.repeat(64)}`;
  const image = (reference: string) => pod('').replace('app:1.2.3', reference);
  const lock = lockOf({}, digest);

  test('the reference is written in full', async () => {
    expect((await c0(image('nginx'))).image).toBe('docker.io/library/nginx:latest');
    expect((await c0(image('localhost:5000/app'))).image).toBe('localhost:5000/app:latest');
    expect((await c0(image(`app@${digest}`))).image).toBe(`docker.io/library/app@${digest}`);
  });

  test('--pin writes the digest of the lock', async () => {
    expect((await c0(pod(''), { lock, options: { pin: true } })).image).toBe(`docker.io/library/app@${digest}`);
    expect(await codesOf(pod(''), 'error', { options: { pin: true } })).toEqual(['pin-without-digest']);
  });

  test('--locked asks for an entry of the platform', async () => {
    expect(await codesOf(pod(''), 'error', { lock, options: { locked: true } })).toEqual([]);
    expect(await codesOf(pod(''), 'error', { options: { locked: true } })).toContain('image-not-locked');
    expect(await codesOf(pod(''), 'error', { lock, options: { locked: true, platform: 'linux/arm64' } })).toContain('image-not-locked');
    expect(await codesOf(pod(''), 'warning', { lock, options: { platform: 'linux/arm64' } })).toContain('image-platform-missing');
  });

  test('a tag that moves is reported unless there is a digest', async () => {
    expect(await codesOf(image('nginx:latest'), 'warning')).toContain('floating-tag');
    expect(await codesOf(image('nginx'), 'warning')).toContain('floating-tag');
    expect(await codesOf(image(`nginx@${digest}`), 'warning')).not.toContain('floating-tag');
    expect(await codesOf(pod(''), 'warning', { lock })).not.toContain('floating-tag');
  });

  test.each(['" app"', '"app "', 'UPPER/Case', '"app:"'])('%s is no image', async (reference) => {
    expect(await codesOf(image(reference), 'error')).toEqual(['image-invalid']);
  });

  test('findings about images come once per workload', async () => {
    const source = workload('Deployment', 'web', 'env: [{name: A, value: x}]', {
      spec: 'initContainers:\n- {name: i0, image: "init:latest", env: [{name: A, value: x}]}',
    });
    const { diagnostics } = await translateOne(source);
    const count = (code: string) => diagnostics.filter((found) => found.code === code).length;
    expect(['image-env-unknown', 'image-user-unknown', 'floating-tag'].map(count)).toEqual([1, 1, 1]);
  });
});
