import { describe, expect, test } from 'vitest';
import { kubernetesTypes } from '../../src/model/kubernetes-types.ts';
import { workloadKinds } from '../../src/model/workload.ts';
import { objectFieldOf, objectFields } from '../../src/translate/object-fields.ts';
import { leavesOf } from '../field-paths.ts';

const kinds = Object.keys(objectFields);
/** Where the tables of PodSpec fields take over. */
const templates = new Set(['template', 'spec.template', 'spec.jobTemplate.spec.template']);
const leavesOfKind = (kind: string): readonly string[] => leavesOf(kind, new Set([...templates, ...(kind === 'Pod' ? ['spec'] : [])]));

test('every kind that holds a pod template or is referred to has a table', () => {
  expect(kinds.filter((kind) => !(kind in kubernetesTypes))).toEqual([]);
  expect(kinds).toEqual(expect.arrayContaining([...workloadKinds]));
});

test('the counts are those of API v1.36', () => {
  const below = (kind: string, section: string): number => leavesOfKind(kind).filter((path) => path.startsWith(section)).length;
  expect({ PersistentVolume: below('PersistentVolume', 'spec.'), PersistentVolumeClaim: below('PersistentVolumeClaim', 'spec.') }).toEqual({
    PersistentVolume: 147,
    PersistentVolumeClaim: 15,
  });
});

describe.each(kinds)('%s', (kind) => {
  test('every field has an entry', () => expect(leavesOfKind(kind).filter((path) => !objectFieldOf(kind, path))).toEqual([]));

  test('every entry is a field or stands above fields', () => {
    const metadata = Object.keys(kubernetesTypes.ObjectMeta).map((path) => `metadata.${path}`);
    const known = [...leavesOfKind(kind), ...metadata];
    const entries = Object.keys(objectFields[kind] ?? {});
    expect(
      entries.filter((entry) => !known.some((path) => path === entry || path.startsWith(`${entry}.`) || path.startsWith(`${entry}[]`))),
    ).toEqual([]);
  });

  test('what an entry says is one sentence', () => {
    const texts = Object.values(objectFields[kind] ?? {}).map(({ doc }) => doc);
    expect(texts.filter((doc) => !/^\S.*\.$/.test(doc))).toEqual([]);
  });
});

describe('the entry of a field', () => {
  const cases: readonly (readonly [string, string, string | undefined])[] = [
    ['Deployment', 'spec.replicas', 'spec.replicas'],
    ['Deployment', 'spec.strategy.rollingUpdate.maxSurge', 'spec.strategy'],
    ['Deployment', 'spec.selector.matchLabels', 'spec.selector'],
    ['LimitRange', 'spec.limits[].max', 'spec.limits[].max'],
    ['CronJob', 'spec.jobTemplate.spec.backoffLimit', 'spec.jobTemplate.spec.backoffLimit'],
    ['Deployment', 'spec.nonsense', undefined],
    ['Ingress', 'spec.rules', undefined],
    ['constructor', 'name', undefined],
  ];
  test.each(cases)('%s %s', (kind, path, entry) => expect(objectFieldOf(kind, path)?.path).toBe(entry));
});
