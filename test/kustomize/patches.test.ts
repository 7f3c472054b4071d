import { describe, expect, test } from 'vitest';
import { documents, objectsOf, problemsOf, root } from './kit.ts';

const indent = (text: string) => text.trim().replace(/^/gm, '    ');

type Case = readonly [name: string, object: string, patch: string, expected: string];

/** Each object is a Deployment, whose lists kustomize knows. */
const head = 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\n';
const containers = (text: string) => `${head}spec: {template: {spec: {containers: ${text}}}}\n`;

describe('strategic merge patches', () => {
  const cases: readonly Case[] = [
    ['set fields and keep the others', `${head}spec: {a: 1, b: 2}`, `${head}spec: {b: 3, c: 4}`, `${head}spec: {a: 1, b: 3, c: 4}`],
    ['delete with null', `${head}spec: {a: 1, b: 2}`, `${head}spec: {a: null}`, `${head}spec: {b: 2}`],
    ['replace lists that have no merge key', `${head}spec: {x: [1, 2]}`, `${head}spec: {x: [3]}`, `${head}spec: {x: [3]}`],
    [
      'merge containers by name, those of the patch first',
      containers('[{name: a, image: i, args: [x]}, {name: b, image: j}]'),
      containers('[{name: b, image: k}, {name: c, image: l}]'),
      containers('[{name: b, image: k}, {name: c, image: l}, {name: a, image: i, args: [x]}]'),
    ],
    [
      'delete an item with $patch: delete',
      containers('[{name: a}, {name: b}]'),
      containers('[{name: a, $patch: delete}]'),
      containers('[{name: b}]'),
    ],
    [
      'replace a list with $patch: replace',
      containers('[{name: a}, {name: b}]'),
      containers('[{$patch: replace}, {name: c}]'),
      containers('[{name: c}]'),
    ],
    [
      'match ports by number and protocol',
      containers('[{name: a, ports: [{containerPort: 80, protocol: TCP}, {containerPort: 80, protocol: UDP}]}]'),
      containers('[{name: a, ports: [{containerPort: 80, protocol: UDP, name: dns}]}]'),
      containers('[{name: a, ports: [{containerPort: 80, protocol: TCP}, {containerPort: 80, protocol: UDP, name: dns}]}]'),
    ],
    [
      'lose what they say of a port whose protocol they leave out, as in kustomize',
      containers('[{name: a, ports: [{containerPort: 80, protocol: TCP}]}]'),
      containers('[{name: a, ports: [{containerPort: 80, name: web}]}]'),
      containers('[{name: a, ports: [{containerPort: 80, protocol: TCP}]}]'),
    ],
    [
      'unite finalizers',
      'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, finalizers: [a, b]}',
      'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, finalizers: [c, b]}',
      'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, finalizers: [c, b, a]}',
    ],
    [
      'replace a mapping with $patch: replace',
      `${head}spec: {m: {a: 1, b: 2}}`,
      `${head}spec: {m: {c: 3, $patch: replace}}`,
      `${head}spec: {m: {c: 3}}`,
    ],
    [
      'drop fields that were written without a value',
      `${head}spec:\n  a:\n  b: null\n  c: 1`,
      `${head}spec: {d: 1}`,
      `${head}spec: {b: null, c: 1, d: 1}`,
    ],
    ['make a text of a number that is set over a quoted text', `${head}spec: {a: "1"}`, `${head}spec: {a: 2}`, `${head}spec: {a: "2"}`],
    [
      'keep directives that kustomize does not know as fields',
      `${head}spec: {a: 1}`,
      `${head}spec: {$retainKeys: [b], b: 1}`,
      `${head}spec: {a: 1, $retainKeys: [b], b: 1}`,
    ],
    [
      'keep the last of repeated items',
      containers('[{name: a, image: i}, {name: a, image: j}]'),
      `${head}spec: {x: 1}`,
      `${head}spec: {x: 1, template: {spec: {containers: [{name: a, image: j}]}}}`,
    ],
  ];
  test.each(cases)('%s', (_, object, patch, expected) => {
    expect(objectsOf(root(`patches:\n- patch: |\n${indent(patch)}\n`, object))).toEqual(documents(expected));
  });

  test('delete an object', () => {
    const rest = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}';
    expect(objectsOf(root(`patches:\n- patch: |\n${indent(`${head}$patch: delete`)}\n`, `${head}---\n${rest}`))).toEqual(documents(rest));
  });

  test('find objects by a name they had before', () => {
    const files = {
      'base/kustomization.yaml': 'resources: [d.yaml]\nnamePrefix: a-\n',
      'base/d.yaml': head,
      'over/kustomization.yaml': `resources: [../base]\npatches:\n- patch: |\n${indent(`${head}spec: {x: 1}`)}\n`,
    };
    expect(objectsOf(files, 'over')).toEqual(documents('apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a-web}\nspec: {x: 1}'));
  });

  test('with a target are merged into every selected object of any version', () => {
    const kustomization = `patches:\n- target: {kind: "Deploy.*", name: "w.*"}\n  patch: |\n${indent('apiVersion: v1\nkind: Deployment\nmetadata: {name: ignored}\nspec: {x: 1}')}\n`;
    const other = 'apiVersion: extensions/v1beta1\nkind: Deployment\nmetadata: {name: wide}\n';
    expect(objectsOf(root(kustomization, `${head}---\n${other}`))).toEqual(documents(`${head}spec: {x: 1}\n---\n${other}spec: {x: 1}\n`));
  });

  test('set labels to the word null when they have a target, as kustomize does', () => {
    const object = 'apiVersion: v1\nkind: Pod\nmetadata: {name: p, labels: {a: b}}';
    const kustomization = `patches:\n- target: {kind: Pod}\n  patch: |\n${indent('apiVersion: v1\nkind: Pod\nmetadata: {name: p, labels: {a: null}}')}\n`;
    expect(objectsOf(root(kustomization, object))).toEqual(
      documents('apiVersion: v1\nkind: Pod\nmetadata: {name: p, labels: {a: "null"}}'),
    );
  });

  test('may change name and kind only when that is allowed', () => {
    const patch = indent('apiVersion: v1\nkind: Secret\nmetadata: {name: other}\nx: 1');
    const object = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}';
    const kustomization = (options: string) => `patches:\n- target: {kind: ConfigMap}\n  options: {${options}}\n  patch: |\n${patch}\n`;
    expect(objectsOf(root(kustomization(''), object))).toEqual(documents('apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\nx: 1'));
    expect(objectsOf(root(kustomization('allowNameChange: true, allowKindChange: true'), object))).toEqual(
      documents('apiVersion: v1\nkind: Secret\nmetadata: {name: other}\nx: 1'),
    );
  });
});

