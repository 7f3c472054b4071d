import { describe, expect, test } from 'vitest';
import { deployment, documents, objectsOf, problemsOf, root } from './kit.ts';

const thing = 'apiVersion: example.com/v1\nkind: Thing\nmetadata: {name: t}\nspec: {config: c, tag: nginx}\n';
const configMap = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n';

describe('configurations', () => {
  test('name fields that hold names, images and labels', () => {
    const files = root(
      'configurations: [conf.yaml]\nnamePrefix: a-\nimages: [{name: nginx, newTag: "2"}]\ncommonLabels: {l: m}',
      `${configMap}---\n${thing}`,
      {
        'conf.yaml': `nameReference:
- kind: ConfigMap
  fieldSpecs: [{path: spec/config, kind: Thing}]
images: [{path: spec/tag, kind: Thing}]
commonLabels: [{path: spec/labels, create: true, kind: Thing}]
`,
      },
    );
    expect(objectsOf(files)).toEqual(
      documents(
        'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a-c, labels: {l: m}}\n---\napiVersion: example.com/v1\nkind: Thing\nmetadata: {name: a-t, labels: {l: m}}\nspec: {config: a-c, tag: "nginx:2", labels: {l: m}}',
      ),
    );
  });

  test('for some kinds take the place of the default for all', () => {
    const files = root('configurations: [conf.yaml]\nnamePrefix: a-', `${configMap}---\n${thing}`, {
      'conf.yaml': 'namePrefix: [{path: metadata/name, kind: Thing}]\n',
    });
    expect(objectsOf(files)).toEqual(documents(`${configMap}---\n${thing.replace('name: t', 'name: a-t')}`));
  });

  test('must not contradict the defaults', () => {
    const files = root('configurations: [conf.yaml]', thing, { 'conf.yaml': 'commonLabels: [{path: metadata/labels, create: false}]\n' });
    expect(problemsOf(files)).toEqual(['kustomize-conflicting-fields kustomization.yaml:2:18']);
  });

  test('may have no unknown field', () => {
    const files = root('configurations: [conf.yaml]', thing, { 'conf.yaml': 'nameReferences: []\n' });
    expect(problemsOf(files)).toEqual(['unknown-kustomization-field conf.yaml:1:1']);
  });

  test('of a base hold for what uses it', () => {
    const files = {
      'base/kustomization.yaml': 'resources: [t.yaml, c.yaml]\nconfigurations: [conf.yaml]\n',
      'base/t.yaml': thing,
      'base/c.yaml': configMap,
      'base/conf.yaml': 'nameReference:\n- kind: ConfigMap\n  fieldSpecs: [{path: spec/config, kind: Thing}]\n',
      'over/kustomization.yaml': 'resources: [../base]\nnamePrefix: b-\n',
    };
    expect(objectsOf(files, 'over')[1]).toMatchObject({ spec: { config: 'b-c' } });
  });
});

describe('crds', () => {
  test('name references of their definitions are followed', () => {
    const files = root('crds: [api.json]\nnamePrefix: a-', `${configMap}---\n${thing.replace('config: c', 'ref: {name: c}')}`, {
      'api.json': JSON.stringify({
        'example.com.v1.Thing': {
          Schema: { properties: { apiVersion: {}, kind: {}, metadata: {}, spec: { $ref: 'example.com.v1.ThingSpec' } } },
        },
        'example.com.v1.ThingSpec': {
          Schema: { properties: { ref: { 'x-kubernetes-object-ref-api-version': 'v1', 'x-kubernetes-object-ref-kind': 'ConfigMap' } } },
        },
      }),
    });
    expect(objectsOf(files)[1]).toMatchObject({ metadata: { name: 'a-t' }, spec: { ref: { name: 'a-c' } } });
  });
});

describe('openapi', () => {
  const patch =
    'patches:\n- patch: |\n    apiVersion: example.com/v1\n    kind: Thing\n    metadata: {name: t}\n    list: [{id: b, v: 2}]\n';
  const object = `${thing}list: [{id: a, v: 1}, {id: b, v: 1}]\n`;
  test('without it lists of unknown kinds are replaced', () => {
    expect(objectsOf(root(patch, object))[0]).toMatchObject({ list: [{ id: 'b', v: 2 }] });
  });
  test('gives merge keys', () => {
    const schema = {
      definitions: {
        Thing: {
          'x-kubernetes-group-version-kind': [{ group: 'example.com', version: 'v1', kind: 'Thing' }],
          properties: {
            list: {
              type: 'array',
              items: { type: 'object' },
              'x-kubernetes-patch-strategy': 'merge',
              'x-kubernetes-patch-merge-key': 'id',
            },
          },
        },
      },
    };
    expect(objectsOf(root(`openapi: {path: api.json}\n${patch}`, object, { 'api.json': JSON.stringify(schema) }))[0]).toMatchObject({
      list: [
        { id: 'b', v: 2 },
        { id: 'a', v: 1 },
      ],
    });
  });
});

