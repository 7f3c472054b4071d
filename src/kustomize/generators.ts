import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { isFailure } from '../load/host.ts';
import { byCodeUnit } from '../model/by-code-unit.ts';
import { baseName } from '../model/paths.ts';
import type { Origin } from '../model/source.ts';
import type { MappingTree, TreeEntry } from '../yaml/tree.ts';
import type { Build } from './build.ts';
import type { Entry, Text } from './decode-shape.ts';
import { readEnvFile } from './env-file.ts';
import { locateFile, reportUnlocated } from './locate.ts';
import { atOrigin, type Log, newLog } from './log.ts';
import { newResource, type Resource } from './resource.ts';
import { loadText, shownPath } from './session.ts';
import type { GeneratorEntry, GeneratorOptions } from './shapes.ts';
import { mapping, plainScalar, stringScalar } from './tree.ts';

/** One key of the object that a generator makes. */
interface Datum {
  readonly key: string;
  /** Text, or bytes that are no UTF-8. */
  readonly value: string | Uint8Array;
  readonly keyAt: Origin;
  readonly valueAt: Origin;
}

/** Where a generator reads and what it writes down. */
interface Reading {
  readonly root: string;
  readonly build: Build;
  /** Findings that only concern this object: files that are missing. */
  readonly missing: Log;
  readonly files: Set<string>;
}

/**
 * Makes the ConfigMap or Secret of one entry of `configMapGenerator` or `secretGenerator`. When only a file is missing
 * the object is made without its keys and marked as broken, so that the rest of the kustomization can be rendered.
 */
export function generate(
  kind: 'ConfigMap' | 'Secret',
  entry: GeneratorEntry,
  global: GeneratorOptions | undefined,
  root: string,
  build: Build,
): Resource | undefined {
  const name = entry.name?.value ?? '';
  if (name === '') {
    build.log.report('kustomize-invalid-generator', atOrigin(entry.at), { name: kind, problem: 'it needs a name' });
    return undefined;
  }
  const reading: Reading = { root, build, missing: newLog(), files: new Set([entry.at.file.path]) };
  const data = uniqueKeys([...envData(entry, reading), ...literalData(entry, reading), ...fileData(entry, reading)], name, build.log);
  for (const file of reading.files) build.files.add(file);
  const options = mergeOptions(entry.options, global);
  const tree = objectTree(kind, entry, data, options);
  return newResource(tree, [...reading.files], {
    needsHash: !options.disableNameSuffixHash,
    behavior: behaviorOf(entry.behavior?.value),
    broken: reading.missing.diagnostics.filter(({ severity }: Diagnostic) => severity === 'error'),
  });
}

function behaviorOf(text: string | undefined): Resource['behavior'] {
  return text === 'create' || text === 'merge' || text === 'replace' ? text : 'unspecified';
}

interface MergedOptions {
  readonly labels: ReadonlyMap<string, Entry<Text>>;
  readonly annotations: ReadonlyMap<string, Entry<Text>>;
  readonly disableNameSuffixHash: boolean;
  readonly immutable: Origin | undefined;
}

/** `generatorOptions` adds to what an entry says itself, which wins for labels and annotations. */
function mergeOptions(local: GeneratorOptions | undefined, global: GeneratorOptions | undefined): MergedOptions {
  const immutable = local?.immutable ? local : global?.immutable ? global : undefined;
  return {
    labels: new Map([...(global?.labels ?? []), ...(local?.labels ?? [])]),
    annotations: new Map([...(global?.annotations ?? []), ...(local?.annotations ?? [])]),
    disableNameSuffixHash: (local?.disableNameSuffixHash ?? false) || (global?.disableNameSuffixHash ?? false),
    immutable: immutable && (immutable.keys['immutable'] ?? immutable.at),
  };
}

function envData(entry: GeneratorEntry, reading: Reading): readonly Datum[] {
  const sources = [...(entry.envs ?? []), ...(entry.env && entry.env.value !== '' ? [entry.env] : [])];
  return sources.flatMap((source) => {
    const path = locate(source, source.value, 'envs', reading);
    if (path === undefined) return [];
    const loaded = loadText(reading.build.session, path);
    if (!('file' in loaded)) {
      reading.missing.report('kustomize-missing-file', atOrigin(source.at), { path: source.value, field: 'envs', reason: loaded.reason });
      return [];
    }
    const { lines, tooLong } = readEnvFile(loaded.file);
    if (tooLong) reading.build.log.report('env-line-too-long', atOrigin(tooLong), { length: tooLong.file.text.length - tooLong.offset });
    return lines;
  });
}

function literalData(entry: GeneratorEntry, { build }: Reading): readonly Datum[] {
  return (entry.literals ?? []).flatMap(({ value: literal, at }) => {
    const equals = literal.indexOf('=');
    if (equals > 0) return [{ key: literal.slice(0, equals), value: unquoted(literal.slice(equals + 1)), keyAt: at, valueAt: at }];
    build.log.report('kustomize-invalid-generator', atOrigin(at), {
      name: entry.name?.value ?? '',
      problem: 'a literal must have the form key=value',
    });
    return [];
  });
}

/** Quotes around a whole value are not part of it. */
function unquoted(text: string): string {
  const first = text[0];
  return text.length >= 2 && (first === '"' || first === "'") && text.endsWith(first) ? text.slice(1, -1) : text;
}

