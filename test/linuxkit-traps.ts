import { parseAllDocuments, parseDocument, type Scalar, visit } from 'yaml';
import type { LinuxKitConfig, LinuxKitImage } from '../src/model/linuxkit.ts';
import { knownCapabilities } from '../src/resolve/capabilities.ts';
import { validateLinuxKit } from './linuxkit-schema.ts';

/**
 * Checks that a schema cannot make: what LinuxKit builds and then does wrongly or refuses at boot
 * (the traps of docs/linuxkit.md). For files that this program writes, not for LinuxKit files in general.
 *
 * @param standalone the file contains the base system too, so kernel and init are allowed
 * @returns one line per problem; empty when the file is safe
 */
export function findTraps(text: string, { standalone = false }: { standalone?: boolean } = {}): readonly string[] {
  const config = parseLinuxKit(text);
  return [
    ...validateLinuxKit(config),
    ...(standalone ? [] : scalarTraps(text)),
    ...sectionTraps(config, standalone),
    ...fileTraps(config),
    ...serviceTraps(config),
    ...imagesOf(config).flatMap((image) => imageTraps(image, config).map((trap) => `${image.name}: ${trap}`)),
    ...runtimeMountTraps(config),
  ];
}

/** Parses a LinuxKit file; `!!binary` scalars become bytes. */
export function parseLinuxKit(text: string): LinuxKitConfig {
  const {
    onboot = [],
    onshutdown = [],
    services = [],
    volumes = [],
    files = [],
    ...rest
  } = parseDocument(text, { customTags: ['binary'] }).toJS();
  return { ...rest, onboot, onshutdown, services, volumes, files };
}

function imagesOf({ onboot, onshutdown, services }: LinuxKitConfig): readonly LinuxKitImage[] {
  return [...onboot, ...onshutdown, ...services];
}

/** LinuxKit reads many plain scalars as numbers, spoils block scalars and empties what starts with `@` (T14, T14b, T15). */
function scalarTraps(text: string): readonly string[] {
  const problems: string[] = [];
  const documents = parseAllDocuments(text, { customTags: ['binary'] });
  if ('empty' in documents || documents.length !== 1) return ['not exactly one document'];
  const [document] = documents;
  if (!document) return ['no document'];
  problems.push(...document.errors.map(({ message }) => message), ...document.warnings.map(({ message }) => message));
  visit(document, {
    Alias: () => void problems.push('an alias'),
    Scalar(key, node) {
      const trap = scalarTrap(node, key === 'key');
      if (trap) problems.push(`${trap}: ${String(node.source).slice(0, 60)}`);
    },
  });
  if (/\\u[dD][89a-fA-F]/.test(text)) problems.push('a surrogate written as an escape');
  return problems;
}

function scalarTrap(node: Scalar, isKey: boolean): string | undefined {
  if (node.type === 'BLOCK_FOLDED' || node.type === 'BLOCK_LITERAL') return 'a block scalar';
  if (node.tag === 'tag:yaml.org,2002:binary') return undefined;
  if (typeof node.value === 'string') {
    if (node.value.startsWith('@')) return 'a string that begins with @ outside of !!binary';
    if (node.type !== 'QUOTE_DOUBLE' && !(isKey && /^[A-Za-z][\w./-]*$/.test(node.value))) return 'a string that is not in double quotes';
    return undefined;
  }
  if (typeof node.value === 'boolean') return undefined;
  // LinuxKit reads int64, which is more than a number of JavaScript holds.
  const isInteger =
    /^(?:0|-?[1-9][0-9]*)$/.test(node.source ?? '') && BigInt.asIntN(64, BigInt(node.source ?? '')) === BigInt(node.source ?? '');
  return isInteger ? undefined : 'neither a string, an integer of 64 bits nor a boolean';
}

function sectionTraps(config: LinuxKitConfig, standalone: boolean): readonly string[] {
  const foreign = Object.keys(config).filter((key) => ['kernel', 'init', 'trust'].includes(key));
  return standalone ? [] : foreign.map((key) => `the section ${key} belongs to the base file`);
}