describe('builtin entries of generators and transformers', () => {
  const builtin = (kind: string, rest: string) => `apiVersion: builtin\nkind: ${kind}\nmetadata: {name: x}\n${rest}\n`;
  const cases = [
    ['PrefixSuffixTransformer', 'prefix: a-\nsuffix: -z\nfieldSpecs: [{path: metadata/name}]', { metadata: { name: 'a-web-z' } }],
    ['LabelTransformer', 'labels: {l: m}\nfieldSpecs: [{path: spec/x, create: true}]', { spec: { x: { l: 'm' } } }],
    [
      'AnnotationsTransformer',
      'annotations: {l: m}\nfieldSpecs: [{path: metadata/annotations, create: true}]',
      { metadata: { annotations: { l: 'm' } } },
    ],
    [
      'ImageTagTransformer',
      'imageTag: {name: nginx, newTag: "2"}',
      { spec: { template: { spec: { containers: [{ name: 'app', image: 'nginx:2' }] } } } },
    ],
    [
      'ReplicaCountTransformer',
      'replica: {name: web, count: 2}\nfieldSpecs: [{path: spec/replicas, create: true, kind: Deployment}]',
      { spec: { replicas: 2 } },
    ],
    ['PatchTransformer', 'patch: \'[{"op": "add", "path": "/spec/x", "value": 1}]\'\ntarget: {kind: Deployment}', { spec: { x: 1 } }],
    [
      'PatchJson6902Transformer',
      'jsonOp: \'[{"op": "add", "path": "/spec/x", "value": 1}]\'\ntarget: {kind: Deployment, name: web}',
      { spec: { x: 1 } },
    ],
    [
      'PatchStrategicMergeTransformer',
      "patches: '{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {x: 1}}'",
      { spec: { x: 1 } },
    ],
    [
      'ReplacementTransformer',
      'replacements: [{source: {kind: Deployment}, targets: [{select: {kind: Deployment}, fieldPaths: [spec.n], options: {create: true}}]}]',
      { spec: { n: 'web' } },
    ],
    ['ValueAddTransformer', 'value: v\ntargets: [{fieldPath: spec/path}]', { spec: { path: 'v' } }],
  ] as const;
  test.each(cases)('%s', (kind, rest, expected) => {
    expect(objectsOf(root('transformers: [t.yaml]', deployment, { 't.yaml': builtin(kind, rest) }))[0]).toMatchObject(expected);
  });

  test('NamespaceTransformer may leave namespaces that are set', () => {
    const both = 'apiVersion: v1\nkind: Pod\nmetadata: {name: p}\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: q, namespace: own}';
    const config = 'apiVersion: builtin\nkind: NamespaceTransformer\nmetadata: {name: x, namespace: shop}\nunsetOnly: true\n';
    const names = objectsOf(root('transformers: [t.yaml]', both, { 't.yaml': config })).map(
      (object) => (object as { metadata: { namespace: string } }).metadata.namespace,
    );
    expect(names).toEqual(['own', 'shop']);
  });

  test('generators make objects, inline too', () => {
    const inline = `generators:\n- |\n  ${builtin('ConfigMapGenerator', 'name: c\nliterals: [a=b]\noptions: {disableNameSuffixHash: true}').replaceAll('\n', '\n  ')}`;
    expect(objectsOf({ 'kustomization.yaml': inline })).toEqual(
      documents('apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {a: b}'),
    );
  });
});

describe('buildMetadata', () => {
  test('originAnnotations say where objects come from', () => {
    const files = {
      'base/kustomization.yaml': 'resources: [p.yaml]\n',
      'base/p.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: {name: p}\n',
      'over/kustomization.yaml':
        'resources: [../base]\nbuildMetadata: [originAnnotations]\nconfigMapGenerator: [{name: c, options: {disableNameSuffixHash: true}}]\n',
    };
    const origins = objectsOf(files, 'over').map(
      (object) => (object as { metadata: { annotations: Record<string, string> } }).metadata.annotations['config.kubernetes.io/origin'],
    );
    expect(origins).toEqual([
      'configuredIn: kustomization.yaml\nconfiguredBy:\n  apiVersion: builtin\n  kind: ConfigMapGenerator\n',
      'path: ../base/p.yaml\n',
    ]);
  });
});
