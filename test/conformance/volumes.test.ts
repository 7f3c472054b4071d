import { describe, expect, test } from 'vitest';
import type { LinuxKitConfig, LinuxKitFile, LinuxKitMount } from '../../src/model/linuxkit.ts';
import { codes, imageNamed, type KitOptions, translate, translateOne } from '../kit.ts';
import { configMap, pod, secret } from './sources.ts';

/** A Pod whose container `c0` mounts volume `v` at /data; `volume` is the source of the volume in flow style. */
const mounted = (volume: string, mount = '') =>
  pod(`volumeMounts: [{name: v, mountPath: /data${mount === '' ? '' : `, ${mount}`}}]`, `volumes: [{name: v, ${volume}}]`);

const withMount = (mount: string, container = '') => pod(`${container}\nvolumeMounts: [${mount}]`, 'volumes: [{name: v, emptyDir: {}}]');

function fileAt({ config }: { readonly config: LinuxKitConfig }, path: string): LinuxKitFile {
  const file = config.files.find((candidate) => candidate.path === path);
  if (!file) throw new Error(`no ${path} among ${config.files.map((candidate) => candidate.path).join(', ')}`);
  return file;
}

/** Paths of files, without directories, below the volume `v`. */
function volumeFiles({ config }: { readonly config: LinuxKitConfig }): readonly string[] {
  const base = 'podspec/volumes/v/';
  return config.files.flatMap(({ path, directory }) => (path.startsWith(base) && !directory ? [path.slice(base.length)] : []));
}

function mountAt(output: { readonly config: LinuxKitConfig }, destination: string, name = 'container-c0'): LinuxKitMount | undefined {
  return imageNamed(output, name).mounts?.find((mount) => mount.destination === destination);
}

/** Names of the onboot entries but for the one that every pod has. */
function onbootOf({ config }: { readonly config: LinuxKitConfig }): readonly string[] {
  return config.onboot.map(({ name }) => name).filter((name) => name !== 'podspec-sysctl');
}

async function errorsOf(source: string, kit: KitOptions = {}): Promise<readonly string[]> {
  return codes(await translate(source, kit), 'error');
}

async function messageOf(source: string, code: string, kit: KitOptions = {}): Promise<string> {
  const { diagnostics } = await translate(source, kit);
  return diagnostics.find((found) => found.code === code)?.message ?? '';
}

const bind = (source: string, destination: string, ...options: string[]): LinuxKitMount => ({
  type: 'bind',
  source,
  destination,
  options: ['rbind', ...options],
});

describe('declarations', () => {
  test('case 130: a volume without a source is an emptyDir', async () => {
    const output = await translateOne(pod('volumeMounts: [{name: v, mountPath: /data}]', 'volumes: [{name: v}]'));
    expect(output.pod.volumes.get('v')?.kind).toBe('empty-dir');
    expect(mountAt(output, '/data')).toEqual(bind('/run/podspec/empty/v', '/data', 'rprivate', 'rw'));
  });

  test('case 131: a volume has one source', async () => {
    expect(await errorsOf(mounted('emptyDir: {}, hostPath: {path: /var/x}'))).toEqual(['volume-multiple-sources']);
  });

  test('case 132: a mount names a declared volume', async () => {
    expect(await errorsOf(pod('volumeMounts: [{name: w, mountPath: /data}]', 'volumes: [{name: v}]'))).toEqual(['unknown-volume']);
  });
});

