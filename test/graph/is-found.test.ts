import { describe, expect, it } from 'vitest';
import { isFound } from '../../src/graph/lookup.ts';
import type { ReferencedKind } from '../../src/model/reference.ts';
import { configMapText, load, podText } from './load.ts';

const pod = podText();
const shopPod = podText('', 'namespace: shop');
const one = configMapText('c', '{v: "1"}');
const two = configMapText('c', '{v: "2"}');
const inShop = configMapText('c', '{v: "1"}', 'namespace: shop');
const storageClass = '{apiVersion: storage.k8s.io/v1, kind: StorageClass, metadata: {name: c}, provisioner: p}\n';

describe('an object is found exactly when a lookup finds it', () => {
  it.each<[string, Readonly<Record<string, string>>, ReferencedKind, boolean]>([
    ['beside the workload', { 'a/pod.yaml': pod, 'a/c.yaml': one }, 'ConfigMap', true],
    ['under another name', { 'a/pod.yaml': pod, 'a/c.yaml': configMapText('d', '{}') }, 'ConfigMap', false],
    ['of another kind', { 'a/pod.yaml': pod, 'a/c.yaml': one }, 'Secret', false],
    ['elsewhere in the load', { 'a/pod.yaml': pod, 'b/c.yaml': one }, 'ConfigMap', true],
    ['twice with one content', { 'a/pod.yaml': pod, 'a/c.yaml': one, 'a/d.yaml': one }, 'ConfigMap', true],
    ['twice with two contents', { 'a/pod.yaml': pod, 'a/c.yaml': one, 'a/d.yaml': two }, 'ConfigMap', false],
    ['twice, one of them nearer', { 'a/pod.yaml': pod, 'a/c.yaml': one, 'b/d.yaml': two }, 'ConfigMap', true],
    ['in another namespace', { 'a/pod.yaml': pod, 'a/c.yaml': inShop }, 'ConfigMap', false],
    ['in its namespace', { 'a/pod.yaml': shopPod, 'a/c.yaml': inShop }, 'ConfigMap', true],
    ['without a namespace beside the workload', { 'a/pod.yaml': shopPod, 'a/c.yaml': one }, 'ConfigMap', true],
    ['without a namespace in another directory', { 'a/pod.yaml': shopPod, 'b/c.yaml': one }, 'ConfigMap', false],
    ['without a namespace, and with one further away', { 'a/pod.yaml': shopPod, 'a/c.yaml': one, 'b/c.yaml': inShop }, 'ConfigMap', true],
    ['cluster-scoped', { 'a/pod.yaml': shopPod, 'b/c.yaml': storageClass }, 'StorageClass', true],
  ])('%s', async (_, files, kind, expected) => {
    const loaded = await load(files);
    expect(isFound(kind, 'c', loaded.workload(), loaded.index)).toBe(expected);
    expect(loaded.lookup().find(kind, 'c').status === 'found').toBe(expected);
  });

  it('in a list of files nothing is near', async () => {
    const files = { 'a/pod.yaml': shopPod, 'a/c.yaml': one, 'b/c.yaml': inShop };
    const loaded = await load(files, Object.keys(files));
    expect(isFound('ConfigMap', 'c', loaded.workload(), loaded.index)).toBe(true);
    const without = await load({ 'a/pod.yaml': shopPod, 'a/c.yaml': two }, ['a/pod.yaml', 'a/c.yaml']);
    expect(isFound('ConfigMap', 'c', without.workload(), without.index)).toBe(without.lookup().find('ConfigMap', 'c').status === 'found');
  });

  it('a file that is named wins over those of a directory', async () => {
    const files = { 'a/pod.yaml': pod, 'a/c.yaml': one, 'x/c.yaml': two };
    const loaded = await load(files, ['a', 'x/c.yaml']);
    const status = loaded.lookup('a/pod.yaml').find('ConfigMap', 'c').status;
    expect(isFound('ConfigMap', 'c', loaded.workload('a/pod.yaml'), loaded.index)).toBe(status === 'found');
  });
});
