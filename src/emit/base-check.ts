import type { Report } from '../diagnostics/diagnostic.ts';
import type { LinuxKitConfig } from '../model/linuxkit.ts';
import type { ResolvedPod } from '../model/resolved-pod.ts';
import { atContainer, atPod, describeContainer } from '../translate/field-anchor.ts';
import { parseFirewallAllow } from '../translate/firewall-allow.ts';
import { listeningPorts } from '../translate/ports.ts';
import type { BaseFile, BaseImage } from './base.ts';

/** Something of a base file and where it is. */
interface InBase<T> {
  readonly item: T;
  readonly file: string;
}

/** Ports that services of LinuxKit open, by the name of their image. */
const knownPorts: ReadonlyMap<string, number> = new Map([
  ['linuxkit/sshd', 22],
  ['linuxkit/node_exporter', 9100],
  ['linuxkit/cadvisor', 8080],
]);

/**
 * Reports what would go wrong when the output is built together with base files: names that clash, ports that both want or that the
 * firewall closes, and a network that comes up too late; and that there is no machine, when the output is to stand alone.
 *
 * @param config the output, which is put together only when there are bases
 * @param standalone the output contains the bases, so that LinuxKit reads one file
 */
export function checkAgainstBase(
  pod: ResolvedPod,
  config: () => LinuxKitConfig,
  bases: readonly BaseFile[],
  standalone: boolean,
  report: Report,
): void {
  if (bases.length > 0 || standalone) checkMachine(pod, bases, report);
  if (bases.length === 0) return;
  const app = config();
  checkNames(pod, app, bases, standalone, report);
  checkPorts(pod, bases, report);
  if (pod.options.firewall) checkFirewall(pod, bases, report);
  checkNetwork(pod, app, bases, report);
  checkHostname(pod, bases, report);
}

function all<K extends 'onboot' | 'services' | 'volumes' | 'files'>(
  bases: readonly BaseFile[],
  section: K,
): readonly InBase<BaseFile[K][number]>[] {
  return bases.flatMap((base) => base[section].map((item) => ({ item, file: base.path })));
}

function checkMachine(pod: ResolvedPod, bases: readonly BaseFile[], report: Report): void {
  const missing = [
    ...(bases.some(({ kernel }) => typeof kernel['image'] === 'string') ? [] : ['a kernel image']),
    ...(bases.some(({ init }) => init.length > 0) ? [] : ['init packages']),
  ];
  if (missing.length > 0) report('base-incomplete', atPod(pod), { missing });
}

function checkNames(pod: ResolvedPod, app: LinuxKitConfig, bases: readonly BaseFile[], standalone: boolean, report: Report): void {
  const services = new Set(app.services.map(({ name }) => name));
  const seen = new Map<string, string>();
  for (const { item, file } of all(bases, 'services')) {
    const other = services.has(item.name) ? file : seen.get(item.name);
    if (other !== undefined) report('base-service-clash', atPod(pod), { name: item.name, file });
    seen.set(item.name, file);
  }
  const volumes = new Set(app.volumes.map(({ name }) => name));
  for (const { item, file } of all(bases, 'volumes')) {
    const name = String(item['name'] ?? '');
    if (volumes.has(name)) report('base-volume-clash', atPod(pod), { name, file });
  }
  const withVolumes = bases.find((base) => base.volumes.length > 0);
  if (withVolumes && !standalone) report('base-volumes-lost', atPod(pod), { file: withVolumes.path });
  const files = new Set(app.files.filter(({ directory }) => !directory).map(({ path }) => path));
  for (const { item, file } of all(bases, 'files')) {
    const path = String(item['path'] ?? '').replace(/^\/+/, '');
    if (files.has(path)) report('base-file-replaced', atPod(pod), { path, file });
  }
}

/** Directories of the machine on which base files mount disks. */
export function disksOf(bases: readonly BaseFile[]): readonly string[] {
  return [...all(bases, 'onboot'), ...all(bases, 'services')].flatMap(({ item }) => diskMounts(item));
}

