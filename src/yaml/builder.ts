import type { Reader } from './reader.ts';

/**
 * Makes something of what the reader finds: plain values for manifests, trees for kustomize. The reader knows the grammar,
 * a builder what scalars, keys and duplicates mean. `Open` is a mapping that is still being read, `Key` one of its keys;
 * both come from the builder and go back to it.
 */
export interface Builder<Open = unknown, Key = unknown> {
  /** The value of the scalar at the head of the reader, which is `plain` or `text`. `tag` in its short form, `!!int`. */
  scalar(reader: Reader, tag: string | undefined, offset: number): unknown;
  /** The value of nothing, as behind `key:`. */
  empty(reader: Reader, offset: number): unknown;
  /** The head of the reader as a key. */
  key(reader: Reader, offset: number): Key;
  open(reader: Reader): Open;
  add(reader: Reader, open: Open, key: Key, keyOffset: number, value: unknown, valueOffset: number): void;
  mapping(reader: Reader, open: Open, offset: number): object;
  sequence(reader: Reader, items: readonly unknown[], offset: number): object;
}
