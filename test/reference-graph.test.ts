import { describe, expect, it } from 'vitest';
import type { ImageLock } from '../src/model/image-lock.ts';
import type { ReferenceGraph } from '../src/reference-graph.ts';
import { graphOf } from './cli/graph/sample.ts';

const deployment = (name: string, configMap: string, image = 'nginx') => `apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}}
spec:
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}}}
    spec:
      containers:
      - {name: c, image: ${image}, envFrom: [{configMapRef: {name: ${configMap}}}]}
      volumes:
      - {name: d, persistentVolumeClaim: {claimName: ${name}}}
`;

const claim = (name: string) => `apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: ${name}}
spec: {volumeName: ${name}}
`;

const files = {
  'a.yaml': deployment('a', 'shared'),
  'b.yaml': deployment('b', 'shared', 'redis'),
  'c.yaml': deployment('c', 'shard', 'redis'),
  'rest.yaml': `apiVersion: v1
kind: ConfigMap
metadata: {name: shared}
data: {password-like: value-of-a-key}
---
apiVersion: v1
kind: Secret
metadata: {name: idle}
stringData: {token: never-shown}
---
apiVersion: v1
kind: Service
metadata: {name: front}
spec: {selector: {app: a}}
---
${claim('a')}---
${claim('b')}---
${claim('c')}---
apiVersion: v1
kind: PersistentVolume
metadata: {name: a}
spec: {storageClassName: fast, hostPath: {path: /a}}
`,
};

const ids = ({ nodes }: ReferenceGraph) => nodes.map(({ id }) => id);

describe('referenceGraph', () => {
  it('holds everything that workloads refer to, and what nothing uses', async () => {
    const graph = await graphOf(files);
    expect(ids(graph)).toEqual([
      'ConfigMap/default/shard?',
      'ConfigMap/default/shared',
      'Deployment/default/a',
      'Deployment/default/b',
      'Deployment/default/c',
      'Image/docker.io/library/nginx:latest',
      'Image/docker.io/library/redis:latest',
      'PersistentVolume/a',
      'PersistentVolume/b?',
      'PersistentVolume/c?',
      'PersistentVolumeClaim/default/a',
      'PersistentVolumeClaim/default/b',
      'PersistentVolumeClaim/default/c',
      'Secret/default/idle',
      'Service/default/front',
      'StorageClass/fast?',
    ]);
    expect(graph.nodes.filter(({ unused }) => unused).map(({ name }) => name)).toEqual(['idle']);
  });

  it('names the place, the field and what helps', async () => {
    const { nodes, edges } = await graphOf(files);
    expect(nodes.find(({ id }) => id === 'ConfigMap/default/shard?')).toEqual({
      id: 'ConfigMap/default/shard?',
      kind: 'ConfigMap',
      namespace: 'default',
      name: 'shard',
      state: 'missing',
      hint: 'did you mean "shared"?',
    });
    expect(edges.find(({ to }) => to === 'ConfigMap/default/shard?')).toEqual({
      from: 'Deployment/default/c',
      to: 'ConfigMap/default/shard?',
      relation: 'uses',
      state: 'missing',
      places: [{ file: 'c.yaml', line: 10, column: 65, path: 'spec.template.spec.containers[0].envFrom[0].configMapRef.name' }],
    });
  });

  it('restricts to what one workload depends on and what selects it', async () => {
    expect(ids(await graphOf(files, { workloads: ['a'] }))).toEqual([
      'ConfigMap/default/shared',
      'Deployment/default/a',
      'Image/docker.io/library/nginx:latest',
      'PersistentVolume/a',
      'PersistentVolumeClaim/default/a',
      'Service/default/front',
      'StorageClass/fast?',
    ]);
  });

  it('counts steps of --depth in both directions', async () => {
    expect(ids(await graphOf(files, { workloads: ['a'], depth: 0 }))).toEqual(['Deployment/default/a']);
    expect(ids(await graphOf(files, { workloads: ['a'], depth: 2 }))).toEqual([
      'ConfigMap/default/shared',
      'Deployment/default/a',
      'Deployment/default/b',
      'Image/docker.io/library/nginx:latest',
      'PersistentVolume/a',
      'PersistentVolumeClaim/default/a',
      'Service/default/front',
    ]);
  });

  it('shows only what leads nowhere with --missing', async () => {
    const { nodes, edges } = await graphOf(files, { missing: true });
    expect(edges.map(({ from, to }) => `${from} → ${to}`)).toEqual([
      'Deployment/default/c → ConfigMap/default/shard?',
      'PersistentVolumeClaim/default/b → PersistentVolume/b?',
      'PersistentVolumeClaim/default/c → PersistentVolume/c?',
    ]);
    expect(nodes.length).toBe(6);
  });

  it('gives images the state that the lock knows', async () => {
    const lock: ImageLock = { version: 1, images: { 'docker.io/library/nginx:latest': { platforms: {} } } };
    const { nodes } = await graphOf(files, {}, lock);
    expect(nodes.filter(({ kind }) => kind === 'Image').map(({ name, state }) => [name, state])).toEqual([
      ['docker.io/library/nginx:latest', 'found'],
      ['docker.io/library/redis:latest', 'missing'],
    ]);
  });

  it('has a node for a kustomization, with what it renders', async () => {
    const { nodes, edges } = await graphOf({
      'web/kustomization.yaml': 'resources: [pod.yaml]\nconfigMapGenerator: [{name: c, literals: [a=b]}]\n',
      'web/pod.yaml':
        'apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: c, image: nginx, envFrom: [{configMapRef: {name: c}}]}]}\n',
    });
    expect(nodes.find(({ kind }) => kind === 'Kustomization')).toEqual({
      id: 'Kustomization/web',
      kind: 'Kustomization',
      name: 'web',
      state: 'found',
      place: { file: 'web/kustomization.yaml', line: 1, column: 1 },
    });
    expect(edges.filter(({ relation }) => relation === 'renders').map(({ to }) => to.replace(/-\w+$/, ''))).toEqual([
      'ConfigMap/default/c',
      'Pod/default/p',
    ]);
  });

  it('does not call candidates of an ambiguous reference unused', async () => {
    const { nodes } = await graphOf({
      'in.yaml': `${deployment('a', 'twice')}---
apiVersion: v1
kind: ConfigMap
metadata: {name: twice}
data: {a: x}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: twice}
data: {a: y}
`,
    });
    expect(nodes.filter(({ kind }) => kind === 'ConfigMap')).toEqual([
      {
        id: 'ConfigMap/default/twice?',
        kind: 'ConfigMap',
        namespace: 'default',
        name: 'twice',
        state: 'ambiguous',
        candidates: [
          { file: 'in.yaml', line: 14, column: 1 },
          { file: 'in.yaml', line: 19, column: 1 },
        ],
      },
    ]);
  });

  it('holds no value of a ConfigMap or Secret', async () => {
    expect(JSON.stringify(await graphOf(files))).not.toMatch(/never-shown|value-of-a-key/);
  });
});
