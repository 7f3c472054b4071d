import type { Places, SourceFile } from '../model/source.ts';

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

const WIDTH = 3;

/** Mappings with more entries than this are searched through an index, which is made when it is first asked for. */
const INDEX_FROM = 16;

/**
 * Places of a tree that was read from one file. The table is only turned into something that can be searched when the
 * first place is asked for: most documents are never asked.
 */
export function offsetPlaces(file: SourceFile, root: number, table: EntryTable): Places {
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
