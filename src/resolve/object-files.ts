import type { Report } from '../diagnostics/diagnostic.ts';
import { requireObject } from '../graph/require.ts';
import type { KeyToPath } from '../model/kubernetes.ts';
import type { Manifest } from '../model/manifest.ts';
import type { PodContext } from '../model/resolved-pod.ts';
import type { FieldPath } from '../model/source.ts';
import { atVolume, type DeclaredVolume } from './declared-volume.ts';
import { fileMode, itemPath } from './file-paths.ts';
import type { VolumeFile } from './file-set.ts';
import { reportMissingKey } from './missing-key.ts';
import { type ConfigEntry, configMapEntries, secretEntries } from './object-data.ts';

/** A configMap or secret of a volume, or of a source of a projected one. */
export interface ObjectSource {
  readonly kind: 'ConfigMap' | 'Secret';
  readonly name?: string | undefined;
  readonly items?: readonly KeyToPath[];
  readonly optional?: boolean;
  readonly nameField: 'name' | 'secretName';
  /** Where the source stands below the volume. */
  readonly path: FieldPath;
}

/** The files of a ConfigMap or Secret: every key, or those that `items` lists (an empty list lists none and means every key). */
export function objectFiles(source: ObjectSource, volume: DeclaredVolume, pod: PodContext, report: Report): readonly VolumeFile[] {
  const { name = '', path, nameField, items = [] } = source;
  if (name === '') {
    const field = [...path.filter((entry) => typeof entry === 'string'), nameField].join('.');
    report('volume-field-required', atVolume(volume, pod, ...path), { volume: volume.name, field }, { lacks: nameField });
    return [];
  }
  if (isLeftOut(source, name, pod)) return omittedFiles(source, name, volume, pod, report);
  const object = requiredObject(source, name, volume, pod, report);
  const wanted = checkItems(items, path, volume, pod, report);
  if (!object) return [];
  const { entries, manifest } = object;
  const secret = source.kind === 'Secret';
  if (items.length === 0) {
    return [...entries].map(([key, entry]) => ({
      path: key,
      contents: entry.value,
      mode: undefined,
      from: { kind: 'field', at: entry.at },
      secret,
    }));
  }
  return wanted.flatMap((item): readonly VolumeFile[] => {
    const entry = entries.get(item.key);
    if (entry) {
      const from = { kind: 'field', at: entry.at } as const;
      return [{ path: item.path, contents: entry.value, mode: item.mode, from, secret, item: item.at }];
    }
    if (!source.optional) {
      reportMissingKey({ manifest, keys: entries.keys(), name, key: item.key }, item.keyAt(), pod, report);
    }
    return [];
  });
}

/** With `--secrets omit` a Secret need not be in the input: the machine is given its files. */
export function isLeftOut({ kind }: Pick<ObjectSource, 'kind'>, name: string, { options, lookup }: PodContext): boolean {
  return kind === 'Secret' && options.secrets === 'omit' && lookup.find('Secret', name).status === 'missing';
}

/** The files that the items of such a Secret name; without items they are not known. */
function omittedFiles(source: ObjectSource, name: string, volume: DeclaredVolume, pod: PodContext, report: Report): readonly VolumeFile[] {
  const from = { kind: 'default', description: `Secret ${pod.namespace}/${name}, given to the machine` } as const;
  const items = checkItems(source.items ?? [], source.path, volume, pod, report);
  return items.map((item) => ({ path: item.path, contents: '', mode: item.mode, from, secret: true, item: item.at }));
}

interface FoundObject {
  readonly manifest: Manifest;
  /** Every key, those of `binaryData` too, which environment variables do not see. */
  readonly entries: ReadonlyMap<string, ConfigEntry>;
}

function requiredObject(
  source: ObjectSource,
  name: string,
  volume: DeclaredVolume,
  pod: PodContext,
  report: Report,
): FoundObject | undefined {
  const at = atVolume(volume, pod, ...source.path, source.nameField);
  const requirement = { optional: source.optional === true, owner: pod.workload };
  if (source.kind === 'ConfigMap') {
    const object = requireObject(pod.lookup, 'ConfigMap', name, at, requirement, report);
    return object && { manifest: object.manifest, entries: configMapEntries(object) };
  }
  const object = requireObject(pod.lookup, 'Secret', name, at, requirement, report);
  return object && { manifest: object.manifest, entries: secretEntries(object) };
}

interface Item {
  readonly key: string;
  readonly path: string;
  readonly mode: number | undefined;
  readonly at: ReturnType<typeof atVolume>;
  readonly keyAt: () => ReturnType<typeof atVolume>;
}

/** The items that can be used; the others were reported. */
function checkItems(
  items: readonly KeyToPath[],
  path: FieldPath,
  volume: DeclaredVolume,
  pod: PodContext,
  report: Report,
): readonly Item[] {
  return items.flatMap((item, index): readonly Item[] => {
    const at = (...field: FieldPath) => atVolume(volume, pod, ...path, 'items', index, ...field);
    const pathAt = at('path');
    const clean = itemPath(item.path ?? '', pathAt, report);
    const mode = item.mode === undefined ? undefined : fileMode(item.mode, at('mode'), report);
    if (!item.key) {
      report('volume-field-required', at(), { volume: volume.name, field: 'items[].key' }, { lacks: 'key' });
      return [];
    }
    return clean === undefined ? [] : [{ key: item.key, path: clean, mode, at: pathAt, keyAt: () => at('key') }];
  });
}
