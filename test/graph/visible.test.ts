import { describe, expect, it } from 'vitest';
import type { ReferencedKind } from '../../src/model/reference.ts';
import { type Loaded, load, podText } from './load.ts';

/** The files of the objects that a workload sees, in their order. */
function seen(loaded: Loaded, file: string, kind: ReferencedKind = 'LimitRange'): readonly string[] {
  return loaded
    .lookup(file)
    .visible(kind)
    .map(({ manifest }) => manifest.document.file.path);
}

const range = (name: string, metadata = '', cpu = '1') =>
  `{apiVersion: v1, kind: LimitRange, metadata: {name: ${name}${metadata}}, spec: {limits: [{type: Container, max: {cpu: ${cpu}}}]}}\n`;
const pod = podText();
const shopPod = podText('', 'namespace: shop');

describe('what a workload sees of a kind', () => {
  it('is sorted by name and nothing of other kinds', async () => {
    const loaded = await load({ 'a/pod.yaml': pod, 'b.yaml': range('b'), 'c.yaml': range('a'), 'd.yaml': podText('hostPID: true') });
    expect(seen(loaded, 'a/pod.yaml')).toEqual(['c.yaml', 'b.yaml']);
    expect(seen(loaded, 'a/pod.yaml', 'Service')).toEqual([]);
  });

  it('is the nearer one of two with one name, from wherever it is asked', async () => {
    const loaded = await load({
      'a/pod.yaml': pod,
      'a/range.yaml': range('l', '', '1'),
      'b/pod.yaml': podText('hostPID: true'),
      'b/range.yaml': range('l', '', '2'),
      'c/pod.yaml': podText('hostIPC: true'),
    });
    expect(seen(loaded, 'a/pod.yaml')).toEqual(['a/range.yaml']);
    expect(seen(loaded, 'b/pod.yaml')).toEqual(['b/range.yaml']);
    expect(seen(loaded, 'c/pod.yaml')).toEqual(['a/range.yaml', 'b/range.yaml']);
  });

  it('has no namespace only beside the workload', async () => {
    const loaded = await load({
      'a/pod.yaml': shopPod,
      'a/range.yaml': range('l'),
      'b/pod.yaml': podText('hostPID: true', 'namespace: shop'),
      'b/own.yaml': range('own', ', namespace: shop'),
    });
    expect(seen(loaded, 'a/pod.yaml')).toEqual(['a/range.yaml', 'b/own.yaml']);
    expect(seen(loaded, 'b/pod.yaml')).toEqual(['b/own.yaml']);
  });

  it('is of its namespace', async () => {
    const loaded = await load({
      'pod.yaml': pod,
      'shop.yaml': shopPod,
      'one.yaml': range('one', ', namespace: shop'),
      'two.yaml': range('two', ', namespace: default'),
      'three.yaml': range('three', ', namespace: other'),
    });
    expect(seen(loaded, 'pod.yaml')).toEqual(['two.yaml']);
    expect(seen(loaded, 'shop.yaml')).toEqual(['one.yaml']);
  });

  it('is of every namespace when the kind has none', async () => {
    const volume = (name: string) => `{apiVersion: v1, kind: PersistentVolume, metadata: {name: ${name}}, spec: {}}\n`;
    const loaded = await load({ 'a/pod.yaml': shopPod, 'b/one.yaml': volume('one'), 'c/two.yaml': volume('two') });
    expect(seen(loaded, 'a/pod.yaml', 'PersistentVolume')).toEqual(['b/one.yaml', 'c/two.yaml']);
  });
});
