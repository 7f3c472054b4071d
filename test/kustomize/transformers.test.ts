import { describe, expect, test } from 'vitest';
import { deployment, documents, objectsOf, root } from './kit.ts';

const configMap = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {k: v}\n';

type Case = readonly [name: string, kustomization: string, resources: string, expected: string];

function table(cases: readonly Case[]): void {
  test.each(cases)('%s', (_, kustomization, resources, expected) => {
    expect(objectsOf(root(kustomization, resources))).toEqual(documents(expected));
  });
}

describe('namespace', () => {
  table([
    [
      'reaches every object that can have one',
      'namespace: shop',
      configMap,
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings, namespace: shop}\ndata: {k: v}',
    ],
    [
      'replaces a namespace that was written',
      'namespace: shop',
      'apiVersion: v1\nkind: Secret\nmetadata: {name: s, namespace: old}',
      'apiVersion: v1\nkind: Secret\nmetadata: {name: s, namespace: shop}',
    ],
    [
      'renames Namespaces and leaves other objects without namespace alone',
      'namespace: shop',
      'apiVersion: v1\nkind: Namespace\nmetadata: {name: old}\n---\napiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: r}',
      'apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n---\napiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: r}',
    ],
    [
      'goes into the subjects of role bindings that are the default account',
      'namespace: shop',
      `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: b}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: r}
subjects: [{kind: ServiceAccount, name: default}, {kind: ServiceAccount, name: other}]`,
      `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: b}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: r}
subjects: [{kind: ServiceAccount, name: default, namespace: shop}, {kind: ServiceAccount, name: other}]`,
    ],
  ]);
});

describe('namePrefix and nameSuffix', () => {
  table([
    [
      'change names and what refers to them',
      'namePrefix: a-\nnameSuffix: -z',
      `${configMap}---
apiVersion: v1
kind: Pod
metadata: {name: p}
spec:
  containers: [{name: c, envFrom: [{configMapRef: {name: settings}}, {configMapRef: {name: elsewhere}}]}]
`,
      `apiVersion: v1
kind: ConfigMap
metadata: {name: a-settings-z}
data: {k: v}
---
apiVersion: v1
kind: Pod
metadata: {name: a-p-z}
spec:
  containers: [{name: c, envFrom: [{configMapRef: {name: a-settings-z}}, {configMapRef: {name: elsewhere}}]}]
`,
    ],
    [
      'leave Namespaces and definitions of kinds alone',
      'namePrefix: a-',
      'apiVersion: v1\nkind: Namespace\nmetadata: {name: n}\n---\napiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: d}',
      'apiVersion: v1\nkind: Namespace\nmetadata: {name: n}\n---\napiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: d}',
    ],
    [
      'make a number of a name that becomes one',
      'namePrefix: "1"',
      'apiVersion: v1\nkind: Secret\nmetadata: {name: "2"}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: x2}',
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: 1x2}\n---\napiVersion: v1\nkind: Secret\nmetadata: {name: "12"}',
    ],
  ]);
});

