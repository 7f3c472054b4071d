import { fieldTable, type OwnedField } from './field-table.ts';

/** A place in the tree of all fields that the table names, for walks that would ask `ownerOf` at every step. */
export interface FieldPlace {
  /** What `ownerOf` says of the place. */
  readonly owner: OwnedField | undefined;
  /** The table has an entry for this very field. */
  readonly isEntry: boolean;
  /** The place or one below it is to be reported where no rule speaks of it; most are not, so that walks can leave them out. */
  readonly isReported: boolean;
  readonly node: Node;
  /** Places below that somebody has asked for: a run over a few workloads needs few of the 1,500. */
  readonly below: Map<string, FieldPlace>;
}

interface Node {
  entry: OwnedField | undefined;
  /** The entry or one below it is to be reported where no rule speaks of it. */
  isReported: boolean;
  readonly children: Map<string, Node>;
}

const leaf = emptyNode();

/** The pod spec itself. */
export const fieldRoot: FieldPlace = placeOf(mergeAliases(plantTree()), undefined);

/** The place of a field, or of the items of a list: `[]`. */
export function fieldBelow(place: FieldPlace, key: string): FieldPlace {
  const { owner, isEntry, node, below } = place;
  const known = below.get(key);
  if (known) return known;
  const child = node.children.get(key);
  if (!child) return node.children.size === 0 && !isEntry ? place : placeOf(leaf, owner);
  const made = placeOf(child, owner);
  below.set(key, made);
  return made;
}

function placeOf(node: Node, inherited: OwnedField | undefined): FieldPlace {
  const owner = node.entry ?? inherited;
  return { owner, isEntry: node.entry !== undefined, isReported: node.isReported || isReportedField(owner), node, below: new Map() };
}

function emptyNode(): Node {
  return { entry: undefined, isReported: false, children: new Map() };
}

function childOf(node: Node, key: string): Node {
  const known = node.children.get(key);
  if (known) return known;
  const child = emptyNode();
  node.children.set(key, child);
  return child;
}

function plantTree(): Node {
  const root = emptyNode();
  for (const [path, entry] of fieldTable) {
    const isReported = isReportedField(entry);
    root.isReported ||= isReported;
    let node = root;
    for (const step of path.replaceAll('[]', '.[]').split('.')) {
      node = childOf(node, step);
      node.isReported ||= isReported;
    }
    node.entry = entry;
  }
  return root;
}

/** Init and ephemeral containers use the entries of containers unless they have their own. */
function mergeAliases(root: Node): Node {
  const containers = root.children.get('containers')?.children.get('[]');
  for (const name of ['initContainers', 'ephemeralContainers']) {
    const list = childOf(root, name);
    const own = childOf(list, '[]');
    if (containers && !list.entry && !own.entry) adopt(own, containers);
    list.isReported ||= own.isReported;
    root.isReported ||= list.isReported;
  }
  return root;
}

/** A place with an entry of its own keeps everything below it. */
function adopt(node: Node, from: Node): void {
  for (const [key, other] of from.children) {
    const own = node.children.get(key);
    if (!own) node.children.set(key, other);
    else if (!own.entry) {
      own.entry = other.entry;
      own.isReported ||= isReportedField(own.entry);
      adopt(own, other);
    }
    node.isReported ||= (own ?? other).isReported;
  }
}

/** Whether a field is to be reported where no rule speaks of it. */
export function isReportedField(owner: OwnedField | undefined): owner is OwnedField {
  return owner !== undefined && !owner.reported && (owner.disposition === 'unsupported' || owner.disposition === 'ignored');
}