describe('JSON 6902 patches', () => {
  const cases: readonly Case[] = [
    [
      'add, replace and remove',
      `${head}spec: {a: 1, b: 2}`,
      '- {op: add, path: /spec/c, value: 3}\n- {op: replace, path: /spec/a, value: yes}\n- {op: remove, path: /spec/b}',
      `${head}spec: {a: true, c: 3}`,
    ],
    [
      'add to lists',
      `${head}spec: {l: [1, 3]}`,
      '- {op: add, path: /spec/l/1, value: 2}\n- {op: add, path: /spec/l/-, value: 4}',
      `${head}spec: {l: [1, 2, 3, 4]}`,
    ],
    [
      'copy and move',
      `${head}spec: {a: {b: 1}}`,
      '- {op: copy, from: /spec/a, path: /spec/c}\n- {op: move, from: /spec/a/b, path: /spec/d}',
      `${head}spec: {a: {}, c: {b: 1}, d: 1}`,
    ],
    ['escape slashes', `${head}spec: {a/b: 1}`, '- {op: replace, path: /spec/a~1b, value: 2}', `${head}spec: {a/b: 2}`],
    [
      'a copy of a field that is missing is null',
      `${head}spec: {}`,
      '- {op: copy, from: /spec/a, path: /spec/b}',
      `${head}spec: {b: null}`,
    ],
    ['replace what is missing', head, '- {op: replace, path: /spec, value: {x: 1}}', `${head}spec: {x: 1}`],
    ['test', `${head}spec: {a: [1, {b: c}]}`, '- {op: test, path: /spec/a, value: [1, {b: c}]}', `${head}spec: {a: [1, {b: c}]}`],
    [
      'find annotations even when there are none',
      head,
      '- {op: add, path: /metadata/annotations/a~1b, value: c}',
      'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, annotations: {a/b: c}}',
    ],
  ];
  test.each(cases)('%s', (_, object, patch, expected) => {
    expect(objectsOf(root(`patches:\n- target: {kind: Deployment}\n  patch: |\n${indent(patch)}\n`, object))).toEqual(documents(expected));
  });

  const failures = [
    ['a path that is missing', '- {op: remove, path: /spec/x}', 5],
    ['an index out of range', '- {op: add, path: /spec/l/9, value: 1}', 5],
    ['a test that fails', '- {op: test, path: /kind, value: Pod}', 5],
    ['a test of an item that is missing', '- {op: test, path: /spec/l/0, value: null}', 5],
    ['a test below a text', '- {op: test, path: /kind/x, value: null}', 5],
    ['a copy of an item that is missing', '- {op: copy, from: /spec/l/-, path: /spec/x}', 5],
    ['a copy from below a text', '- {op: copy, from: /kind/x, path: /spec/x}', 5],
    ['a copy from nowhere', '- {op: copy, path: /spec/x}', 5],
    ['a copy of the whole object', '- {op: copy, from: "", path: /spec/x}', 5],
    ['an operation that is none', '- {op: test, path: /kind, value: Deployment}\n- {op: put, path: /spec}', 6],
  ] as const;
  test.each(failures)('%s fails at its line', (_, patch, line) => {
    const files = root(`patches:\n- target: {kind: Deployment}\n  patch: |\n${indent(patch)}\n`, `${head}spec: {l: []}`);
    expect(problemsOf(files)).toEqual([`kustomize-patch-failed kustomization.yaml:${line}:7`]);
  });
});

