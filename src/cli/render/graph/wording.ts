import type { ReferenceEdge, ReferenceNode } from '../../../index.ts';

/** What kinds have in common in a drawing; each has its own shape in every format. */
export type Family = 'workload' | 'config' | 'secret' | 'storage' | 'network' | 'account' | 'image' | 'kustomization' | 'other';

const families: Readonly<Record<string, Family>> = {
  ConfigMap: 'config',
  ClusterTrustBundle: 'config',
  Secret: 'secret',
  PersistentVolumeClaim: 'storage',
  PersistentVolume: 'storage',
  StorageClass: 'storage',
  Service: 'network',
  ServiceAccount: 'account',
  Image: 'image',
  Kustomization: 'kustomization',
  PriorityClass: 'other',
  RuntimeClass: 'other',
};

export function familyOf(kind: string): Family {
  return (Object.hasOwn(families, kind) ? families[kind] : undefined) ?? 'workload';
}

/** The state that a drawing shows. An image about which no lock was asked is nothing to look into; that nothing uses an object is. */
export function stateOf({ state, unused, kind }: ReferenceNode): ReferenceNode['state'] | 'unused' {
  if (unused) return 'unused';
  return state === 'optional' && kind === 'Image' ? 'found' : state;
}

/** The same for an edge. */
export function edgeStateOf({ state, to }: ReferenceEdge): ReferenceEdge['state'] {
  return state === 'optional' && to.startsWith('Image/') ? 'found' : state;
}

/** The second line of a label. */
export function kindLine({ kind, namespace }: ReferenceNode): string {
  return namespace === undefined ? kind : `${kind} · ${visible(namespace)}`;
}

/** What an edge says beside its line; nothing for what is as it should be. */
export function edgeWord(edge: ReferenceEdge): string {
  const { relation, places } = edge;
  const state = edgeStateOf(edge);
  if (state === 'found') return relation === 'uses' ? '' : relation;
  const keys = [...new Set(places.flatMap(({ key }) => key ?? []))];
  return keys.length === 1 ? `${state}: ${visible(keys[0] ?? '')}` : state;
}

/** A text with everything written out that a reader would not see, or that would turn the text around. */
export function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return `\\u{${code.toString(16)}}`;
  });
}
