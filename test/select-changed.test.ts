import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Analysis } from '../src/analyse.ts';
import { restrictToChanged } from '../src/changed.ts';
import type { ChangedFiles } from '../src/changed-files.ts';
import { defaultOptions } from '../src/model/options.ts';
import { planOutputs } from '../src/output-plan.ts';
import { reportOf } from '../src/report.ts';
import { analyseFiles } from './analyse-files.ts';
import { deployment, inFolder, reportIn, texts } from './program.ts';

type Files = Readonly<Record<string, string>>;

/** Workloads see Services that they do not name. */
const options = { translate: { ...defaultOptions, serviceEnv: true } };

const oneOf = (...values: readonly string[]) => fc.constantFrom(...values);
const names = oneOf('a', 'b', 'c');
/** Objects of the namespace that is implied name it, leave it out, or are of another one. */
const spaces = oneOf('', ', namespace: default', ', namespace: other');
const object = (apiVersion: string, kind: string, name: string, space: string, rest: string) =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: ${name}${space}}\n${rest}\n`;

const claim = 'spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}';
const volume = 'spec: {accessModes: [ReadWriteOnce], capacity: {storage: 1Gi}, hostPath: {path: /srv}}';
const limits = 'spec: {limits: [{type: Container, default: {memory: 64Mi}}]}';
const policy = 'spec: {podSelector: {}, policyTypes: [Ingress]}';
const service = 'spec: {clusterIP: 10.0.0.1, selector: {app: p}, ports: [{port: 80}]}';
const external = 'spec: {target: {name: a}}';
const stateful =
  'spec: {serviceName: a, selector: {matchLabels: {app: s}}, template: {metadata: {labels: {app: s}}, spec: {containers: [{name: s, image: s:1, volumeMounts: [{name: a, mountPath: /d}]}]}},' +
  ' volumeClaimTemplates: [{metadata: {name: a}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}]}';

/** Fields of a pod that depend on another object, by the name of that object. */
const uses = [
  (name: string) => `          envFrom: [{configMapRef: {name: ${name}}}]\n`,
  (name: string) => `          env: [{name: A, valueFrom: {secretKeyRef: {name: ${name}, key: K}}}]\n`,
  (name: string) =>
    `          volumeMounts: [{name: v, mountPath: /v}]\n      volumes: [{name: v, persistentVolumeClaim: {claimName: ${name}}}]\n`,
  (name: string) => `      serviceAccountName: ${name}\n      priorityClassName: ${name}\n`,
  () => '',
];

const app = (name: string) => fc.tuple(names, fc.constantFrom(...uses)).map(([used, use]) => deployment(name, use(used)));
const named = (apiVersion: string, kind: string, rest: string) =>
  fc.tuple(names, spaces).map(([name, space]) => object(apiVersion, kind, name, space, rest));

const kinds = [
  fc.tuple(names, oneOf('1', '2')).map(([name, value]) => texts('ConfigMap', name, { [`K${value}`]: value })),
  fc.tuple(names, oneOf('1', '2')).map(([name, value]) => texts('Secret', name, { [`K${value}`]: value })),
  named('v1', 'PersistentVolumeClaim', claim),
  named('v1', 'PersistentVolume', volume),
  named('v1', 'LimitRange', limits),
  named('networking.k8s.io/v1', 'NetworkPolicy', policy),
  named('v1', 'Service', service),
  named('v1', 'ServiceAccount', ''),
  named('external-secrets.io/v1', 'ExternalSecret', external),
  fc.tuple(oneOf('s', 't'), spaces).map(([name, space]) => object('apps/v1', 'StatefulSet', name, space, stateful)),
  oneOf('not: an object\n', 'a: [\n'),
];

const kustomization = fc
  .tuple(oneOf('m.yaml', 'n.yaml', '../x'), oneOf('', 'nameSuffix: -s\n', 'configMapGenerator: [{name: a, literals: [A=1]}]\n'))
  .map(([resource, rest]) => `resources: [${resource}]\n${rest}`);

/** Files of Deployments and of a few of the other kinds. */
const folders = fc.subarray(kinds, { minLength: 1, maxLength: 3 }).chain((chosen) => {
  const documents = fc.oneof({ weight: 2, arbitrary: oneOf('p', 'q', 'r').chain(app) }, ...chosen);
  const file = fc.array(documents, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('---\n'));
  const paths = fc.tuple(oneOf('', 'x/', 'x/y/', 'z/'), oneOf('m.yaml', 'n.yaml')).map((parts) => parts.join(''));
  return fc.record({
    before: fc.dictionary(paths, file, { minKeys: 2, maxKeys: 6, noNullPrototype: true }),
    after: fc.dictionary(paths, file, { minKeys: 1, maxKeys: 1, noNullPrototype: true }),
    roots: fc.dictionary(oneOf('x/kustomization.yaml', 'z/kustomization.yaml'), kustomization, { maxKeys: 2, noNullPrototype: true }),
    gone: fc.nat({ max: 9 }),
    indexed: fc.boolean(),
  });
});

test('what is left out before it is translated would be left out after it', async () => {
  let fewer = 0;
  let fewerRoots = 0;
  await fc.assert(
    fc.asyncProperty(folders, async ({ before: plain, after: replaced, roots, gone, indexed }) => {
      const before: Files = { ...plain, ...roots };
      const after: Record<string, string> = { ...before, ...replaced };
      const removed = Object.keys(plain)[gone];
      if (removed !== undefined) delete after[removed];
      const changed: ChangedFiles = {
        files: [...Object.keys(replaced), ...(removed === undefined ? [] : [removed])],
        decideAll: [],
        out: 'linuxkit',
        namespace: 'default',
        lastRun: indexed ? planOutputs(await analyseFiles(before, options), undefined).entries : undefined,
        exists: (file) => after[file] !== undefined,
      };
      const whole = await analyseFiles(after, options);
      const part = await analyseFiles(after, { ...options, changed });
      if (part.workloads.length < whole.workloads.length) fewer++;
      if (part.collection.kustomizations.length < whole.collection.kustomizations.length) fewerRoots++;
      // Kustomizations that none of the files concerns are not rendered, so that nothing is known of what they lack.
      const rendered = new Set(['', ...part.collection.kustomizations.map(({ root }) => root)]);
      const seen = (analysis: Analysis) => {
        const { analysis: left } = restrictToChanged(analysis, changed);
        const workloads = left.workloads.filter(({ manifest }) => rendered.has(manifest.bundle.root));
        const files = workloads.map(({ status, images }) => [status, images.map(({ file, text }) => [file, text])]);
        return [files, reportOf({ ...left, workloads }, [], 'default')];
      };
      const concerned = whole.collection.kustomizations.filter(({ files }) => files.some((file) => changed.files.includes(file)));
      expect([...rendered]).toEqual(expect.arrayContaining(concerned.map(({ root }) => root)));
      expect(JSON.stringify(seen(part))).toBe(JSON.stringify(seen(whole)));
    }),
    { numRuns: 300 },
  );
  expect(fewer).toBeGreaterThan(50);
  expect(fewerRoots).toBeGreaterThan(10);
});

test('a workload that would be written to the file of another is still refused', async () => {
  const files = { 'a.yaml': deployment('p'), 'b.yaml': deployment('p').replace('name: p', 'generateName: p-'), 'c.yaml': deployment('q') };
  await inFolder(files, async ({ run }) => {
    const found = reportIn(await run('check', '--format', 'json', '--changed', 'a.yaml'));
    const errors = found.diagnostics.filter(({ severity }) => severity === 'error').map(({ code }) => code);
    expect([found.summary.failed, ...errors]).toEqual([2, 'output-collision', 'output-collision']);
  });
});

test('a changed output of a workload that failed is not called stale', async () => {
  await inFolder({ 'k8s/a.yaml': deployment('p'), 'k8s/b.yaml': deployment('q') }, async ({ run, write }) => {
    await run('generate', 'k8s');
    write({ 'k8s/a.yaml': deployment('p').replace('apps/v1', 'apps/v9') });
    const output = 'linuxkit/default/deployment-p.yml';
    const drifted = reportIn(await run('check', 'k8s', '--format', 'json', '--changed', output)).diagnostics;
    expect(drifted.filter(({ code }) => code === 'drift')).toEqual([]);
  });
});

test('a workload of a kustomization takes over the output of a plain one that it repeated', async () => {
  const same = deployment('p');
  const files = { 'k8s/kustomization.yaml': 'resources: [base.yaml]\n', 'k8s/base.yaml': same, 'k8s/a.yaml': same };
  await inFolder(files, async ({ run, write, remove }) => {
    await run('generate', 'k8s');
    remove('k8s/a.yaml');
    const gone = reportIn(await run('check', 'k8s', '--format', 'json', '--changed', 'k8s/a.yaml'));
    expect(gone.summary.workloads).toBe(1);
    write({ 'k8s/a.yaml': deployment('p').replace('command: [run]', 'command: [walk]') });
    const parted = reportIn(await run('check', 'k8s', '--format', 'json', '--changed', 'k8s/a.yaml')).diagnostics;
    expect(parted.filter(({ code }) => code === 'duplicate-object').map(({ location }) => location?.file)).toEqual([
      'k8s/a.yaml',
      'k8s/base.yaml',
    ]);
  });
});