/** Parents take the mode of the first file below them (T12), and three directories are mounted over (T11). */
function fileTraps({ files }: LinuxKitConfig): readonly string[] {
  const seen = new Map<string, boolean>();
  return files.flatMap(({ path, mode, directory, symlink, contents }) => {
    const problems: string[] = [];
    const parents = path
      .split('/')
      .slice(0, -1)
      .map((_, index, all) => all.slice(0, index + 1).join('/'));
    for (const parent of parents) if (!seen.get(parent)) problems.push(`parent ${parent} is not a directory listed before`);
    if (path.startsWith('/') || path.endsWith('/') || path.split('/').some((part) => part === '' || part === '.' || part === '..'))
      problems.push('not a clean relative path');
    if (/^(var|run|tmp)(\/|$)/.test(path)) problems.push('is mounted over at boot');
    if (path === 'etc/resolv.conf') problems.push('stops the DHCP client');
    if (/^containers(\/|$)/.test(path)) problems.push('belongs to the unpacked images');
    if (seen.has(path)) problems.push('listed twice');
    if (mode === undefined && symlink === undefined) problems.push('without a mode');
    if ([directory, symlink !== undefined, contents !== undefined].filter(Boolean).length !== 1)
      problems.push('not exactly one of directory, symlink, contents');
    // A directory of the machine itself must stay readable for everybody.
    if (directory && /^(etc|podspec)$/.test(path) && mode !== '0755') problems.push('must have mode 0755');
    seen.set(path, directory === true);
    return problems.map((problem) => `file ${path}: ${problem}`);
  });
}

/** containerd refuses other names, and services share one name space (T16). */
function serviceTraps(config: LinuxKitConfig): readonly string[] {
  const names = new Set<string>();
  const repeated = config.services
    .filter(({ name }) => names.size === names.add(name).size)
    .map(({ name }) => `service ${name}: listed twice`);
  const illegal = imagesOf(config).filter(({ name }) => name.length > 76 || !/^[A-Za-z0-9]+([._-][A-Za-z0-9]+)*$/.test(name));
  return [...repeated, ...illegal.map(({ name }) => `${name}: containerd refuses the name`)];
}

const text = (value: unknown): string => (value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : String(value));

function imageTraps(image: LinuxKitImage, config: LinuxKitConfig): readonly string[] {
  return [...identityTraps(image), ...mountTraps(image, config), ...resourceTraps(image), ...namespaceTraps(image, config)];
}

function identityTraps({ capabilities, ambient, uid, gid, env, command }: LinuxKitImage): readonly string[] {
  const problems: string[] = [];
  // Without the key a container has no capability at all (T5); names were checked by the schema but for existence.
  if (capabilities === undefined) problems.push('no capabilities');
  for (const name of [...(capabilities ?? []), ...(ambient ?? [])]) {
    if (!/^(all|none)$/i.test(name) && !knownCapabilities.has(name)) problems.push(`unknown capability ${name}`);
  }
  for (const id of [uid, gid]) if (id !== undefined && typeof id !== 'number') problems.push(`id ${id} is not a number`);
  // A list replaces the image's, so that PATH is lost (T3); runc refuses an entry without a value.
  const names = (env ?? []).map((entry) => text(entry));
  for (const entry of names) if (!/^[^=]+=/.test(entry)) problems.push(`env entry without a value: ${entry}`);
  if (env && !names.some((entry) => entry.startsWith('PATH='))) problems.push('env without PATH');
  if (command && text(command[0] ?? '') === '') problems.push('an empty command');
  return problems;
}

