import { isClusterScoped } from '../decode/kinds.ts';
import type { Bundle, Manifest } from '../model/manifest.ts';
import type { DecodedObject, Lookup, ObjectLookup, ReferencedKind } from '../model/reference.ts';
import { similarName } from '../model/similar-name.ts';
import type { Workload } from '../model/workload.ts';
import { fingerprint } from './content.ts';
import { clusterWide, joinKey, type ObjectIndex, type Scope, unwritten } from './index-objects.ts';
import { type Candidates, nearest, type Standpoint, standpointOf } from './nearest.ts';

/** A lookup that remembers what it found: the objects that decide a workload's output. */
export interface RecordingLookup extends ObjectLookup {
  /** Objects that `find` returned, in the order of the load. Objects seen through `visible` count once `find` names them. */
  used(): readonly DecodedObject[];
}

/** The way a workload sees the objects of a load (CONTRACT section 5, "Bundles"). */
export function lookupFor(workload: Pick<Workload, 'manifest' | 'namespace'>, index: ObjectIndex): RecordingLookup {
  const used = new Set<DecodedObject>();
  const view: View = { index, bundle: workload.manifest.bundle, from: standpointOf(workload.manifest) };
  return {
    find: (kind, name, namespace = workload.namespace) => {
      const result = find(kind, name, isClusterScoped(kind) ? clusterWide : namespace, view);
      if (result.status === 'found') used.add(result.object);
      return result;
    },
    visible: (kind) => visible(kind, isClusterScoped(kind) ? clusterWide : workload.namespace, view),
    similar: (name, candidates) => similarIn(name, candidates, index),
    used: () => [...used].sort((left, right) => left.manifest.id - right.manifest.id),
  };
}

/** Whether `find` would give one object, without decoding it. */
export function isFound(
  kind: ReferencedKind,
  name: string,
  { manifest, namespace }: Pick<Workload, 'manifest' | 'namespace'>,
  index: ObjectIndex,
): boolean {
  const view: View = { index, bundle: manifest.bundle, from: standpointOf(manifest) };
  const where = isClusterScoped(kind) ? clusterWide : namespace;
  for (const scope of index.scopesOf(manifest.bundle)) {
    const found = candidatesAt(scope, kind, name, where, view);
    if (found) return distinctOf(chosenOf(found.manifests)).length === 1;
  }
  return false;
}

/** An index seen from a place in a bundle. */
interface View {
  readonly index: ObjectIndex;
  readonly bundle: Bundle;
  readonly from: Standpoint;
}

function find<K extends ReferencedKind>(kind: K, name: string, namespace: string, view: View): Lookup<K> {
  for (const scope of view.index.scopesOf(view.bundle)) {
    const found = candidatesAt(scope, kind, name, namespace, view);
    if (found) return judge(kind, found.manifests, found.assumed, view.index);
  }
  return rememberMissing(kind, name, namespace, view);
}

interface Found {
  readonly manifests: readonly Manifest[];
  /** They name no namespace while the reference is from one. */
  readonly assumed: boolean;
}

/** The nearest objects with the namespace; those of the same directory may leave it out. */
function candidatesAt(scope: Scope, kind: ReferencedKind, name: string, namespace: string, view: View): Found | undefined {
  const exact = scope.objects.get(joinKey(kind, namespace))?.get(name);
  const close = exact && nearest(exact, view.from, 'directory');
  if (close && !scope.flat) return { manifests: close, assumed: false };
  const assumed = exact && scope.flat ? undefined : assumedAt(scope, kind, name, namespace, view);
  if (assumed) return { manifests: assumed, assumed: true };
  if (!exact) return undefined;
  return { manifests: scope.flat ? exact.all : (nearest(exact, view.from, 'load') ?? exact.all), assumed: false };
}

function assumedAt(scope: Scope, kind: ReferencedKind, name: string, namespace: string, view: View): readonly Manifest[] | undefined {
  if (namespace === view.index.namespace || namespace === clusterWide) return undefined;
  const candidates = scope.objects.get(joinKey(kind, unwritten))?.get(name);
  return candidates && nearest(candidates, view.from, 'directory');
}

/** Candidates at one distance: one, several that are equal, or an ambiguity. Those from explicit files win over the others. */
function judge<K extends ReferencedKind>(kind: K, manifests: readonly Manifest[], assumed: boolean, index: ObjectIndex): Lookup<K> {
  const known = index.memo.found.get(manifests);
  // Remembered under the very array, which holds one kind.
  if (known) return known as Lookup<K>;
  const chosen = chosenOf(manifests);
  const distinct = distinctOf(chosen);
  const objects = distinct.map((manifest) => index.decode(kind, manifest));
  const [object] = objects;
  const result: Lookup<K> =
    object && objects.length === 1
      ? { status: 'found', object, namespaceAssumed: assumed }
      : { status: 'ambiguous', candidates: chosen.map((manifest) => index.decode(kind, manifest)) };
  index.memo.found.set(manifests, result as Lookup<ReferencedKind>);
  return result;
}

