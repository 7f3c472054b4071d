import { fieldTable, type OwnedField } from './field-table.ts';

/** A place in the tree of all fields that the table names, for walks that would ask `ownerOf` at every step. */
export interface FieldPlace {
  /** What `ownerOf` says of the place. */
  readonly owner: OwnedField | undefined;
  /** The table has an entry for this very field. */
  readonly isEntry: boolean;
  /** The place or one below it is to be reported where no rule speaks of it; most are not, so that walks can leave them out. */
  readonly isReported: boolean;
  readonly children: ReadonlyMap<string, FieldPlace>;
}

const none: ReadonlyMap<string, FieldPlace> = new Map();

interface Node {
  entry: OwnedField | undefined;
  readonly children: Map<string, Node>;
}

/** The pod spec itself. */
export const fieldRoot: FieldPlace = placeOf(mergeAliases(plantTree()), undefined);

/** The place of a field, or of the items of a list: `[]`. */
export function fieldBelow(place: FieldPlace, key: string): FieldPlace {
  const { owner, isEntry, children } = place;
  return (
    children.get(key) ??
    (children.size === 0 && !isEntry ? place : { owner, isEntry: false, isReported: isReportedField(owner), children: none })
  );
}

function plantTree(): Node {
  const root: Node = { entry: undefined, children: new Map() };
  for (const [path, entry] of fieldTable) {
    let node = root;
    for (const step of path.replaceAll('[]', '.[]').split('.')) {
      let child = node.children.get(step);
      if (!child) {
        child = { entry: undefined, children: new Map() };
        node.children.set(step, child);
      }
      node = child;
    }
    node.entry = entry;
  }
  return root;
}

/** Init and ephemeral containers use the entries of containers unless they have their own. */
function mergeAliases(root: Node): Node {
  const containers = root.children.get('containers')?.children.get('[]');
  for (const name of ['initContainers', 'ephemeralContainers']) {
    const list = root.children.get(name) ?? { entry: undefined, children: new Map<string, Node>() };
    root.children.set(name, list);
    const own = list.children.get('[]') ?? { entry: undefined, children: new Map<string, Node>() };
    list.children.set('[]', own);
    if (containers && !list.entry && !own.entry) adopt(own, containers);
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
      adopt(own, other);
    }
  }
}

function placeOf(node: Node, inherited: OwnedField | undefined): FieldPlace {
  const owner = node.entry ?? inherited;
  const children = new Map([...node.children].map(([key, child]) => [key, placeOf(child, owner)]));
  const isReported = isReportedField(owner) || [...children.values()].some((child) => child.isReported);
  return { owner, isEntry: node.entry !== undefined, isReported, children };
}

/** Whether a field is to be reported where no rule speaks of it. */
export function isReportedField(owner: OwnedField | undefined): owner is OwnedField {
  return owner !== undefined && !owner.reported && (owner.disposition === 'unsupported' || owner.disposition === 'ignored');
}
