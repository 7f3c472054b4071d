import { isMap, isScalar, isSeq, type Node, parseDocument } from 'yaml';
import type { FieldPath } from '../model/source.ts';

/** One scalar value of a LinuxKit file and where its text stands. */
export interface WrittenScalar {
  readonly path: FieldPath;
  /** Bytes as latin1. */
  readonly value: string;
  /** Offsets of its text, quotes and tag included. */
  readonly start: number;
  readonly end: number;
}

/** Every scalar value of a YAML text in the order of the text; undefined when the text cannot be parsed or has aliases. */
export function scalarsOf(text: string): readonly WrittenScalar[] | undefined {
  const document = parseDocument(text, { customTags: ['binary'] });
  if (document.errors.length > 0) return undefined;
  const found: WrittenScalar[] = [];
  return collect(document.contents, [], found) ? found : undefined;
}

function collect(node: unknown, path: FieldPath, found: WrittenScalar[]): boolean {
  if (node === null || node === undefined) return true;
  if (isMap<Node, Node>(node))
    return node.items.every(({ key, value }) => collect(value, [...path, isScalar(key) ? String(key.value) : ''], found));
  if (isSeq<Node>(node)) return node.items.every((item, index) => collect(item, [...path, index], found));
  if (!isScalar(node) || !node.range) return false;
  const [start, end] = node.range;
  const { value } = node;
  found.push({ path, value: value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : String(value), start, end });
  return true;
}
