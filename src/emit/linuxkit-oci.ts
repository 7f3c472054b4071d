import { parse } from 'yaml';
import { byCodeUnit } from '../model/by-code-unit.ts';
import type { LockedPlatform } from '../model/image-lock.ts';
import {
  type ImageConfig,
  type LinuxKitMount,
  type LinuxKitResources,
  type LinuxKitRuntime,
  linuxkitLabel,
  type Text,
} from '../model/linuxkit.ts';
import { isMapping } from '../model/mapping.ts';
import { knownCapabilities } from '../resolve/capabilities.ts';

/** Settings that only a label of an image sets; files of this program never do. */
export interface ImageSettings extends ImageConfig {
  readonly tmpfs?: readonly string[];
  readonly hostname?: string;
  readonly uts?: string;
  readonly userns?: string;
  readonly sysctl?: Readonly<Record<string, string>>;
  readonly rlimits?: readonly string[];
  readonly cgroupsPath?: string;
}

/** The container that LinuxKit makes of an image and its settings: the parts of the OCI configuration that it decides. */
export interface OciContainer {
  readonly args: readonly Text[];
  readonly env: readonly Text[];
  readonly cwd: Text;
  readonly uid: number;
  readonly gid: number;
  readonly additionalGids: readonly number[];
  /** Bounding, permitted and inheritable set, sorted. */
  readonly bounding: readonly string[];
  /** As listed. */
  readonly effective: readonly string[];
  readonly ambient: readonly string[];
  readonly noNewPrivileges: boolean;
  readonly oomScoreAdj: number | undefined;
  /** The root file system cannot be written. */
  readonly readonly: boolean;
  readonly hostname: string;
  /** In the order they are mounted. */
  readonly mounts: readonly LinuxKitMount[];
  /** Namespaces that are not the machine's: type → path, empty for a new one. */
  readonly namespaces: Readonly<Record<string, string>>;
  /** What the device cgroup allows beyond runc's defaults: `b *:*`, `c 5:1`. */
  readonly devices: readonly string[];
  readonly maskedPaths: readonly string[];
  readonly readonlyPaths: readonly string[];
  readonly resources: LinuxKitResources;
  readonly rootfsPropagation: string;
  readonly sysctl: Readonly<Record<string, string>>;
  readonly rlimits: readonly string[];
  readonly cgroupsPath: string;
  readonly annotations: Readonly<Record<string, string>>;
  readonly runtime: LinuxKitRuntime;
}

/** The image's own configuration; what is unknown counts as empty. */
export type ImageFacts = Pick<LockedPlatform, 'entrypoint' | 'cmd' | 'env' | 'workingDir' | 'labels'>;

/**
 * Models `ConfigToOCI` of LinuxKit (src/cmd/linuxkit/moby/config.go at 3bf33c3a11fc): what a container gets from the YAML, from the label
 * of its image and from the image's configuration, in that order of strength.
 *
 * @returns the container, or the reason why a build would fail
 */
export function ociContainer(settings: ImageSettings, image?: ImageFacts): OciContainer | { readonly problem: string } {
  const label = readLabel(image);
  const problem = settingsProblem({ ...label, ...settings });
  if (problem !== undefined) return { problem };
  /** YAML before label; an empty list is a value too. */
  const pick = <K extends keyof ImageSettings>(key: K): ImageSettings[K] => settings[key] ?? label[key];
  const { bounding, effective, ambient } = capabilitySets(pick('capabilities') ?? [], pick('ambient') ?? []);
  const readonly = pick('readonly') ?? false;
  return {
    args: pick('command') ?? [...(image?.entrypoint ?? []), ...(image?.cmd ?? [])],
    env: pick('env') ?? image?.env ?? [],
    cwd: settings.cwd || label.cwd || image?.workingDir || '/',
    uid: pick('uid') ?? 0,
    gid: pick('gid') ?? 0,
    additionalGids: pick('additionalGids') ?? [],
    bounding,
    effective,
    ambient,
    noNewPrivileges: pick('noNewPrivileges') ?? false,
    oomScoreAdj: pick('oomScoreAdj'),
    readonly,
    hostname: settings.hostname || label.hostname || '',
    mounts: mountList(readonly, pick('tmpfs') ?? [], pick('binds') ?? [], pick('mounts') ?? []),
    namespaces: namespacesOf(settings, label),
    devices: (pick('devices') ?? []).map(({ path, type, major, minor }) => (path === 'all' ? `${type} *:*` : `${type} ${major}:${minor}`)),
    maskedPaths: pick('maskedPaths') ?? [],
    readonlyPaths: pick('readonlyPaths') ?? [],
    resources: pick('resources') ?? {},
    rootfsPropagation: pick('rootfsPropagation') ?? '',
    sysctl: pick('sysctl') ?? {},
    rlimits: pick('rlimits') ?? [],
    cgroupsPath: pick('cgroupsPath') ?? '',
    annotations: pick('annotations') ?? {},
    runtime: { ...label.runtime, ...settings.runtime },
  };
}

function readLabel(image: ImageFacts | undefined): ImageSettings {
  const text = image?.labels[linuxkitLabel];
  if (text === undefined || text === '') return {};
  try {
    const value: unknown = parse(text);
    return isMapping(value) ? value : {};
  } catch {
    // Not this program's to judge: the build refuses such an image by itself.
    return {};
  }
}

