import { describe, expect, test } from 'vitest';
import { documents, objectsOf, problemsOf, root } from './kit.ts';

const source = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {host: a.b.c, port: "80"}\n';
const target = (spec: string) => `apiVersion: example.com/v1\nkind: Thing\nmetadata: {name: t, labels: {l: "1"}}\nspec: ${spec}\n`;
const replacement = (from: string, to: string) =>
  `replacements:\n- source: {kind: ConfigMap, name: c, ${from}}\n  targets:\n  - select: {kind: Thing}\n    ${to}\n`;

describe('replacements', () => {
  const cases = [
    ['a scalar keeps its type and takes the text', 'fieldPath: data.port', 'fieldPaths: [spec.p]', '{p: 1}', '{p: 80}'],
    ['a text stays a text', 'fieldPath: data.port', 'fieldPaths: [spec.p]', '{p: "1"}', '{p: "80"}'],
    [
      'a made field has the type of its text',
      'fieldPath: data.port',
      'fieldPaths: [spec.q.p]\n    options: {create: true}',
      '{}',
      '{q: {p: 80}}',
    ],
    ['a mapping replaces what is there', 'fieldPath: data', 'fieldPaths: [spec.p]', '{p: {x: 1}}', '{p: {host: a.b.c, port: "80"}}'],
    [
      'delimiter and index take a part',
      'fieldPath: data.host, options: {delimiter: ., index: 1}',
      'fieldPaths: [spec.p]',
      '{p: x}',
      '{p: b}',
    ],
    [
      'delimiter and index set a part',
      'fieldPath: data.port',
      'fieldPaths: [spec.p]\n    options: {delimiter: ":", index: 1}',
      '{p: "h:1:x"}',
      '{p: "h:80:x"}',
    ],
    [
      'an index behind the end appends',
      'fieldPath: data.port',
      'fieldPaths: [spec.p]\n    options: {delimiter: ":", index: 9}',
      '{p: h}',
      '{p: "h:80"}',
    ],
    [
      'a negative index puts in front',
      'fieldPath: data.port',
      'fieldPaths: [spec.p]\n    options: {delimiter: ":", index: -1}',
      '{p: h}',
      '{p: "80:h"}',
    ],
    [
      'items are found by a field',
      'fieldPath: data.port',
      'fieldPaths: ["spec.l.[name=x].v"]',
      '{l: [{name: x, v: a}, {name: y, v: b}]}',
      '{l: [{name: x, v: "80"}, {name: y, v: b}]}',
    ],
    [
      'all items are meant by *',
      'fieldPath: data.host',
      'fieldPaths: ["spec.l.*.v"]',
      '{l: [{v: a}, {v: b}]}',
      '{l: [{v: a.b.c}, {v: a.b.c}]}',
    ],
    ['indices count from 0', 'fieldPath: data.host', 'fieldPaths: [spec.l.1]', '{l: [a, b]}', '{l: [a, a.b.c]}'],
    ['brackets quote names with dots', 'fieldPath: data.host', 'fieldPaths: ["spec.[x.y/z]"]', '{x.y/z: a}', '{x.y/z: a.b.c}'],
    ['the name is copied when no field is named', 'fieldPath: metadata.name', 'fieldPaths: [spec.p]', '{p: x}', '{p: c}'],
  ] as const;
  test.each(cases)('%s', (_, from, to, before, after) => {
    const [, thing] = objectsOf(root(replacement(from, to), `${source}---\n${target(before)}`));
    expect(thing).toEqual(documents(target(after))[0]);
  });

  test('rejected objects stay', () => {
    const things = `${target('{p: 1}')}---\n${target('{p: 1}').replace('name: t', 'name: u')}`;
    const kustomization = `${replacement('fieldPath: data.port', 'fieldPaths: [spec.p]')}    reject: [{name: u}]\n`;
    const values = objectsOf(root(kustomization, `${source}---\n${things}`)).slice(1);
    expect(values.map((value) => (value as { spec: unknown }).spec)).toEqual([{ p: 80 }, { p: 1 }]);
  });

  test('may stand in a file, one or several', () => {
    const [, thing] = objectsOf(
      root('replacements: [{path: r.yaml}]', `${source}---\n${target('{p: 1}')}`, {
        'r.yaml':
          'source: {kind: ConfigMap, fieldPath: data.port, more: ignored}\ntargets: [{select: {kind: Thing}, fieldPaths: [spec.p]}]\n',
      }),
    );
    expect(thing).toEqual(documents(target('{p: 80}'))[0]);
  });

  const failures = [
    [
      'the source has no such field',
      replacement('fieldPath: data.x', 'fieldPaths: [spec.p]'),
      'kustomize-invalid-replacement kustomization.yaml:3:49',
    ],
    [
      'the target has no such field',
      replacement('fieldPath: data.host', 'fieldPaths: [spec.x]'),
      'kustomize-invalid-replacement kustomization.yaml:6:18',
    ],
    [
      'no object is the source',
      replacement('namespace: other', 'fieldPaths: [spec.p]'),
      'kustomize-invalid-replacement kustomization.yaml:3:11',
    ],
    [
      'the part does not exist',
      replacement('fieldPath: data.host, options: {delimiter: ., index: 7}', 'fieldPaths: [spec.p]'),
      'kustomize-invalid-replacement kustomization.yaml:3:49',
    ],
    ['there is no source', 'replacements: [{targets: []}]', 'kustomize-invalid-replacement kustomization.yaml:2:16'],
  ] as const;
  test.each(failures)('%s', (_, kustomization, expected) => {
    expect(problemsOf(root(kustomization, `${source}---\n${target('{p: 1}')}`))).toEqual([expected]);
  });
});

describe('vars', () => {
  const vars = (path: string) =>
    `vars: [{name: V, objref: {apiVersion: v1, kind: ConfigMap, name: c}, fieldref: {fieldPath: ${path}}}]\nnamePrefix: a-\n`;
  const pod = (env: string) =>
    `apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: c, env: [{name: E, value: ${env}}]}]}\n`;
  const cases = [
    ['are replaced in texts, by the value at the end', 'metadata.name', '"x-$(V)-$(W)-$$y"', '"x-a-c-$(W)-$y"'],
    ['are found in the data', 'data.host', '$(V)', 'a.b.c'],
  ] as const;
  test.each(cases)('%s', (_, path, before, after) => {
    const [, result] = objectsOf(root(vars(path), `${source}---\n${pod(before)}`));
    expect(result).toEqual(documents(pod(after).replace('name: p', 'name: a-p'))[0]);
  });
  test('must have a value', () => {
    expect(problemsOf(root(vars('data.x'), `${source}---\n${pod('$(V)')}`))).toEqual(['kustomize-invalid-variable kustomization.yaml:2:8']);
  });
});