describe('files', () => {
  const data = configMap('cm', 'data: {k: value, other: more}');

  test('case 133: a ConfigMap becomes files with mode 0644, mounted read-only whatever the mount says', async () => {
    const output = await translateOne(mounted('configMap: {name: cm}', 'readOnly: false') + data);
    expect(fileAt(output, 'podspec/volumes/v/k')).toEqual({ path: 'podspec/volumes/v/k', contents: 'value', mode: '0644' });
    expect(fileAt(output, 'podspec/volumes/v').mode).toBe('0777');
    expect(mountAt(output, '/data')).toEqual(bind('/podspec/volumes/v', '/data', 'rprivate', 'ro'));
  });

  test('case 134: items choose key, path and mode', async () => {
    const output = await translateOne(mounted('configMap: {name: cm, items: [{key: k, path: a/b, mode: 0600}]}') + data);
    expect(volumeFiles(output)).toEqual(['a/b']);
    expect(fileAt(output, 'podspec/volumes/v/a')).toEqual({ path: 'podspec/volumes/v/a', directory: true, mode: '0755' });
    expect(fileAt(output, 'podspec/volumes/v/a/b').mode).toBe('0600');
  });

  test('case 135: an empty list of items means every key', async () => {
    expect(volumeFiles(await translateOne(mounted('configMap: {name: cm, items: []}') + data))).toEqual(['k', 'other']);
  });

  test('case 136: a missing key is an error, and left out when optional', async () => {
    const items = 'items: [{key: gone, path: g}, {key: k, path: k}]';
    expect(await errorsOf(mounted(`configMap: {name: cm, ${items}}`) + data)).toEqual(['missing-key']);
    expect(volumeFiles(await translateOne(mounted(`configMap: {name: cm, optional: true, ${items}}`) + data))).toEqual(['k']);
    expect(volumeFiles(await translateOne(mounted('configMap: {name: none, optional: true}')))).toEqual([]);
    expect(await errorsOf(mounted('configMap: {name: none}'))).toEqual(['missing-configmap']);
  });

  test('case 137: item paths stay in the volume', async () => {
    const at = (path: string) => mounted(`configMap: {name: cm, items: [{key: k, path: ${path}}]}`) + data;
    expect(await messageOf(at('../x'), 'invalid-item-path')).toContain("must not contain '..'");
    expect(await messageOf(at('/x'), 'invalid-item-path')).toContain('must be a relative path');
    expect(await messageOf(at('..x'), 'invalid-item-path')).toContain("must not start with '..'");
    expect(volumeFiles(await translateOne(at('a/..b')))).toEqual(['a/..b']);
  });

  test('case 138: binaryData keeps its bytes', async () => {
    const output = await translateOne(mounted('configMap: {name: cm}') + configMap('cm', 'binaryData: {b: AAECgP8=}'));
    expect(fileAt(output, 'podspec/volumes/v/b').contents).toEqual(Uint8Array.from([0, 1, 2, 0x80, 0xff]));
    expect(output.text).toContain('contents: !!binary "AAECgP8="');
  });

  test('case 139: a value that starts with @ is written as bytes', async () => {
    const output = await translateOne(mounted('configMap: {name: cm}') + configMap('cm', 'data: {zone: "@ IN SOA"}'));
    expect(output.text).toContain(`contents: !!binary "${Buffer.from('@ IN SOA').toString('base64')}"`);
  });

  test('case 140: fsGroup makes files readable by the group', async () => {
    const source = pod(
      'volumeMounts: [{name: v, mountPath: /data}]',
      'securityContext: {fsGroup: 2000}\nvolumes: [{name: v, secret: {secretName: s, defaultMode: 0400, items: [{key: k, path: a/k}]}}]',
    );
    const output = await translateOne(source + secret('s', 'data: {k: dg==}'));
    expect(fileAt(output, 'podspec/volumes/v/a/k')).toEqual({ path: 'podspec/volumes/v/a/k', contents: 'v', mode: '0440', gid: 2000 });
    expect(fileAt(output, 'podspec/volumes/v')).toEqual({ path: 'podspec/volumes/v', directory: true, mode: '3777', gid: 2000 });
    expect(fileAt(output, 'podspec/volumes/v/a')).toEqual({ path: 'podspec/volumes/v/a', directory: true, mode: '2755', gid: 2000 });
  });

  test('case 141: secret values in the image give one warning', async () => {
    const source = pod(
      'env: [{name: A, valueFrom: {secretKeyRef: {name: s, key: k}}}]\nvolumeMounts: [{name: v, mountPath: /a}, {name: w, mountPath: /b}]',
      'volumes: [{name: v, secret: {secretName: s}}, {name: w, secret: {secretName: t}}]',
    );
    const { diagnostics } = await translateOne(source + secret('s', 'data: {k: dg==}') + secret('t', 'stringData: {k: hunter2}'));
    const found = diagnostics.filter(({ code }) => code === 'secret-in-image');
    expect(found.map(({ severity, security }) => ({ severity, security }))).toEqual([{ severity: 'warning', security: true }]);
    expect(diagnostics.some(({ message }) => message.includes('hunter2'))).toBe(false);
  });

  test('case 142: stringData overrides data', async () => {
    const output = await translateOne(mounted('secret: {secretName: s}') + secret('s', 'data: {k: b2xk, l: bA==}\nstringData: {k: new}'));
    expect(fileAt(output, 'podspec/volumes/v/k').contents).toBe('new');
    expect(fileAt(output, 'podspec/volumes/v/l').contents).toBe('l');
  });

  test('case 143: data of a Secret is base64', async () => {
    expect(await errorsOf(mounted('secret: {secretName: s}') + secret('s', 'data: {k: "not base64!"}'))).toEqual(['secret-base64']);
  });

  test('case 144: a later source of a projected volume wins; items must not share a path', async () => {
    const objects = configMap('cm', 'data: {k: from-config}') + secret('s', 'stringData: {k: from-secret}');
    const whole = await translateOne(mounted('projected: {sources: [{configMap: {name: cm}}, {secret: {name: s}}]}') + objects);
    expect(fileAt(whole, 'podspec/volumes/v/k').contents).toBe('from-secret');
    expect(fileAt(whole, 'podspec/volumes/v').mode).toBe('1777');
    const items = 'items: [{key: k, path: same}]';
    const clash = `projected: {sources: [{configMap: {name: cm, ${items}}}, {secret: {name: s, ${items}}}]}`;
    expect(await errorsOf(mounted(clash) + objects)).toEqual(['conflicting-paths']);
  });

  test('case 145: labels are sorted lines, quoted as Go does, without a line break at the end', async () => {
    const output = await translateOne(mounted('downwardAPI: {items: [{path: labels, fieldRef: {fieldPath: metadata.labels}}]}'));
    expect(fileAt(output, 'podspec/volumes/v/labels')).toEqual({
      path: 'podspec/volumes/v/labels',
      contents: 'app="web"\nquoted="a\\"b"',
      mode: '0644',
    });
  });

  test('case 146: a service account token is left out with a warning', async () => {
    const output = await translateOne(
      mounted('projected: {sources: [{serviceAccountToken: {path: token}}, {configMap: {name: cm}}]}') + data,
    );
    expect(codes(output, 'warning')).toContain('sa-token-unavailable');
    expect(volumeFiles(output)).toEqual(['k', 'other']);
  });

  test('a path that is a file and a directory is an error', async () => {
    const volume = 'configMap: {name: cm, items: [{key: k, path: a}, {key: other, path: a/b}]}';
    expect(await errorsOf(mounted(volume) + data)).toEqual(['path-conflict']);
  });

  test('with --secrets omit the machine is given the files, and the others are put beside them', async () => {
    const source = mounted('projected: {sources: [{configMap: {name: cm}}, {secret: {name: s, items: [{key: t, path: tls/t}]}}]}') + data;
    const output = await translateOne(source + secret('s', 'stringData: {t: hunter2}'), { options: { secrets: 'omit' } });
    expect(mountAt(output, '/data')).toEqual(bind('/run/config/podspec/v', '/data', 'rprivate', 'ro'));
    expect(output.text).not.toContain('hunter2');
    expect(volumeFiles(output)).toEqual(['k', 'other']);
    expect(imageNamed(output, 'podspec-volumes').runtime?.mkdir).toEqual(['/run/config/podspec/v']);
    expect(String(fileAt(output, 'podspec/bin/volumes.sh').contents)).toContain("copy_files '/podspec/volumes/v' '/run/config/podspec/v'");
    expect(output.diagnostics.find(({ code }) => code === 'secret-files-omitted')?.message).toContain(
      '/run/config/podspec/v/tls/t (mode 0644)',
    );
  });

  test('with --secrets omit a Secret need not be in the input', async () => {
    const output = await translateOne(mounted('secret: {secretName: s}', 'subPath: k'), { options: { secrets: 'omit' } });
    expect(mountAt(output, '/data')?.source).toBe('/run/config/podspec/v/k');
  });
});

