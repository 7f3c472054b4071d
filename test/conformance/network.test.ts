import { describe, expect, test } from 'vitest';
import { collector } from '../../src/diagnostics/diagnostic.ts';
import { checkAgainstBase } from '../../src/emit/base-check.ts';
import { parseBase } from '../../src/emit/parse-base.ts';
import type { TranslateOptions } from '../../src/model/options.ts';
import { codes, imageNamed, type Translation, translate, translateOne } from '../kit.ts';

/** A Pod `p` in `default`: lines of its spec besides the containers, and lines of its one container `c0`. */
function pod(spec: string, container = ''): string {
  const indent = (text: string, width: number) =>
    text
      .trim()
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => `${' '.repeat(width)}${line}\n`)
      .join('');
  const own = `  containers:\n  - name: c0\n    image: i\n    command: [run]\n${indent(container, 4)}`;
  return `apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n${indent(spec, 2)}${own}`;
}

const job = (spec: string) =>
  `apiVersion: batch/v1\nkind: Job\nmetadata: {name: j}\nspec:\n  template:\n    spec:\n      restartPolicy: Never\n${spec}`;
const onboot: Partial<TranslateOptions> = { jobMode: 'onboot', poweroff: true };

async function run(manifest: string, options: Partial<TranslateOptions> = {}) {
  return translateOne(manifest, { options });
}

async function errors(manifest: string, options: Partial<TranslateOptions> = {}): Promise<readonly string[]> {
  const translation = await translate(manifest, { options });
  expect(translation.outputs).toEqual([]);
  return codes(translation, 'error');
}

/** Text of a baked file. */
function file({ config }: Pick<Translation['outputs'][number], 'config'>, path: string): string | undefined {
  const contents = config.files.find((entry) => entry.path === path)?.contents;
  return typeof contents === 'string' ? contents : undefined;
}

const names = (images: readonly { readonly name: string }[]) => images.map(({ name }) => name);

describe('Jobs', () => {
  test('case 49: a Job with --job-mode onboot is the last onboot entry, then the machine is switched off', async () => {
    const { config } = await run(
      job('      initContainers: [{name: i, image: i, command: [x]}]\n      containers: [{name: c, image: i, command: [x]}]\n'),
      onboot,
    );
    expect(names(config.onboot).slice(-3)).toEqual(['initContainer-0-i', 'container-c', 'podspec-poweroff']);
    expect(config.services).toEqual([]);
    expect(config.onboot.at(-1)?.image).toMatch(/^linuxkit\/poweroff:/);
  });

  test('case 50: a Job with two containers cannot run in onboot', async () => {
    const two = job('      containers: [{name: c, image: i, command: [x]}, {name: d, image: i, command: [x]}]\n');
    expect(await errors(two, onboot)).toEqual(['job-needs-one-container']);
  });
});

