import { createHash } from 'node:crypto';
import { byCodeUnit } from '../model/by-code-unit.ts';
import type { Manifest } from '../model/manifest.ts';

const fingerprints = new WeakMap<Manifest, string>();

/**
 * A text that is equal for objects with the same content, whatever the order of their fields. The namespace, which may
 * be stated in several ways, what the server sets and, for ConfigMaps and Secrets, all metadata do not count.
 */
export function fingerprint(manifest: Manifest): string {
  const known = fingerprints.get(manifest);
  if (known !== undefined) return known;
  const text = createHash('sha256')
    .update(canonical(comparable(manifest)))
    .digest('base64');
  fingerprints.set(manifest, text);
  return text;
}

const serverSet = new Set(['namespace', 'uid', 'resourceVersion', 'generation', 'creationTimestamp', 'managedFields', 'selfLink']);

function comparable({ data, kind }: Manifest): Readonly<Record<string, unknown>> {
  const { metadata, status: _, ...content } = data;
  if (kind === 'ConfigMap' || kind === 'Secret' || typeof metadata !== 'object' || metadata === null) return content;
  const kept = Object.entries(metadata).filter(([key]) => !serverSet.has(key));
  return { ...content, metadata: Object.fromEntries(kept) };
}

/** JSON with sorted keys; integers beyond a double are written in full. */
function canonical(value: unknown): string {
  if (typeof value === 'bigint') return String(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).sort(([left], [right]) => byCodeUnit(left, right));
  return `{${entries.map(([key, part]) => `${JSON.stringify(key)}:${canonical(part)}`).join()}}`;
}