/** What makes a build fail although the structure of the file is right. */
function settingsProblem({ capabilities = [], ambient = [], binds = [], devices = [], mounts = [] }: ImageSettings): string | undefined {
  for (const list of [capabilities, ambient]) {
    if (list.length === 1 && /^(all|none)$/i.test(list[0] ?? '')) continue;
    for (const name of list) if (!knownCapabilities.has(name)) return `unknown capability: ${name}`;
  }
  for (const bind of binds) {
    const parts = bind.split(':').length;
    if (parts < 2) return `cannot parse bind, missing ':': ${bind}`;
    if (parts > 3) return `cannot parse bind, too many ':': ${bind}`;
  }
  for (const { path, mode } of devices) {
    if (path !== 'all' && !/^[0-7]+$/.test(mode ?? '')) return `cannot parse device mode as octal value: ${mode ?? ''}`;
  }
  const typeless = mounts.find(({ type, source, destination }) => !type && !defaultPlaces.has(source) && destination !== '/dev');
  return typeless && `mount for destination ${typeless.destination} is missing type`;
}

function capabilitySets(listed: readonly string[], ambientListed: readonly string[]) {
  const effective = expandCapabilities(listed);
  const ambient = expandCapabilities(ambientListed);
  return { effective, ambient, bounding: [...new Set([...effective, ...ambient])].toSorted() };
}

function expandCapabilities(names: readonly string[]): readonly string[] {
  if (names.length !== 1) return names;
  const only = names[0]?.toLowerCase();
  return only === 'all' ? [...knownCapabilities] : only === 'none' ? [] : names;
}

/** Where mounts of these types belong when no destination is given. */
const defaultPlaces: ReadonlyMap<string, string> = new Map([
  ['proc', '/proc'],
  ['devpts', '/dev/pts'],
  ['sysfs', '/sys'],
  ['cgroup', '/sys/fs/cgroup'],
  ['mqueue', '/dev/mqueue'],
]);

/** What LinuxKit mounts into every container; a read-only root makes /dev and /sys read-only as well. */
function defaultMounts(readonly: boolean): readonly LinuxKitMount[] {
  const closed = readonly ? ['ro'] : [];
  const mount = (type: string, destination: string, options: readonly string[]): LinuxKitMount => ({
    type,
    source: type,
    destination,
    options,
  });
  return [
    mount('proc', '/proc', ['nosuid', 'nodev', 'noexec', 'relatime']),
    mount('tmpfs', '/dev', ['nosuid', 'strictatime', 'mode=755', 'size=65536k', ...closed]),
    mount('devpts', '/dev/pts', ['nosuid', 'noexec', 'newinstance', 'ptmxmode=0666', 'mode=0620']),
    mount('sysfs', '/sys', ['nosuid', 'noexec', 'nodev', ...closed]),
    mount('cgroup', '/sys/fs/cgroup', ['nosuid', 'noexec', 'nodev', 'relatime', 'ro']),
  ];
}

/** One mount per destination, the later kind over the earlier one, sorted so that parents come first. */
function mountList(
  readonly: boolean,
  tmpfs: readonly string[],
  binds: readonly string[],
  mounts: readonly LinuxKitMount[],
): readonly LinuxKitMount[] {
  const places = new Map(defaultMounts(readonly).map((mount) => [mount.destination, mount] as const));
  for (const entry of tmpfs) {
    const [destination = '', options] = entry.split(':');
    places.set(destination, { type: 'tmpfs', source: 'tmpfs', destination, options: options?.split(',') ?? [] });
  }
  for (const entry of binds) {
    const [source = '', destination = '', options] = entry.split(':');
    const given = options === undefined ? ['rw', 'rbind', 'rshared'] : [...options.split(','), 'rbind'];
    places.set(destination, { type: 'bind', source, destination, options: given });
  }
  for (const { type, source, destination, options = [] } of mounts) {
    const kind = type || (defaultPlaces.has(source) ? source : destination === '/dev' ? 'tmpfs' : '');
    const place = destination || (defaultPlaces.get(kind) ?? '');
    places.set(place, { type: kind, source: source || kind, destination: place, options });
  }
  return [...places.values()].toSorted((a, b) => byCodeUnit(a.destination, b.destination));
}

/** Network, IPC, UTS and user namespaces are the machine's unless asked otherwise; processes and mounts have their own. */
function namespacesOf(settings: ImageSettings, label: ImageSettings): Readonly<Record<string, string>> {
  const namespaces: Record<string, string> = { mount: '' };
  const wanted = (key: 'net' | 'ipc' | 'uts' | 'userns' | 'pid', usual: string): string => settings[key] || label[key] || usual;
  const add = (type: string, value: string, fresh: readonly string[]): void => {
    if (value !== 'host' && value !== 'root') namespaces[type] = fresh.includes(value) ? '' : value;
  };
  add('network', wanted('net', 'root'), ['new', 'none']);
  add('ipc', wanted('ipc', 'root'), ['new']);
  add('uts', wanted('uts', 'root'), ['new']);
  add('pid', wanted('pid', 'new'), ['new']);
  add('user', wanted('userns', 'root'), ['new']);
  return namespaces;
}
