import { type Anchor, collector, hasErrors, type Report } from '../diagnostics/diagnostic.ts';
import type { ImageLock, LockedImage, LockedPlatform } from '../model/image-lock.ts';
import type { SourceDocument } from '../model/manifest.ts';
import { isMapping } from '../model/mapping.ts';
import { type FieldPath, originOf, type SourceFile } from '../model/source.ts';
import { parseText } from '../yaml/parse.ts';
import { largestID } from './accounts.ts';
import { normalisePlatform } from './platform.ts';
import { isDigest, normaliseReference } from './reference.ts';

type Fields = Readonly<Record<string, unknown>>;
/** Files a finding at a path of the lock. */
type Complain = (path: FieldPath, problem: string) => void;

/**
 * Reads a lock file. Everything that is wrong is reported with its place, as `invalid-lock` or a syntax error; then nothing of
 * the file is used. An empty file is an error too: it is no lock.
 */
export function parseLock(text: string, fileName: string, report: Report): ImageLock | undefined {
  const file: SourceFile = { path: fileName, text };
  const found = collector();
  const documents = parseText(file, { json: true }, found.report);
  const document = documents[0];
  const only = documents.length === 1 ? document : undefined;
  const whole: Anchor = { kind: 'file', file: fileName };
  if (!only && !hasErrors(found.diagnostics)) {
    found.report('invalid-lock', whole, { problem: `expected one JSON object, found ${documents.length === 0 ? 'none' : 'several'}` });
  }
  const lock = only && decodeLock(only, found.report);
  for (const { code, at, message } of found.diagnostics) {
    // Syntax errors keep their place; the code tells that the lock is what cannot be used.
    report('invalid-lock', at, { problem: code === 'invalid-lock' ? message : `${fileName} is no JSON: ${message}` });
  }
  return hasErrors(found.diagnostics) ? undefined : lock;
}

function decodeLock(document: SourceDocument, report: Report): ImageLock {
  const complain: Complain = (path, problem) =>
    report('invalid-lock', { kind: 'origin', origin: originOf(document.value, document.places, path) }, { problem });
  const root = fields(document.value, [], complain);
  allow(root, ['version', 'images'], [], complain);
  if (root.version !== 1) complain(['version'], `expected version 1 of the lock, found ${show(root.version)}`);
  const images = fields(root.images, ['images'], complain);
  return { version: 1, images: mapFields(images, (value, key) => decodeImage(value, key, complain)) };
}

function decodeImage(value: unknown, key: string, complain: Complain): LockedImage {
  const path = ['images', key];
  const normal = normaliseReference(key);
  if (normal === undefined) complain(path, `"${key}" is not an image reference`);
  else if (normal !== key) complain(path, `expected the full reference "${normal}", found "${key}"`);
  const image = fields(value, path, complain);
  allow(image, ['digest', 'platforms'], path, complain);
  const digest = optional(image, 'digest', path, digestOf, complain);
  const platforms = fields(image.platforms, [...path, 'platforms'], complain);
  return {
    ...(digest !== undefined && { digest }),
    platforms: mapFields(platforms, (platform, name) => {
      const at = [...path, 'platforms', name];
      if (normalisePlatform(name) === undefined) complain(at, `expected a platform such as linux/amd64, found "${name}"`);
      return decodePlatform(fields(platform, at, complain), at, complain);
    }),
  };
}

const platformKeys = ['manifest', 'config', 'entrypoint', 'cmd', 'env', 'workingDir', 'user', 'volumes', 'exposedPorts', 'stopSignal'];