describe('parts of volumes', () => {
  test('case 147: subPath binds one file of a ConfigMap read-only', async () => {
    const data = configMap('cm', 'data: {nginx.conf: server}');
    const output = await translateOne(mounted('configMap: {name: cm}', 'subPath: nginx.conf') + data);
    expect(mountAt(output, '/data')).toEqual(bind('/podspec/volumes/v/nginx.conf', '/data', 'rprivate', 'ro'));
    expect(await errorsOf(mounted('configMap: {name: cm}', 'subPath: ngnix.conf') + data)).toEqual(['sub-path-missing-key']);
    expect(await messageOf(mounted('configMap: {name: cm}', 'subPath: ngnix.conf') + data, 'sub-path-missing-key')).toContain('nginx.conf');
  });

  test('a missing ConfigMap is reported once, and not for each of its files', async () => {
    expect(await errorsOf(mounted('configMap: {name: none}', 'subPath: nginx.conf'))).toEqual(['missing-configmap']);
  });

  test('case 148: subPath stays in the volume', async () => {
    expect(await errorsOf(mounted('emptyDir: {}', 'subPath: ../x'))).toEqual(['sub-path-escape']);
    expect(await errorsOf(mounted('emptyDir: {}', 'subPath: /abs'))).toEqual(['sub-path-escape']);
  });

  test('case 149: subPathExpr is expanded', async () => {
    const source = (env: string, mount: string) => withMount(`{name: v, mountPath: /data, ${mount}}`, `env: [${env}]`);
    const output = await translateOne(source('{name: POD, value: p}', 'subPathExpr: $(POD)/x'));
    expect(mountAt(output, '/data')?.source).toBe('/run/podspec/empty/v/p/x');
    expect(await messageOf(source('', 'subPathExpr: $(POD)/x'), 'sub-path-unresolved')).toContain('missing value for POD');
    expect(await messageOf(source('{name: POD, value: ""}', 'subPathExpr: $(POD)/x'), 'sub-path-unresolved')).toContain(
      'missing value for POD',
    );
    expect(await errorsOf(source('{name: POD, value: p}', 'subPathExpr: $(POD), subPath: z'))).toEqual(['sub-path-conflict']);
  });

  test('a missing part of a volume is made at boot, after the init containers that could make it', async () => {
    const mounts = 'volumeMounts: [{name: v, mountPath: /data, subPath: a/b}]';
    const alone = await translateOne(pod(mounts, 'volumes: [{name: v, emptyDir: {}}]'));
    expect(String(fileAt(alone, 'podspec/bin/volumes.sh').contents)).toContain("sub_path '/run/podspec/empty/v' 'a/b'");
    const init = 'initContainers: [{name: i, image: "i:1", volumeMounts: [{name: v, mountPath: /w}]}]\nvolumes: [{name: v, emptyDir: {}}]';
    const after = await translateOne(pod(mounts, init));
    expect(onbootOf(after)).toEqual(['podspec-volumes', 'initContainer-0-i', 'podspec-sub-paths']);
    expect(String(fileAt(after, 'podspec/bin/sub-paths.sh').contents)).toContain("sub_path '/run/podspec/empty/v' 'a/b'");
  });
});

