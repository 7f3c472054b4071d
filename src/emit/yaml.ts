import type { LinuxKitConfig, LinuxKitFile, LinuxKitImage, LinuxKitMount, LinuxKitVolume } from '../model/linuxkit.ts';
import { type BaseEntry, emptyBase, type MergedBase } from './base.ts';
import { writeBaseEntry, writeMachine } from './base-yaml.ts';
import { scalar, textScalar } from './scalar.ts';

/** Longest list that stands on one line, characters. */
const lineWidth = 120;

/** Order of the keys of an image: what it is, what it runs, as whom, with which rights, and what it sees. */
const imageKeys = [
  'name',
  'image',
  'command',
  'env',
  'cwd',
  'uid',
  'gid',
  'additionalGids',
  'capabilities',
  'ambient',
  'noNewPrivileges',
  'readonly',
  'maskedPaths',
  'readonlyPaths',
  'oomScoreAdj',
  'resources',
  'pid',
  'ipc',
  'net',
  'rootfsPropagation',
  'devices',
  'binds',
  'mounts',
  'runtime',
  'annotations',
] as const satisfies readonly (keyof LinuxKitImage)[];

/** Keys without a place in the order above; there must be none, or the next line does not compile. */
type Unordered = Exclude<keyof LinuxKitImage, (typeof imageKeys)[number]>;
({}) satisfies Readonly<Record<Unordered, true>>;

/**
 * A LinuxKit file as text: fixed key order, every string in double quotes, no block scalars (LinuxKit re-marshals them
 * wrongly), no empty sections. Same data, same bytes.
 *
 * @param header lines of the comment at the top, without `#`
 * @param base what `--standalone` puts in front, section by section
 */
export function formatLinuxKit(config: LinuxKitConfig, header: readonly string[], base: MergedBase = emptyBase): string {
  const lines = header.map((line) => `# ${line}`);
  writeMachine(lines, base);
  section(lines, 'onboot', base.onboot, config.onboot, writeImage);
  section(lines, 'onshutdown', base.onshutdown, config.onshutdown, writeImage);
  section(lines, 'services', base.services, config.services, writeImage);
  section(lines, 'volumes', base.volumes, config.volumes, writeVolume);
  section(lines, 'files', base.files, config.files, writeFile);
  lines.push('');
  return lines.join('\n');
}

function section<T>(
  lines: string[],
  name: string,
  before: readonly BaseEntry[],
  items: readonly T[],
  write: (lines: string[], item: T) => void,
): void {
  if (before.length + items.length === 0) return;
  lines.push(`${name}:`);
  for (const item of before) writeBaseEntry(lines, item);
  for (const item of items) write(lines, item);
}

function writeImage(lines: string[], image: LinuxKitImage): void {
  for (const { key, head, shared } of imageEntries) {
    const value = image[key];
    if (value === undefined) continue;
    if (typeof value === 'string') lines.push(`${head} ${scalar(value)}`);
    else if (key === 'mounts') writeMounts(lines, image.mounts ?? []);
    else if (shared && Array.isArray(value)) lines.push(sharedText(shared, head, value));
    else writeEntry(lines, head, '      ', value, key === 'env');
  }
}

function writeMounts(lines: string[], mounts: readonly LinuxKitMount[]): void {
  lines.push(mounts.length === 0 ? '    mounts: []' : '    mounts:');
  for (const { type, source, destination, options } of mounts) {
    const text = `{type: ${scalar(type)}, source: ${scalar(source)}, destination: ${scalar(destination)}, options: ${inline(options)}}`;
    lines.push(`      - ${text}`);
  }
}

type Texts = WeakMap<readonly unknown[], string>;

/** Long lists that nearly all images have in common, and what was written for each: once, for thousands of images. */
const sharedKeys: readonly string[] = ['capabilities', 'maskedPaths', 'readonlyPaths'];

/** The keys with what stands before their values. */
const imageEntries = imageKeys.map((key) => {
  const shared: Texts | undefined = sharedKeys.includes(key) ? new WeakMap() : undefined;
  return { key, head: `${key === imageKeys[0] ? '  - ' : '    '}${key}:`, shared };
});

function sharedText(texts: Texts, head: string, list: readonly unknown[]): string {
  const known = texts.get(list);
  if (known !== undefined) return known;
  const lines: string[] = [];
  writeEntry(lines, head, '      ', list, false);
  const text = lines.join('\n');
  texts.set(list, text);
  return text;
}

function writeVolume(lines: string[], { name, image, readonly }: LinuxKitVolume): void {
  lines.push(`  - name: ${scalar(name)}`, `    image: ${scalar(image)}`, `    readonly: ${readonly}`);
}

function writeFile(lines: string[], { path, directory, symlink, mode, uid, gid, contents }: LinuxKitFile): void {
  lines.push(`  - path: ${scalar(path)}`);
  if (directory) lines.push('    directory: true');
  if (symlink !== undefined) lines.push(`    symlink: ${scalar(symlink)}`);
  lines.push(`    mode: ${scalar(mode)}`);
  if (uid !== undefined) lines.push(`    uid: ${uid}`);
  if (gid !== undefined) lines.push(`    gid: ${gid}`);
  if (contents !== undefined) lines.push(`    contents: ${textScalar(contents, '      ')}`);
}

/**
 * The value of a key: on the line of the key, or below it when it holds mappings or is too long.
 *
 * @param head the key with what stands before it
 * @param indent of the lines below it
 * @param listed a list has a line for each item, however short
 */
function writeEntry(lines: string[], head: string, indent: string, value: unknown, listed: boolean): void {
  if (isMapping(value)) writeMapping(lines, head, indent, value);
  else if (Array.isArray(value) && value.length > 0) writeList(lines, head, indent, value, listed);
  else lines.push(`${head} ${inline(value)}`);
}

function writeList(lines: string[], head: string, indent: string, list: readonly unknown[], listed: boolean): void {
  if (!listed && !list.some(isMapping)) {
    const text = inline(list);
    if (head.length + text.length <= lineWidth) {
      lines.push(`${head} ${text}`);
      return;
    }
  }
  lines.push(head);
  for (const item of list) lines.push(`${indent}- ${inline(item)}`);
}

/** A mapping inside it stands on one line. */
function writeMapping(lines: string[], head: string, indent: string, mapping: Mapping): void {
  const keys = Object.keys(mapping);
  lines.push(keys.length === 0 ? `${head} {}` : head);
  for (const key of keys) {
    const value = mapping[key];
    const below = `${indent}${mappingKey(key)}:`;
    if (isMapping(value)) lines.push(`${below} ${inline(value)}`);
    else if (value !== undefined) writeEntry(lines, below, `${indent}  `, value, false);
  }
}

type Mapping = Readonly<Record<string, unknown>>;

function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);
}

/** A value on one line: `["a", "b"]`, `{type: "bind", source: …}`. */
function inline(value: unknown): string {
  if (typeof value === 'string' || value instanceof Uint8Array) return scalar(value);
  if (Array.isArray(value)) return `[${value.map(inline).join(', ')}]`;
  if (isMapping(value)) {
    const keys = Object.keys(value).filter((key) => value[key] !== undefined);
    return `{${keys.map((key) => `${mappingKey(key)}: ${inline(value[key])}`).join(', ')}}`;
  }
  // String rounds above 2^53 and writes 1e+21, BigInt does not: `1Ei` is 1152921504606846976 bytes.
  return String(typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value) ? BigInt(value) : value);
}

function mappingKey(key: string): string {
  return /^[A-Za-z][\w./-]*$/.test(key) ? key : scalar(key);
}
