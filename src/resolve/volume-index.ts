import { byCodeUnit } from '../model/by-code-unit.ts';
import type { Kubernetes, LabelSelector } from '../model/kubernetes.ts';
import { selects } from '../model/label-selector.ts';
import { parseQuantity } from '../model/quantity.ts';
import type { DecodedObject } from '../model/reference.ts';

export type PersistentVolumeObject = DecodedObject<'PersistentVolume'>;

/** What matters of a persistent volume for binding. */
export interface VolumeFacts {
  readonly name: string;
  readonly storageClass: string;
  readonly mode: string;
  readonly attributesClass: string;
  readonly accessModes: readonly string[];
  /** How many different ones. */
  readonly modeCount: number;
  /** Capacity in billionths of a byte. */
  readonly nano: bigint;
  readonly claimRef: Kubernetes<'ObjectReference'> | undefined;
  readonly labels: Readonly<Record<string, string>>;
  readonly deleted: boolean;
}

const known = new WeakMap<PersistentVolumeObject, VolumeFacts>();

/** The facts of a persistent volume, read once. */
export function volumeFacts(object: PersistentVolumeObject): VolumeFacts {
  const before = known.get(object);
  if (before) return before;
  const { metadata = {}, spec = {} } = object.value;
  const capacity = spec.capacity?.storage;
  const facts: VolumeFacts = {
    name: metadata.name ?? '',
    storageClass: metadata.annotations?.['volume.beta.kubernetes.io/storage-class'] ?? spec.storageClassName ?? '',
    mode: spec.volumeMode ?? 'Filesystem',
    attributesClass: spec.volumeAttributesClassName ?? '',
    accessModes: spec.accessModes ?? [],
    modeCount: new Set(spec.accessModes).size,
    nano: (capacity === undefined ? undefined : parseQuantity(capacity)?.nano) ?? 0n,
    claimRef: spec.claimRef,
    labels: metadata.labels ?? {},
    deleted: metadata.deletionTimestamp !== undefined,
  };
  known.set(object, facts);
  return facts;
}

/** What a claim asks of a volume. */
export interface VolumeWish {
  readonly storageClass: string;
  readonly mode: string;
  readonly attributesClass: string;
  readonly nano: bigint;
  readonly accessModes: readonly string[];
  readonly selector: LabelSelector | undefined;
}

/** Persistent volumes, so that a claim is bound without looking at all of them. */
export interface VolumeIndex {
  byName(name: string): PersistentVolumeObject | undefined;
  /** Volumes whose claimRef names `namespace/name`, by name. */
  claimedBy(claim: string): readonly PersistentVolumeObject[];
  /**
   * The free volume that fits best: with the fewest access modes, of those the smallest, the first by name of equal ones.
   *
   * @param taken names of volumes that stay bound for good; skipped without looking at them again
   * @param isTaken the same and those that are bound for now
   */
  best(wish: VolumeWish, taken: ReadonlySet<string>, isTaken: (name: string) => boolean): PersistentVolumeObject | undefined;
}

/** Volumes of one class, mode and list of access modes, smallest first. `next[i]`: where to look for a free one from `i` on. */
interface Group {
  readonly accessModes: readonly string[];
  readonly volumes: readonly PersistentVolumeObject[];
  readonly next: number[];
}

export function indexVolumes(volumes: readonly PersistentVolumeObject[]): VolumeIndex {
  const byName = new Map<string, PersistentVolumeObject>();
  const byClaim = new Map<string, PersistentVolumeObject[]>();
  const byLabel = new Map<string, PersistentVolumeObject[]>();
  const free: PersistentVolumeObject[] = [];
  for (const volume of [...volumes].sort(byPreference)) {
    const { name, claimRef, labels, deleted } = volumeFacts(volume);
    byName.set(name, volume);
    if (claimRef) append(byClaim, `${claimRef.namespace ?? ''}/${claimRef.name ?? ''}`, volume);
    if (claimRef || deleted || !isAvailable(volume)) continue;
    free.push(volume);
    for (const [key, value] of Object.entries(labels)) append(byLabel, `${key}=${value}`, volume);
  }
  const groups = groupsOf(free);
  return {
    byName: (name) => byName.get(name),
    claimedBy: (claim) => byClaim.get(claim) ?? [],
    best: (wish, taken, isTaken) => {
      const candidates = labelled(wish, byLabel);
      if (candidates) return candidates.find((volume) => !isTaken(volumeFacts(volume).name) && fits(volumeFacts(volume), wish));
      const found = (groups.get(groupKey(wish)) ?? [])
        .filter(({ accessModes }) => wish.accessModes.every((mode) => accessModes.includes(mode)))
        .flatMap((group) => smallestOf(group, wish, taken, isTaken) ?? []);
      return found.sort(byPreference)[0];
    },
  };
}

