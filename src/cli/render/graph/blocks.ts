import type { ReferenceGraph, ReferenceNode } from '../../../index.ts';

/** Nodes that refer to the same things, drawn as one grid of cells. */
export interface Block {
  readonly cells: readonly Cell[];
}

/** A node with those around it that are connected to nothing else. */
export interface Cell {
  readonly root: string;
  /** Nodes that only refer to the root. */
  readonly before: readonly string[];
  /** Nodes that only the root refers to. */
  readonly after: readonly string[];
}

interface Around {
  readonly out: ReadonlySet<string>;
  readonly back: ReadonlySet<string>;
}

/**
 * Folds a graph for layout: a node with one neighbour moves into the cell of that neighbour, and cells of one kind with equal
 * neighbours form a block. A thousand workloads on one ConfigMap become a grid instead of a column, and the layout stays quick.
 */
export function foldGraph({ nodes, edges }: ReferenceGraph): readonly Block[] {
  const around = new Map(nodes.map(({ id }) => [id, { out: new Set<string>(), back: new Set<string>() }]));
  for (const { from, to } of edges) {
    if (from === to) continue;
    around.get(from)?.out.add(to);
    around.get(to)?.back.add(from);
  }
  const hosts = hostsOf(nodes, around);
  const cells = new Map<string, { root: string; before: string[]; after: string[] }>();
  for (const { id } of nodes) if (!hosts.has(id)) cells.set(id, { root: id, before: [], after: [] });
  for (const [leaf, host] of hosts) cells.get(host)?.[around.get(leaf)?.out.has(host) ? 'before' : 'after'].push(leaf);
  const roots = nodes.flatMap((node) => {
    const cell = cells.get(node.id);
    return cell ? [{ node, cell }] : [];
  });
  const fine = groupBy(roots, ({ node, cell }) => JSON.stringify([looks(node, cell), neighbourhood(cell, around.get(node.id), hosts)]));
  const groups = fine.length > most ? groupBy(roots, ({ node, cell }) => JSON.stringify(looks(node, cell))) : fine;
  return groups.map((members) => ({ cells: members.map(({ cell }) => cell) }));
}

/** With more blocks than this, those that merely look alike are put together too: a column of hundreds cannot be taken in. */
const most = 60;

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): readonly (readonly T[])[] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return [...groups.values()];
}

/** Leaf → its only neighbour. Of two nodes that have only each other, the one that refers is the host. */
function hostsOf(nodes: readonly ReferenceNode[], around: ReadonlyMap<string, Around>): ReadonlyMap<string, string> {
  const hosts = new Map<string, string>();
  for (const { id } of nodes) {
    const only = onlyNeighbour(around.get(id));
    if (only === undefined) continue;
    const mutual = onlyNeighbour(around.get(only)) === id;
    if (mutual && (hosts.has(only) || around.get(id)?.out.has(only))) continue;
    hosts.set(id, only);
  }
  return hosts;
}

function onlyNeighbour(around: Around | undefined): string | undefined {
  // One neighbour can be on both sides; a hub is asked by each of its leaves and must answer at once.
  if (!around || around.out.size > 1 || around.back.size > 1) return undefined;
  const all = new Set([...around.out, ...around.back]);
  return all.size === 1 ? [...all][0] : undefined;
}

/** What decides the size of a cell and where a reader expects it. */
function looks({ kind, namespace = '' }: ReferenceNode, { before, after }: Cell): readonly (string | number)[] {
  return [kind, namespace, before.length, after.length];
}

/** The neighbours of a cell, in and out. */
function neighbourhood({ root }: Cell, around: Around | undefined, hosts: ReadonlyMap<string, string>): readonly (readonly string[])[] {
  const outside = (ids: Iterable<string>) => [...ids].filter((id) => hosts.get(id) !== root).sort();
  return [outside(around?.out ?? []), outside(around?.back ?? [])];
}
