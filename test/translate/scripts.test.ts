import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { firewallScript } from '../../src/translate/scripts/firewall.ts';
import { patchScript } from '../../src/translate/scripts/patch.ts';
import { resolvScript } from '../../src/translate/scripts/resolv.ts';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'podspec-scripts-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

function write(path: string, text: string, mode = 0o644): string {
  const full = join(directory, path);
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, text);
  chmodSync(full, mode);
  return full;
}

const read = (path: string) => readFileSync(join(directory, path), 'utf8');

/** Runs a script with programs of the machine replaced by those of `programs`. */
function run(script: string, args: readonly string[], programs: Readonly<Record<string, string>> = {}): { status: number; stderr: string } {
  for (const [name, body] of Object.entries(programs)) write(`bin/${name}`, `#!/bin/sh\n${body}\n`, 0o755);
  const file = write('script.sh', script);
  try {
    execFileSync('sh', [file, ...args], { env: { PATH: `${join(directory, 'bin')}:${process.env['PATH'] ?? ''}` }, stdio: 'pipe' });
    return { status: 0, stderr: '' };
  } catch (error) {
    const { status, stderr } = error as { status: number; stderr: Buffer };
    return { status, stderr: stderr.toString() };
  }
}

/** Ten of them and the spaces between have 2,009 characters. */
const longPaths = Array.from({ length: 11 }, (_, at) => String.fromCharCode(97 + at).repeat(200));

describe('resolv.sh', () => {
  test.each<[string, string, string, string]>([
    [
      'adds servers, paths and options',
      'search lan\nnameserver 10.0.0.2\noptions edns0\n',
      'search corp\nnameserver 9.9.9.9\noptions ndots:2\n',
      'search lan corp\nnameserver 10.0.0.2\nnameserver 9.9.9.9\noptions edns0 ndots:2\n',
    ],
    [
      'drops duplicates',
      'search lan\nnameserver 10.0.0.2\n',
      'search corp lan\nnameserver 10.0.0.2\n',
      'search lan corp\nnameserver 10.0.0.2\n',
    ],
    [
      'keeps three servers',
      'nameserver 1.1.1.1\nnameserver 1.1.1.2\n',
      'nameserver 1.1.1.3\nnameserver 1.1.1.4\n',
      'nameserver 1.1.1.1\nnameserver 1.1.1.2\nnameserver 1.1.1.3\n',
    ],
    ['lets an option of the pod win at its first place', 'options ndots:1 edns0\n', 'options ndots:5\n', 'options ndots:5 edns0\n'],
    ['takes the last search line of the machine', 'search a b\nsearch c\n', 'search d\n', 'search c d\n'],
    [
      'takes no comment, domain or broken line',
      '# nameserver 6.6.6.6\n; x\ndomain lan\nnameserver\n',
      'nameserver 9.9.9.9\n',
      'nameserver 9.9.9.9\n',
    ],
    ['leaves out a path that is too long', `search ${'a'.repeat(254)} lan\n`, 'search corp\n', 'search lan corp\n'],
    [
      'cuts the end of a line that is too long',
      `search ${longPaths.join(' ')}\n`,
      'search corp\n',
      `search ${longPaths.slice(0, 10).join(' ')}\n`,
    ],
    ['does without DHCP', '', 'search corp\nnameserver 9.9.9.9\n', 'search corp\nnameserver 9.9.9.9\n'],
  ])('%s', (_name, machine, additions, expected) => {
    const { status } = run(resolvScript, [write('machine', machine), write('additions', additions), join(directory, 'result')]);
    expect(status).toBe(0);
    expect(read('result')).toBe(expected);
  });

  test('leaves a file to bind even when the one of the machine is missing', () => {
    run(resolvScript, [join(directory, 'missing'), write('additions', ''), join(directory, 'result')]);
    expect(read('result')).toBe('');
  });
});

/** `ip` of a machine: a default route over eth1 for IPv4, addresses as given. */
const ip = (v4: string, v6: string) => `
case "$*" in
  '-4 route show') echo 'default via 10.0.0.1 dev eth1 metric 1'; echo '10.0.0.0/24 dev eth1' ;;
  '-4 -o addr show dev eth1 scope global') ${v4} ;;
  '-4 -o addr show scope global') echo '2: eth0    inet 192.168.0.1/24 brd 192.168.0.255 scope global eth0'; ${v4} ;;
  '-6 -o addr show scope global') ${v6} ;;
esac`;
const v4 = "echo '3: eth1    inet 10.0.0.5/24 brd 10.0.0.255 scope global eth1'";
const v6 = "echo '3: eth1    inet6 fd00::5/64 scope global'";
const tokens = '__PODSPEC_POD_IP__ __PODSPEC_POD_IPS__ __PODSPEC_HOST_IP__ __PODSPEC_HOST_IPS__ __PODSPEC_NODE_NAME__';

/** Runs patch.sh on a machine whose root is a directory; `mount -o bind A B` copies A to B. */
function patch(programs: Readonly<Record<string, string>>, args: readonly string[] = []) {
  const root = join(directory, 'host');
  mkdirSync(join(root, 'run'), { recursive: true });
  return run(patchScript.replaceAll('/host', root), args, { mount: 'cp "$3" "$4"', uname: "printf '%s' node-1", sleep: ':', ...programs });
}