describe('patches that cannot be used', () => {
  const cases = [
    [
      'no object matches',
      `patches:\n- patch: |\n${indent('apiVersion: v1\nkind: Pod\nmetadata: {name: x}')}\n`,
      'kustomize-patch-target kustomization.yaml:4:5',
    ],
    [
      'a patch without a name',
      `patches:\n- patch: |\n${indent('kind: Deployment\nspec: {}')}\n`,
      'kustomize-not-an-object kustomization.yaml:4:5',
    ],
    [
      'operations without a target',
      `patches:\n- patch: |\n${indent('- {op: remove, path: /spec}')}\n`,
      'kustomize-invalid-patch kustomization.yaml:3:3',
    ],
    [
      'a list in brackets that is no JSON',
      'patches:\n- target: {kind: Deployment}\n  patch: "[{op: remove, path: /spec}]"\n',
      'kustomize-invalid-patch kustomization.yaml:4:10',
    ],
    ['neither patch nor path', 'patches:\n- target: {kind: Pod}\n', 'kustomize-invalid-patch kustomization.yaml:3:3'],
    ['an empty patch', 'patches:\n- patch: "# nothing"\n', 'kustomize-invalid-patch kustomization.yaml:3:10'],
    ['a missing file', 'patches:\n- path: p.yaml\n', 'kustomize-missing-file kustomization.yaml:3:9'],
    [
      'a target that selects nothing is only worth a warning',
      'patches:\n- target: {kind: Pod}\n  patch: |\n    - {op: remove, path: /spec}\n',
      'kustomize-unused-patch kustomization.yaml:3:11',
    ],
  ] as const;
  test.each(cases)('%s', (_, kustomization, expected) => {
    expect(problemsOf(root(kustomization, head))).toEqual([expected]);
  });
});
