import { expect, it } from 'vitest';
import { referenceFields, referencesOf } from '../../src/graph/reference-fields.ts';
import { formatPath } from '../../src/model/field-path.ts';
import { kubernetesTypes } from '../../src/model/kubernetes-types.ts';
import { load } from './load.ts';

const table: Readonly<Record<string, Readonly<Record<string, string>>>> = kubernetesTypes;

/** The type expression of a path below PodSpec, or undefined when there is no such field. */
function typeAt(path: string): string | undefined {
  let type: string | undefined = 'PodSpec';
  for (const part of path.split('.')) {
    const field: string | undefined = table[type ?? '']?.[part.replace('[]', '')];
    type = part.endsWith('[]') ? (field?.startsWith('[]') ? field.slice(2) : undefined) : field;
  }
  return type;
}

it.each(Object.entries(referenceFields))('%s and its fields exist in the Kubernetes API', (path, { name, key, optional }) => {
  const type = typeAt(path);
  expect(type).toBeDefined();
  if (name === '') expect(type).toBe('string');
  const fields = [name, key, optional].filter((field) => field !== undefined && field !== '' && field !== 'always');
  for (const field of fields) expect(Object.keys(table[String(type)] ?? {})).toContain(field);
});

/** Fields of a pod spec that end in a reference by their type alone. */
function typedReferences(type: string, path: string): readonly string[] {
  if (/^(?:ConfigMap|Secret)(?:KeySelector|EnvSource|Projection|VolumeSource)$|^LocalObjectReference$/.test(type)) return [path];
  return Object.entries(table[type] ?? {}).flatMap(([field, expression]) => {
    const list = expression.startsWith('[]');
    const below = list ? expression.slice(2) : expression;
    return typedReferences(below, `${path === '' ? '' : `${path}.`}${field}${list ? '[]' : ''}`);
  });
}

it('covers every field of a pod spec whose type says that it refers to a ConfigMap or Secret', () => {
  const others = /^(?:initContainers|ephemeralContainers)\[\]/;
  const missing = typedReferences('PodSpec', '').filter((path) => !others.test(path) && !(path in referenceFields));
  expect(missing).toEqual([]);
});

it('lists references of a StatefulSet with places, keys and whether they are optional', async () => {
  const { workload } = await load({
    'a.yaml': `apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  serviceName: dbs
  selector: {matchLabels: {a: b}}
  template:
    metadata: {labels: {a: b}}
    spec:
      containers: [{name: c, image: i, env: [{name: A, valueFrom: {secretKeyRef: {name: s, key: k, optional: true}}}]}]
      initContainers: [{name: i, image: i, envFrom: [{secretRef: {name: t}}]}]
  volumeClaimTemplates: [{metadata: {name: data}, spec: {storageClassName: fast}}]
`,
  });
  const found = referencesOf(workload()).map(({ kind, name, key, optional, path }) => [kind, name, key, optional, formatPath(path)]);
  const template = 'spec.template.spec';
  expect(found).toEqual([
    ['Image', 'i', undefined, false, `${template}.containers[0].image`],
    ['Secret', 's', 'k', true, `${template}.containers[0].env[0].valueFrom.secretKeyRef.name`],
    ['Image', 'i', undefined, false, `${template}.initContainers[0].image`],
    ['Secret', 't', undefined, false, `${template}.initContainers[0].envFrom[0].secretRef.name`],
    ['Service', 'dbs', undefined, true, 'spec.serviceName'],
    ['StorageClass', 'fast', undefined, true, 'spec.volumeClaimTemplates[0].spec.storageClassName'],
  ]);
});