describe('emptyDir', () => {
  test('case 150: one tmpfs is mounted once and shared by the containers', async () => {
    const source = pod('volumeMounts: [{name: v, mountPath: /a}]', 'volumes: [{name: v, emptyDir: {}}]').concat(
      '  - name: c1\n    image: app:1.2.3\n    volumeMounts: [{name: v, mountPath: /b}]\n',
    );
    const output = await translateOne(source);
    const tmpfs = { type: 'tmpfs', source: 'tmpfs', destination: '/run/podspec/empty/v', options: ['mode=0777'] };
    expect(imageNamed(output, 'podspec-volumes').runtime).toEqual({ mounts: [tmpfs] });
    expect(mountAt(output, '/a')).toEqual(bind('/run/podspec/empty/v', '/a', 'rprivate', 'rw'));
    expect(mountAt(output, '/b', 'container-c1')).toEqual(bind('/run/podspec/empty/v', '/b', 'rprivate', 'rw'));
  });

  const optionsOf = async (volume: string, spec = '', container = '', kit: KitOptions = {}) => {
    const source = pod(`${container}\nvolumeMounts: [{name: v, mountPath: /a}]`, `${spec}\nvolumes: [{name: v, emptyDir: ${volume}}]`);
    return imageNamed(await translateOne(source, kit), 'podspec-volumes').runtime?.mounts?.map(({ type, options }) => [type, ...options]);
  };

  test('case 151: sizeLimit and fsGroup are options of the tmpfs', async () => {
    expect(await optionsOf('{medium: Memory, sizeLimit: 64Mi}')).toEqual([['tmpfs', 'mode=0777', 'size=67108864']]);
    expect(await optionsOf('{medium: Memory}', 'securityContext: {fsGroup: 5}')).toEqual([['tmpfs', 'mode=2777', 'gid=5']]);
  });

  test('in memory it is no larger than the memory limit of the pod', async () => {
    const limits = 'resources: {limits: {memory: 32Mi}}';
    expect(await optionsOf('{medium: Memory, sizeLimit: 64Mi}', '', limits)).toEqual([['tmpfs', 'mode=0777', 'size=33554432']]);
    expect(await optionsOf('{medium: Memory}', '', limits)).toEqual([['tmpfs', 'mode=0777', 'size=33554432']]);
    expect(await optionsOf('{}', '', limits)).toEqual([['tmpfs', 'mode=0777']]);
  });

  test('case 152: HugePages-2Mi is a hugetlbfs, with a warning', async () => {
    expect(await optionsOf('{medium: HugePages-2Mi}')).toEqual([['hugetlbfs', 'pagesize=2M', 'mode=0777']]);
    expect(codes(await translateOne(mounted('emptyDir: {medium: HugePages-2Mi}')), 'warning')).toContain('huge-pages-volume');
    expect(await errorsOf(mounted('emptyDir: {medium: HugePages}'))).toContain('huge-pages-ambiguous');
    expect(await errorsOf(mounted('emptyDir: {medium: Fast}'))).toEqual(['invalid-empty-dir-medium']);
  });

  test('with --empty-dir disk it is a directory that is emptied at boot', async () => {
    const output = await translateOne(mounted('emptyDir: {}'), { options: { emptyDir: 'disk' } });
    expect(imageNamed(output, 'podspec-volumes').runtime).toEqual({ mkdir: ['/var/lib/podspec/empty/v'] });
    expect(String(fileAt(output, 'podspec/bin/volumes.sh').contents)).toContain("empty_directory '/var/lib/podspec/empty/v' '0777'");
  });
});

describe('hostPath', () => {
  test('case 153: DirectoryOrCreate below /var is made before the container starts', async () => {
    const output = await translateOne(mounted('hostPath: {path: /var/lib/x, type: DirectoryOrCreate}'));
    expect(imageNamed(output, 'container-c0').runtime).toEqual({ mkdir: ['/var/lib/x'] });
    expect(mountAt(output, '/data')).toEqual(bind('/var/lib/x', '/data', 'rprivate', 'rw'));
    expect(onbootOf(output)).toEqual([]);
  });

  test('case 154: a path on the read-only root gives a warning, or is moved', async () => {
    const source = mounted('hostPath: {path: /data, type: DirectoryOrCreate}');
    const output = await translateOne(source);
    expect(codes(output, 'warning')).toContain('host-path-readonly-root');
    expect(fileAt(output, 'data')).toEqual({ path: 'data', directory: true, mode: '0755' });
    const moved = await translateOne(source, { options: { hostPathRoot: '/var/lib/podspec/host' } });
    expect(mountAt(moved, '/data')?.source).toBe('/var/lib/podspec/host/data');
    expect(codes(moved, 'warning')).not.toContain('host-path-readonly-root');
  });

  test('case 155: a hostPath is an absolute path without ..', async () => {
    expect(await errorsOf(mounted('hostPath: {}'))).toEqual(['volume-field-required']);
    expect(await errorsOf(mounted('hostPath: {path: /a/../b}'))).toEqual(['invalid-host-path']);
    expect(await errorsOf(mounted('hostPath: {path: a/b}'))).toEqual(['invalid-host-path']);
    expect(await errorsOf(mounted('hostPath: {path: /var/a, type: Folder}'))).toEqual(['invalid-host-path-type']);
  });

  test('case 156: a path with colons is mounted in the long form', async () => {
    const path = '/sys/bus/pci/devices/0000:00:1f.2';
    const output = await translateOne(mounted(`hostPath: {path: "${path}"}`));
    expect(mountAt(output, '/data')).toEqual(bind(path, '/data', 'rprivate', 'rw'));
    expect(imageNamed(output, 'container-c0').binds).toEqual([]);
  });

  test('case 157: /proc is bound and never made', async () => {
    const output = await translateOne(mounted('hostPath: {path: /proc}', 'readOnly: true'));
    expect(mountAt(output, '/data')).toEqual(bind('/proc', '/data', 'rprivate', 'ro'));
    expect(imageNamed(output, 'container-c0').runtime).toBeUndefined();
  });

  test('FileOrCreate makes the file, and /var/run is /run', async () => {
    const output = await translateOne(mounted('hostPath: {path: /var/run/app/lock, type: FileOrCreate}'));
    expect(imageNamed(output, 'podspec-volumes').runtime?.mkdir).toEqual(['/run/app']);
    expect(String(fileAt(output, 'podspec/bin/volumes.sh').contents)).toContain("make_file '/run/app/lock'");
    expect(mountAt(output, '/data')?.source).toBe('/run/app/lock');
  });

  test('the socket of Docker is not there', async () => {
    const output = await translateOne(mounted('hostPath: {path: /var/run/docker.sock}'));
    expect(codes(output, 'warning')).toContain('host-path-absent');
    expect(imageNamed(output, 'container-c0').runtime).toBeUndefined();
  });
});