describe('labels and annotations', () => {
  table([
    [
      'commonLabels go into templates and selectors',
      'commonLabels: {team: "7"}',
      deployment,
      `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, labels: {team: "7"}}
spec:
  selector: {matchLabels: {team: "7"}}
  template:
    metadata: {labels: {team: "7"}}
    spec: {containers: [{name: app, image: nginx}]}`,
    ],
    [
      'labels go into the metadata alone unless more is asked for',
      'labels:\n- pairs: {a: b}\n- pairs: {c: d}\n  includeTemplates: true',
      deployment,
      `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, labels: {a: b, c: d}}
spec:
  template:
    metadata: {labels: {c: d}}
    spec: {containers: [{name: app, image: nginx}]}`,
    ],
    [
      'commonAnnotations go into templates too, and all annotations become texts',
      'commonAnnotations: {note: n1}',
      'apiVersion: v1\nkind: Pod\nmetadata: {name: p, annotations: {n: 1, t: true}}',
      'apiVersion: v1\nkind: Pod\nmetadata: {name: p, annotations: {n: "1", t: "true", note: n1}}',
    ],
    [
      'an empty mapping of annotations disappears',
      'namespace: shop',
      'apiVersion: v1\nkind: Pod\nmetadata: {name: p, annotations: {}, labels: {}}',
      'apiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: shop, labels: {}}',
    ],
  ]);

  test('a label that one step put into several fields changes in all of them together', () => {
    const files = {
      'base/kustomization.yaml': 'resources: [d.yaml]\nlabels:\n- pairs: {app: base}\n  includeSelectors: true\n',
      'base/d.yaml': deployment,
      'over/kustomization.yaml':
        'resources: [../base]\npatches:\n- patch: |\n    apiVersion: apps/v1\n    kind: Deployment\n    metadata: {name: web, labels: {app: mine}}\n',
    };
    expect(objectsOf(files, 'over')).toEqual(
      documents(`apiVersion: apps/v1
kind: Deployment
metadata: {name: web, labels: {app: mine}}
spec:
  selector: {matchLabels: {app: mine}}
  template:
    metadata: {labels: {app: mine}}
    spec: {containers: [{name: app, image: nginx}]}`),
    );
  });
});

describe('images', () => {
  const pod = (image: string) => `apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: c, image: ${image}}]}`;
  table([
    ['newTag replaces tag and digest', 'images: [{name: nginx, newTag: "2"}]', pod('nginx:1@sha256:ab'), pod('nginx:2')],
    ['newName keeps the tag', 'images: [{name: nginx, newName: reg.io:5000/web}]', pod('nginx:1'), pod('reg.io:5000/web:1')],
    ['digest replaces the tag', 'images: [{name: nginx, digest: "sha256:cd"}]', pod('nginx:1'), pod('nginx@sha256:cd')],
    ['other images stay', 'images: [{name: nginx, newTag: "2"}]', pod('reg.io/nginx:1'), pod('reg.io/nginx:1')],
    [
      'a registry with a port is part of the name',
      'images: [{name: "reg.io:5000/a", newTag: "2"}]',
      pod('reg.io:5000/a'),
      pod('reg.io:5000/a:2'),
    ],
    [
      'lists of containers are found wherever they stand',
      'images: [{name: nginx, newTag: "2"}]',
      'apiVersion: example.com/v1\nkind: Thing\nmetadata: {name: t}\nspec: {deep: [{initContainers: [{image: nginx}]}]}',
      'apiVersion: example.com/v1\nkind: Thing\nmetadata: {name: t}\nspec: {deep: [{initContainers: [{image: "nginx:2"}]}]}',
    ],
  ]);
});

describe('replicas', () => {
  table([
    [
      'are made and set by the original name',
      'namePrefix: a-\nreplicas: [{name: web, count: 3}]',
      'apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: web}',
      'apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: a-web}\nspec: {replicas: 3}',
    ],
    [
      'stay a text where they were one',
      'replicas: [{name: web, count: 3}]',
      'apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: web}\nspec: {replicas: "1"}',
      'apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: web}\nspec: {replicas: "3"}',
    ],
  ]);
});

describe('order', () => {
  const three =
    'apiVersion: v1\nkind: Pod\nmetadata: {name: b}\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: a}\n---\napiVersion: v1\nkind: Namespace\nmetadata: {name: n}';
  const names = (kustomization: string) =>
    objectsOf(root(kustomization, three)).map((object) => (object as { metadata: { name: string } }).metadata.name);
  test('what others need comes first', () => expect(names('')).toEqual(['n', 'a', 'b']));
  test('fifo keeps the order of the files', () => expect(names('sortOptions: {order: fifo}')).toEqual(['b', 'a', 'n']));
  test('legacySortOptions give the order of kinds', () =>
    expect(names('sortOptions: {order: legacy, legacySortOptions: {orderFirst: [Pod], orderLast: []}}')).toEqual(['a', 'b', 'n']));
});
