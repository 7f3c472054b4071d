import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { WorkloadResult } from '../src/analyse.ts';
import { restrictToChanged } from '../src/changed.ts';
import { planOutputs } from '../src/output-plan.ts';
import { placeDiagnostic } from '../src/report.ts';
import { analyseFiles } from './analyse-files.ts';
import { deployment, inFolder, reportIn, texts } from './program.ts';

const label = ({ manifest }: WorkloadResult) => `${manifest.document.file.path}#${manifest.kind}/${manifest.name}`;

/** What a user can see of a workload: its files and its findings. */
function visible({ status, images, diagnostics }: WorkloadResult): string {
  const found = diagnostics.map((finding) => placeDiagnostic(finding, 'default').reported);
  return JSON.stringify([status, images.map(({ file, text }) => [file, text]), found]);
}

const names = ['a', 'b', 'c'] as const;
const directories = ['', 'x/', 'x/y/', 'z/'] as const;

/** One document: a ConfigMap, or a Deployment that uses one, or an object that workloads see without naming it. */
const documents = fc.oneof(
  fc.tuple(fc.constantFrom(...names), fc.constantFrom('1', '2')).map(([name, value]) => texts('ConfigMap', name, { [`K${value}`]: value })),
  fc
    .tuple(fc.constantFrom('p', 'q', 'r'), fc.constantFrom(...names), fc.boolean())
    .map(([name, used, optional]) => deployment(name, `          envFrom: [{configMapRef: {name: ${used}, optional: ${optional}}}]\n`)),
);

/** A folder: texts by file. */
const folders = fc.dictionary(
  fc.tuple(fc.constantFrom(...directories), fc.constantFrom('m.yaml', 'n.yaml')).map(([directory, name]) => directory + name),
  fc.array(documents, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('---\n')),
  { minKeys: 1, maxKeys: 6, noNullPrototype: true },
);

test('a workload that is not looked at is what it was before the change', async () => {
  let left = 0;
  await fc.assert(
    fc.asyncProperty(folders, folders, fc.infiniteStream(fc.boolean()), async (before, replacement, choices) => {
      // Every file of the old state is kept, replaced or removed; the replacement may add some.
      const after: Record<string, string> = {};
      for (const [file, text] of Object.entries(before)) if (choices.next().value) after[file] = text;
      for (const [file, text] of Object.entries(replacement)) if (choices.next().value) after[file] = text;
      const changed = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((file) => before[file] !== after[file]);
      const [old, now] = [await analyseFiles(before), await analyseFiles(after)];
      const lastRun = planOutputs(old, undefined).entries;
      const { analysis } = restrictToChanged(now, {
        files: changed.filter((file) => after[file] !== undefined),
        decideAll: [],
        out: 'linuxkit',
        namespace: 'default',
        lastRun,
        exists: (file) => after[file] !== undefined,
      });
      const kept = new Set(analysis.workloads);
      const earlier = new Map(old.workloads.map((result) => [`${label(result)} ${result.manifest.document.index}`, result]));
      const failed = new Set(old.workloads.filter(({ status }) => status === 'failed').map(({ manifest }) => manifest.name));
      const generated = new Set(lastRun.map(({ workload }) => workload.name).filter((name) => !failed.has(name)));
      for (const result of now.workloads) {
        // What failed before is in no index, so there only broken references tell.
        if (kept.has(result) || !generated.has(result.manifest.name)) continue;
        const same = earlier.get(`${label(result)} ${result.manifest.document.index}`);
        left++;
        expect(visible(result)).toBe(same && visible(same));
      }
    }),
    { numRuns: 300 },
  );
  expect(left).toBeGreaterThan(20);
});

test('what is looked at is reported as the whole run reports it', async () => {
  await fc.assert(
    fc.asyncProperty(folders, fc.infiniteStream(fc.boolean()), async (files, choices) => {
      const whole = await analyseFiles(files);
      const chosen = Object.keys(files).filter(() => choices.next().value);
      const request = { files: chosen, decideAll: [], out: 'linuxkit', namespace: 'default', lastRun: undefined, exists: () => true };
      const { analysis } = restrictToChanged(whole, request);
      const all = new Map(whole.workloads.map((result) => [result, visible(result)]));
      for (const result of analysis.workloads) expect(visible(result)).toBe(all.get(result));
      for (const result of whole.workloads)
        if ([...result.manifest.sources, ...result.uses.flatMap(({ manifest }) => manifest.sources)].some((file) => chosen.includes(file)))
          expect(analysis.workloads).toContain(result);
    }),
    { numRuns: 100 },
  );
});

