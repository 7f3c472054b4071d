/**
 * Where the entries of a tree stand in one text. The entries of the collections are numbers in `numbers`: those of
 * `containers[i]` begin at `numbers[first + i]`; for a sequence one offset for each item, for a mapping the offset of the key, its
 * length and the offset of the value for each pair, in the order of the text. A repeated key appears again; the last one counts.
 * A negative length stands for a key that is not written as it reads: `-1` for `keys[0]`.
 */
export interface EntryTable {
  readonly text: string;
  readonly containers: readonly object[];
  readonly numbers: Int32Array;
  readonly first: number;
  /** Where the entries of the last container end. */
  readonly end: number;
  readonly keys: readonly string[];
}

/** Numbers of a pair. */
const PAIR = 3;

/** Entries while a document is read. */
export interface Entries {
  readonly text: string;
  /** Closed collections, and how many numbers of closed ones there are. */
  readonly containers: object[];
  closed: number;
  /** Numbers of the collections that are open. */
  pending: number;
  keys: string[] | undefined;
  /** Positions of the first `known.size` containers; a merge asks for them. */
  known: Map<object, number> | undefined;
}

/** What a document fills while it is read, shared by all of them since they are read one after the other. */
const scratch = { pending: new Int32Array(1 << 12), closed: new Int32Array(1 << 14), starts: new Int32Array(1 << 10) };

/** Tables of many documents stand in one array: most are small. */
const store = { numbers: new Int32Array(0), used: 0 };
const STORE = 1 << 16;

/** Most documents have no key that is not written as it reads. */
const noKeys: readonly string[] = [];

export function newEntries(text: string): Entries {
  return { text, containers: [], closed: 0, pending: 0, keys: undefined, known: undefined };
}

function grown(array: Int32Array, needed: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(Math.max(needed, array.length * 2));
  larger.set(array);
  return larger;
}

/** Notes where one item was written. */
export function noteItem(entries: Entries, offset: number): void {
  const at = entries.pending;
  if (at >= scratch.pending.length) scratch.pending = grown(scratch.pending, at + 1);
  scratch.pending[at] = offset;
  entries.pending = at + 1;
}

/** Notes where one pair was written. */
export function notePair(entries: Entries, key: string, keyOffset: number, valueOffset: number): void {
  const at = entries.pending;
  if (at + PAIR > scratch.pending.length) scratch.pending = grown(scratch.pending, at + PAIR);
  const { pending } = scratch;
  pending[at] = keyOffset;
  pending[at + 1] = entries.text.startsWith(key, keyOffset) ? key.length : noteKey(entries, key);
  pending[at + 2] = valueOffset;
  entries.pending = at + PAIR;
}

function noteKey(entries: Entries, key: string): number {
  entries.keys ??= [];
  return -entries.keys.push(key);
}

/** Files the entries since `mark` under a collection. */
export function closeEntries(entries: Entries, container: object, mark: number): void {
  const { containers, closed, pending } = entries;
  if (containers.length >= scratch.starts.length) scratch.starts = grown(scratch.starts, containers.length + 1);
  scratch.starts[containers.length] = closed;
  containers.push(container);
  const end = closed + pending - mark;
  if (end > scratch.closed.length) scratch.closed = grown(scratch.closed, end);
  for (let from = mark, to = closed; from < pending; from += 1, to += 1) scratch.closed[to] = scratch.pending[from] as number;
  entries.closed = end;
  entries.pending = mark;
}

/** The table of a document that was read. */
export function entryTable({ text, containers, closed, keys }: Entries): EntryTable {
  const count = containers.length + closed;
  if (store.used + count > store.numbers.length) {
    store.numbers = new Int32Array(Math.max(count, STORE));
    store.used = 0;
  }
  const { numbers, used: first } = store;
  const entriesAt = first + containers.length;
  for (let at = 0; at < containers.length; at += 1) numbers[first + at] = entriesAt + (scratch.starts[at] as number);
  for (let at = 0; at < closed; at += 1) numbers[entriesAt + at] = scratch.closed[at] as number;
  store.used += count;
  return { text, containers: containers.slice(), numbers, first, end: first + count, keys: keys ?? noKeys };
}

/** Offsets of the keys of a mapping that is being read, given the mark at which its entries begin. */
export function openKeys({ text, pending, keys }: Entries, mark: number): Map<string, number> {
  const offsets = new Map<string, number>();
  for (let at = mark; at < pending; at += PAIR)
    offsets.set(keyText(text, keys ?? noKeys, scratch.pending, at), scratch.pending[at] as number);
  return offsets;
}

/** Offsets of key and value of every entry of a mapping that is closed. */
export function closedPlaces(entries: Entries, container: object): ReadonlyMap<string, readonly [number, number]> {
  const { text, containers, closed, keys } = entries;
  entries.known ??= new Map();
  for (let at = entries.known.size; at < containers.length; at += 1) entries.known.set(containers[at] as object, at);
  const places = new Map<string, readonly [number, number]>();
  const number = entries.known.get(container);
  if (number === undefined) return places;
  const end = number + 1 < containers.length ? (scratch.starts[number + 1] as number) : closed;
  for (let at = scratch.starts[number] as number; at < end; at += PAIR)
    places.set(keyText(text, keys ?? noKeys, scratch.closed, at), [scratch.closed[at] as number, scratch.closed[at + 2] as number]);
  return places;
}

function keyText(text: string, keys: readonly string[], numbers: Int32Array, at: number): string {
  const offset = numbers[at] as number;
  const length = numbers[at + 1] as number;
  return length < 0 ? (keys[-length - 1] as string) : text.slice(offset, offset + length);
}

function isKey(text: string, keys: readonly string[], numbers: Int32Array, at: number, key: string): boolean {
  const length = numbers[at + 1] as number;
  return length < 0 ? keys[-length - 1] === key : length === key.length && text.startsWith(key, numbers[at]);
}

/** Offset of one item of a sequence; undefined when it has no such item. */
export function itemOffset(table: EntryTable, number: number, index: number): number | undefined {
  const at = startOf(table, number) + index;
  return index >= 0 && at < startOf(table, number + 1) && Number.isInteger(index) ? table.numbers[at] : undefined;
}

/** Where the numbers of the pair with a key stand, given the number of the mapping; the last of several. */
export function pairAt(table: EntryTable, number: number, key: string): number | undefined {
  const start = startOf(table, number);
  for (let at = startOf(table, number + 1) - PAIR; at >= start; at -= PAIR)
    if (isKey(table.text, table.keys, table.numbers, at, key)) return at;
  return undefined;
}

/** {@link pairAt} for all keys of a mapping. */
export function pairIndex(table: EntryTable, number: number): ReadonlyMap<string, number> {
  const index = new Map<string, number>();
  const end = startOf(table, number + 1);
  for (let at = startOf(table, number); at < end; at += PAIR) index.set(keyText(table.text, table.keys, table.numbers, at), at);
  return index;
}

/** Pairs of a mapping. */
export function pairCount(table: EntryTable, number: number): number {
  return (startOf(table, number + 1) - startOf(table, number)) / PAIR;
}

function startOf({ containers, numbers, first, end }: EntryTable, number: number): number {
  return number < containers.length ? (numbers[first + number] as number) : end;
}
