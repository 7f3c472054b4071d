import type { LinuxKitConfig, LinuxKitFile, LinuxKitImage, LinuxKitMount, LinuxKitVolume, Text } from '../model/linuxkit.ts';
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

/** Every key of an image must have a place in the order above. */
type Unordered = Exclude<keyof LinuxKitImage, (typeof imageKeys)[number]>;
const everyKeyHasAPlace: Unordered extends never ? true : never = true;

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
  return `${lines.join('\n')}\n`;
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

/** Writes the entries of a mapping as an item of a list: `- first: …`, then the rest below it. */
function writeItem(lines: string[], indent: string, entries: readonly (readonly [string, unknown])[]): void {
  let lead = `${indent}- `;
  for (const [key, value] of entries) {
    if (value === undefined) continue;
    writeEntry(lines, lead, `${indent}  `, key, value);
    lead = `${indent}  `;
  }
}

function writeImage(lines: string[], image: LinuxKitImage): void {
  if (!everyKeyHasAPlace) return;
  writeItem(
    lines,
    '  ',
    imageKeys.map((key) => [key, key === 'mounts' ? image.mounts?.map(mountEntries) : image[key]] as const),
  );
}

function mountEntries(mount: LinuxKitMount): LinuxKitMount {
  return { type: mount.type, source: mount.source, destination: mount.destination, options: mount.options };
}

function writeVolume(lines: string[], volume: LinuxKitVolume): void {
  writeItem(lines, '  ', [
    ['name', volume.name],
    ['image', volume.image],
    ['readonly', volume.readonly],
  ]);
}

function writeFile(lines: string[], file: LinuxKitFile): void {
  const entries: [string, unknown][] = [
    ['path', file.path],
    ['directory', file.directory],
    ['symlink', file.symlink],
    ['mode', file.mode],
    ['uid', file.uid],
    ['gid', file.gid],
  ];
  writeItem(lines, '  ', entries);
  if (file.contents !== undefined) lines.push(`    contents: ${textScalar(file.contents, '      ')}`);
}

function isText(value: unknown): value is Text {
  return typeof value === 'string' || value instanceof Uint8Array;
}

/** A value on one line, or undefined when it holds a non-empty mapping or list. */
function inline(value: unknown): string | undefined {
  if (isText(value)) return scalar(value);
  // Through BigInt, since String rounds above 2^53 and writes 1e+21: `1Ei` is 1152921504606846976 bytes.
  if (typeof value === 'number') return String(Number.isInteger(value) ? BigInt(value) : value);
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  if (Array.isArray(value)) {
    const items = value.map((item) =>
      Array.isArray(item) ? undefined : typeof item === 'object' && !isText(item) ? undefined : inline(item),
    );
    return items.includes(undefined) ? undefined : `[${items.join(', ')}]`;
  }
  return Object.keys(value as object).length === 0 ? '{}' : undefined;
}

/** A mapping of scalars on one line: `{type: "bind", source: …}`. */
function inlineMapping(value: object): string | undefined {
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  const texts = entries.map(([key, item]) => {
    const text = typeof item === 'object' && item !== null && !isText(item) && !Array.isArray(item) ? inlineMapping(item) : inline(item);
    return text === undefined ? undefined : `${mappingKey(key)}: ${text}`;
  });
  return texts.includes(undefined) ? undefined : `{${texts.join(', ')}}`;
}

function mappingKey(key: string): string {
  return /^[A-Za-z][\w./-]*$/.test(key) ? key : scalar(key);
}

function writeEntry(lines: string[], lead: string, indent: string, key: string, value: unknown): void {
  const head = `${lead}${mappingKey(key)}:`;
  const short = inline(value);
  const listed =
    Array.isArray(value) && value.length > 0 && (key === 'env' || short === undefined || head.length + short.length > lineWidth);
  if (short !== undefined && !listed) {
    lines.push(`${head} ${short}`);
    return;
  }
  lines.push(head);
  if (Array.isArray(value)) for (const item of value) writeListItem(lines, `${indent}  `, item);
  else for (const [name, item] of Object.entries(value as object)) if (item !== undefined) writeNested(lines, `${indent}  `, name, item);
}

function writeListItem(lines: string[], indent: string, item: unknown): void {
  const text = typeof item === 'object' && item !== null && !isText(item) ? inlineMapping(item) : inline(item);
  if (text !== undefined) lines.push(`${indent}- ${text}`);
}

function writeNested(lines: string[], indent: string, name: string, item: unknown): void {
  const text = typeof item === 'object' && item !== null && !isText(item) && !Array.isArray(item) ? inlineMapping(item) : undefined;
  if (text !== undefined) lines.push(`${indent}${mappingKey(name)}: ${text}`);
  else writeEntry(lines, indent, indent, name, item);
}
