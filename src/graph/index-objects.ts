import { decodeReferenced } from '../decode/decode-referenced.ts';
import { isClusterScoped, referencedKindOf } from '../decode/kinds.ts';
import type { Bundle, Manifest } from '../model/manifest.ts';
import type { BrokenObject, DecodedObject, Lookup, ReferencedKind } from '../model/reference.ts';
import type { Candidates } from './nearest.ts';
import { productsOf } from './producers.ts';

/** The objects of one bundle, or those of explicit files, by what references name. Namespaces: see {@link namespaceKeys}. */
export interface Scope {
  /** Flat scopes know no distance. */
  readonly flat: boolean;
  /** Kind and namespace → name → candidates. */
  readonly objects: ReadonlyMap<string, ReadonlyMap<string, Candidates>>;
  /** Kind and name → objects of any namespace. */
  readonly anywhere: ReadonlyMap<string, readonly Manifest[]>;
  /** Kind, namespace (`*`: all) and name → the object from which an operator would make it. */
  readonly products: ReadonlyMap<string, Manifest>;
  /** Kind, namespace and name → what could not be made. */
  readonly broken: ReadonlyMap<string, BrokenObject>;
}

/** All objects of a load that something may refer to. */
export interface ObjectIndex {
  /** Namespace of objects that name none. */
  readonly namespace: string;
  /** Objects that can be referred to, in the order of the load. */
  readonly manifests: readonly Manifest[];
  /** What something in the bundle sees: its own bundle first, then explicit files. */
  scopesOf(bundle: Bundle): readonly Scope[];
  /** What a kustomization does not see although it was read: the files that no kustomization uses. Undefined for these themselves. */
  beside(bundle: Bundle): Scope | undefined;
  /** Decoded once, however many workloads use it. */
  decode<K extends ReferencedKind>(kind: K, manifest: Manifest): DecodedObject<K>;
  /** Answers given before. */
  readonly memo: Memo;
}

/** Questions that 10,000 workloads ask alike are answered once. */
export interface Memo {
  readonly found: WeakMap<readonly Manifest[], Lookup<ReferencedKind>>;
  readonly missing: WeakMap<Bundle, Map<string, Lookup<ReferencedKind>>>;
  readonly visible: WeakMap<Bundle, Map<string, readonly DecodedObject[]>>;
  /** Names that may still be compared in search of similar ones; bounds the time spent on broken input. */
  comparisons: number;
}

export interface IndexOptions {
  /** Namespace of objects that name none: `--namespace`. */
  readonly namespace: string;
  /** Objects that should exist and could not be made. */
  readonly broken?: readonly BrokenObject[] | undefined;
}

/** About a second of them; a repository with that many mistakes needs no more advice. */
const mostComparisons = 500_000;

const separator = '\n';

export function joinKey(...parts: readonly string[]): string {
  return parts.join(separator);
}

/** The namespace part of keys for cluster-scoped kinds. */
export const clusterWide = '*';
/** The namespace part under which objects stand (too) that name no namespace. */
export const unwritten = '';

/** Sorts the objects of a load by bundle, kind, namespace and name. Linear; nothing is decoded before somebody asks for it. */
export function indexObjects(manifests: readonly Manifest[], { namespace, broken = [] }: IndexOptions): ObjectIndex {
  const scopes = new Map<Bundle, MutableScope>();
  const explicit = emptyScope(true);
  const scopeOf = (bundle: Bundle): MutableScope => {
    let scope = scopes.get(bundle);
    if (!scope) {
      scope = emptyScope(bundle.kind === 'flat');
      scopes.set(bundle, scope);
    }
    return scope;
  };
  for (const manifest of manifests) {
    enter(manifest, namespace, scopeOf(manifest.bundle));
    if (manifest.explicit) enter(manifest, namespace, explicit);
  }
  for (const object of broken) {
    scopeOf(object.bundle).broken.set(joinKey(object.kind, object.namespace ?? namespace, object.name), object);
  }
  const plain = manifests.find(({ bundle }) => bundle.root === '')?.bundle;
  return {
    namespace,
    manifests: manifests.filter((manifest) => referencedKindOf(manifest) !== undefined),
    scopesOf: (bundle) => [scopeOf(bundle), explicit],
    beside: ({ root }) => (root !== '' && plain ? scopeOf(plain) : undefined),
    decode: decodeOnce(),
    memo: { found: new WeakMap(), missing: new WeakMap(), visible: new WeakMap(), comparisons: mostComparisons },
  };
}

interface MutableScope extends Scope {
  readonly objects: Map<string, Map<string, { readonly all: Manifest[] }>>;
  readonly anywhere: Map<string, Manifest[]>;
  readonly products: Map<string, Manifest>;
  readonly broken: Map<string, BrokenObject>;
}

function emptyScope(flat: boolean): MutableScope {
  return { flat, objects: new Map(), anywhere: new Map(), products: new Map(), broken: new Map() };
}

function enter(manifest: Manifest, namespace: string, scope: MutableScope): void {
  for (const { kind, name, everywhere } of productsOf(manifest)) {
    const where = everywhere ? clusterWide : (manifest.namespace ?? namespace);
    const key = joinKey(kind, where, name);
    if (!scope.products.has(key)) scope.products.set(key, manifest);
  }
  const kind = referencedKindOf(manifest);
  if (kind === undefined || manifest.name === '') return;
  for (const where of namespaceKeys(manifest, kind, namespace)) {
    const names = getOrMake(scope.objects, joinKey(kind, where), () => new Map<string, { all: Manifest[] }>());
    const known = names.get(manifest.name);
    // Nearly all lists stay as they begin, and one that grew has room for 17.
    if (known) known.all.push(manifest);
    else names.set(manifest.name, { all: [manifest] });
  }
  const key = joinKey(kind, manifest.name);
  const known = scope.anywhere.get(key);
  if (known) known.push(manifest);
  else scope.anywhere.set(key, [manifest]);
}

/** Its effective namespace, and {@link unwritten} beside it when it names none; {@link clusterWide} for cluster-scoped kinds. */
function namespaceKeys(manifest: Manifest, kind: ReferencedKind, namespace: string): readonly string[] {
  if (isClusterScoped(kind)) return [clusterWide];
  return manifest.namespace === undefined ? [namespace, unwritten] : [manifest.namespace];
}

function getOrMake<V>(map: Map<string, V>, key: string, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}

function decodeOnce(): ObjectIndex['decode'] {
  const decoded = new Map<Manifest, DecodedObject>();
  return <K extends ReferencedKind>(kind: K, manifest: Manifest) => {
    const known = decoded.get(manifest);
    // A manifest has one kind, under which it is found.
    if (known) return known as DecodedObject<K>;
    const object = decodeReferenced(kind, manifest);
    decoded.set(manifest, object as DecodedObject);
    return object;
  };
}
