import { describe, expect, it } from 'vitest';
import { objectGraph } from '../../src/graph/object-graph.ts';
import type { ImageLock } from '../../src/model/image-lock.ts';
import { load } from './load.ts';

const files = {
  'a/pod.yaml': `apiVersion: v1
kind: Pod
metadata: {name: p, labels: {app: web}}
spec:
  serviceAccountName: robot
  priorityClassName: system-node-critical
  imagePullSecrets: [{name: registry}]
  initContainers:
  - {name: i, image: busybox, envFrom: [{configMapRef: {name: c}}]}
  containers:
  - name: c
    image: nginx:1.27
    env:
    - {name: A, valueFrom: {configMapKeyRef: {name: c, key: a}}}
    - {name: B, valueFrom: {secretKeyRef: {name: s, key: b, optional: true}}}
    - {name: C, valueFrom: {secretKeyRef: {name: t, key: b}}}
  volumes:
  - {name: d, persistentVolumeClaim: {claimName: data}}
`,
  'a/rest.yaml': `apiVersion: v1
kind: ConfigMap
metadata: {name: c}
data: {a: x}
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data}
spec: {volumeName: disk, storageClassName: fast}
---
apiVersion: v1
kind: PersistentVolume
metadata: {name: disk}
spec: {csi: {driver: x, nodeStageSecretRef: {name: key, namespace: storage}}}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}}
---
apiVersion: v1
kind: Secret
metadata: {name: nobody-uses-it}
`,
};

describe('objectGraph', () => {
  it('shows what a workload refers to, directly and through its claims', async () => {
    const { index, workload } = await load(files);
    const { edges, unused } = objectGraph([workload()], index, undefined);
    expect(edges.map(({ from, to, state }) => `${from} → ${to} ${state}`)).toEqual([
      'PersistentVolume/disk → Secret/storage/key? missing',
      'PersistentVolumeClaim/default/data → PersistentVolume/disk found',
      'PersistentVolumeClaim/default/data → StorageClass/fast? optional',
      'Pod/default/p → ConfigMap/default/c found',
      'Pod/default/p → Image/docker.io/library/busybox:latest optional',
      'Pod/default/p → Image/docker.io/library/nginx:1.27 optional',
      'Pod/default/p → PersistentVolumeClaim/default/data found',
      'Pod/default/p → PriorityClass/system-node-critical? optional',
      'Pod/default/p → Secret/default/registry? optional',
      'Pod/default/p → Secret/default/s? optional',
      'Pod/default/p → Secret/default/t? missing',
      'Pod/default/p → ServiceAccount/default/robot? optional',
      'Service/default/web → Pod/default/p found',
    ]);
    expect(unused.map(({ name }) => name)).toEqual(['nobody-uses-it']);
  });

  it('says that an object lacks the key that is named', async () => {
    const { index, workload } = await load({ ...files, 'a/rest.yaml': files['a/rest.yaml'].replace('data: {a: x}', 'data: {b: x}') });
    const { edges, nodes } = objectGraph([workload()], index, undefined);
    expect(edges.filter(({ to }) => to === 'ConfigMap/default/c').map(({ state, uses }) => [state, uses.map(({ key }) => key)])).toEqual([
      ['found', [undefined]],
      ['missing', ['a']],
    ]);
    expect(nodes.find(({ id }) => id === 'ConfigMap/default/c')?.state).toBe('found');
  });

  it('keeps every use of an edge with its field and key', async () => {
    const { index, workload } = await load(files);
    const { edges } = objectGraph([workload()], index, undefined);
    expect(edges.find(({ to }) => to === 'ConfigMap/default/c')?.uses).toEqual([
      { path: ['spec', 'containers', 0, 'env', 0, 'valueFrom', 'configMapKeyRef', 'name'], key: 'a' },
      { path: ['spec', 'initContainers', 0, 'envFrom', 0, 'configMapRef', 'name'] },
    ]);
  });

  it('tells images in the lock from others', async () => {
    const { index, workload } = await load(files);
    const lock: ImageLock = { version: 1, images: { 'docker.io/library/nginx:1.27': { platforms: {} } } };
    const { nodes } = objectGraph([workload()], index, lock);
    expect(nodes.filter(({ kind }) => kind === 'Image').map(({ name, state }) => [name, state])).toEqual([
      ['docker.io/library/busybox:latest', 'missing'],
      ['docker.io/library/nginx:1.27', 'found'],
    ]);
  });

  it('gives objects of one name in several places ids of their own', async () => {
    const pod =
      '{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: c, image: i, envFrom: [{configMapRef: {name: c}}]}]}}\n';
    const map = (value: string) => `{apiVersion: v1, kind: ConfigMap, metadata: {name: c}, data: {v: ${value}}}\n`;
    const loaded = await load({ 'a/pod.yaml': pod, 'a/c.yaml': map('a'), 'b/pod.yaml': pod, 'b/c.yaml': map('b') });
    const { edges } = objectGraph([loaded.workload('a/pod.yaml'), loaded.workload('b/pod.yaml')], loaded.index, undefined);
    expect(edges.filter(({ to }) => to.startsWith('ConfigMap')).map(({ from, to }) => [from, to])).toEqual([
      ['Pod/default/p', 'ConfigMap/default/c'],
      ['Pod/default/p@b/pod.yaml#3', 'ConfigMap/default/c@b/c.yaml#2'],
    ]);
  });
});