describe('mounts', () => {
  const privileged = 'securityContext: {privileged: true}';

  test('case 158: Bidirectional needs a privileged container; the strongest propagation decides for the root', async () => {
    const shared = await translateOne(withMount('{name: v, mountPath: /a, mountPropagation: Bidirectional}', privileged));
    expect(mountAt(shared, '/a')?.options).toEqual(['rbind', 'rshared', 'rw']);
    expect(imageNamed(shared, 'container-c0').rootfsPropagation).toBe('rshared');
    expect(await errorsOf(withMount('{name: v, mountPath: /a, mountPropagation: Bidirectional}'))).toEqual(['bidirectional-unprivileged']);
    const both = '{name: v, mountPath: /a, mountPropagation: Bidirectional}, {name: v, mountPath: /b, mountPropagation: HostToContainer}';
    expect(imageNamed(await translateOne(withMount(both, privileged)), 'container-c0').rootfsPropagation).toBe('rshared');
    const slave = await translateOne(withMount('{name: v, mountPath: /b, mountPropagation: HostToContainer}'));
    expect(imageNamed(slave, 'container-c0').rootfsPropagation).toBe('rslave');
  });

  test('case 159: unset propagation is private', async () => {
    const output = await translateOne(withMount('{name: v, mountPath: /a}'));
    expect(mountAt(output, '/a')?.options).toEqual(['rbind', 'rprivate', 'rw']);
    expect(imageNamed(output, 'container-c0').rootfsPropagation).toBeUndefined();
  });

  test('case 160: recursiveReadOnly needs readOnly', async () => {
    const output = await translateOne(withMount('{name: v, mountPath: /a, readOnly: true, recursiveReadOnly: Enabled}'));
    expect(mountAt(output, '/a')?.options).toEqual(['rbind', 'rprivate', 'rro']);
    expect(await errorsOf(withMount('{name: v, mountPath: /a, recursiveReadOnly: Enabled}'))).toEqual(['recursive-read-only-invalid']);
    const propagated = '{name: v, mountPath: /a, readOnly: true, recursiveReadOnly: IfPossible, mountPropagation: HostToContainer}';
    expect(await errorsOf(withMount(propagated))).toEqual(['recursive-read-only-invalid']);
  });

  test('case 161: mount paths are unique, below / and not inside /proc', async () => {
    const twice = (first: string, second: string) => withMount(`{name: v, mountPath: ${first}}, {name: v, mountPath: ${second}}`);
    expect(await messageOf(twice('/a', '/a'), 'duplicate-mount-path')).toContain('must be unique');
    expect(await errorsOf(twice('/a', '/a/'))).toEqual(['duplicate-mount-path']);
    expect(mountAt(await translateOne(withMount('{name: v, mountPath: data}')), '/data')?.source).toBe('/run/podspec/empty/v');
    expect(await errorsOf(withMount('{name: v, mountPath: /}'))).toEqual(['invalid-mount-path']);
    expect(await errorsOf(withMount('{name: v, mountPath: /proc/x}'))).toEqual(['mount-inside-proc']);
  });

  test("case 162: a mount of the user's takes the place of a default one", async () => {
    for (const path of ['/etc/hosts', '/dev/shm']) {
      const output = await translateOne(withMount(`{name: v, mountPath: ${path}}`));
      const found = imageNamed(output, 'container-c0').mounts?.filter(({ destination }) => destination === path);
      expect(found).toEqual([bind('/run/podspec/empty/v', path, 'rprivate', 'rw')]);
    }
  });

  test('a mount at /dev drops every default mount below it', async () => {
    const output = await translateOne(withMount('{name: v, mountPath: /dev}'));
    const below = imageNamed(output, 'container-c0').mounts?.filter(({ destination }) => destination.startsWith('/dev'));
    expect(below?.map(({ destination }) => destination)).toEqual(['/dev']);
  });

  test('a mount point inside a volume of files is part of the volume', async () => {
    const source = pod(
      'volumeMounts: [{name: c, mountPath: /etc/app}, {name: s, mountPath: /etc/app/tls}, {name: c, mountPath: /etc/app/x/one, subPath: k}]',
      'volumes: [{name: c, configMap: {name: cm}}, {name: s, emptyDir: {}}]',
    );
    const output = await translateOne(source + configMap('cm', 'data: {k: v}'));
    expect(fileAt(output, 'podspec/volumes/c/tls')).toEqual({ path: 'podspec/volumes/c/tls', directory: true, mode: '0755' });
    expect(fileAt(output, 'podspec/volumes/c/x/one')).toEqual({ path: 'podspec/volumes/c/x/one', contents: '', mode: '0644' });
  });
});

