import { type Anchor, atField, pathOf, place } from './diagnostics/diagnostic.ts';
import { valueAt } from './model/field-path.ts';
import type { Text } from './model/linuxkit.ts';
import { describeObject, type Manifest } from './model/manifest.ts';
import type { Provenance, ResolvedContainer, ResolvedPod } from './model/resolved-pod.ts';
import { type FieldPath, locationOf, replacedAt, type SourceLocation } from './model/source.ts';

/** Where something came from. */
export interface ExplainedSource {
  /** `field`: a manifest; `image`: the image's own configuration, from the lock; `default`: Kubernetes, the container runtime or LinuxKit. */
  readonly kind: 'field' | 'image' | 'default';
  /** `ConfigMap default/web`, or what the default is. */
  readonly description?: string;
  /** Field path from the root of its object. */
  readonly path?: string;
  readonly location?: SourceLocation;
  /** Where a kustomization found the values that this one replaced, oldest first. */
  readonly replaced?: readonly SourceLocation[];
}

/** A text that may not be fit to be shown. */
export interface ExplainedText {
  /** Null: a secret that was not asked for, or bytes that are no text. */
  readonly value: string | null;
  readonly secret: boolean;
  readonly binary: boolean;
}

/** What `explain` may show. */
export interface Disclosure {
  /** Show secret values. */
  readonly reveal: boolean;
}

export function explainedText(text: Text, secret: boolean, { reveal }: Disclosure): ExplainedText {
  const binary = typeof text !== 'string';
  return { value: binary || (secret && !reveal) ? null : text, secret, binary };
}

/** A field of the workload itself goes without a description. */
export function explainedSource(from: Provenance, workload: Manifest): ExplainedSource {
  if (from.kind === 'image') return { kind: 'image' };
  if (from.kind === 'default') return { kind: 'default', description: from.description };
  const other = from.at.kind === 'field' && from.at.manifest !== workload ? from.at.manifest : undefined;
  const named = from.description ?? (other && describeObject(other));
  return { ...sourceAt(from.at), ...(named !== undefined && { description: named }) };
}

export function sourceAt(at: Anchor): ExplainedSource {
  const path = pathOf(at);
  const location = place(at);
  const replaced = replacedBy(at);
  return {
    kind: 'field',
    ...(path !== undefined && { path }),
    ...(location && { location }),
    ...(replaced.length > 0 && { replaced }),
  };
}

function replacedBy(at: Anchor): readonly SourceLocation[] {
  if (at.kind !== 'field') return [];
  const { document, path } = at.manifest;
  return replacedAt(document.value, document.places, [...path, ...at.path]).map(locationOf);
}

export function byDefault(description: string): ExplainedSource {
  return { kind: 'default', description };
}

/**
 * The first of several fields of a container or its pod that the manifest sets.
 *
 * @param fields paths below the container (`container`) or the pod spec (`pod`), the strongest first
 */
export function firstWritten(
  container: ResolvedContainer,
  pod: ResolvedPod,
  fields: readonly (readonly ['container' | 'pod', ...FieldPath])[],
): ExplainedSource | undefined {
  const { manifest } = pod.workload;
  for (const [level, ...below] of fields) {
    const path = [...(level === 'container' ? container.path : pod.specPath), ...below];
    const value = valueAt(manifest.data, path);
    if (value !== undefined && value !== null) return sourceAt(atField(manifest, path));
  }
  return undefined;
}
