import type { Drift } from './drift.ts';
import { scalarsOf, type WrittenScalar } from './emit/scalars.ts';
import type { Text } from './model/linuxkit.ts';
import type { ResolvedPod } from './model/resolved-pod.ts';
import type { FieldPath } from './model/source.ts';
import { bakedDirectory } from './resolve/files.ts';
import { containerName } from './translate/container-names.ts';

/** Edits after which a difference is no longer worth computing line by line. */
const longestEdit = 20_000;

/**
 * The text difference of a changed file in unified form, with every value masked that is secret or, in the old text of a
 * file with secrets, may be: what an old value came from is not recorded, so there only what the new text shows too is shown.
 *
 * @param name of the file as the difference shows it
 * @returns undefined when the old text cannot be parsed, so that nothing of it may be shown
 */
export async function driftDiff(drift: Extract<Drift, { kind: 'changed' }>, name: string): Promise<string | undefined> {
  const { image } = drift.planned;
  const now = scalarsOf(image.text);
  const old = scalarsOf(drift.before);
  if (!now || !old) return undefined;
  const secrets = secretsOf(image.pod);
  const nowMasked = now.filter((scalar) => isSecret(scalar, addressIn(now, scalar), secrets));
  const maskedNow = new Set(nowMasked);
  const plain = new Set(now.filter((scalar) => !maskedNow.has(scalar)).map(({ value }) => value));
  const guarded = mayHoldSecrets(drift);
  const oldMasked = old.filter(
    (scalar) => isSecret(scalar, addressIn(old, scalar), secrets) || (guarded && isValue(scalar.path) && !plain.has(scalar.value)),
  );
  const values = (masked: readonly WrittenScalar[], all: readonly WrittenScalar[]) =>
    new Map(masked.map((scalar) => [addressIn(all, scalar), scalar.value]));
  const before = masked(drift.before, oldMasked, old, values(nowMasked, now), 'hidden, before');
  const after = masked(image.text, nowMasked, now, values(oldMasked, old), 'hidden, now');
  const { createTwoFilesPatch, FILE_HEADERS_ONLY } = await import('diff');
  const options = { context: 3, maxEditLength: longestEdit, headerOptions: FILE_HEADERS_ONLY };
  return createTwoFilesPatch(name, name, before, after, 'as it is', 'as generate would write it', options) ?? undefined;
}

/** The header of a file with secrets says so; the index does too, and neither can be taken back by an edit of the other. */
function mayHoldSecrets({ before, known, planned }: Extract<Drift, { kind: 'changed' }>): boolean {
  return known?.containsSecrets === true || planned.image.containsSecrets || /^# Secret values are in here/m.test(before);
}

/** Where a scalar stands, by names instead of positions: `services/container-web/env/DB_HOST`. */
function addressIn(all: readonly WrittenScalar[], scalar: WrittenScalar): string {
  const [section, index, ...rest] = scalar.path;
  const names = namesOf(all);
  const [key] = rest;
  const variable = key === 'env' ? scalar.value.slice(0, Math.max(0, scalar.value.indexOf('='))) : rest.slice(1).join('/');
  return [section, names.get(`${section}/${index}`) ?? index, key ?? '', variable].join('\n');
}

const nameCache = new WeakMap<readonly WrittenScalar[], ReadonlyMap<string, string>>();

/** Names of images and volumes and paths of files, by section and position. */
function namesOf(all: readonly WrittenScalar[]): ReadonlyMap<string, string> {
  const known = nameCache.get(all);
  if (known) return known;
  const names = new Map<string, string>();
  for (const { path, value } of all)
    if (path.length === 3 && (path[2] === 'path' || (path[2] === 'name' && path[0] !== 'files'))) names.set(`${path[0]}/${path[1]}`, value);
  nameCache.set(all, names);
  return names;
}

interface Secrets {
  /** Addresses of secret values, and of all parts of a secret command. */
  readonly addresses: ReadonlySet<string>;
  readonly commands: ReadonlySet<string>;
  /** Values that are searched where nothing else tells. */
  readonly values: readonly string[];
}

/** Shorter values would be found everywhere. */
const shortestSearched = 4;

function secretsOf(pod: ResolvedPod): Secrets {
  const addresses = new Set<string>();
  const commands = new Set<string>();
  const values = new Set<string>();
  for (const container of pod.containers) {
    const name = containerName(container);
    if (container.commandSecret) commands.add(name);
    for (const { name: variable, value, secret } of container.env ?? []) {
      if (!secret) continue;
      for (const section of ['onboot', 'services']) addresses.add([section, name, 'env', variable].join('\n'));
      values.add(plainValue(value));
    }
  }
  for (const volume of pod.volumes.values()) {
    if (volume.kind !== 'files') continue;
    for (const { path, contents, secret } of volume.files) {
      if (!secret) continue;
      addresses.add(['files', `${bakedDirectory(volume.name).slice(1)}/${path}`, 'contents', ''].join('\n'));
      values.add(plainValue(contents));
    }
  }
  return { addresses, commands, values: [...values].filter((value) => value.length >= shortestSearched) };
}

function plainValue(value: Text): string {
  return typeof value === 'string' ? value : Buffer.from(value).toString('latin1');
}

function isSecret({ path, value }: WrittenScalar, address: string, { addresses, commands, values }: Secrets): boolean {
  if (addresses.has(address)) return true;
  const [, name, key] = address.split('\n');
  if (key === 'command' && name !== undefined && commands.has(name)) return true;
  // Variables and files of volumes are known to be secret or not; paths may hold a secret through subPathExpr, and so scripts.
  const known = key === 'env' || (key === 'contents' && name?.startsWith(bakedDirectory('').slice(1)) === true);
  return isValue(path) && !known && values.some((secret) => value.includes(secret) || value.includes(secret.replaceAll("'", `'\\''`)));
}

/** Keys that can hold a value out of a manifest's data; the others hold names, numbers and words of LinuxKit. */
const valueKeys: ReadonlySet<string | number> = new Set(['env', 'command', 'contents', 'source', 'binds', 'mkdir', 'cwd', 'symlink']);

function isValue(path: FieldPath): boolean {
  return path.some((part) => valueKeys.has(part));
}

/** The text with masks instead of scalars. A mask says which side it is on when the hidden values differ. */
function masked(
  text: string,
  hidden: readonly WrittenScalar[],
  all: readonly WrittenScalar[],
  other: ReadonlyMap<string, string>,
  side: string,
): string {
  const parts: string[] = [];
  let at = 0;
  for (const scalar of hidden) {
    const address = addressIn(all, scalar);
    const word = other.get(address) === scalar.value ? '(hidden)' : `(${side})`;
    const variable = scalar.path.includes('env') ? scalar.value.slice(0, scalar.value.indexOf('=') + 1) : '';
    parts.push(text.slice(at, scalar.start), JSON.stringify(`${variable}${word}`));
    at = scalar.end;
  }
  return [...parts, text.slice(at)].join('');
}