function chosenOf(manifests: readonly Manifest[]): readonly Manifest[] {
  return manifests.some(({ explicit }) => explicit) ? manifests.filter(({ explicit }) => explicit) : manifests;
}

/** One manifest of each content, the first in the order of the load. */
function distinctOf(manifests: readonly Manifest[]): readonly Manifest[] {
  if (manifests.length === 1) return manifests;
  const byContent = new Map<string, Manifest>();
  for (const manifest of manifests) {
    const key = fingerprint(manifest);
    if (!byContent.has(key)) byContent.set(key, manifest);
  }
  return [...byContent.values()];
}

function rememberMissing<K extends ReferencedKind>(kind: K, name: string, namespace: string, view: View): Lookup<K> {
  const { missing } = view.index.memo;
  let answers = missing.get(view.bundle);
  if (!answers) {
    answers = new Map();
    missing.set(view.bundle, answers);
  }
  const key = joinKey(kind, namespace, name);
  let answer = answers.get(key);
  if (!answer) {
    answer = explainMissing(kind, name, namespace, view);
    answers.set(key, answer);
  }
  return answer as Lookup<K>;
}

/** What can be said about an object that does not exist. */
function explainMissing(kind: ReferencedKind, name: string, namespace: string, { index, bundle }: View): Lookup<ReferencedKind> {
  const scopes = index.scopesOf(bundle);
  const broken = firstOf(scopes, ({ broken }) => broken.get(joinKey(kind, namespace, name)));
  const madeBy = firstOf(
    scopes,
    ({ products }) => products.get(joinKey(kind, namespace, name)) ?? products.get(joinKey(kind, clusterWide, name)),
  );
  const otherNamespace = firstOf(scopes, ({ anywhere }) => anywhere.get(joinKey(kind, name))?.[0]);
  const known = broken || madeBy || otherNamespace;
  const outside = known ? undefined : index.beside(bundle)?.anywhere.get(joinKey(kind, name))?.[0];
  const names = () => scopes.flatMap(({ objects }) => [...(objects.get(joinKey(kind, namespace))?.keys() ?? [])]);
  const similar = known || outside ? undefined : similarIn(name, names(), index);
  return {
    status: 'missing',
    ...(broken && { broken }),
    ...(madeBy && { madeBy }),
    ...(otherNamespace && { otherNamespace }),
    ...(outside && { outside }),
    ...(similar !== undefined && { similar }),
  };
}

function firstOf<T>(scopes: readonly Scope[], get: (scope: Scope) => T | undefined): T | undefined {
  for (const scope of scopes) {
    const value = get(scope);
    if (value !== undefined) return value;
  }
  return undefined;
}

function similarIn(name: string, candidates: Iterable<string>, { memo }: ObjectIndex): string | undefined {
  if (memo.comparisons <= 0) return undefined;
  const names = [...candidates];
  memo.comparisons -= names.length;
  return similarName(name, names);
}

function visible<K extends ReferencedKind>(kind: K, namespace: string, view: View): readonly DecodedObject<K>[] {
  const { visible: memo } = view.index.memo;
  let answers = memo.get(view.bundle);
  if (!answers) {
    answers = new Map();
    memo.set(view.bundle, answers);
  }
  const scopes = view.index.scopesOf(view.bundle);
  const standpoint = isUniform(scopes, kind, namespace, view.index) ? [] : [view.from.directory, view.from.file];
  const key = joinKey(kind, namespace, ...standpoint);
  const known = answers.get(key);
  if (known) return known as readonly DecodedObject<K>[];
  const objects = namesIn(scopes, kind, namespace, view.index).flatMap((name) => {
    const result = find(kind, name, namespace, view);
    if (result.status === 'missing') return [];
    return result.status === 'found' ? [result.object] : result.candidates;
  });
  answers.set(key, objects);
  return objects;
}

/** Whether the same objects are seen from everywhere in the bundle. */
function isUniform(scopes: readonly Scope[], kind: ReferencedKind, namespace: string, { namespace: implied }: ObjectIndex): boolean {
  const assumable = namespace !== implied && scopes.some(({ objects }) => objects.has(joinKey(kind, unwritten)));
  if (assumable && namespace !== clusterWide) return false;
  return scopes.every(({ flat, objects }) => flat || !hasRivals(objects.get(joinKey(kind, namespace))));
}

const rivals = new WeakMap<ReadonlyMap<string, Candidates>, boolean>();

function hasRivals(names: ReadonlyMap<string, Candidates> | undefined): boolean {
  if (!names) return false;
  let answer = rivals.get(names);
  if (answer === undefined) {
    answer = [...names.values()].some(({ all }) => all.length > 1);
    rivals.set(names, answer);
  }
  return answer;
}

function namesIn(
  scopes: readonly Scope[],
  kind: ReferencedKind,
  namespace: string,
  { namespace: implied }: ObjectIndex,
): readonly string[] {
  const keys = namespace === implied || namespace === clusterWide ? [namespace] : [namespace, unwritten];
  const names = scopes.flatMap(({ objects }) => keys.flatMap((key) => [...(objects.get(joinKey(kind, key))?.keys() ?? [])]));
  return [...new Set(names)].sort();
}