describe('Services of a workload', () => {
  const service = (name: string, spec: string) => `---\n{apiVersion: v1, kind: Service, metadata: {name: ${name}}, spec: ${spec}}\n`;

  it('are those whose whole selector its labels fulfil', async () => {
    const { index, workload } = await load({
      'a.yaml':
        '{apiVersion: v1, kind: Pod, metadata: {name: p, labels: {app: web, tier: front}}, spec: {containers: [{name: c, image: i}]}}\n' +
        service('one', '{selector: {app: web}}') +
        service('two', '{selector: {tier: front, app: web}}') +
        service('again', '{selector: {app: web, tier: front}}') +
        service('half', '{selector: {app: web, tier: back}}') +
        service('more', '{selector: {app: web, zone: a}}') +
        service('other', '{selector: {app: db}}') +
        service('empty', '{selector: {}}') +
        service('none', '{}') +
        '---\n{apiVersion: v1, kind: Service, metadata: {name: bare}}\n',
    });
    const { edges } = objectGraph([workload()], index, undefined);
    expect(edges.filter(({ to }) => to === 'Pod/default/p').map(({ from }) => from)).toEqual([
      'Service/default/again',
      'Service/default/one',
      'Service/default/two',
    ]);
  });

  it('are none of a pod without labels', async () => {
    const { index, workload } = await load({
      'a.yaml': `{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: c, image: i}]}}\n${service('one', '{selector: {app: web}}')}`,
    });
    expect(objectGraph([workload()], index, undefined).edges.filter(({ to }) => to === 'Pod/default/p')).toEqual([]);
  });
});

describe('what volumes refer to', () => {
  const claimed = `apiVersion: v1
kind: Pod
metadata: {name: p}
spec:
  containers: [{name: c, image: i}]
  volumes: [{name: d, persistentVolumeClaim: {claimName: data}}]
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data}
spec: {volumeName: disk, storageClassName: ""}
`;

  it.each<[string, string, readonly string[]]>([
    ['a class', 'storageClassName: fast', ['StorageClass/fast? optional']],
    ['a Secret of the own namespace', 'cephfs: {secretRef: {name: key}}', ['Secret/default/key? missing']],
    ['a Secret of another namespace', 'rbd: {secretRef: {name: key, namespace: other}}', ['Secret/other/key? missing']],
    ['an empty namespace', 'iscsi: {secretRef: {name: key, namespace: ""}}', ['Secret/default/key? missing']],
    ['Azure files', 'azureFile: {secretName: key, secretNamespace: other}', ['Secret/other/key? missing']],
    ['a number for a namespace', 'azureFile: {secretName: key, secretNamespace: 7}', ['Secret/default/key? missing']],
    ['nothing', 'azureFile: {secretName: ""}, cephfs: null, csi: {nodeStageSecretRef: null}', []],
  ])('%s', async (_, spec, expected) => {
    const { index, workload } = await load({
      'a.yaml': `${claimed}---\n{apiVersion: v1, kind: PersistentVolume, metadata: {name: disk}, spec: {${spec}}}\n`,
    });
    const { edges } = objectGraph([workload()], index, undefined);
    expect(edges.filter(({ from }) => from === 'PersistentVolume/disk').map(({ to, state }) => `${to} ${state}`)).toEqual(expected);
  });
});
