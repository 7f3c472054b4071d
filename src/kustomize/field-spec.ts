import type { Origin } from '../model/source.ts';
import { isNull, type MappingTree, type Tree } from '../yaml/tree.ts';
import { idOf, isSelected, type TypeSelector } from './object-id.ts';
import { fieldOf, mapping, plainScalar, replaceEntry, sequence, withField } from './tree.ts';

/** A field of objects of a type, as kustomize's transformer configurations name it: `spec/template/metadata/labels`. */
export interface FieldSpec extends TypeSelector {
  readonly path: string;
  /** Make the field, and the mappings on the way, where it is missing. */
  readonly create: boolean;
}

/** How a field is set. */
export interface FieldUpdate {
  /** Makes the new value; the same tree means no change. */
  readonly set: (value: Tree) => Tree;
  /** What a missing field begins as; `none`: missing fields stay missing even when the field spec says `create`. */
  readonly create: 'none' | 'scalar' | 'mapping';
  /** Where the entry stands that asks for the change. */
  readonly at: Origin;
  readonly fail: (at: Origin, problem: string) => void;
}

const splitPaths = new Map<string, readonly string[]>();

/** `a/b\/c` → `a`, `b/c`. A leading delimiter is ignored. */
export function splitPath(path: string, delimiter = '/'): readonly string[] {
  const cacheKey = delimiter + path;
  const cached = splitPaths.get(cacheKey);
  if (cached) return cached;
  const parts: string[] = [];
  const written = path.split(delimiter);
  for (const part of written.length > 1 && written[0] === '' ? written.slice(1) : written) {
    const last = parts.at(-1);
    if (last?.endsWith('\\')) parts[parts.length - 1] = last.slice(0, -1) + delimiter + part;
    else parts.push(part);
  }
  splitPaths.set(cacheKey, parts);
  return parts;
}

/** Sets the field that a field spec names in an object of its type, in every item of the lists on the way. */
export function updateField(object: MappingTree, spec: FieldSpec, update: FieldUpdate): MappingTree {
  if (!isSelected(idOf(object), spec)) return object;
  const mayCreate = spec.create && update.create !== 'none';
  const changed = descend(object, splitPath(spec.path), 0, mayCreate, update);
  return changed.kind === 'mapping' ? changed : object;
}

/** The same for several field specs in turn. */
export function updateFields(object: MappingTree, specs: readonly FieldSpec[], update: FieldUpdate): MappingTree {
  let changed = object;
  for (const spec of specs) changed = updateField(changed, spec, update);
  return changed;
}

function descend(tree: Tree, path: readonly string[], at: number, mayCreate: boolean, update: FieldUpdate): Tree {
  if (at === path.length) return update.set(tree);
  if (isNull(tree)) return tree;
  if (tree.kind === 'sequence') {
    let changed = false;
    const items = tree.items.map((item) => {
      const next = descend(item, path, at, mayCreate, update);
      changed ||= next !== item;
      return next;
    });
    return changed ? { ...tree, items } : tree;
  }
  if (tree.kind === 'mapping') return descendMapping(tree, path, at, mayCreate, update);
  update.fail(tree.at, `expected a list or a mapping at ${path.slice(0, at).join('/')}, found the scalar ${JSON.stringify(tree.text)}`);
  return tree;
}

function descendMapping(tree: MappingTree, path: readonly string[], at: number, mayCreate: boolean, update: FieldUpdate): Tree {
  const part = path[at] as string;
  const isList = part.endsWith('[]');
  const name = isList ? part.slice(0, -2) : part;
  const isLast = at === path.length - 1;
  const creates = mayCreate && !isList;
  const value = fieldOf(tree, name);
  if (value === undefined) {
    if (!creates) return tree;
    const made = isLast && update.create === 'scalar' ? plainScalar('', update.at) : mapping([], update.at);
    return withField(tree, name, descend(made, path, at + 1, mayCreate, update), update.at);
  }
  const next = descend(isNull(value) ? typed(value, isList, creates, isLast, update) : value, path, at + 1, mayCreate, update);
  return next === value ? tree : replaceEntry(tree, name, next);
}

/** A null takes the kind that the path asks for. */
function typed(value: Tree, isList: boolean, creates: boolean, isLast: boolean, update: FieldUpdate): Tree {
  if (isList) return sequence([], value.at);
  if (!creates) return value;
  return isLast && update.create === 'scalar' ? plainScalar('', value.at) : mapping([], value.at);
}
