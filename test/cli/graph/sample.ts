import { analyse } from '../../../src/analyse.ts';
import { memoryHost } from '../../../src/load/memory-host.ts';
import type { ImageLock } from '../../../src/model/image-lock.ts';
import { defaultOptions } from '../../../src/model/options.ts';
import { type GraphFilter, type ReferenceGraph, referenceGraph } from '../../../src/reference-graph.ts';

/** The graph of files in memory. */
export async function graphOf(
  files: Readonly<Record<string, string>>,
  filter: Partial<GraphFilter> = {},
  lock?: ImageLock,
): Promise<ReferenceGraph> {
  const request = {
    inputs: ['.'],
    ignore: [],
    excluded: [],
    namespace: 'default',
    workloads: [],
    lock: undefined,
    translate: defaultOptions,
    bases: [],
    standalone: false,
    severities: { byCode: {}, strict: false },
  };
  const analysis = await analyse(request, memoryHost(files));
  return referenceGraph(analysis, lock, { workloads: [], missing: false, depth: undefined, namespace: 'default', ...filter });
}

/** Names that end a script, an attribute, a line or a label wherever they are not escaped. */
export const hostileNames = [
  '</script><script>document.title="owned"</script>',
  '<img src=x onerror=document.title="owned">',
  '"\'`&amp;&#34;',
  'line\nbreak',
  'separator\u2028paragraph\u2029',
  '\u202egnp.exe\u202c',
  'שלום',
  'back\\slash\\',
  ']]>--><!--',
  'n0"]; click n0 "javascript:alert(1)"',
  '%%{init: {}}%% subgraph end',
];

/** A workload that uses a ConfigMap of every hostile name, each in a namespace of that name or missing. */
export function hostileGraph(): ReferenceGraph {
  const nodes = hostileNames.map((name, index) => ({
    id: `ConfigMap/${name}`,
    kind: 'ConfigMap',
    namespace: name,
    name,
    state: index % 2 === 0 ? ('missing' as const) : ('found' as const),
    hint: name,
    place: { file: name, line: 1, column: 1 },
  }));
  const pod = { id: 'Pod/p', kind: 'Pod', namespace: 'default', name: 'p', state: 'found' as const };
  const edges = hostileNames.map((name, index) => ({
    from: 'Pod/p',
    to: `ConfigMap/${name}`,
    relation: 'uses' as const,
    state: index % 2 === 0 ? ('missing' as const) : ('found' as const),
    places: [{ file: name, line: 1, column: 1, path: name, key: name }],
  }));
  return { version: 1, nodes: [...nodes, pod], edges };
}

/** About `size` nodes: services of several teams with their own and shared objects, and some that are missing. */
export function largeGraph(size: number): ReferenceGraph {
  const services = Math.floor(size / 3);
  const nodes = new Map<string, ReferenceGraph['nodes'][number]>();
  const edges: ReferenceGraph['edges'][number][] = [];
  const use = (from: string, kind: string, name: string, namespace: string, missing = false): void => {
    const state = missing ? ('missing' as const) : ('found' as const);
    const id = `${kind}/${namespace}/${name}`;
    nodes.set(id, { id, kind, namespace, name, state });
    edges.push({ from, to: id, relation: 'uses', state, places: [{ file: 'app.yaml', line: 1, column: 1 }] });
  };
  for (let index = 0; index < services; index++) {
    const namespace = `team-${index % 6}`;
    const from = `Deployment/${namespace}/svc-${index}`;
    nodes.set(from, { id: from, kind: 'Deployment', namespace, name: `svc-${index}`, state: 'found' });
    use(from, 'ConfigMap', `svc-${index}`, namespace);
    use(from, 'Secret', `gone-${index}`, namespace, index % 40 === 7);
    use(from, 'ServiceAccount', `robot-${(index * 7) % 25}`, namespace);
    use(from, 'Image', `registry.example/app-${(index * 13) % 60}`, '');
  }
  const compare = (left: string, right: string) => (left < right ? -1 : left > right ? 1 : 0);
  return { version: 1, nodes: [...nodes.values()].sort((a, b) => compare(a.id, b.id)), edges };
}
