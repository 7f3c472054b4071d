import type { Report } from '../diagnostics/diagnostic.ts';
import { similarName } from '../model/similar-name.ts';
import type { Origin } from '../model/source.ts';
import { resolveKubectl, type ScalarValue } from '../yaml/scalar.ts';
import { isNull, type MappingTree, type ScalarTree, scalarValue, type Tree, type TreeEntry } from '../yaml/tree.ts';
import { atOrigin } from './log.ts';

/** The form of a field of kustomize's own files. */
export type Shape = 'text' | 'flag' | 'whole' | 'any' | ListShape | MapShape | StructShape;

export interface ListShape {
  readonly list: Shape;
}

export interface MapShape {
  readonly map: 'text' | 'flag';
}

export interface StructShape {
  readonly fields: Readonly<Record<string, Shape>>;
}

/** A text and where it was written. */
export interface Text {
  readonly value: string;
  readonly at: Origin;
  readonly scalar: ScalarTree;
}

/** A decoded mapping knows its place; fields that are missing or null are absent. */
export type Decoded<S extends Shape> = S extends 'text'
  ? Text
  : S extends 'flag'
    ? boolean
    : S extends 'whole'
      ? number
      : S extends { readonly list: infer Item extends Shape }
        ? readonly Decoded<Item>[]
        : S extends { readonly map: infer Value extends Shape }
          ? ReadonlyMap<string, Entry<Decoded<Value>>>
          : S extends { readonly fields: infer Fields extends Readonly<Record<string, Shape>> }
            ? { readonly [Name in keyof Fields]?: Decoded<Fields[Name]> } & Placed
            : Tree;

export interface Placed {
  readonly at: Origin;
  /** Where the fields stand that are present, by their names in the shape. */
  readonly keys: Readonly<Record<string, Origin>>;
}

export interface Entry<T> {
  readonly key: Origin;
  readonly value: T;
}

export interface DecodeOptions {
  /** Unknown fields are errors. */
  readonly strict: boolean;
  /** Numbers and booleans become texts where a text is expected. */
  readonly coerce: boolean;
  readonly report: Report;
}

/** The value of a scalar in a file that kustomize reads with kubectl's YAML library, which does not wrap folded texts anew. */
export function kubectlValue(scalar: ScalarTree): ScalarValue | undefined {
  if (scalar.style === 'plain') return resolveKubectl(scalar.text);
  return scalar.style === 'tagged' ? scalarValue(scalar) : scalar.text;
}

/** Decodes a tree; what is wrong is reported and left out. */
export function decodeShape<S extends Shape>(tree: Tree, shape: S, field: string, options: DecodeOptions): Decoded<S> | undefined {
  return decode(tree, shape, field, options) as Decoded<S> | undefined;
}

function decode(tree: Tree, shape: Shape, field: string, options: DecodeOptions): unknown {
  if (isNull(tree) || (tree.kind === 'scalar' && kubectlValue(tree) === null)) return undefined;
  if (shape === 'any') return tree;
  if (typeof shape === 'string') return decodeScalar(tree, shape, field, options);
  if ('list' in shape) return decodeList(tree, shape, field, options);
  if ('map' in shape) return decodeMap(tree, shape, field, options);
  return decodeStruct(tree, shape, field, options);
}

const scalarNames = { text: 'a text', flag: 'true or false', whole: 'a whole number' } as const;

function decodeScalar(tree: Tree, shape: 'text' | 'flag' | 'whole', field: string, options: DecodeOptions): unknown {
  if (tree.kind !== 'scalar') return wrong(tree, scalarNames[shape], field, options);
  const value = kubectlValue(tree);
  if (shape === 'flag' && typeof value === 'boolean') return value;
  if (shape === 'whole' && typeof value === 'number' && Number.isSafeInteger(value)) return value;
  if (shape !== 'text') return wrong(tree, scalarNames[shape], field, options);
  if (typeof value === 'string') return { value, at: tree.at, scalar: tree };
  if (!options.coerce) return wrong(tree, scalarNames.text, field, options);
  return { value: String(value), at: tree.at, scalar: tree };
}

