import type { Origin, Places, SourceFile } from '../model/source.ts';

/**
 * Offsets of the entries of one container. A sequence: one offset for each item. A mapping: triples of key, offset of
 * the key and offset of the value, in the order of the text; a repeated key appears again and the later one counts.
 */
export type EntryOffsets = (string | number)[];

/** Mappings with more entries than this are searched through an index, which is made when it is first asked for. */
const INDEX_FROM = 16;

const TRIPLE = 3;

/** Places of a tree that was read from one file. `base` is added to every offset of `table`. */
export function offsetPlaces(file: SourceFile, root: number, table: ReadonlyMap<object, EntryOffsets>): Places {
  const indexes = new Map<object, ReadonlyMap<string, number>>();
  const positionOf = (container: object, entries: EntryOffsets, key: string): number => {
    if (entries.length <= INDEX_FROM * TRIPLE) return lastTriple(entries, key);
    let index = indexes.get(container);
    if (!index) {
      index = indexOf(entries);
      indexes.set(container, index);
    }
    return index.get(key) ?? Number.NEGATIVE_INFINITY;
  };
  return {
    root: { file, offset: root },
    find: (container, entry, part) => {
      const entries = table.get(container);
      if (!entries) return undefined;
      const offset = Array.isArray(container)
        ? entries[Number(entry)]
        : entries[positionOf(container, entries, String(entry)) + (part === 'key' ? 1 : 2)];
      return typeof offset === 'number' ? { file, offset } : undefined;
    },
  };
}

function lastTriple(entries: EntryOffsets, key: string): number {
  for (let at = entries.length - TRIPLE; at >= 0; at -= TRIPLE) if (entries[at] === key) return at;
  return Number.NEGATIVE_INFINITY;
}

function indexOf(entries: EntryOffsets): ReadonlyMap<string, number> {
  const index = new Map<string, number>();
  for (let at = 0; at < entries.length; at += TRIPLE) index.set(String(entries[at]), at);
  return index;
}

/** Places of a tree that was put together from several files, and the way to enter them. */
export interface ComposedPlaces {
  readonly places: Places;
  /** Records where one entry was written; an entry that is set again moves. */
  readonly set: (container: object, entry: string | number, key: Origin, value: Origin) => void;
}

/** An empty {@link ComposedPlaces}. */
export function composedPlaces(root: Origin): ComposedPlaces {
  const table = new Map<object, Map<string | number, readonly [Origin, Origin]>>();
  return {
    places: { root, find: (container, entry, part) => table.get(container)?.get(entry)?.[part === 'key' ? 0 : 1] },
    set: (container, entry, key, value) => {
      let entries = table.get(container);
      if (!entries) {
        entries = new Map();
        table.set(container, entries);
      }
      entries.set(entry, [key, value]);
    },
  };
}