function fileData(entry: GeneratorEntry, reading: Reading): readonly Datum[] {
  return (entry.files ?? []).flatMap((source) => {
    const split = splitSource(source.value);
    if ('problem' in split) {
      reading.build.log.report('kustomize-invalid-generator', atOrigin(source.at), { name: entry.name?.value ?? '', ...split });
      return [];
    }
    const path = locate(source, split.path, 'files', reading);
    if (path === undefined) return [];
    const bytes = reading.build.session.host.read(path);
    if (isFailure(bytes)) {
      reading.missing.report('kustomize-missing-file', atOrigin(source.at), { path: split.path, field: 'files', reason: bytes.message });
      return [];
    }
    const value = textOrBytes(bytes);
    const file = { path: shownPath(reading.build.session, path), text: typeof value === 'string' ? value : '' };
    return [{ key: split.key, value, keyAt: source.at, valueAt: { file, offset: 0 } }];
  });
}

function splitSource(source: string): { readonly key: string; readonly path: string } | { readonly problem: string } {
  const [key = '', path, ...more] = source.split('=');
  if (path === undefined) return { key: baseName(source), path: source };
  if (more.length > 0) return { problem: `${JSON.stringify(source)} has more than one =` };
  if (key === '') return { problem: `${JSON.stringify(source)} has no key before =` };
  return path === '' ? { problem: `${JSON.stringify(source)} has no path behind =` } : { key, path };
}

function textOrBytes(bytes: Uint8Array): string | Uint8Array {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return bytes;
  }
}

/** The path of a file that a generator reads. That it is missing concerns only this generator; other problems concern the root. */
function locate(source: Text, path: string, field: string, { build, root, missing, files }: Reading): string | undefined {
  const located = locateFile(build.session, root, path);
  if (located.kind === 'file') {
    files.add(shownPath(build.session, located.path));
    return located.path;
  }
  const log = located.kind === 'missing' ? missing : build.log;
  reportUnlocated(build.session, root, located, { ...source, value: path }, field, log);
  return undefined;
}

function uniqueKeys(data: readonly Datum[], name: string, log: Log): readonly Datum[] {
  const keys = new Set<string>();
  for (const { key, keyAt } of data) {
    if (keys.has(key)) log.report('kustomize-invalid-generator', atOrigin(keyAt), { name, problem: `the key ${key} occurs twice` });
    keys.add(key);
  }
  return [...data].sort((first, second) => byCodeUnit(first.key, second.key));
}

function objectTree(kind: 'ConfigMap' | 'Secret', entry: GeneratorEntry, data: readonly Datum[], options: MergedOptions): MappingTree {
  const { at } = entry;
  const field = (name: string, value: TreeEntry['value'], keyAt: Origin = at): TreeEntry => ({ key: plainScalar(name, keyAt), value });
  const text = (name: string, value: Text): TreeEntry => field(name, stringScalar(value.value, value.at), value.at);
  const texts = (name: string, map: ReadonlyMap<string, Entry<Text>>): readonly TreeEntry[] => {
    const entries = [...map].map(([key, { key: keyAt, value }]) => field(key, stringScalar(value.value, value.at), keyAt));
    return entries.length === 0 ? [] : [field(name, mapping(entries, (entries[0] as TreeEntry).key.at))];
  };
  const metadata = [
    ...(entry.name ? [text('name', entry.name)] : []),
    ...(entry.namespace && entry.namespace.value !== '' ? [text('namespace', entry.namespace)] : []),
    ...texts('labels', options.labels),
    ...texts('annotations', options.annotations),
  ];
  const type = kind === 'Secret' ? [field('type', stringScalar(entry.type?.value || 'Opaque', entry.type?.at ?? at))] : [];
  const immutable = options.immutable
    ? [field('immutable', { kind: 'scalar' as const, text: 'true', tag: '!!bool', style: 'plain' as const, at: options.immutable })]
    : [];
  const head = [
    field('apiVersion', stringScalar('v1', at)),
    field('kind', stringScalar(kind, at)),
    field('metadata', mapping(metadata, at)),
  ];
  return mapping([...head, ...type, ...dataFields(kind, data, at), ...immutable], at);
}

function dataFields(kind: 'ConfigMap' | 'Secret', data: readonly Datum[], at: Origin): readonly TreeEntry[] {
  const entryOf = ({ key, keyAt, valueAt }: Datum, text: string): TreeEntry => ({
    key: stringScalar(key, keyAt),
    value: stringScalar(text, valueAt),
  });
  const group = (name: string, entries: readonly TreeEntry[]): TreeEntry => ({ key: plainScalar(name, at), value: mapping(entries, at) });
  if (kind === 'Secret')
    return [
      group(
        'data',
        data.map((datum) => entryOf(datum, foldedBase64(datum.value))),
      ),
    ];
  const texts = data.flatMap((datum) => (typeof datum.value === 'string' ? [entryOf(datum, datum.value)] : []));
  const binaries = data.flatMap((datum) => (typeof datum.value === 'string' ? [] : [entryOf(datum, foldedBase64(datum.value))]));
  return [...(texts.length > 0 ? [group('data', texts)] : []), ...(binaries.length > 0 ? [group('binaryData', binaries)] : [])];
}

/** Base64 in lines of 70 characters, as kustomize writes it; a single shorter line has no line break. */
export function foldedBase64(value: string | Uint8Array): string {
  const encoded = Buffer.from(value as string).toString('base64');
  return encoded.length < 70 ? encoded : encoded.replace(/.{1,70}/g, '$&\n');
}
