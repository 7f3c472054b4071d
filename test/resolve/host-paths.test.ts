import { describe, expect, test } from 'vitest';
import type { TranslateOptions } from '../../src/model/options.ts';
import { hostTree, machinePath, resolveHostPath } from '../../src/resolve/host-paths.ts';
import { codesOf, reporting, samplePod } from './sample.ts';

test.each([
  ['/var/lib/x', 'writable'],
  ['/run', 'writable'],
  ['/tmp/x', 'writable'],
  ['/various', 'read-only'],
  ['/', 'read-only'],
  ['/etc', 'read-only'],
  ['/dev/kvm', 'special'],
  ['/sys/fs', 'special'],
  ['/proc', 'special'],
])('%s is %s', (path, tree) => {
  expect(hostTree(path)).toBe(tree);
});

test.each([
  ['/var/run', '/run'],
  ['/var/run/docker.sock', '/run/docker.sock'],
  ['/var/runtime', '/var/runtime'],
  ['/var//lib/./x/', '/var/lib/x'],
])('%s is %s on the machine', (path, place) => {
  expect(machinePath(path)).toBe(place);
});

function resolve(path: string, type: string, written = false, options: Partial<TranslateOptions> = {}) {
  const spec = { name: 'v', hostPath: { path, type } };
  return reporting((report) => resolveHostPath({ name: 'v', spec, path: ['spec', 'volumes', 0] }, written, samplePod({ options }), report));
}

describe('what is made', () => {
  const cases: readonly (readonly [string, string, string, readonly string[]])[] = [
    ['/var/lib/x', '', 'directory', []],
    ['/var/lib/x', 'DirectoryOrCreate', 'directory', []],
    ['/var/lib/x', 'Directory', 'no', ['host-path-check-skipped']],
    ['/var/lib/x', 'FileOrCreate', 'file', []],
    ['/var/lib/x', 'File', 'no', ['host-path-check-skipped']],
    ['/run/app.sock', 'Socket', 'no', ['host-path-check-skipped']],
    ['/run/app.sock', '', 'no', ['host-path-check-skipped']],
    ['/dev/kvm', '', 'no', []],
    ['/dev/kvm', 'CharDevice', 'no', ['host-path-check-skipped']],
    ['/sys/fs/cgroup', 'DirectoryOrCreate', 'no', []],
    ['/data', '', 'directory', []],
    ['/data', 'FileOrCreate', 'file', []],
    ['/', '', 'no', []],
    ['/etc/passwd', '', 'no', []],
    ['/etc/ssl/certs', 'Directory', 'no', []],
    ['/lib/firmware', 'DirectoryOrCreate', 'no', ['host-path-check-skipped']],
    ['/lib/modules', '', 'no', []],
    ['/etc/localtime', '', 'no', ['host-path-absent']],
    ['/var/lib/kubelet/pods', '', 'directory', ['host-path-absent']],
  ];
  test.each(cases)('%s of type %j: %s', (path, type, create, codes) => {
    const { value, diagnostics } = resolve(path, type);
    expect(value).toMatchObject({ kind: 'host-path', create });
    expect(codesOf(diagnostics)).toEqual(codes);
  });
});

describe('--host-path-root', () => {
  const options = { hostPathRoot: '/var/lib/podspec/host' };

  test('takes what the read-only root lacks, and makes it', () => {
    const { value, diagnostics } = resolve('/data/x', 'Directory', true, options);
    expect(value).toMatchObject({ path: '/var/lib/podspec/host/data/x', create: 'directory' });
    expect(codesOf(diagnostics)).toEqual(['host-path-moved', 'host-path-check-skipped']);
  });

  test.each(['/etc/ssl/certs', '/var/lib/x', '/sys', '/'])('leaves %s where it is', (path) => {
    expect(resolve(path, '', false, options).value).toMatchObject({ path });
  });
});

test('a mount that may write on the read-only root gives a warning, one that only reads does not', () => {
  expect(codesOf(resolve('/data', '', true).diagnostics)).toEqual(['host-path-readonly-root']);
  expect(codesOf(resolve('/data', '', false).diagnostics)).toEqual([]);
});
