import { byCodeUnit } from '../model/by-code-unit.ts';
import type { MappingTree, Tree, TreeEntry } from '../yaml/tree.ts';
import { addResource, type ResourceList } from './accumulated.ts';
import { atOrigin, type Log } from './log.ts';
import { describeId, idOf, isSameObject } from './object-id.ts';
import { allIds, type Resource } from './resource.ts';
import { fieldOf, mapping, plainScalar, stringScalar, textOf, withField, withoutField } from './tree.ts';

/** Adds a generated object to a list, or merges it with the object that it extends or replaces. */
export function absorb(list: ResourceList, made: Resource, at: Tree['at'], log: Log): void {
  const wanted = idOf(made.tree);
  const matches = list.resources.flatMap((resource, index) => (allIds(resource).some((id) => isSameObject(id, wanted)) ? [index] : []));
  const object = describeId(wanted);
  const [index, second] = matches;
  if (index === undefined) {
    if (made.behavior === 'merge' || made.behavior === 'replace') {
      const problem = `there is no ${object} that it could ${made.behavior}`;
      log.report('kustomize-invalid-generator', atOrigin(at), { name: wanted.name, problem });
    } else addResource(list, made);
    return;
  }
  const old = list.resources[index] as Resource;
  if (second !== undefined) log.report('kustomize-patch-target', atOrigin(at), { object, found: matches.length });
  else if (made.behavior === 'merge' || made.behavior === 'replace') list.resources[index] = combine(old, made);
  else
    log.report(
      'kustomize-duplicate-object',
      atOrigin(at),
      { object },
      { help: 'set behavior to merge or replace to change the object that is there' },
    );
}

/** The new object with the name and notes of the old one, and its labels and annotations below its own. */
function combine(old: Resource, made: Resource): Resource {
  const isMerge = made.behavior === 'merge';
  let tree = withMetadata(made.tree, old.tree);
  if (isMerge) tree = withData(tree, old.tree);
  return {
    ...old,
    tree,
    needsHash: old.needsHash && made.needsHash,
    origin: isMerge ? (old.origin ?? made.origin) : (made.origin ?? old.origin),
    shared: made.shared,
    sources: [...new Set([...old.sources, ...made.sources])],
    broken: [...(isMerge ? old.broken : []), ...made.broken],
  };
}

function withMetadata(tree: MappingTree, old: MappingTree): MappingTree {
  const metadata = fieldOf(tree, 'metadata') as MappingTree;
  const oldMetadata = fieldOf(old, 'metadata');
  let next = metadata;
  for (const name of ['labels', 'annotations']) {
    const united = unite(fieldOf(oldMetadata, name), fieldOf(metadata, name));
    next = united.length === 0 ? withoutField(next, name) : withField(next, name, mapping(united, metadata.at), metadata.at);
  }
  const { name, namespace } = idOf(old);
  next = withField(next, 'name', plainScalar(name, fieldOf(oldMetadata, 'name')?.at ?? metadata.at), metadata.at);
  next =
    namespace === '' ? withoutField(next, 'namespace') : withField(next, 'namespace', plainScalar(namespace, metadata.at), metadata.at);
  return withField(tree, 'metadata', next, metadata.at);
}

function withData(tree: MappingTree, old: MappingTree): MappingTree {
  let next = tree;
  for (const name of ['data', 'binaryData']) {
    const united = unite(fieldOf(old, name), fieldOf(tree, name));
    next = united.length === 0 ? withoutField(next, name) : withField(next, name, mapping(united, tree.at), tree.at);
  }
  return next;
}

/** The entries of both mappings as texts; the newer ones win. */
function unite(old: Tree | undefined, made: Tree | undefined): readonly TreeEntry[] {
  const entries = new Map<string, TreeEntry>();
  for (const tree of [old, made]) {
    if (tree?.kind !== 'mapping') continue;
    for (const { key, value } of tree.entries) {
      entries.set(key.text, {
        key: plainScalar(key.text, key.at),
        value: stringScalar(value.kind === 'scalar' && value.tag === '!!null' ? '' : textOf(value), value.at),
      });
    }
  }
  return [...entries.values()].sort((first, second) => byCodeUnit(first.key.text, second.key.text));
}
