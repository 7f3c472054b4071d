import type { Origin, Places, SourceFile } from '../model/source.ts';

/**
 * Where the entries of a tree stand in one text, as the reader leaves them. The entries of `containers[i]` begin at
 * `entries[starts[i]]`: for a sequence one offset for each item, for a mapping key, offset of the key and offset of the
 * value for each pair, in the order of the text. A repeated key appears again; the last one counts.
 */
export interface EntryTable {
  readonly containers: readonly object[];
  readonly starts: readonly number[];
  readonly entries: readonly (string | number)[];
}

/** Where one entry was written: its key and its value. */
export interface PlacedEntry {
  readonly entry: string | number;
  readonly key: Origin;
  readonly value: Origin;
}

/** Places that can list the entries of a container, so that they can be carried over to another tree. */
export interface ListedPlaces extends Places {
  readonly entriesOf: (container: object) => readonly PlacedEntry[];
}

const WIDTH = 3;

/** Mappings with more entries than this are searched through an index, which is made when it is first asked for. */
const INDEX_FROM = 16;

/**
 * Places of a tree that was read from one file. The table is only turned into something that can be searched when the
 * first place is asked for: most documents are never asked.
 */
export function offsetPlaces(file: SourceFile, root: number, table: EntryTable): ListedPlaces {
  let numbers: ReadonlyMap<object, number> | undefined;
  const indexes = new Map<number, ReadonlyMap<string, number>>();
  const numberOf = (container: object): number | undefined => {
    numbers ??= new Map(table.containers.map((known, index) => [known, index] as const));
    return numbers.get(container);
  };
  const pairOf = (number: number, key: string): number | undefined => {
    const { start, end } = span(table, number);
    if (end - start <= INDEX_FROM * WIDTH) return lastPair(table.entries, start, end, key);
    let index = indexes.get(number);
    if (!index) {
      index = indexPairs(table.entries, start, end);
      indexes.set(number, index);
    }
    return index.get(key);
  };
  const offsetOf = (container: object, entry: string | number, part: 'key' | 'value'): number | undefined => {
    const number = numberOf(container);
    if (number === undefined) return undefined;
    if (Array.isArray(container)) return itemOffset(table, number, Number(entry));
    const pair = pairOf(number, String(entry));
    return pair === undefined ? undefined : Number(table.entries[pair + (part === 'key' ? 1 : 2)]);
  };
  return {
    root: { file, offset: root },
    find: (container, entry, part) => {
      const offset = offsetOf(container, entry, part);
      return offset === undefined ? undefined : { file, offset };
    },
    entriesOf: (container) => {
      const number = numberOf(container);
      return number === undefined ? [] : listEntries(file, table, number, Array.isArray(container));
    },
  };
}

function span({ starts, entries }: EntryTable, number: number): { readonly start: number; readonly end: number } {
  return { start: starts[number] as number, end: starts[number + 1] ?? entries.length };
}

function itemOffset(table: EntryTable, number: number, index: number): number | undefined {
  const { start, end } = span(table, number);
  const offset = index >= 0 && start + index < end ? table.entries[start + index] : undefined;
  return typeof offset === 'number' ? offset : undefined;
}

function lastPair(entries: EntryTable['entries'], start: number, end: number, key: string): number | undefined {
  for (let at = end - WIDTH; at >= start; at -= WIDTH) if (entries[at] === key) return at;
  return undefined;
}

function indexPairs(entries: EntryTable['entries'], start: number, end: number): ReadonlyMap<string, number> {
  const index = new Map<string, number>();
  for (let at = start; at < end; at += WIDTH) index.set(String(entries[at]), at);
  return index;
}

function listEntries(file: SourceFile, table: EntryTable, number: number, isSequence: boolean): readonly PlacedEntry[] {
  const { start, end } = span(table, number);
  const at = (index: number): Origin => ({ file, offset: Number(table.entries[index]) });
  if (isSequence)
    return Array.from({ length: end - start }, (_, index) => ({ entry: index, key: at(start + index), value: at(start + index) }));
  const pairs = [...indexPairs(table.entries, start, end)];
  return pairs.map(([entry, pair]) => ({ entry, key: at(pair + 1), value: at(pair + 2) }));
}

/** Places of a tree that was put together from several files, and the way to enter them. */
export interface ComposedPlaces {
  readonly places: ListedPlaces;
  /** Records where one entry was written; an entry that is set again moves. */
  readonly set: (container: object, entry: string | number, key: Origin, value: Origin) => void;
}

/** An empty {@link ComposedPlaces}. Nothing is made for containers whose entries are never set. */
export function composedPlaces(root: Origin): ComposedPlaces {
  const table = new Map<object, Map<string | number, readonly [Origin, Origin]>>();
  return {
    places: {
      root,
      find: (container, entry, part) =>
        table.get(container)?.get(Array.isArray(container) ? Number(entry) : String(entry))?.[part === 'key' ? 0 : 1],
      entriesOf: (container) => [...(table.get(container) ?? [])].map(([entry, [key, value]]) => ({ entry, key, value })),
    },
    set: (container, entry, key, value) => {
      let entries = table.get(container);
      if (!entries) {
        entries = new Map();
        table.set(container, entries);
      }
      entries.set(Array.isArray(container) ? Number(entry) : String(entry), [key, value]);
    },
  };
}