describe('check --changed', () => {
  const uses = (name: string) => `          envFrom: [{configMapRef: {name: ${name}}}]\n`;
  const repository = {
    'k8s/web.yaml': deployment('web', uses('one')),
    'k8s/db.yaml': deployment('db', uses('two')),
    'k8s/one.yaml': texts('ConfigMap', 'one', { A: '1' }),
    'k8s/two.yaml': texts('ConfigMap', 'two', { B: '2' }),
    '.podspec2lkrc': 'inputs: [k8s]\n',
    'README.yaml': 'hello: world\n',
  };
  const names = (run: Parameters<typeof reportIn>[0]) => [
    ...new Set(reportIn(run).diagnostics.flatMap(({ object }) => (object?.kind === 'Deployment' ? [object.name] : []))),
  ];

  test.each<[string, readonly string[], readonly string[]]>([
    ['a workload', ['k8s/web.yaml'], ['web']],
    ['an object that a workload refers to', ['k8s/two.yaml'], ['db']],
    ['several files, as pre-commit appends them', ['k8s/one.yaml', 'k8s/two.yaml'], ['db', 'web']],
    ['a file that takes no part', ['README.yaml'], []],
    ['nothing', [], []],
    ['the configuration', ['.podspec2lkrc'], ['db', 'web']],
    ['the lock', ['podspec2lk.lock.json'], ['db', 'web']],
  ])('%s', async (_, files, expected) => {
    await inFolder(repository, async ({ run }) => {
      const found = await run('check', '--format', 'json', '--no-drift', '--changed', ...files);
      expect([...names(found)].sort()).toEqual(expected);
      expect(reportIn(found).summary.workloads).toBe(expected.length);
    });
  });

  test('a removed ConfigMap fails the workload that refers to it, named or not', async () => {
    await inFolder(repository, async ({ run, remove }) => {
      remove('k8s/two.yaml');
      const named = await run('check', '--format', 'json', '--changed', 'k8s/two.yaml');
      expect([named.exit, ...names(named)]).toEqual([1, 'db']);
      expect((await run('check', '--changed', 'k8s/web.yaml')).exit).toBe(0);
    });
    await inFolder(repository, async ({ run, remove }) => {
      await run('generate');
      remove('k8s/two.yaml');
      // Hooks are not told of removed files; the index remembers them.
      expect(names(await run('check', '--format', 'json', '--changed'))).toEqual(['db']);
    });
  });

  test('a ConfigMap renamed inside its file fails the workload that refers to it', async () => {
    await inFolder(repository, async ({ run, write }) => {
      write({ 'k8s/two.yaml': texts('ConfigMap', 'other', { B: '2' }) });
      const found = await run('check', '--format', 'json', '--changed', 'k8s/two.yaml');
      expect([found.exit, ...names(found)]).toEqual([1, 'db']);
    });
  });

  test('a second ConfigMap of the name fails the workload that can no longer choose', async () => {
    await inFolder(repository, async ({ run, write }) => {
      write({ 'k8s/three.yaml': texts('ConfigMap', 'two', { B: '3' }) });
      const found = await run('check', '--format', 'json', '--changed', 'k8s/three.yaml');
      expect([found.exit, ...names(found)]).toEqual([1, 'db']);
    });
  });

  test('a patch of a kustomization concerns what it patches, and a generated output its workload', async () => {
    const kustomized = {
      'k8s/base/kustomization.yaml': 'resources: [web.yaml, db.yaml]\n',
      'k8s/base/web.yaml': deployment('web'),
      'k8s/base/db.yaml': deployment('db'),
      'k8s/prod/kustomization.yaml': 'resources: [../base]\npatches: [{path: patch.yaml}]\n',
      'k8s/prod/patch.yaml':
        'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {template: {spec: {containers: [{name: web, args: [x]}]}}}\n',
    };
    await inFolder(kustomized, async ({ run, write }) => {
      await run('generate', 'k8s');
      const only = async (file: string) => names(await run('check', 'k8s', '--format', 'json', '--changed', file));
      expect(await only('k8s/prod/patch.yaml')).toEqual(['web']);
      expect(await only('k8s/base/db.yaml')).toEqual(['db']);
      write({ 'linuxkit/prod/default/deployment-db.yml': '# Generated by podspec2linuxkit from x; do not edit.\n' });
      expect(await only('linuxkit/prod/default/deployment-db.yml')).toEqual(['db']);
      write({ 'k8s/prod/patch.yaml': 'not: a patch\n' });
      const broken = await run('check', 'k8s', '--format', 'json', '--changed', 'k8s/prod/patch.yaml');
      expect(broken.exit).toBe(1);
    });
  });

  test('an output whose manifest is gone is stale, those of other files are not looked at', async () => {
    await inFolder(repository, async ({ run, remove, write }) => {
      await run('generate');
      remove('k8s/db.yaml');
      write({ 'k8s/web.yaml': repository['k8s/web.yaml'].replace('web:1', 'web:2') });
      const drifted = reportIn(await run('check', '--format', 'json', '--changed')).diagnostics.filter(({ code }) => code === 'drift');
      expect(drifted.map(({ location }) => location?.file)).toEqual(['linuxkit/default/deployment-db.yml']);
    });
  });
});
