import type { Places, SourceFile } from '../model/source.ts';
import { type EntryTable, itemOffset, pairAt, pairCount, pairIndex } from './entries.ts';

/** Mappings with more entries than this are searched through an index, which is made when it is first asked for. */
const INDEX_FROM = 16;

/** Trees with more collections than this are too. */
const POSITIONS_FROM = 150;

/** A table, and what was made of it to search it. */
interface Search {
  readonly table: EntryTable;
  positions: ReadonlyMap<object, number> | undefined;
  indexes: Map<number, ReadonlyMap<string, number>> | undefined;
}

/**
 * Places of a tree that was read from one file. The table is only turned into something that can be searched when the
 * first place is asked for: most documents are never asked.
 */
export function offsetPlaces(file: SourceFile, root: number, table: EntryTable): Places {
  const search: Search = { table, positions: undefined, indexes: undefined };
  return {
    root: { file, offset: root },
    find: (container, entry, part) => {
      const offset = offsetOf(search, container, entry, part);
      return offset === undefined ? undefined : { file, offset };
    },
  };
}

function offsetOf(search: Search, container: object, entry: string | number, part: 'key' | 'value'): number | undefined {
  const { table } = search;
  const number = positionOf(search, container);
  if (number === -1) return undefined;
  if (Array.isArray(container)) return itemOffset(table, number, Number(entry));
  const pair = pairOf(search, number, String(entry));
  return pair === undefined ? undefined : table.numbers[pair + (part === 'key' ? 0 : 2)];
}

function positionOf(search: Search, container: object): number {
  const { containers } = search.table;
  if (containers.length <= POSITIONS_FROM) return containers.indexOf(container);
  if (!search.positions) {
    const positions = new Map<object, number>();
    for (let at = 0; at < containers.length; at += 1) positions.set(containers[at] as object, at);
    search.positions = positions;
  }
  return search.positions.get(container) ?? -1;
}

function pairOf(search: Search, number: number, key: string): number | undefined {
  const { table } = search;
  if (pairCount(table, number) <= INDEX_FROM) return pairAt(table, number, key);
  search.indexes ??= new Map();
  let index = search.indexes.get(number);
  if (!index) {
    index = pairIndex(table, number);
    search.indexes.set(number, index);
  }
  return index.get(key);
}