const claimed = mounted('persistentVolumeClaim: {claimName: c}');
const pvc = (spec: string, name = 'c') =>
  `---\napiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: ${name}}\nspec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}${spec && `, ${spec}`}}\n`;
const pv = (name: string, spec: string, size = '1Gi', metadata = '') =>
  `---\napiVersion: v1\nkind: PersistentVolume\nmetadata: {name: ${name}${metadata}}\nspec: {capacity: {storage: ${size}}, accessModes: [ReadWriteOnce], hostPath: {path: /var/pv/${name}}${spec && `, ${spec}`}}\n`;
const sourceOf = async (input: string, kit: KitOptions = {}) => mountAt(await translateOne(input, kit), '/data')?.source;

describe('claims', () => {
  test('case 163: a claim that names its volume is bound to it, if it fits', async () => {
    expect(await sourceOf(claimed + pvc('volumeName: a') + pv('a', ''))).toBe('/var/pv/a');
    const small = claimed + pvc('volumeName: a') + pv('a', '', '1Mi');
    expect(await messageOf(small, 'pvc-unbound')).toContain('requested PV is too small');
  });

  test('case 164: the smallest volume that fits is taken', async () => {
    expect(await sourceOf(claimed + pvc('') + pv('a', '', '5Gi') + pv('b', ''))).toBe('/var/pv/b');
  });

  test('case 165: class "" does not match a class and is not provisioned', async () => {
    expect(await errorsOf(claimed + pvc('storageClassName: ""') + pv('a', 'storageClassName: fast'))).toEqual(['pvc-unbound']);
  });

  test('case 166: a claim without a class has the default class', async () => {
    const annotations = '{storageclass.kubernetes.io/is-default-class: "true"}';
    const fast = `---\napiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata: {name: fast, annotations: ${annotations}}\nprovisioner: x/y\n`;
    expect(await sourceOf(claimed + pvc('') + pv('a', '') + pv('b', 'storageClassName: fast') + fast)).toBe('/var/pv/b');
  });

  test('case 167: access modes must fit', async () => {
    const many = pvc('').replace('[ReadWriteOnce]', '[ReadWriteMany]');
    expect(await sourceOf(claimed + many + pv('a', ''))).toBe('/var/lib/podspec/pvc/default/c');
  });

  test('case 168: a volume that names the claim is bound whatever its class', async () => {
    const reserved = pv('a', 'storageClassName: other, claimRef: {namespace: default, name: c}');
    expect(await sourceOf(claimed + pvc('') + pv('b', '') + reserved)).toBe('/var/pv/a');
  });

  test('case 169: a volume of a claim in another namespace is passed over', async () => {
    const reserved = pv('a', 'claimRef: {namespace: elsewhere, name: c}');
    expect(await sourceOf(claimed + pvc('') + reserved + pv('b', '', '9Gi'))).toBe('/var/pv/b');
  });

  test('case 170: matchExpressions are honoured', async () => {
    const selector = 'selector: {matchExpressions: [{key: tier, operator: NotIn, values: [old]}]}';
    expect(await sourceOf(claimed + pvc(selector) + pv('a', '', '1Gi', ', labels: {tier: old}') + pv('b', ''))).toBe('/var/pv/b');
  });

  test('case 171: two claims do not share a volume', async () => {
    const second = mounted('persistentVolumeClaim: {claimName: d}');
    const local = 'storageClassName: ""';
    expect(await errorsOf(second + pvc(local) + pvc(local, 'd') + pv('a', ''))).toEqual(['pvc-unbound']);
  });

  test('case 172: what a cluster would provision is a directory of the claim', async () => {
    const output = await translateOne(claimed + pvc('storageClassName: standard'));
    expect(mountAt(output, '/data')?.source).toBe('/var/lib/podspec/pvc/default/c');
    expect(codes(output, 'warning')).toEqual(expect.arrayContaining(['pvc-not-persistent', 'pvc-provisioned-dir']));
    expect(JSON.parse(output.index).images[0].storage).toEqual([
      { claim: 'c', path: '/var/lib/podspec/pvc/default/c', requestBytes: 1073741824, base: 'base-persistent.yml', disk: '-disk size=1G' },
    ]);
    const onDisk = await translateOne(claimed + pvc(''), { options: { diskMounts: ['/var/lib'] } });
    expect(codes(onDisk, 'warning')).not.toContain('pvc-not-persistent');
  });

  test('an fsGroup is given the directory as the policy says', async () => {
    const source = (policy: string) =>
      pod(
        'volumeMounts: [{name: v, mountPath: /data}]',
        `securityContext: {fsGroup: 7${policy}}\nvolumes: [{name: v, persistentVolumeClaim: {claimName: c}}]`,
      ) + pvc('');
    const script = async (policy: string) => String(fileAt(await translateOne(source(policy)), 'podspec/bin/volumes.sh').contents);
    expect(await script('')).toContain("\nfs_group '/var/lib/podspec/pvc/default/c' '7'");
    expect(await script(', fsGroupChangePolicy: OnRootMismatch')).toContain("\nfs_group_on_mismatch '/var/lib/podspec/pvc/default/c' '7'");
  });

  test('a missing claim is an error unless it is to be provisioned', async () => {
    expect(await errorsOf(claimed)).toEqual(['missing-pvc']);
    expect(await sourceOf(claimed, { options: { provisionMissing: true } })).toBe('/var/lib/podspec/pvc/default/c');
    expect(await sourceOf(claimed, { options: { volumes: { 'pvc:default/c': '/var/data' } } })).toBe('/var/data');
  });

  test('a claim with a data source is an error', async () => {
    expect(await errorsOf(claimed + pvc('dataSource: {kind: VolumeSnapshot, name: s}'))).toEqual(['data-source-unsupported']);
  });

  const set = `apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  replicas: 2
  template:
    spec:
      containers: [{name: c0, image: "app:1.2.3", volumeMounts: [{name: data, mountPath: /data}]}]
      volumes: [{name: data, emptyDir: {}}]
  volumeClaimTemplates: [{metadata: {name: data}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}]
`;

  test('ordinals of a StatefulSet never share a directory or a volume', async () => {
    const sources = async (input: string) => Promise.all([0, 1].map((ordinal) => sourceOf(input, { options: { ordinal } })));
    expect(await sources(set)).toEqual(['/var/lib/podspec/pvc/default/data-db-0', '/var/lib/podspec/pvc/default/data-db-1']);
    expect(await sources(set + pv('a', '') + pv('b', ''))).toEqual(['/var/pv/a', '/var/pv/b']);
    expect(await sources(set + pv('a', '') + pv('b', '') + pvc('volumeName: a', 'data-db-1'))).toEqual(['/var/pv/b', '/var/pv/a']);
  });

  test('a generic ephemeral volume is a directory that is emptied at boot', async () => {
    const template = 'volumeClaimTemplate: {spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}';
    const output = await translateOne(mounted(`ephemeral: {${template}}`));
    expect(mountAt(output, '/data')?.source).toBe('/var/lib/podspec/ephemeral/v');
    expect(codes(output, 'warning')).toContain('ephemeral-volume-approx');
    expect(String(fileAt(output, 'podspec/bin/volumes.sh').contents)).toContain("empty_directory '/var/lib/podspec/ephemeral/v'");
  });
});