function append(map: Map<string, PersistentVolumeObject[]>, key: string, volume: PersistentVolumeObject): void {
  const list = map.get(key);
  if (list) list.push(volume);
  else map.set(key, [volume]);
}

/** The controller looks for the access modes that are closest to those asked for first, then for the size (`findByClaim`). */
function byPreference(left: PersistentVolumeObject, right: PersistentVolumeObject): number {
  const [a, b] = [volumeFacts(left), volumeFacts(right)];
  if (a.modeCount !== b.modeCount) return a.modeCount - b.modeCount;
  if (a.nano !== b.nano) return a.nano < b.nano ? -1 : 1;
  return byCodeUnit(a.name, b.name);
}

/** A volume without a status has not met a controller yet and is available; `Released` and `Failed` ones are not. */
function isAvailable({ value }: PersistentVolumeObject): boolean {
  const { status } = value;
  const phase = typeof status === 'object' && status !== null && 'phase' in status ? status.phase : undefined;
  return phase === undefined || phase === '' || phase === 'Available' || phase === 'Bound';
}

const groupKey = ({ storageClass, mode, attributesClass }: Pick<VolumeFacts, 'storageClass' | 'mode' | 'attributesClass'>): string =>
  JSON.stringify([storageClass, mode, attributesClass]);

function groupsOf(sorted: readonly PersistentVolumeObject[]): ReadonlyMap<string, readonly Group[]> {
  const lists = new Map<string, Map<string, PersistentVolumeObject[]>>();
  for (const volume of sorted) {
    const facts = volumeFacts(volume);
    const ofClass = lists.get(groupKey(facts)) ?? new Map<string, PersistentVolumeObject[]>();
    lists.set(groupKey(facts), ofClass);
    append(ofClass, [...facts.accessModes].sort().join(), volume);
  }
  const toGroup = (volumes: readonly PersistentVolumeObject[]): Group => ({
    accessModes: volumes[0] ? volumeFacts(volumes[0]).accessModes : [],
    volumes,
    next: Array.from({ length: volumes.length + 1 }, (_, position) => position),
  });
  return new Map([...lists].map(([key, ofClass]) => [key, [...ofClass.values()].map(toGroup)]));
}

/** The shortest list of volumes that a matchLabels entry of the selector leaves; undefined without such an entry. */
function labelled({ selector }: VolumeWish, byLabel: ReadonlyMap<string, readonly PersistentVolumeObject[]>) {
  const lists = Object.entries(selector?.matchLabels ?? {}).map(([key, value]) => byLabel.get(`${key}=${value}`) ?? []);
  return lists.sort((a, b) => a.length - b.length)[0];
}

function fits(facts: VolumeFacts, wish: VolumeWish): boolean {
  return (
    facts.nano >= wish.nano &&
    groupKey(facts) === groupKey(wish) &&
    wish.accessModes.every((mode) => facts.accessModes.includes(mode)) &&
    (wish.selector === undefined || selects(wish.selector, facts.labels))
  );
}

function smallestOf(
  group: Group,
  wish: VolumeWish,
  taken: ReadonlySet<string>,
  isTaken: (name: string) => boolean,
): PersistentVolumeObject | undefined {
  for (let at = firstFree(group, firstOfSize(group, wish.nano), taken); at < group.volumes.length; at = firstFree(group, at + 1, taken)) {
    const volume = group.volumes[at];
    if (volume && !isTaken(volumeFacts(volume).name) && (!wish.selector || selects(wish.selector, volumeFacts(volume).labels)))
      return volume;
  }
  return undefined;
}

/** Position of the first volume that is large enough. */
function firstOfSize({ volumes }: Group, nano: bigint): number {
  let low = 0;
  let high = volumes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const volume = volumes[middle];
    if (volume && volumeFacts(volume).nano < nano) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The first position from `start` on that is not taken; remembers the way, so that many claims together look at each volume a few times only. */
function firstFree({ volumes, next }: Group, start: number, taken: ReadonlySet<string>): number {
  const passed: number[] = [];
  let at = start;
  while (at < volumes.length) {
    const volume = volumes[at];
    const jump = next[at] ?? at;
    if (jump === at && !(volume && taken.has(volumeFacts(volume).name))) break;
    passed.push(at);
    at = jump > at ? jump : at + 1;
  }
  for (const position of passed) next[position] = at;
  return at;
}