function decodePlatform(platform: Fields, path: FieldPath, complain: Complain): LockedPlatform {
  // `passwd` says how resolvedUser came about, for people; a label of null is one that the image does not have.
  allow(platform, [...platformKeys, 'labels', 'resolvedUser', 'users', 'passwd', 'size', 'unpackedSize'], path, complain);
  const labels = Object.entries(fields(platform.labels, [...path, 'labels'], complain)).filter(([, value]) => value !== null);
  const list = (key: string) => textList(platform[key], [...path, key], complain);
  const manifest = optional(platform, 'manifest', path, digestOf, complain);
  const config = optional(platform, 'config', path, digestOf, complain);
  const stopSignal = optional(platform, 'stopSignal', path, textOf, complain);
  const resolvedUser = optional(platform, 'resolvedUser', path, decodeUser, complain);
  const users = optional(platform, 'users', path, decodeUsers, complain);
  const size = optional(platform, 'size', path, wholeNumber, complain);
  const unpackedSize = optional(platform, 'unpackedSize', path, wholeNumber, complain);
  return {
    ...(manifest !== undefined && { manifest }),
    ...(config !== undefined && { config }),
    entrypoint: list('entrypoint'),
    cmd: list('cmd'),
    env: list('env'),
    workingDir: textOf(platform.workingDir, [...path, 'workingDir'], complain),
    user: textOf(platform.user, [...path, 'user'], complain),
    volumes: list('volumes'),
    ...(platform.exposedPorts !== undefined && { exposedPorts: list('exposedPorts') }),
    ...(stopSignal !== undefined && { stopSignal }),
    labels: mapFields(Object.fromEntries(labels), (value, key) => textOf(value, [...path, 'labels', key], complain)),
    ...(resolvedUser && { resolvedUser }),
    ...(users && { users }),
    ...(size !== undefined && { size }),
    ...(unpackedSize !== undefined && { unpackedSize }),
  };
}

function decodeUser(value: unknown, path: FieldPath, complain: Complain): NonNullable<LockedPlatform['resolvedUser']> {
  const user = fields(value, path, complain);
  allow(user, ['uid', 'gid', 'groups'], path, complain);
  const id = (key: string) => idOf(user[key], [...path, key], complain);
  return { uid: id('uid'), gid: id('gid'), groups: idList(user.groups, [...path, 'groups'], complain) };
}

function decodeUsers(value: unknown, path: FieldPath, complain: Complain): NonNullable<LockedPlatform['users']> {
  return mapFields(fields(value, path, complain), (ids, uid) => {
    const at = [...path, uid];
    if (!/^(?:0|[1-9]\d{0,9})$/.test(uid)) complain(at, `expected a user ID, found "${uid}"`);
    const groups = idList(ids, at, complain);
    if (groups.length === 0 && Array.isArray(ids)) complain(at, 'expected the ID of the primary group, then those of other groups');
    return groups;
  });
}

function allow(record: Fields, known: readonly string[], path: FieldPath, complain: Complain): void {
  for (const key of Object.keys(record))
    if (!known.includes(key)) complain([...path, key], `"${key}" is not a key of version 1 of the lock`);
}

function optional<T>(
  record: Fields,
  key: string,
  path: FieldPath,
  decode: (value: unknown, path: FieldPath, complain: Complain) => T,
  complain: Complain,
): T | undefined {
  return record[key] === undefined ? undefined : decode(record[key], [...path, key], complain);
}

function fields(value: unknown, path: FieldPath, complain: Complain): Fields {
  if (isMapping(value)) return { ...value };
  complain(path, expected('an object', value, path));
  return {};
}

function mapFields<T>(record: Fields, change: (value: unknown, key: string) => T): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value, key)]));
}

function textOf(value: unknown, path: FieldPath, complain: Complain): string {
  if (typeof value === 'string') return value;
  complain(path, expected('a string', value, path));
  return '';
}

function textList(value: unknown, path: FieldPath, complain: Complain): readonly string[] {
  if (Array.isArray(value)) return value.map((item, index) => textOf(item, [...path, index], complain));
  complain(path, expected('a list of strings', value, path));
  return [];
}

function digestOf(value: unknown, path: FieldPath, complain: Complain): string {
  if (typeof value === 'string' && isDigest(value)) return value;
  complain(path, expected('a digest such as sha256:<64 hex digits>', value, path));
  return '';
}

function wholeNumber(value: unknown, path: FieldPath, complain: Complain): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  complain(path, expected('a number of bytes', value, path));
  return 0;
}

function idOf(value: unknown, path: FieldPath, complain: Complain): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= largestID) return value;
  complain(path, expected(`a number from 0 to ${largestID}`, value, path));
  return 0;
}

function idList(value: unknown, path: FieldPath, complain: Complain): readonly number[] {
  if (Array.isArray(value)) return value.map((item, index) => idOf(item, [...path, index], complain));
  complain(path, expected('a list of group IDs', value, path));
  return [];
}

function expected(what: string, found: unknown, path: FieldPath): string {
  const key = path.at(-1);
  const name = key === undefined ? 'the lock' : typeof key === 'number' ? `item ${key}` : `"${key}"`;
  return found === undefined ? `${name} is missing; expected ${what}` : `${name}: expected ${what}, found ${show(found)}`;
}

function show(value: unknown): string {
  if (typeof value === 'bigint') return value.toString();
  const text = JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? part.toString() : part)) ?? 'nothing';
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