describe('disks, servers and images', () => {
  const device = pv('a', 'volumeMode: Block, storageClassName: ""').replace('hostPath: {path: /var/pv/a}', 'local: {path: /dev/vdb}');
  const block = pvc('volumeMode: Block, storageClassName: ""');

  test('case 173: a raw block device is bound, with a warning', async () => {
    const source = pod('volumeDevices: [{name: v, devicePath: /dev/xvda}]', 'volumes: [{name: v, persistentVolumeClaim: {claimName: c}}]');
    const output = await translateOne(source + block + device);
    expect(mountAt(output, '/dev/xvda')).toMatchObject({ type: 'bind', source: '/dev/vdb' });
    expect(imageNamed(output, 'container-c0').devices).toEqual([{ path: 'all', type: 'b' }]);
    expect(codes(output, 'warning')).toContain('block-device-approx');
    expect(await errorsOf(claimed + block + device)).toEqual(['volume-mode-mismatch']);
  });

  test('a disk is mounted at boot over a directory that cannot be written', async () => {
    const output = await translateOne(mounted('emptyDir: {}'), { options: { volumes: { v: '/dev/disk/by-label/DATA:xfs' } } });
    const helper = imageNamed(output, 'podspec-volumes');
    expect(helper.runtime?.mounts).toEqual([
      { type: 'tmpfs', source: 'tmpfs', destination: '/var/lib/podspec/devices/v', options: ['ro', 'mode=0555', 'size=4k'] },
    ]);
    expect(helper.capabilities).toContain('CAP_SYS_ADMIN');
    const script = String(fileAt(output, 'podspec/bin/volumes.sh').contents);
    expect(script).toContain("mount_device 'LABEL=DATA' 'xfs' 'rw' '/var/lib/podspec/devices/v'");
    expect(mountAt(output, '/data')?.source).toBe('/var/lib/podspec/devices/v');
  });

  test('case 174: NFS is mounted at boot by address; a name needs the helper', async () => {
    const byAddress = await translateOne(mounted('nfs: {server: 10.0.0.5, path: /export, readOnly: true}'));
    expect(imageNamed(byAddress, 'podspec-net').runtime?.mounts).toEqual([
      { type: 'nfs4', source: '10.0.0.5:/export', destination: '/var/lib/podspec/nfs/v', options: ['addr=10.0.0.5', 'vers=4.2', 'ro'] },
    ]);
    expect(mountAt(byAddress, '/data')).toEqual(bind('/var/lib/podspec/nfs/v', '/data', 'rprivate', 'ro'));
    const byName = await translateOne(mounted('nfs: {server: files.example.org, path: /export}'));
    expect(byName.diagnostics.find(({ code }) => code === 'nfs-needs-network-and-module')?.message).toContain('by name');
    const script = String(fileAt(byName, 'podspec/bin/net.sh').contents);
    expect(script).toContain("mount_nfs 'nfs4' 'vers=4.2' 'files.example.org:/export' '/var/lib/podspec/nfs/v'");
    expect(onbootOf(byName)).toEqual(['podspec-volumes', 'podspec-net']);
  });

  test('case 175: a cloud disk is an error that --volume settles', async () => {
    const source = mounted('gcePersistentDisk: {pdName: d}');
    expect(await errorsOf(source)).toEqual(['volume-type-unsupported']);
    expect(await messageOf(source, 'volume-type-unsupported')).toContain('--volume v=');
    const output = await translateOne(source, { options: { volumes: { v: '/var/x' } } });
    expect(mountAt(output, '/data')).toEqual(bind('/var/x', '/data', 'rprivate', 'rw'));
    expect(imageNamed(output, 'container-c0').runtime).toEqual({ mkdir: ['/var/x'] });
  });

  test('case 176: the driver of a CSI volume is named', async () => {
    expect(await messageOf(mounted('csi: {driver: secrets-store.csi.k8s.io}'), 'csi-unsupported')).toContain('secrets-store.csi.k8s.io');
  });

  test('case 177: an image is a LinuxKit volume, bound by name', async () => {
    const output = await translateOne(mounted('image: {reference: "models:1"}'));
    expect(output.config.volumes).toEqual([{ name: 'v', image: 'docker.io/library/models:1', readonly: true }]);
    expect(imageNamed(output, 'container-c0').binds).toEqual(['v:/data:ro']);
    expect(mountAt(output, '/data')).toBeUndefined();
    expect(await errorsOf(mounted('image: {reference: "models:1"}', 'subPath: a'))).toEqual(['image-volume-unsupported']);
  });

  test('case 178: every parent of a file is listed before it as a directory 0755', async () => {
    const data = configMap('cm', 'data: {k: v}');
    const output = await translateOne(mounted('configMap: {name: cm, items: [{key: k, path: a/b/c, mode: 0400}]}') + data);
    const paths = output.config.files.map(({ path }) => path);
    for (const parent of ['podspec', 'podspec/volumes', 'podspec/volumes/v/a', 'podspec/volumes/v/a/b']) {
      expect(fileAt(output, parent)).toEqual({ path: parent, directory: true, mode: '0755' });
      expect(paths.indexOf(parent)).toBeLessThan(paths.indexOf('podspec/volumes/v/a/b/c'));
    }
  });
});