describe('patch.sh', () => {
  test('fills in the address of the interface with the default route, and one per family', () => {
    write('host/containers/services/container-a/config.json', `{"args":["${tokens}"]}`);
    expect(patch({ ip: ip(v4, v6) })).toEqual({ status: 0, stderr: '' });
    expect(read('host/containers/services/container-a/config.json')).toBe(
      '{"args":["10.0.0.5 10.0.0.5,fd00::5 10.0.0.5 10.0.0.5,fd00::5 node-1"]}',
    );
  });

  test('patches init containers and the files it is given, and nothing else', () => {
    write('host/containers/onboot/004-initContainer-0-i/config.json', '["__PODSPEC_POD_IP__"]');
    write('host/containers/services/other/config.json', '["__PODSPEC_SOMETHING__ POD_IP"]');
    write('host/podspec/etc/hosts', '__PODSPEC_POD_IP__\tp\n');
    write('host/podspec/etc/not-given', '__PODSPEC_POD_IP__\n');
    patch({ ip: ip(v4, ':') }, ['/podspec/etc/hosts']);
    expect(read('host/containers/onboot/004-initContainer-0-i/config.json')).toBe('["10.0.0.5"]');
    expect(read('host/containers/services/other/config.json')).toBe('["__PODSPEC_SOMETHING__ POD_IP"]');
    expect(read('host/podspec/etc/hosts')).toBe('10.0.0.5\tp\n');
    expect(read('host/podspec/etc/not-given')).toBe('__PODSPEC_POD_IP__\n');
  });

  test.each(['plain', 'quote"d', 'back\\slash', 'a&b|c', '\\1', "it's $HOME `x` $(x)", 'end\\', 'two words', 'ünï'])(
    'a host name of any form stays one JSON string: %s',
    (name) => {
      write('name', name);
      write('host/containers/services/a/config.json', '{"env":["NODE=__PODSPEC_NODE_NAME__","SECRET=a&b|c\\\\d"]}');
      patch({ ip: ip(v4, ':'), uname: `cat '${join(directory, 'name')}'` });
      expect(JSON.parse(read('host/containers/services/a/config.json'))).toEqual({ env: [`NODE=${name}`, 'SECRET=a&b|c\\d'] });
    },
  );

  test('takes an IPv6 address when there is no other', () => {
    write('host/containers/services/a/config.json', '["__PODSPEC_POD_IP__","__PODSPEC_POD_IPS__"]');
    patch({ ip: "case \"$*\" in '-6 -o addr show scope global') echo '3: eth1    inet6 fd00::5/64 scope global' ;; esac" });
    expect(read('host/containers/services/a/config.json')).toBe('["fd00::5","fd00::5"]');
  });

  test('writes a placeholder and says so when the machine has no address', () => {
    write('host/containers/services/a/config.json', '["__PODSPEC_POD_IP__"]');
    patch({ ip: ':' });
    expect(read('host/containers/services/a/config.json')).toBe('["0.0.0.0"]');
  });

  test('reports what it could not patch by its exit status', () => {
    write('host/containers/services/a/config.json', '["__PODSPEC_POD_IP__"]');
    const { status, stderr } = patch({ ip: ip(v4, ':'), mount: 'exit 1' });
    expect(status).toBe(1);
    expect(stderr).toContain('cannot patch /containers/services/a/config.json');
  });
});

describe('load.sh', () => {
  const restore = (name: string, status: number) => ({
    [`${name}-restore`]: `echo "${name}-restore $*" >> "$LOG"; exit ${status}`,
    [name]: `echo "${name} $*" >> "$LOG"`,
  });
  const load = (v4Status: number, v6Status: number) => {
    const log = join(directory, 'log');
    const programs = { ...restore('iptables', v4Status), ...restore('ip6tables', v6Status) };
    const result = run(firewallScript.replace('status=0', `status=0; LOG='${log}'; export LOG`), ['/rules'], programs);
    return { status: result.status, log: readFileSync(log, 'utf8').trim().split('\n') };
  };
  const closed = (name: string) => [`${name} -P INPUT DROP`, `${name} -F INPUT`, `${name} -A INPUT -i lo -j ACCEPT`];

  test('loads both families', () => {
    expect(load(0, 0)).toEqual({ status: 0, log: ['iptables-restore /rules/rules.v4', 'ip6tables-restore /rules/rules.v6'] });
  });

  test('closes IPv4 when its rules cannot be loaded, and still loads IPv6', () => {
    const log = ['iptables-restore /rules/rules.v4', ...closed('iptables'), 'ip6tables-restore /rules/rules.v6'];
    expect(load(1, 0)).toEqual({ status: 1, log });
  });

  test('closes IPv6 when its rules cannot be loaded', () => {
    const log = ['iptables-restore /rules/rules.v4', 'ip6tables-restore /rules/rules.v6', ...closed('ip6tables')];
    expect(load(0, 1)).toEqual({ status: 1, log });
  });
});
