import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { originOfAnchor } from '../../src/diagnostics/diagnostic.ts';
import { findKustomizations } from '../../src/kustomize/discover.ts';
import { renderRoot } from '../../src/kustomize/render.ts';
import { renderSession } from '../../src/kustomize/session.ts';
import { memoryHost } from '../../src/load/memory-host.ts';
import { type FieldPath, locationOf, originOf } from '../../src/model/source.ts';
import { deployment, documents, type Files, objectsOf, problemsOf, renderFiles } from './kit.ts';

const shop: Files = {
  'base/kustomization.yaml': 'resources: [web.yaml]\nconfigMapGenerator:\n- name: settings\n  envs: [app.env]\n',
  'base/app.env': 'LEVEL=info\n',
  'base/web.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  template:
    spec:
      containers:
      - name: app
        image: nginx:1
        envFrom:
        - configMapRef: {name: settings}
`,
  'parts/kustomization.yaml':
    'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\npatches:\n- patch: |\n    apiVersion: apps/v1\n    kind: Deployment\n    metadata: {name: web}\n    spec:\n      replicas: 2\n',
  'prod/kustomization.yaml': 'resources: [../base]\ncomponents: [../parts]\nnamespace: prod\nimages:\n- name: nginx\n  newTag: "2"\n',
  'test/kustomization.yaml': 'resources: [../base]\nnamePrefix: test-\n',
};

function rendered(files: Files, directory: string) {
  const session = renderSession(memoryHost(files));
  return renderRoot(directory, session);
}

describe('bases, overlays and components', () => {
  test('an overlay changes what its base and its components made', () => {
    expect(objectsOf(shop, 'prod')).toEqual(
      documents(`apiVersion: v1
kind: ConfigMap
metadata: {name: settings-2748f727mg, namespace: prod}
data: {LEVEL: info}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: prod}
spec:
  replicas: 2
  template:
    spec:
      containers: [{name: app, image: "nginx:2", envFrom: [{configMapRef: {name: settings-2748f727mg}}]}]