function decodeList(tree: Tree, shape: ListShape, field: string, options: DecodeOptions): unknown {
  if (tree.kind !== 'sequence') return wrong(tree, 'a list', field, options);
  return tree.items.flatMap((item, index) => {
    const value = decode(item, shape.list, `${field}[${index}]`, options);
    if (value !== undefined) return [value];
    return isNull(item) ? [zero(item, shape.list)] : [];
  });
}

/** An empty item of a list has the zero value of its type. */
function zero(item: Tree, shape: Shape): unknown {
  if (shape === 'text') return { value: '', at: item.at, scalar: item };
  return typeof shape === 'object' && 'fields' in shape ? { at: item.at, keys: {} } : item;
}

function decodeMap(tree: Tree, shape: MapShape, field: string, options: DecodeOptions): unknown {
  if (tree.kind !== 'mapping') return wrong(tree, 'a mapping', field, options);
  const map = new Map<string, Entry<unknown>>();
  for (const [name, { key, value }] of lastEntries(tree)) {
    const empty = shape.map === 'text' ? { value: '', at: value.at, scalar: value } : false;
    const decoded = isNull(value) ? empty : decode(value, shape.map, `${field}.${name}`, options);
    if (decoded !== undefined) map.set(name, { key: key.at, value: decoded });
  }
  return map;
}

/** The entries of a mapping by name. Of a name that is written twice the last one counts, even when it is null. */
function lastEntries(tree: MappingTree): ReadonlyMap<string, TreeEntry> {
  return new Map(tree.entries.map((entry) => [keyName(entry.key), entry]));
}

function keyName(key: ScalarTree): string {
  const value = kubectlValue(key);
  return value === undefined ? key.text : String(value);
}

function decodeStruct(tree: Tree, shape: StructShape, field: string, options: DecodeOptions): unknown {
  if (tree.kind !== 'mapping') return wrong(tree, 'a mapping', field, options);
  const decoded: Record<string, unknown> = {};
  const keys: Record<string, Origin> = {};
  for (const [name, at, value] of fieldsOf(tree, shape, field, options)) {
    const result = decode(value, shape.fields[name] as Shape, field === '' ? name : `${field}.${name}`, options);
    if (result === undefined) continue;
    decoded[name] = result;
    keys[name] = at;
  }
  return { ...decoded, at: tree.at, keys };
}

/** The fields of a mapping that the shape has; upper and lower case do not matter, as in Go. */
function fieldsOf(
  tree: MappingTree,
  shape: StructShape,
  field: string,
  options: DecodeOptions,
): readonly (readonly [string, Origin, Tree])[] {
  return [...lastEntries(tree)].flatMap(([written, { key, value }]) => {
    const name = Object.hasOwn(shape.fields, written)
      ? written
      : Object.keys(shape.fields).find((known) => known.toLowerCase() === written.toLowerCase());
    if (name !== undefined) return [[name, key.at, value] as const];
    if (options.strict) {
      const meant = similarName(written, Object.keys(shape.fields));
      options.report('unknown-kustomization-field', atOrigin(key.at), { field: field === '' ? written : `${field}.${written}`, meant });
    }
    return [];
  });
}

function wrong(tree: Tree, expected: string, field: string, { report }: DecodeOptions): undefined {
  const found = tree.kind === 'scalar' ? describeScalar(tree) : tree.kind === 'sequence' ? 'a list' : 'a mapping';
  report('invalid-kustomization', atOrigin(tree.at), { field: field === '' ? 'the document' : field, expected, found });
  return undefined;
}

function describeScalar(tree: ScalarTree): string {
  const value = kubectlValue(tree);
  if (typeof value === 'string') return value.length > 40 ? 'a text' : `the text ${JSON.stringify(value)}`;
  return typeof value === 'boolean' ? `the boolean ${tree.text}` : `the number ${tree.text}`;
}
