import { describe, expect, it } from 'vitest';
import { fingerprint } from '../../src/graph/content.ts';
import { load } from './load.ts';

/** Whether the contents of two documents are equal. */
async function areEqual(one: string, other: string): Promise<boolean> {
  const { manifests } = await load({ 'one.yaml': one, 'other.yaml': other });
  const [first, second] = manifests.map(fingerprint);
  expect(manifests).toHaveLength(2);
  return first === second;
}

const object = (kind: string, metadata: string, rest = '') => `{apiVersion: v1, kind: ${kind}, metadata: {name: n${metadata}}${rest}}`;

describe('the content of an object', () => {
  it.each<[string, string, string]>([
    [
      'the order of fields',
      object('Service', '', ', spec: {type: A, clusterIP: B}'),
      object('Service', '', ', spec: {clusterIP: B, type: A}'),
    ],
    ['the namespace', object('Service', ', namespace: a'), object('Service', '')],
    ['what the server sets', object('Service', ', uid: u, resourceVersion: "1", generation: 2, selfLink: s'), object('Service', '')],
    ['when and by whom it was set', object('Service', ', creationTimestamp: null, managedFields: [{a: b}]'), object('Service', '')],
    ['the status', object('Service', '', ', status: {a: b}'), object('Service', '')],
    ['labels of a ConfigMap', object('ConfigMap', ', labels: {a: b}', ', data: {k: v}'), object('ConfigMap', '', ', data: {k: v}')],
    ['annotations of a Secret', object('Secret', ', annotations: {a: b}', ', data: {k: dg==}'), object('Secret', '', ', data: {k: dg==}')],
  ])('does not depend on %s', async (_, one, other) => {
    expect(await areEqual(one, other)).toBe(true);
  });

  it.each<[string, string, string]>([
    ['labels', object('Service', ', labels: {a: b}'), object('Service', '')],
    ['labels of a Pod', object('Pod', ', labels: {a: b}'), object('Pod', ', labels: {a: c}')],
    ['the order of a list', object('Service', '', ', spec: {ports: [1, 2]}'), object('Service', '', ', spec: {ports: [2, 1]}')],
    ['nesting', object('Service', '', ', spec: {ports: [1, [2]]}'), object('Service', '', ', spec: {ports: [[1], 2]}')],
    ['a list and a mapping', object('Service', '', ', spec: {ports: [1]}'), object('Service', '', ', spec: {ports: {"0": 1}}')],
    ['null', object('Service', '', ', spec: {a: null}'), object('Service', '', ', spec: {a: {}}')],
    [
      'the last digit of a long number',
      object('Service', '', ', spec: {a: 9007199254740993}'),
      object('Service', '', ', spec: {a: 9007199254740992}'),
    ],
    ['a number and its text', object('Service', '', ', spec: {a: 1}'), object('Service', '', ', spec: {a: "1"}')],
    ['keys', object('ConfigMap', '', ', data: {k: v}'), object('ConfigMap', '', ', data: {l: v}')],
    ['values', object('Secret', '', ', data: {k: dg==}'), object('Secret', '', ', data: {k: dw==}')],
  ])('depends on %s', async (_, one, other) => {
    expect(await areEqual(one, other)).toBe(false);
  });
});
