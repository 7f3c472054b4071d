import { append } from '../model/append.ts';
import type { MappingTree, Tree } from '../yaml/tree.ts';
import { isNull } from '../yaml/tree.ts';
import { jsonForm } from './json-form.ts';
import { atOrigin, type Log } from './log.ts';
import { idOf } from './object-id.ts';
import { entryOf, fieldOf, isEmpty, textOf } from './tree.ts';

/**
 * The objects among the documents of a text, as kustomize counts them: empty documents are passed over, lists are
 * flattened. Everything else must have a kind and a name; what has none is reported.
 */
export function objectsOf(documents: readonly (Tree | undefined)[], log: Log): readonly MappingTree[] {
  const queue: Tree[] = documents.flatMap((document) => (document ? unwrap(document, documents.length === 1) : []));
  const objects: MappingTree[] = [];
  for (let at = 0; at < queue.length; at += 1) {
    const tree = queue[at] as Tree;
    if (isEmpty(tree) || !isObject(tree, log)) continue;
    const items = idOf(tree).kind.endsWith('List') ? entryOf(tree, 'items') : undefined;
    if (!items) objects.push(tree);
    else if (items.value.kind === 'sequence') {
      const unwritable = (origin: Tree['at'], problem: string) =>
        log.report('kustomize-unwritable', atOrigin(origin), { object: idOf(tree).kind, problem });
      append(
        queue,
        items.value.items.map((item) => jsonForm(item, 'list', unwritable)),
      );
    } else if (!isNull(items.value)) {
      log.report('kustomize-not-an-object', atOrigin(items.value.at), { problem: 'items of a list must be a list' });
    }
  }
  return objects;
}

/** A single document that is a list stands for its items. */
function unwrap(document: Tree, isOnly: boolean): readonly Tree[] {
  const kind = textOf(fieldOf(document, 'kind'));
  if (!isOnly || (kind !== 'List' && kind !== 'ResourceList')) return [document];
  const items = fieldOf(document, 'items');
  if (items === undefined) return fieldOf(document, 'functionConfig') === undefined ? [document] : [];
  return items.kind === 'sequence' ? items.items : [];
}

function isObject(tree: Tree, log: Log): tree is MappingTree {
  const at = atOrigin(tree.at);
  if (tree.kind !== 'mapping') {
    log.report('kustomize-not-an-object', at, { problem: `expected an object, found a ${tree.kind === 'sequence' ? 'list' : 'scalar'}` });
    return false;
  }
  const { kind, name } = idOf(tree);
  if (kind === '') {
    log.report('kustomize-not-an-object', at, { problem: 'the document has no kind' });
    return false;
  }
  if (name === '' && !kind.endsWith('List')) {
    log.report('kustomize-not-an-object', at, { problem: `${kind} has no metadata.name` });
    return false;
  }
  return true;
}