describe('read-only roots', () => {
  const readOnly = 'securityContext: {readOnlyRootFilesystem: true}';

  test('mount points are laid over the image of a service', async () => {
    const mounts = '{name: v, mountPath: /data/cache}, {name: v, mountPath: /tmp/x}, {name: v, mountPath: /var/run/app}';
    const output = await translateOne(withMount(mounts, readOnly));
    const root = '/containers/services/container-c0/rootfs';
    const container = imageNamed(output, 'container-c0');
    expect(container.readonly).toBe(true);
    expect(container.runtime?.mounts).toEqual([
      {
        type: 'overlay',
        source: 'overlay',
        destination: root,
        options: [`lowerdir=/podspec/mountpoints/container-c0:${root}:/podspec/beneath/container-c0`],
      },
    ]);
    expect(mountAt(output, '/dev')).toMatchObject({ type: 'tmpfs', options: ['nosuid', 'strictatime', 'mode=755', 'size=65536k'] });
    const base = 'podspec/mountpoints/container-c0';
    for (const path of ['data/cache', 'tmp/x', 'run/app']) expect(fileAt(output, `${base}/${path}`).directory).toBe(true);
    expect(fileAt(output, `${base}/tmp`).mode).toBe('1777');
    expect(output.config.files.some(({ path }) => path.startsWith(`${base}/var`))).toBe(false);
    expect(fileAt(output, 'podspec/beneath/container-c0/var/run').symlink).toBe('/run');
  });

  test('a file is laid over as a file, and nothing where the image has the place', async () => {
    const source = pod(
      `${readOnly}\nvolumeMounts: [{name: v, mountPath: /etc/app.conf, subPath: k}, {name: v, mountPath: /etc/hosts, subPath: k}]`,
      'volumes: [{name: v, configMap: {name: cm}}]',
    );
    const output = await translateOne(source + configMap('cm', 'data: {k: v}'));
    const baked = output.config.files.filter(({ path, directory }) => path.startsWith('podspec/mountpoints') && !directory);
    expect(baked).toEqual([{ path: 'podspec/mountpoints/container-c0/etc/app.conf', contents: '', mode: '0644' }]);
    const plain = imageNamed(await translateOne(pod(readOnly)), 'container-c0');
    expect([plain.readonly, plain.runtime]).toEqual([true, undefined]);
  });

  test('a mount below /lib, which may be a link, keeps a writable root, with a warning', async () => {
    const output = await translateOne(withMount('{name: v, mountPath: /lib/modules}', readOnly));
    expect(imageNamed(output, 'container-c0').readonly).toBe(false);
    expect(codes(output, 'warning')).toContain('mountpoint-on-readonly-rootfs');
    expect(output.config.files.some(({ path }) => path.startsWith('podspec/mountpoints'))).toBe(false);
  });

  test('an init container with mounts keeps a writable root, with a warning', async () => {
    const init = (mounts: string) =>
      `initContainers: [{name: i, image: "i:1", ${readOnly}, ${mounts}}]\nvolumes: [{name: v, emptyDir: {}}]`;
    const output = await translateOne(pod('', init('volumeMounts: [{name: v, mountPath: /w}]')));
    expect(imageNamed(output, 'initContainer-0-i').readonly).toBe(false);
    expect(output.diagnostics.find(({ code }) => code === 'mountpoint-on-readonly-rootfs')?.security).toBe(true);
    const bare = await translateOne(pod('', init('volumeMounts: []')));
    expect(imageNamed(bare, 'initContainer-0-i').readonly).toBe(true);
  });
});