/** Where an image mounts disks: the last argument of mountie, and mounts of block devices that LinuxKit makes itself. */
function diskMounts(image: BaseImage): readonly string[] {
  const command = strings(image['command']);
  const byMountie = command[0]?.endsWith('mountie') ? command.slice(-1) : [];
  const runtime = image['runtime'] as { readonly mounts?: unknown } | undefined;
  const mounts = Array.isArray(runtime?.mounts) ? (runtime.mounts as readonly Readonly<Record<string, unknown>>[]) : [];
  const byRuntime = mounts
    .filter(({ type }) => type !== 'tmpfs' && type !== 'bind' && type !== 'overlay')
    .map(({ destination }) => String(destination));
  return [...byMountie, ...byRuntime];
}

/** The repository of an image reference without tag, digest and the default registry. */
function repositoryOf(image: string): string {
  return image
    .replace(/@.*$/, '')
    .replace(/:[^/:]*$/, '')
    .replace(/^docker\.io\//, '');
}

interface BaseListener {
  readonly name: string;
  readonly port: number;
}

function listeners(bases: readonly BaseFile[]): readonly BaseListener[] {
  return all(bases, 'services').flatMap(({ item }) => {
    const port = knownPorts.get(repositoryOf(item.image));
    return port === undefined ? [] : [{ name: item.name, port }];
  });
}

function checkPorts(pod: ResolvedPod, bases: readonly BaseFile[], report: Report): void {
  const byPort = new Map(listeners(bases).map((listener) => [listener.port, listener]));
  for (const { container, index, protocol, containerPort } of listeningPorts(pod)) {
    const other = protocol === 'tcp' ? byPort.get(containerPort) : undefined;
    if (!other) continue;
    const args = { name: other.name, port: `tcp/${containerPort}`, container: describeContainer(container) };
    report('base-port-clash', atContainer(container, pod, 'ports', index), args);
  }
}

/** Programs that load a ruleset. */
const loader = /(?:^|[\s/;&|])(?:ip6?tables(?:-restore)?|nft)(?:\s|$)/;

function checkFirewall(pod: ResolvedPod, bases: readonly BaseFile[], report: Report): void {
  for (const { item, file } of all(bases, 'onboot')) {
    if (loader.test(strings(item['command']).join(' '))) report('base-firewall-replaced', atPod(pod), { name: item.name, file });
  }
  const allowed = new Set(
    pod.options.firewallAllow.flatMap((text) => {
      const read = parseFirewallAllow(text);
      return 'problem' in read ? [] : [`${read.protocol}/${read.port}`];
    }),
  );
  const declared = new Set(listeningPorts(pod).map(({ protocol, containerPort }) => `${protocol}/${containerPort}`));
  for (const { name, port } of listeners(bases)) {
    const key = `tcp/${port}`;
    if (!allowed.has(key) && !declared.has(key)) report('base-service-blocked', atPod(pod), { name, port: key });
  }
}

function checkNetwork(pod: ResolvedPod, app: LinuxKitConfig, bases: readonly BaseFile[], report: Report): void {
  const helper = app.onboot.find(({ name }) => name === 'podspec-patch' || name === 'podspec-dns');
  const early = all(bases, 'onboot').some(
    ({ item }) =>
      repositoryOf(item.image) === 'linuxkit/dhcpcd' ||
      strings(item['command']).some((word) => /^(?:.*\/)?(?:ip|ifconfig|udhcpc|dhclient)$/.test(word)),
  );
  if (helper && !early) report('base-dhcp-late', atPod(pod), { helper: helper.name });
}

function checkHostname(pod: ResolvedPod, bases: readonly BaseFile[], report: Report): void {
  const setter = all(bases, 'onboot').find(({ item }) => repositoryOf(item.image) === 'linuxkit/metadata');
  if (setter)
    report('base-hostname-replaced', atPod(pod, 'hostname'), { hostname: pod.hostname, name: setter.item.name, file: setter.file });
}

function strings(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
