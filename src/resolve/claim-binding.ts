import { byCodeUnit } from '../model/by-code-unit.ts';
import type { PersistentVolumeClaim } from '../model/kubernetes.ts';
import type { Manifest } from '../model/manifest.ts';
import { directoryOf } from '../model/paths.ts';
import { parseQuantity } from '../model/quantity.ts';
import type { DecodedObject } from '../model/reference.ts';
import { indexVolumes, type PersistentVolumeObject, type VolumeIndex, volumeFacts } from './volume-index.ts';

/** A claim that asks for a volume. */
export interface Claim {
  readonly namespace: string;
  readonly name: string;
  readonly value: PersistentVolumeClaim;
  /** Directory of its manifest; empty where every object sees every other one. */
  readonly directory: string;
}

/** What becomes of a claim: a volume of the input, one that a cluster would provision, or nothing. */
export type Binding =
  | { readonly status: 'bound'; readonly volume: PersistentVolumeObject }
  /** `selected`: the claim has a selector, which no provisioner honours. */
  | { readonly status: 'dynamic'; readonly selected: boolean }
  | { readonly status: 'unbound'; readonly reason: string };

/** Volumes and claims of one scope, bound once. */
export interface Bindings {
  /** Of a claim that was among those bound; undefined for others. */
  of(claim: Claim): Binding | undefined;
  /**
   * Binds claims that a controller would make, in the order given, to what the claims of the input left over.
   * Leaves no trace.
   */
  extend(claims: readonly Claim[]): readonly Binding[];
}

const classAnnotation = 'volume.beta.kubernetes.io/storage-class';
const defaultClassAnnotation = 'storageclass.kubernetes.io/is-default-class';
const noProvisioner = 'kubernetes.io/no-provisioner';

interface Scope {
  /** Indexes of the volumes at and below a directory and its parents, nearest first; the last has every volume. */
  readonly levels: (directory: string) => readonly VolumeIndex[];
  readonly classes: ReadonlyMap<string, DecodedObject<'StorageClass'>>;
  readonly defaultClass: string | undefined;
}

/**
 * Binds claims to persistent volumes as the controller of a cluster would that sees nothing else: first claims that name their
 * volume, then volumes that name their claim, then by namespace and name; the volume that fits with the fewest access modes, then the
 * smallest, then the first by name.
 * A directory of many manifests is seldom one cluster, so volumes near the claim come before those of other directories.
 * @see k8s.io/component-helpers storage/volume FindMatchingVolume; k8s.io/kubernetes pv_controller syncUnboundClaim, findByClaim
 */
export function bindClaims(
  claims: readonly Claim[],
  volumes: readonly PersistentVolumeObject[],
  storageClasses: readonly DecodedObject<'StorageClass'>[],
): Bindings {
  const scope: Scope = {
    levels: levelsOf(volumes),
    classes: new Map(storageClasses.map((object) => [object.value.metadata?.name ?? '', object])),
    defaultClass: defaultClassOf(storageClasses),
  };
  const taken = new Set<string>();
  const bindings = new Map<string, Binding>();
  for (const claim of [...claims].sort((a, b) => byUrgency(a, b, scope))) {
    bindings.set(keyOf(claim), bindOne(claim, scope, taken));
  }
  return {
    of: (claim) => bindings.get(keyOf(claim)),
    extend: (more) => {
      const also = new Set<string>();
      return more.map((claim) => bindOne(claim, scope, taken, also));
    },
  };
}

/** `namespace/name`. */
export function keyOf({ namespace, name }: Pick<Claim, 'namespace' | 'name'>): string {
  return `${namespace}/${name}`;
}

/** The directory that decides what is near a manifest: none in a flat bundle. */
export function scopeDirectory({ bundle, directory }: Pick<Manifest, 'bundle' | 'directory'>): string {
  return bundle.kind === 'tree' ? directory : '';
}

/** Ancestors of a directory from itself up; the empty one, which holds everything, is last. */
function ancestorsOf(directory: string): readonly string[] {
  const found: string[] = [];
  for (let at = directory; at !== ''; at = directoryOf(at)) found.push(at);
  return [...found, ''];
}

function levelsOf(volumes: readonly PersistentVolumeObject[]): Scope['levels'] {
  const byDirectory = new Map<string, PersistentVolumeObject[]>([['', []]]);
  for (const volume of volumes) {
    for (const ancestor of ancestorsOf(scopeDirectory(volume.manifest))) {
      const list = byDirectory.get(ancestor);
      if (list) list.push(volume);
      else byDirectory.set(ancestor, [volume]);
    }
  }
  const indexes = new Map<string, VolumeIndex>();
  const indexOf = (directory: string, list: readonly PersistentVolumeObject[]): VolumeIndex => {
    const index = indexes.get(directory) ?? indexVolumes(list);
    indexes.set(directory, index);
    return index;
  };
  return (directory) =>
    ancestorsOf(directory).flatMap((ancestor) => {
      const list = byDirectory.get(ancestor);
      return list ? [indexOf(ancestor, list)] : [];
    });
}

function byUrgency(left: Claim, right: Claim, scope: Scope): number {
  return rank(left, scope) - rank(right, scope) || byCodeUnit(keyOf(left), keyOf(right));
}

function rank(claim: Claim, scope: Scope): number {
  if (claim.value.spec?.volumeName) return 0;
  return scope.levels('').some((index) => index.claimedBy(keyOf(claim)).length > 0) ? 1 : 2;
}

/** Of several default classes the newest counts, then the first by name (admission plugin DefaultStorageClass). */
function defaultClassOf(classes: readonly DecodedObject<'StorageClass'>[]): string | undefined {
  const defaults = classes
    .map(({ value }) => value.metadata ?? {})
    .filter(({ annotations }) => annotations?.[defaultClassAnnotation] === 'true');
  const [first] = defaults.sort(
    (a, b) => byCodeUnit(b.creationTimestamp ?? '', a.creationTimestamp ?? '') || byCodeUnit(a.name ?? '', b.name ?? ''),
  );
  return first?.name;
}

