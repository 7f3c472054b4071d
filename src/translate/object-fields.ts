import { referencedFields } from './object-fields-referenced.ts';
import { podWrapperFields } from './object-fields-wrappers.ts';
import type { FieldEntry } from './rule.ts';

export type ObjectFields = Readonly<Record<string, FieldEntry>>;

/**
 * What becomes of the fields around a pod spec (of the kinds that hold a pod template) and of the objects that a pod refers to:
 * kind → field path → entry. An entry covers everything below it. PodSpec fields themselves are in field-table.ts.
 */
export const objectFields: Readonly<Record<string, ObjectFields>> = { ...podWrapperFields, ...referencedFields };

/** The entry for a general path of an object (`spec.replicas`) or for its nearest ancestor; undefined for unknown kinds and fields. */
export function objectFieldOf(kind: string, path: string): (FieldEntry & { readonly path: string }) | undefined {
  const fields = Object.hasOwn(objectFields, kind) ? objectFields[kind] : undefined;
  if (!fields) return undefined;
  for (let at = path; at !== ''; at = parentOf(at)) {
    if (Object.hasOwn(fields, at)) return { path: at, ...(fields[at] as FieldEntry) };
  }
  return undefined;
}

/** The path without its last step: `[]`, a quoted key (`metadata.annotations['a.b/c']`) or a name. */
function parentOf(path: string): string {
  if (path.endsWith('[]')) return path.slice(0, -2);
  if (path.endsWith("']")) return path.slice(0, Math.max(path.indexOf("['"), 0));
  return path.slice(0, Math.max(path.lastIndexOf('.'), 0));
}