describe('values that only the machine knows', () => {
  const podIP = pod('', 'env: [{name: IP, valueFrom: {fieldRef: {fieldPath: status.podIP}}}]');

  test('case 77: status.podIP is an error, a given value, or filled in at boot', async () => {
    expect(await errors(podIP, { runtimeFields: 'error' })).toEqual(['runtime-field-unresolvable']);
    const fixed = await run(podIP, { podIPs: ['10.0.0.2'] });
    expect(imageNamed(fixed, 'container-c0').env).toContain('IP=10.0.0.2');
    expect(names(fixed.config.onboot)).not.toContain('podspec-patch');
    expect(file(fixed, 'podspec/etc/hosts')).toContain('\n10.0.0.2\tp\n');
    const patched = await run(podIP);
    expect(imageNamed(patched, 'container-c0').env).toContain('IP=__PODSPEC_POD_IP__');
    expect(names(patched.config.onboot)).toContain('podspec-patch');
    expect(file(patched, 'podspec/bin/patch.sh')).toMatch(/^#!\/bin\/sh\n/);
  });

  test('case 77: the patch helper runs before the init containers, so they get the value too', async () => {
    const init = pod(
      'initContainers: [{name: i, image: i, command: [x], env: [{name: IP, valueFrom: {fieldRef: {fieldPath: status.hostIP}}}]}]',
    );
    const order = names((await run(init)).config.onboot);
    expect(order.indexOf('podspec-patch')).toBeGreaterThanOrEqual(0);
    expect(order.indexOf('podspec-patch')).toBeLessThan(order.indexOf('initContainer-0-i'));
  });
});

describe('lifecycle', () => {
  test('case 190: init containers are onboot entries in their order, after podspec-volumes', async () => {
    const spec =
      'initContainers: [{name: a, image: i, command: [x]}, {name: b, image: i, command: [x]}]\nvolumes: [{name: v, emptyDir: {}}]';
    const translation = await run(pod(spec, 'volumeMounts: [{name: v, mountPath: /v}]'));
    const order = names(translation.config.onboot);
    expect(order.slice(-2)).toEqual(['initContainer-0-a', 'initContainer-1-b']);
    expect(order.indexOf('podspec-volumes')).toBeGreaterThanOrEqual(0);
    expect(codes(translation, 'warning')).toContain('init-failure-not-enforced');
    expect(translation.diagnostics.filter(({ code }) => code === 'init-failure-not-enforced')).toHaveLength(1);
  });

  test('case 191: a sidecar is a service that sorts before the containers', async () => {
    const translation = await run(pod('initContainers: [{name: s, image: i, command: [x], restartPolicy: Always}]'));
    const services = names(translation.config.services);
    expect(services.toSorted((a, b) => (a < b ? -1 : 1))).toEqual(['before-00-s', 'container-c0']);
    expect(names(translation.config.onboot)).not.toContain('before-00-s');
    expect(codes(translation, 'warning')).toContain('sidecar-order');
  });

  test('case 192: probes of a container give one warning; a port name that is not declared is an error', async () => {
    const probes = 'livenessProbe: {tcpSocket: {port: 80}}\nreadinessProbe: {httpGet: {path: /, port: 80}}';
    const { diagnostics } = await run(pod('', probes));
    const found = diagnostics.filter(({ code }) => code === 'probe-ignored');
    expect(found.map(({ severity, message }) => [severity, message])).toEqual([
      ['warning', 'nothing runs the liveness, readiness probes of container "c0"'],
    ]);
    expect(await errors(pod('', 'livenessProbe: {httpGet: {path: /, port: web}}'))).toEqual(['invalid-probe']);
  });

  test('case 193: hooks and a long grace period are warned of', async () => {
    const hook = await run(pod('', 'lifecycle: {preStop: {exec: {command: [x]}}}'));
    expect(codes(hook, 'warning')).toContain('lifecycle-hook-ignored');
    const grace = async (seconds: number) =>
      codes(await run(pod(`terminationGracePeriodSeconds: ${seconds}`)), 'warning').includes('grace-period-shortened');
    expect([await grace(30), await grace(60)]).toEqual([false, true]);
  });

  test('case 206: deadlines are warned of; a critical pod is the last to be killed', async () => {
    expect(codes(await run(pod('activeDeadlineSeconds: 600')), 'warning')).toContain('active-deadline-ignored');
    expect(imageNamed(await run(pod('priorityClassName: system-node-critical')), 'container-c0').oomScoreAdj).toBe(-997);
  });

  test('case 207: ephemeral containers are left out with one info', async () => {
    const translation = await run(pod('ephemeralContainers: [{name: e, image: i, targetContainerName: c0}]'));
    expect(codes(translation, 'info')).toContain('ephemeral-containers-ignored');
    expect(translation.text).not.toContain('"e"');
  });

  test('case 208: a pod for Windows is an error', async () => {
    expect(await errors(pod('os: {name: windows}'))).toContain('os-windows');
  });
});

describe('names', () => {
  test('case 194: hostname and subdomain give the name of the machine and the hosts file', async () => {
    const translation = await run(pod('hostname: h\nsubdomain: s'));
    expect(file(translation, 'etc/hostname')).toBe('h\n');
    expect(file(translation, 'podspec/etc/hosts')).toContain('\n127.0.1.1\th.s.default.svc.cluster.local\th\n');
    expect(translation.text).not.toMatch(/^ +hostname:/m);
    expect(imageNamed(translation, 'container-c0').mounts).toContainEqual({
      type: 'bind',
      source: '/podspec/etc/hosts',
      destination: '/etc/hosts',
      options: ['rbind', 'rprivate', 'rw'],
    });
  });

  test('case 195: a long name of more than 64 characters cannot be the host name', async () => {
    // h.<sub>.default.svc.cluster.local
    const sub = (length: number) => 's'.repeat(length - 'h..default.svc.cluster.local'.length);
    expect(await errors(pod(`hostname: h\nsubdomain: ${sub(65)}\nsetHostnameAsFQDN: true`))).toEqual(['fqdn-too-long']);
    const longest = await run(pod(`hostname: h\nsubdomain: ${sub(64)}\nsetHostnameAsFQDN: true`));
    expect(file(longest, 'etc/hostname')).toBe(`h.${sub(64)}.default.svc.cluster.local\n`);
  });

  test('case 196: the hosts file is that of the kubelet', async () => {
    const aliases = 'hostAliases: [{ip: 10.0.0.9, hostnames: [db.local, db]}]';
    expect(file(await run(pod(aliases)), 'podspec/etc/hosts')).toBe(
      [
        '# Kubernetes-managed hosts file.',
        '127.0.0.1\tlocalhost',
        '::1\tlocalhost ip6-localhost ip6-loopback',
        'fe00::0\tip6-localnet',
        'fe00::0\tip6-mcastprefix',
        'fe00::1\tip6-allnodes',
        'fe00::2\tip6-allrouters',
        '127.0.1.1\tp',
        '',
        '# Entries added by HostAliases.',
        '10.0.0.9\tdb.local\tdb',
        '',
      ].join('\n'),
    );
    const host = file(await run(pod(`hostNetwork: true\n${aliases}`)), 'podspec/etc/hosts') ?? '';
    expect(host.split('\n', 1)).toEqual(['# Kubernetes-managed hosts file (host network).']);
    expect(host).toMatch(/\n\n# Entries added by HostAliases\.\n10\.0\.0\.9\tdb\.local\tdb\n$/);
    expect(host).not.toContain('\tp\n');
  });

  test('case 196: a container that mounts /etc/hosts keeps its own', async () => {
    const own = await run(
      pod(
        'volumes: [{name: h, hostPath: {path: /etc/hosts, type: File}}]',
        'volumeMounts: [{name: h, mountPath: /etc/hosts, readOnly: true}]',
      ),
    );
    const sources = imageNamed(own, 'container-c0')
      .mounts?.filter(({ destination }) => destination === '/etc/hosts')
      .map(({ source }) => source);
    expect(sources).toEqual(['/etc/hosts']);
  });
});

describe('DNS', () => {
  const mounted = (translation: Translation & Translation['outputs'][number]) =>
    imageNamed(translation, 'container-c0').mounts?.find(({ destination }) => destination === '/etc/resolv.conf')?.source;

  test('case 197: dnsPolicy None bakes resolv.conf', async () => {
    const translation = await run(
      pod(
        'dnsPolicy: None\ndnsConfig: {nameservers: [1.1.1.1, 1.0.0.1], searches: [a.b], options: [{name: ndots, value: "2"}, {name: edns0}]}',
      ),
    );
    expect(file(translation, 'podspec/etc/resolv.conf')).toBe(
      'search a.b\nnameserver 1.1.1.1\nnameserver 1.0.0.1\noptions ndots:2 edns0\n',
    );
    expect(mounted(translation)).toBe('/podspec/etc/resolv.conf');
    expect(translation.config.files.map(({ path }) => path)).not.toContain('etc/resolv.conf');
    expect(await errors(pod('dnsPolicy: None'))).toEqual(['invalid-dns']);
    expect(await errors(pod('dnsPolicy: None\ndnsConfig: {nameservers: [1.1.1.1, 1.1.1.2, 1.1.1.3, 1.1.1.4]}'))).toEqual(['invalid-dns']);
  });

  test('case 198: ClusterFirst uses what DHCP gives', async () => {
    const translation = await run(pod('dnsPolicy: ClusterFirst'));
    expect(mounted(translation)).toBe('/etc/resolv.conf');
    expect(codes(translation, 'info')).toContain('cluster-dns-absent');
  });
});

describe('namespaces', () => {
  test('case 199: a shared process namespace has a holder that starts first', async () => {
    const { config } = await run(pod('shareProcessNamespace: true'));
    const [holder, ...others] = config.services.toSorted((a, b) => (a.name < b.name ? -1 : 1));
    expect(holder?.runtime?.bindNS?.['pid']).toBe(others[0]?.pid);
    expect(await errors(pod('shareProcessNamespace: true\nhostPID: true'))).toContain('share-process-namespace-conflict');
  });

  test('case 200: hostPID joins the process namespace of the machine', async () => {
    expect(imageNamed(await run(pod('hostPID: true')), 'container-c0').pid).toBe('host');
  });
});

describe('ports', () => {
  const ports = (...list: string[]) => `ports:\n${list.map((port) => `- {${port}}`).join('\n')}`;

  test('case 201: --firewall opens the declared ports and nothing else', async () => {
    const declared = pod('', ports('containerPort: 80', 'containerPort: 53, protocol: UDP', 'containerPort: 3868, protocol: SCTP'));
    const open = await run(declared, { firewall: true });
    for (const family of ['v4', 'v6']) {
      const rules = file(open, `podspec/firewall/rules.${family}`) ?? '';
      expect(rules).toContain('\n:INPUT DROP [0:0]\n');
      expect(rules.match(/^-A INPUT -p (?:tcp|sctp) .*|^-A INPUT -p udp -m udp --dport .*/gm)).toEqual([
        '-A INPUT -p tcp -m tcp --dport 80 -j ACCEPT',
        '-A INPUT -p udp -m udp --dport 53 -j ACCEPT',
        '-A INPUT -p sctp -m sctp --dport 3868 -j ACCEPT',
      ]);
    }
    expect(names(open.config.onboot)[0]).toBe('podspec-firewall');
    const closed = await run(declared);
    expect(names(closed.config.onboot)).not.toContain('podspec-firewall');
    expect(codes(closed, 'warning')).toEqual(codes(await run(pod('')), 'warning'));
  });

  test('case 202: another hostPort is redirected; on the host network it is an error', async () => {
    const mapped = ports('containerPort: 80, hostPort: 8080');
    const rules = file(await run(pod('', mapped), { firewall: true }), 'podspec/firewall/rules.v4');
    expect(rules).toContain('-A PREROUTING -p tcp -m tcp --dport 8080 -m addrtype --dst-type LOCAL -j REDIRECT --to-ports 80');
    expect(codes(await run(pod('', mapped)), 'warning')).toContain('host-port-redirect');
    expect(await errors(pod('hostNetwork: true', mapped))).toEqual(['host-port-mismatch']);
  });

  test('case 203: a host port is used once', async () => {
    expect(await errors(pod('', ports('containerPort: 80, hostPort: 80', 'containerPort: 81, hostPort: 80')))).toEqual([
      'duplicate-host-port',
    ]);
  });

  test('case 205: a service of the base must not have the name of a container', async () => {
    const { pod: resolved, config } = await run(pod(''));
    const { diagnostics, report } = collector();
    const base = parseBase(
      { path: 'base.yml', text: 'kernel: {image: k}\ninit: [i]\nservices: [{name: container-c0, image: x}]\n' },
      report,
    );
    checkAgainstBase(resolved, () => config, base ? [base] : [], false, report);
    expect(diagnostics.map(({ code, severity, message }) => [code, severity, message])).toEqual([
      ['base-service-clash', 'error', 'duplicate service name: container-c0 is also in base.yml'],
    ]);
  });
});
