import type { Report } from '../diagnostics/diagnostic.ts';
import type { Kubernetes } from '../model/kubernetes.ts';
import type { PodContext } from '../model/resolved-pod.ts';
import type { FieldPath } from '../model/source.ts';
import { atVolume, type DeclaredVolume } from './declared-volume.ts';
import { fieldValue } from './field-ref.ts';
import { fileMode, itemPath } from './file-paths.ts';
import type { VolumeFile } from './file-set.ts';
import { resourceValue } from './resource-field-ref.ts';

type DownwardItem = Kubernetes<'DownwardAPIVolumeFile'>;

/** The files of a downwardAPI volume or source; none ends with a line break. */
export function downwardFiles(
  items: readonly DownwardItem[],
  path: FieldPath,
  volume: DeclaredVolume,
  pod: PodContext,
  report: Report,
): readonly VolumeFile[] {
  return items.flatMap((item, index): readonly VolumeFile[] => {
    const at = (...field: FieldPath) => atVolume(volume, pod, ...path, 'items', index, ...field);
    const clean = itemPath(item.path ?? '', at('path'), report);
    const mode = item.mode === undefined ? undefined : fileMode(item.mode, at('mode'), report);
    const contents = itemValue(item, at, pod, report);
    if (clean === undefined || contents === undefined) return [];
    const from = { kind: 'field', at: at(item.fieldRef ? 'fieldRef' : 'resourceFieldRef') } as const;
    return [{ path: clean, contents, mode, from, secret: false, item: at('path') }];
  });
}

function itemValue(
  item: DownwardItem,
  at: (...field: FieldPath) => ReturnType<typeof atVolume>,
  pod: PodContext,
  report: Report,
): string | undefined {
  const { fieldRef, resourceFieldRef } = item;
  if (fieldRef && !resourceFieldRef) return fieldValue(fieldRef, pod, 'volume', (field) => at('fieldRef', field), report);
  if (resourceFieldRef && !fieldRef)
    return resourceValue(resourceFieldRef, undefined, pod, (...field) => at('resourceFieldRef', ...field), report);
  report('downward-item-invalid', at(), { path: item.path ?? '' });
  return undefined;
}
