import { type Anchor, atField } from './diagnostics/diagnostic.ts';
import type { BaseEntry, BaseFile } from './emit/base.ts';
import { append } from './model/append.ts';
import type { ResolvedContainer, ResolvedPod } from './model/resolved-pod.ts';
import type { FieldPath } from './model/source.ts';
import { bakedDirectory } from './resolve/files.ts';
import { containerName } from './translate/container-names.ts';

/** One difference between two states of a LinuxKit file, in words that never hold a value which may be secret. */
export interface Change {
  /** `service container-web: env DB_HOST changed`. */
  readonly text: string;
  /** Where the new value comes from. */
  readonly at: Anchor | undefined;
}

const sections = [
  ['onboot', 'onboot'],
  ['onshutdown', 'onshutdown'],
  ['services', 'service'],
] as const;

/**
 * What differs between two LinuxKit files, section by section.
 *
 * @param pod what the new file was made from
 * @param lockFile where values of the images' own configuration come from
 */
export function changesBetween(before: BaseFile, after: BaseFile, pod: ResolvedPod, lockFile: string): readonly Change[] {
  const origins = originsOf(pod, lockFile);
  const changes: Change[] = [];
  for (const section of ['kernel', 'init'] as const)
    if (!same(before[section], after[section])) changes.push({ text: `${section} of the base files changed`, at: undefined });
  for (const [section, word] of sections)
    append(changes, compareLists(before[section], after[section], { word, key: 'name', origins, compare: compareImages }));
  const named = { origins, compare: compareKeys };
  append(changes, compareLists(before.volumes, after.volumes, { ...named, word: 'volume', key: 'name' }));
  append(changes, compareLists(before.files, after.files, { ...named, word: 'file', key: 'path' }));
  return changes;
}

interface Comparison {
  readonly word: string;
  readonly key: 'name' | 'path';
  readonly origins: Origins;
  readonly compare: (before: BaseEntry, after: BaseEntry, origins: Origins, name: string) => readonly Change[];
}

function compareLists(before: readonly BaseEntry[], after: readonly BaseEntry[], comparison: Comparison): readonly Change[] {
  const { word, key, origins, compare } = comparison;
  const nameOf = (entry: BaseEntry) => String(entry[key]);
  const old = new Map(before.map((entry) => [nameOf(entry), entry]));
  const names = new Set(after.map(nameOf));
  const changes: Change[] = [];
  for (const entry of after) {
    const name = nameOf(entry);
    const earlier = old.get(name);
    if (!earlier) changes.push({ text: `${word} ${name} added`, at: origins.entry(name) });
    else for (const { text, at } of compare(earlier, entry, origins, name)) changes.push({ text: `${word} ${name}: ${text}`, at });
  }
  for (const name of old.keys()) if (!names.has(name)) changes.push({ text: `${word} ${name} removed`, at: undefined });
  if (changes.length === 0 && !same(before.map(nameOf), after.map(nameOf)))
    changes.push({ text: `order of the ${word} entries changed`, at: undefined });
  return changes;
}

function compareImages(before: BaseEntry, after: BaseEntry, origins: Origins, name: string): readonly Change[] {
  const env = compareEnv(before['env'], after['env'], origins, name);
  return [...env, ...compareKeys({ ...before, env: undefined }, { ...after, env: undefined }, origins, name)];
}

function compareEnv(before: unknown, after: unknown, origins: Origins, container: string): readonly Change[] {
  if (same(before, after)) return [];
  const old = variablesOf(before);
  const now = variablesOf(after);
  const changes: Change[] = [];
  for (const [name, value] of now) {
    const word = old.has(name) ? 'changed' : 'added';
    if (word === 'added' || old.get(name) !== value) changes.push({ text: `env ${name} ${word}`, at: origins.env(container, name) });
  }
  for (const name of old.keys()) if (!now.has(name)) changes.push({ text: `env ${name} removed`, at: undefined });
  return changes.length > 0 ? changes : [{ text: 'order of env changed', at: undefined }];
}

/** Variables by name; the value is for comparing only. */
function variablesOf(env: unknown): ReadonlyMap<string, string> {
  const items: readonly unknown[] = Array.isArray(env) ? env : [];
  return new Map(
    items.map((item) => {
      const text = item instanceof Uint8Array ? Buffer.from(item).toString('latin1') : String(item);
      const equals = text.indexOf('=');
      return equals === -1 ? [text, ''] : [text.slice(0, equals), text.slice(equals + 1)];
    }),
  );
}