function mountTraps({ mounts = [], binds = [], readonly, devices = [] }: LinuxKitImage, { volumes }: LinuxKitConfig): readonly string[] {
  const problems: string[] = [];
  const named = new Set(volumes.map(({ name }) => name));
  const destinations = [...mounts.map(({ destination }) => destination), ...binds.map((bind) => bind.split(':')[1] ?? '')];
  if (new Set(destinations).size !== destinations.length) problems.push('two mounts at one destination');
  for (const destination of destinations) {
    if (!destination.startsWith('/')) problems.push(`mount destination ${destination} is not absolute`);
    if (destination === '/etc/hostname' && readonly) problems.push('/etc/hostname does not exist in a read-only root (T20)');
  }
  for (const { type, source, destination, options } of mounts) {
    if (!type || !source) problems.push(`mount at ${destination} without type or source`);
    // A mount by volume name is not rewritten (T9); bind it with `binds`.
    if (type === 'bind' && !source.startsWith('/')) problems.push(`bind mount of ${source} is not absolute`);
    if (type === 'bind' && !options.some((option) => option === 'bind' || option === 'rbind'))
      problems.push(`bind mount at ${destination} without bind or rbind`);
  }
  for (const bind of binds) {
    const [source = '', , options] = bind.split(':');
    if (!source.startsWith('/') && !named.has(source)) problems.push(`bind of the unknown volume ${source}`);
    if (options === undefined) problems.push(`bind ${bind} without options is shared (T8)`);
  }
  for (const { path, mode } of devices) if (path !== 'all' && mode === undefined) problems.push(`device ${path} without a mode (T18)`);
  return problems;
}

/** Keys that the build accepts and drops (T13), and limits that runc refuses. */
function resourceTraps({ resources }: LinuxKitImage): readonly string[] {
  const problems: string[] = [];
  const dropped = new Set(['hugepageLimits', 'disableOOMKiller', 'kernelTCP', 'realtimeRuntime', 'realtimePeriod', 'classID']);
  JSON.stringify(resources ?? {}, (key, value: unknown) => {
    if (dropped.has(key) || key.startsWith('throttle')) problems.push(`resources: ${key} is dropped`);
    return value;
  });
  const { limit, swap } = resources?.memory ?? {};
  if (swap !== undefined && (limit === undefined || swap < limit)) problems.push('swap below the memory limit');
  return problems;
}

/** runc refuses a host name, sysctls and user namespaces on the machine's namespaces (T7). */
function namespaceTraps(image: LinuxKitImage, { services }: LinuxKitConfig): readonly string[] {
  const problems = ['hostname', 'sysctl', 'uts', 'userns', 'uidMappings', 'gidMappings']
    .filter((key) => key in image)
    .map((key) => `key ${key}`);
  for (const path of image.runtime?.mkdir ?? []) {
    // Everything else is read-only at boot (T10).
    if (path.startsWith('/') && !/^\/(var|run|tmp|dev)(\/|$)/.test(path)) problems.push(`mkdir of ${path} on a read-only file system`);
  }
  for (const path of Object.values(image.runtime?.bindNS ?? {}))
    if (!path.startsWith('/run/')) problems.push(`namespace at ${path} is not below /run`);
  if (image.pid?.startsWith('/')) {
    const holder = services.find(({ runtime }) => runtime?.bindNS?.['pid'] === image.pid);
    // Services start in the order of their names (T1).
    if (!holder || holder.name >= image.name || !services.includes(image))
      problems.push(`the process namespace ${image.pid} does not exist yet`);
  }
  return problems;
}

/** A mount that two images make hides what the first one holds (T25); over a read-only placeholder that is the purpose. */
function runtimeMountTraps(config: LinuxKitConfig): readonly string[] {
  const made = new Set<string>();
  return imagesOf(config)
    .flatMap(({ name, runtime }) => (runtime?.mounts ?? []).map((mount) => ({ name, ...mount })))
    .filter(({ type, options, destination }) => {
      const placeholder = type === 'tmpfs' && options.includes('ro');
      return made.has(destination) || (!placeholder && made.size === made.add(destination).size);
    })
    .map(({ name, destination }) => `${name}: ${destination} is mounted twice`);
}
