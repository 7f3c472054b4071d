import type { Anchor, Report } from '../diagnostics/diagnostic.ts';
import { definedHere } from '../graph/require.ts';
import type { Manifest } from '../model/manifest.ts';
import type { PodContext } from '../model/resolved-pod.ts';

/** A key that an object was asked for and does not have. */
export interface MissingKey {
  readonly manifest: Manifest;
  /** The keys that it has. */
  readonly keys: Iterable<string>;
  readonly name: string;
  readonly key: string;
  /** The key is there and holds no text. */
  readonly binary?: boolean;
}

/** Reports a key that a ConfigMap or Secret lacks, with the one that was probably meant and where the object is. */
export function reportMissingKey(
  { manifest, keys, name, key, binary = false }: MissingKey,
  at: Anchor,
  { namespace, lookup }: Pick<PodContext, 'namespace' | 'lookup'>,
  report: Report,
): void {
  const similar = lookup.similar(key, keys);
  const args = { kind: manifest.kind, namespace, name, key, ...(binary && { binary }) };
  const help = similar === undefined ? undefined : `did you mean ${similar}?`;
  report('missing-key', at, args, { help, related: [definedHere(manifest)] });
}