`),
    );
  });

  test('of a field that is written twice the last one counts, even when it is empty', () => {
    const files = {
      'a.yaml': deployment,
      'kustomization.yaml': 'resources: [a.yaml]\nnamePrefix: 1\nnamePrefix: a-\nnameSuffix: -b\nnameSuffix:\n',
    };
    expect(objectsOf(files)).toMatchObject([{ metadata: { name: 'a-web' } }]);
    expect(problemsOf({ ...files, 'kustomization.yaml': 'resources: [a.yaml]\nresources:\n' })).toEqual([
      'empty-kustomization kustomization.yaml:1:1',
    ]);
  });

  test('overlays of one run do not see each other', () => {
    const session = renderSession(memoryHost(shop));
    const names = (directory: string) =>
      renderRoot(directory, session).objects.map(({ document }) => (document.value as { metadata: { name: string } }).metadata.name);
    expect([names('prod'), names('test'), names('prod')]).toEqual([
      ['settings-2748f727mg', 'web'],
      ['test-settings-2748f727mg', 'test-web'],
      ['settings-2748f727mg', 'web'],
    ]);
  });

  test('all files that decided an object are its sources', () => {
    const sources = rendered(shop, 'prod').objects.map((object) => object.sources);
    expect(sources).toEqual([
      ['base/app.env', 'base/kustomization.yaml', 'parts/kustomization.yaml', 'prod/kustomization.yaml'],
      ['base/kustomization.yaml', 'base/web.yaml', 'parts/kustomization.yaml', 'prod/kustomization.yaml'],
    ]);
  });

  const places: readonly (readonly [string, number, FieldPath, string])[] = [
    ['a value of the base', 1, ['spec', 'template', 'spec', 'containers', 0, 'name'], 'base/web.yaml:8:15'],
    ['an inline patch of a component', 1, ['spec', 'replicas'], 'parts/kustomization.yaml:9:17'],
    ['the entry of images', 1, ['spec', 'template', 'spec', 'containers', 0, 'image'], 'prod/kustomization.yaml:6:11'],
    ['the namespace', 1, ['metadata', 'namespace'], 'prod/kustomization.yaml:3:12'],
    ['a line of an env file', 0, ['data', 'LEVEL'], 'base/app.env:1:7'],
    [
      'a reference that was rewritten stays where it was written',
      1,
      ['spec', 'template', 'spec', 'containers', 0, 'envFrom', 0, 'configMapRef', 'name'],
      'base/web.yaml:11:32',
    ],
  ];
  test.each(places)('the place of %s is known', (_, index, path, expected) => {
    const document = rendered(shop, 'prod').objects[index]?.document;
    const { file, line, column } = locationOf(originOf(document?.value, document?.places as never, path, 'value'));
    expect(`${file}:${line}:${column}`).toBe(expected);
  });
});

describe('what a kustomization may use', () => {
  const cases: readonly (readonly [string, Files, string, string])[] = [
    [
      'a file outside its directory',
      { 'a/kustomization.yaml': 'resources: [../x.yaml]', 'x.yaml': deployment },
      'a',
      'kustomize-outside-root a/kustomization.yaml:1:13',
    ],
    ['itself', { 'a/kustomization.yaml': 'resources: [../a]' }, 'a', 'kustomize-cycle a/kustomization.yaml:1:13'],
    [
      'a directory above',
      { 'kustomization.yaml': 'resources: [a]', 'a/kustomization.yaml': 'resources: [..]' },
      'a',
      'kustomize-cycle a/kustomization.yaml:1:13',
    ],
    [
      'a directory without a kustomization',
      { 'kustomization.yaml': 'resources: [a]', 'a/x.yaml': '' },
      '.',
      'missing-kustomization kustomization.yaml:1:13',
    ],
    ['an address', { 'kustomization.yaml': 'resources: ["https://example.com/x.yaml"]' }, '.', 'kustomize-remote kustomization.yaml:1:13'],
    ['a repository', { 'kustomization.yaml': 'resources: [github.com/a/b]' }, '.', 'kustomize-remote kustomization.yaml:1:13'],
    ['a chart', { 'kustomization.yaml': 'helmCharts: [{name: x}]' }, '.', 'kustomize-unsupported kustomization.yaml:1:1'],
    [
      'a plugin',
      { 'kustomization.yaml': 'generators: [g.yaml]', 'g.yaml': 'apiVersion: viaduct.ai/v1\nkind: ksops\nmetadata: {name: x}' },
      '.',
      'kustomize-unsupported g.yaml:1:1',
    ],
    [
      'a component among the resources',
      { 'kustomization.yaml': 'resources: [c]', 'c/kustomization.yaml': 'kind: Component\nnamePrefix: a' },
      '.',
      'kustomize-wrong-kind kustomization.yaml:1:13',
    ],
    [
      'a base among the components',
      { 'kustomization.yaml': 'components: [c]', 'c/kustomization.yaml': 'namePrefix: a' },
      '.',
      'kustomize-wrong-kind kustomization.yaml:1:14',
    ],
    [
      'a file among the components',
      { 'kustomization.yaml': 'components: [c.yaml]', 'c.yaml': deployment },
      '.',
      'kustomize-missing-file kustomization.yaml:1:14',
    ],
    ['an entry without a name', { 'kustomization.yaml': 'resources:\n- ' }, '.', 'kustomize-missing-file kustomization.yaml:2:2'],
    [
      'the same object twice',
      { 'kustomization.yaml': 'resources: [x.yaml, y.yaml]', 'x.yaml': deployment, 'y.yaml': deployment },
      '.',
      'kustomize-duplicate-object y.yaml:2:1',
    ],
    [
      'two kustomization files',
      { 'kustomization.yaml': 'namePrefix: a', 'kustomization.yml': 'namePrefix: a' },
      '.',
      'several-kustomizations kustomization.yaml:1:1',
    ],
    ['nothing', { 'kustomization.yaml': 'kind: Kustomization' }, '.', 'empty-kustomization kustomization.yaml:1:1'],
    ['an unknown field', { 'kustomization.yaml': 'resource: [x.yaml]' }, '.', 'unknown-kustomization-field kustomization.yaml:1:1'],
    [
      'a number where a text belongs',
      { 'kustomization.yaml': 'commonLabels: {a: 1}' },
      '.',
      'invalid-kustomization kustomization.yaml:1:19',
    ],
    [
      'an object without a name',
      { 'kustomization.yaml': 'resources: [x.yaml]', 'x.yaml': 'kind: Pod' },
      '.',
      'kustomize-not-an-object x.yaml:1:1',
    ],
    [
      'a key twice',
      { 'kustomization.yaml': 'resources: [x.yaml]', 'x.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {a: 1, a: 2}' },
      '.',
      'kustomize-unwritable x.yaml:4:14',
    ],
    [
      'a key that is a number',
      { 'kustomization.yaml': 'resources: [x.yaml]', 'x.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {1: a}' },
      '.',
      'kustomize-unwritable x.yaml:4:8',
    ],
  ];
  test.each(cases)('%s is refused', (_, files, directory, expected) => {
    expect(problemsOf(files, directory)).toEqual([expected]);
  });

  test('an unknown field that was misspelt is told the right name', () => {
    const [problem] = renderFiles({ 'kustomization.yaml': 'resource: [x.yaml]' }).diagnostics;
    expect(problem?.message).toBe('unknown field resource; did you mean resources?');
  });

  test('a file where a directory belongs is told so', () => {
    const [problem] = renderFiles({ 'kustomization.yaml': 'components: [c.yaml]', 'c.yaml': deployment }).diagnostics;
    expect(problem?.message).toBe('components names c.yaml: it is a file, not a directory');
  });

  test('a base that fails is reported once, and every root that uses it says so', () => {
    const session = renderSession(
      memoryHost({
        'base/kustomization.yaml': 'resources: [gone.yaml]',
        'a/kustomization.yaml': 'resources: [../base]',
        'b/kustomization.yaml': 'resources: [../base]',
      }),
    );
    const codes = ['a', 'b'].map((directory) => renderRoot(directory, session).diagnostics.map(({ code }) => code));
    expect(codes).toEqual([['kustomize-missing-file'], ['kustomize-base-failed']]);
  });

  test('every finding has a place', () => {
    for (const [, files, directory] of cases) {
      for (const { at } of renderFiles(files, directory).diagnostics) expect(at.kind === 'file' || originOfAnchor(at)).toBeTruthy();
    }
  });
});

describe('findKustomizations', () => {
  const flux = 'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: apps}\nspec: {path: ./apps}\n';
  const find = (files: Files, seen = Object.keys(files)) => findKustomizations(seen, renderSession(memoryHost(files)));

  test('roots are those that no other one uses; components never are', () => {
    expect(find(shop).roots).toEqual(['prod', 'test']);
  });
  test('everything that is used leaves the plain load', () => {
    expect([...find(shop).usedFiles].sort()).toEqual(Object.keys(shop).sort());
  });
  test('what lies outside the files that were seen counts too', () => {
    const found = find(shop, ['prod/kustomization.yaml']);
    expect(found.roots).toEqual(['prod']);
    expect(found.usedFiles.has('base/web.yaml')).toBe(true);
  });
  test('objects of Flux are no kustomizations', () => {
    const found = find({ 'apps/kustomization.yaml': flux });
    expect([found.roots, [...found.foreignFiles]]).toEqual([[], ['apps/kustomization.yaml']]);
  });
  test('one kustomization of a circle is a root, so that the circle is reported', () => {
    expect(find({ 'a/kustomization.yaml': 'resources: [../b]', 'b/kustomization.yaml': 'resources: [../a]' }).roots).toEqual(['a']);
  });
  test('a broken kustomization still uses its files', () => {
    const found = find({ 'kustomization.yaml': 'resources: [x.yaml]\nnamePrefix: 1\n', 'x.yaml': deployment });
    expect([...found.usedFiles].sort()).toEqual(['kustomization.yaml', 'x.yaml']);
  });
});

describe('independence of the order of files on disk', () => {
  test('the same files in any order render alike', () => {
    const expected = JSON.stringify(
      ['prod', 'test'].map((directory) => rendered(shop, directory).objects.map(({ document }) => document.value)),
    );
    fc.assert(
      fc.property(fc.shuffledSubarray(Object.entries(shop), { minLength: Object.keys(shop).length }), fc.boolean(), (entries, swapped) => {
        const session = renderSession(memoryHost(Object.fromEntries(entries)));
        const { roots } = findKustomizations(
          entries.map(([path]) => path),
          session,
        );
        const order = swapped ? [...roots].reverse() : roots;
        const objects = new Map(
          order.map((directory) => [directory, renderRoot(directory, session).objects.map(({ document }) => document.value)]),
        );
        expect(roots).toEqual(['prod', 'test']);
        expect(JSON.stringify(['prod', 'test'].map((directory) => objects.get(directory)))).toBe(expected);
      }),
      { numRuns: 100 },
    );
  });
});