/** Keys whose values say what changed and cannot be secret. */
const shown: ReadonlySet<string> = new Set([
  ...['image', 'mode', 'uid', 'gid', 'readonly', 'noNewPrivileges', 'oomScoreAdj', 'net', 'pid', 'ipc', 'rootfsPropagation', 'directory'],
]);

function compareKeys(before: BaseEntry, after: BaseEntry, origins: Origins, name: string): readonly Change[] {
  const keys = [...new Set([...Object.keys(after), ...Object.keys(before)])];
  return keys.flatMap((key): readonly Change[] => {
    const [old, now] = [before[key], after[key]];
    if (same(old, now)) return [];
    if (old !== undefined && now === undefined) return [{ text: `${key} removed`, at: undefined }];
    const at = origins.key(name, key);
    if (shown.has(key))
      return [{ text: old === undefined ? `${key} is now ${String(now)}` : `${key} changed from ${String(old)} to ${String(now)}`, at }];
    if (key === 'capabilities' || key === 'ambient') return [{ text: `${key}: ${difference(old, now)}`, at }];
    return [{ text: `${key} ${old === undefined ? 'added' : 'changed'}`, at }];
  });
}

function difference(before: unknown, after: unknown): string {
  const list = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);
  const [old, now] = [new Set(list(before)), new Set(list(after))];
  const added = [...now].filter((item) => !old.has(item)).map((item) => `${item} added`);
  const removed = [...old].filter((item) => !now.has(item)).map((item) => `${item} removed`);
  return [...added, ...removed].join(', ') || 'order changed';
}

function same(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}

/** Where the parts of the new file come from. */
interface Origins {
  /** An image by its name, or a file by its path. */
  readonly entry: (name: string) => Anchor;
  readonly env: (container: string, variable: string) => Anchor;
  readonly key: (name: string, key: string) => Anchor;
}

/** Fields of a container that decide a key of its image. */
const fieldsOf: Readonly<Record<string, readonly FieldPath[]>> = {
  image: [['image']],
  command: [['command'], ['args']],
  env: [['env'], ['envFrom']],
  cwd: [['workingDir']],
  uid: [['securityContext', 'runAsUser']],
  gid: [['securityContext', 'runAsGroup']],
  capabilities: [['securityContext', 'capabilities']],
  noNewPrivileges: [['securityContext', 'allowPrivilegeEscalation']],
  readonly: [['securityContext', 'readOnlyRootFilesystem']],
  binds: [['volumeMounts']],
  mounts: [['volumeMounts']],
  runtime: [['volumeMounts']],
  devices: [['volumeDevices']],
  resources: [['resources']],
  oomScoreAdj: [['resources']],
};

function originsOf(pod: ResolvedPod, lockFile: string): Origins {
  const { manifest } = pod.workload;
  const whole = atField(manifest, []);
  const containers = new Map(pod.containers.map((container) => [containerName(container), container]));
  const files = fileOrigins(pod);
  const variables = new Map<ResolvedContainer, ReadonlyMap<string, Anchor>>();
  const variablesIn = (container: ResolvedContainer): ReadonlyMap<string, Anchor> => {
    const known = variables.get(container) ?? envOrigins(container, pod, lockFile);
    variables.set(container, known);
    return known;
  };
  return {
    entry: (name) => files.get(name) ?? (containers.has(name) ? atField(manifest, containers.get(name)?.path ?? []) : whole),
    env: (name, variable) => {
      const container = containers.get(name);
      return container ? (variablesIn(container).get(variable) ?? atField(manifest, container.path)) : whole;
    },
    key: (name, key) => {
      const container = containers.get(name);
      if (!container) return files.get(name) ?? whole;
      const field = fieldsOf[key]?.find(([first]) => first !== undefined && Object.hasOwn(container.spec, first)) ?? [];
      return atField(manifest, [...container.path, ...field]);
    },
  };
}

function envOrigins({ env = [], path }: ResolvedContainer, pod: ResolvedPod, lockFile: string): ReadonlyMap<string, Anchor> {
  const container = atField(pod.workload.manifest, path);
  return new Map(
    env.map(({ name, from }) => [
      name,
      from.kind === 'field' ? from.at : from.kind === 'image' ? { kind: 'file', file: lockFile } : container,
    ]),
  );
}

/** Files of volumes by their path in the LinuxKit file. */
function fileOrigins(pod: ResolvedPod): ReadonlyMap<string, Anchor> {
  const found = new Map<string, Anchor>();
  for (const volume of pod.volumes.values()) {
    const base = bakedDirectory(volume.name).slice(1);
    found.set(base, volume.at);
    if (volume.kind !== 'files') continue;
    for (const { path, from } of volume.files) found.set(`${base}/${path}`, from.kind === 'field' ? from.at : volume.at);
  }
  return found;
}
