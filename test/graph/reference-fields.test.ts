import { describe, expect, it } from 'vitest';
import { mentioningFields, referenceFields, referencesIn, referencesOf } from '../../src/graph/reference-fields.ts';
import { formatPath } from '../../src/model/field-path.ts';
import { kubernetesTypes } from '../../src/model/kubernetes-types.ts';
import { namingFields } from '../../src/yaml/skim.ts';
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

describe('references of an object as it was read', () => {
  const specPath = ['spec', 'template', 'spec'];
  const inSet = (spec: unknown) =>
    referencesIn(spec, 'StatefulSet', specPath).map(({ kind, name, path }) => `${kind} ${name} ${formatPath(path)}`);
  const inDeployment = (spec: unknown) =>
    referencesIn({ spec: { template: { spec } } }, 'Deployment', specPath).map(
      ({ kind, name, path }) => `${kind} ${name} ${formatPath(path)}`,
    );

  it.each<[string, unknown, readonly string[]]>([
    ['no object', null, []],
    ['a text', 'spec', []],
    ['a list', [{ spec: {} }], []],
    ['no spec', {}, []],
    ['a text for a spec', { spec: 'template' }, []],
    ['templates that are no list', { spec: { volumeClaimTemplates: { spec: { volumeName: 'v' } } } }, []],
    ['templates that are no objects', { spec: { volumeClaimTemplates: ['a', null, [], { spec: 'b' }, { spec: null }] } }, []],
    [
      'names that are no texts',
      { spec: { serviceName: 7, volumeClaimTemplates: [{ spec: { storageClassName: 7, volumeName: '' } }] } },
      [],
    ],
    [
      'claims',
      { spec: { serviceName: 's', volumeClaimTemplates: [{}, { spec: { storageClassName: 'c', volumeName: 'v' } }] } },
      [
        'Service s spec.serviceName',
        'StorageClass c spec.volumeClaimTemplates[1].spec.storageClassName',
        'PersistentVolume v spec.volumeClaimTemplates[1].spec.volumeName',
      ],
    ],
  ])('of a StatefulSet: %s', (_, object, expected) => {
    expect(inSet(object)).toEqual(expected);
  });

  it('of other kinds are none of claims', () => {
    expect(
      referencesIn({ spec: { serviceName: 's', volumeClaimTemplates: [{ spec: { volumeName: 'v' } }] } }, 'Deployment', specPath),
    ).toEqual([]);
  });

  it.each<[string, unknown, readonly string[]]>([
    ['containers that are no list', { containers: { envFrom: [{ secretRef: { name: 's' } }] } }, []],
    ['containers that are no objects', { containers: [null, 'a', [{ image: 'i' }]] }, []],
    [
      'a reference that is no object',
      { containers: [{ envFrom: [{ secretRef: 's' }, { configMapRef: ['c'] }, { secretRef: null }] }] },
      [],
    ],
    ['a name that is no text', { containers: [{ image: 7, envFrom: [{ secretRef: { name: 7 } }, { secretRef: { name: '' } }] }] }, []],
    ['a list of mappings', { volumes: [{ secret: { secretName: 's' } }] }, ['Secret s spec.template.spec.volumes[0].secret.secretName']],
  ])('%s', (_, spec, expected) => {
    expect(inDeployment(spec)).toEqual(expected);
  });

  it('has a key only when it is a text, and is optional only when that is true', () => {
    const env = (ref: object) => ({ containers: [{ env: [{ valueFrom: { secretKeyRef: { name: 's', ...ref } } }] }] });
    const found = (ref: object) =>
      referencesIn({ spec: { template: { spec: env(ref) } } }, 'Deployment', specPath).map(({ key, optional }) => [key, optional]);
    expect(found({ key: 'k', optional: true })).toEqual([['k', true]]);
    expect(found({ key: 7, optional: 'true' })).toEqual([[undefined, false]]);
    expect(found({})).toEqual([[undefined, false]]);
  });
});

it('documents that were not read yet mention objects in these fields', () => {
  const fields = namingFields([
    ['azureFile.secretName', 'Secret'],
    ['clusterTrustBundle.name', 'ClusterTrustBundle'],
    ['configMap.name', 'ConfigMap'],
    ['configMapKeyRef.name', 'ConfigMap'],
    ['configMapRef.name', 'ConfigMap'],
    ['imagePullSecrets.name', 'Secret'],
    ['nodePublishSecretRef.name', 'Secret'],
    ['persistentVolumeClaim.claimName', 'PersistentVolumeClaim'],
    ['priorityClassName', 'PriorityClass'],
    ['runtimeClassName', 'RuntimeClass'],
    ['secret.name', 'Secret'],
    ['secret.secretName', 'Secret'],
    ['secretKeyRef.name', 'Secret'],
    ['secretRef.name', 'Secret'],
    ['serviceAccount', 'ServiceAccount'],
    ['serviceAccountName', 'ServiceAccount'],
    ['serviceName', 'Service'],
    ['storageClassName', 'StorageClass'],
    ['subdomain', 'Service'],
    ['volumeName', 'PersistentVolume'],
  ]);
  expect(mentioningFields()).toEqual(fields);
});