/** Class, mode and size that a claim asks for. */
interface Wish {
  /** Undefined: neither the claim nor a default class names one. */
  readonly storageClass: string | undefined;
  readonly mode: string;
  readonly attributesClass: string;
  readonly nano: bigint;
  readonly accessModes: readonly string[];
}

function wishOf({ value }: Claim, scope: Scope): Wish {
  const { spec = {} } = value;
  const request = spec.resources?.requests?.storage;
  return {
    storageClass: value.metadata?.annotations?.[classAnnotation] ?? spec.storageClassName ?? scope.defaultClass,
    mode: spec.volumeMode ?? 'Filesystem',
    attributesClass: spec.volumeAttributesClassName ?? '',
    nano: (request === undefined ? undefined : parseQuantity(request)?.nano) ?? 0n,
    accessModes: spec.accessModes ?? [],
  };
}

/**
 * @param taken names of volumes that are bound; grows, unless `also` takes the new ones
 */
function bindOne(claim: Claim, scope: Scope, taken: Set<string>, also?: Set<string>): Binding {
  const isTaken = (name: string): boolean => taken.has(name) || also?.has(name) === true;
  const wish = wishOf(claim, scope);
  const { volumeName } = claim.value.spec ?? {};
  const binding = volumeName ? bindNamed(volumeName, claim, wish, scope, isTaken) : bindFree(claim, wish, scope, taken, isTaken);
  if (binding.status === 'bound') (also ?? taken).add(binding.volume.value.metadata?.name ?? '');
  return binding;
}

function bindNamed(name: string, claim: Claim, wish: Wish, scope: Scope, isTaken: (name: string) => boolean): Binding {
  const volume = firstOf(scope.levels(claim.directory), (index) => index.byName(name));
  if (!volume) return { status: 'unbound', reason: `PersistentVolume ${name} is not in the input` };
  const facts = volumeFacts(volume);
  if (facts.claimRef) {
    if (!isClaimOf(facts.claimRef, claim)) {
      return {
        status: 'unbound',
        reason: `PersistentVolume ${name} is claimed by ${facts.claimRef.namespace ?? ''}/${facts.claimRef.name ?? ''}`,
      };
    }
    return { status: 'bound', volume };
  }
  if (isTaken(name)) return { status: 'unbound', reason: `PersistentVolume ${name} is bound to another claim` };
  const misfit = misfitOf(facts, wish);
  return misfit === undefined ? { status: 'bound', volume } : { status: 'unbound', reason: `PersistentVolume ${name}: ${misfit}` };
}

type Facts = ReturnType<typeof volumeFacts>;

/** `checkVolumeSatisfyClaim` of the volume controller, in its words. */
function misfitOf(facts: Facts, wish: Wish): string | undefined {
  if (facts.nano < wish.nano) return 'requested PV is too small';
  if (facts.storageClass !== (wish.storageClass ?? '')) return 'storageClassName does not match';
  if (facts.attributesClass !== wish.attributesClass) return 'volumeAttributesClassName does not match';
  if (facts.mode !== wish.mode) return 'incompatible volumeMode';
  return wish.accessModes.every((mode) => facts.accessModes.includes(mode)) ? undefined : 'incompatible accessMode';
}

function isClaimOf(reference: NonNullable<Facts['claimRef']>, { namespace, name, value }: Claim): boolean {
  const { uid } = value.metadata ?? {};
  return reference.name === name && reference.namespace === namespace && (!reference.uid || uid === undefined || reference.uid === uid);
}

function bindFree(claim: Claim, wish: Wish, scope: Scope, taken: ReadonlySet<string>, isTaken: (name: string) => boolean): Binding {
  const levels = scope.levels(claim.directory);
  // A volume that names the claim wins without a look at classes and labels; its access modes decide whether it is found at all.
  const reserved = firstOf(levels, (index) =>
    index.claimedBy(keyOf(claim)).find((volume) => {
      const facts = volumeFacts(volume);
      if (!facts.claimRef || !isClaimOf(facts.claimRef, claim) || facts.deleted) return false;
      return facts.nano >= wish.nano && facts.mode === wish.mode && wish.accessModes.every((mode) => facts.accessModes.includes(mode));
    }),
  );
  if (reserved) return { status: 'bound', volume: reserved };
  const { selector } = claim.value.spec ?? {};
  const found = firstOf(levels, (index) => index.best({ ...wish, storageClass: wish.storageClass ?? '', selector }, taken, isTaken));
  if (found) return { status: 'bound', volume: found };
  return provision(wish, scope, selector !== undefined);
}

function firstOf(levels: readonly VolumeIndex[], get: (index: VolumeIndex) => PersistentVolumeObject | undefined) {
  for (const index of levels) {
    const found = get(index);
    if (found) return found;
  }
  return undefined;
}

function provision({ storageClass, mode }: Wish, { classes }: Scope, selected: boolean): Binding {
  if (storageClass === '') {
    return { status: 'unbound', reason: 'no PersistentVolume fits, and storageClassName "" asks for none to be provisioned' };
  }
  const known = storageClass === undefined ? undefined : classes.get(storageClass);
  if (known?.value.provisioner === noProvisioner) {
    return { status: 'unbound', reason: `no PersistentVolume fits, and StorageClass ${storageClass} provisions none` };
  }
  if (mode === 'Block') return { status: 'unbound', reason: 'no PersistentVolume fits, and a raw block device cannot be made up' };
  return { status: 'dynamic', selected };
}
