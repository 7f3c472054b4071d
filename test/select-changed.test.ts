import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type AnalyseRequest, type Analysis, analyse } from '../src/analyse.ts';
import { restrictToChanged } from '../src/changed.ts';
import type { ChangedFiles } from '../src/changed-files.ts';
import { memoryHost } from '../src/load/memory-host.ts';
import { defaultOptions } from '../src/model/options.ts';
import { planOutputs } from '../src/output-plan.ts';
import { reportOf } from '../src/report.ts';
import { deployment, texts } from './program.ts';

type Files = Readonly<Record<string, string>>;

function analyseFiles(files: Files, more: Partial<AnalyseRequest> = {}): Promise<Analysis> {
  const request = {
    inputs: ['.'],
    ignore: [],
    excluded: ['linuxkit'],
    namespace: 'default',
    workloads: [],
    lock: undefined,
    translate: { ...defaultOptions, serviceEnv: true },
    bases: [],
    standalone: false,
    severities: { byCode: {}, strict: false },
  };
  return analyse({ ...request, ...more }, memoryHost(files));
}

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

const documents = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.tuple(oneOf('p', 'q', 'P'), names, fc.constantFrom(...uses)).map(([name, used, use]) => deployment(name, use(used))),
  },
  fc.tuple(names, oneOf('1', '2')).map(([name, value]) => texts('ConfigMap', name, { [`K${value}`]: value })),
  fc.tuple(names, oneOf('1', '2')).map(([name, value]) => texts('Secret', name, { [`K${value}`]: value })),
  fc.tuple(names, spaces).map(([name, space]) => object('v1', 'PersistentVolumeClaim', name, space, claim)),
  names.map((name) => object('v1', 'PersistentVolume', name, '', volume)),
  fc.tuple(names, spaces).map(([name, space]) => object('v1', 'LimitRange', name, space, limits)),
  fc.tuple(names, spaces).map(([name, space]) => object('networking.k8s.io/v1', 'NetworkPolicy', name, space, policy)),
  fc.tuple(names, spaces).map(([name, space]) => object('v1', 'Service', name, space, service)),
  fc.tuple(names, spaces).map(([name, space]) => object('v1', 'ServiceAccount', name, space, '')),
  fc.tuple(names, spaces).map(([name, space]) => object('external-secrets.io/v1', 'ExternalSecret', name, space, external)),
  fc.tuple(oneOf('s', 't'), spaces).map(([name, space]) => object('apps/v1', 'StatefulSet', name, space, stateful)),
  oneOf('not: an object\n', 'a: [\n'),
);

const kustomization = fc
  .tuple(oneOf('m.yaml', 'n.yaml', '../x'), oneOf('', 'nameSuffix: -s\n', 'configMapGenerator: [{name: a, literals: [A=1]}]\n'))
  .map(([resource, rest]) => `resources: [${resource}]\n${rest}`);

const directories = oneOf('', 'x/', 'x/y/', 'z/');
const folders = fc
  .tuple(
    fc.dictionary(
      fc.tuple(directories, oneOf('m.yaml', 'n.yaml')).map((parts) => parts.join('')),
      fc.array(documents, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('---\n')),
      { minKeys: 1, maxKeys: 6, noNullPrototype: true },
    ),
    fc.dictionary(oneOf('x/kustomization.yaml', 'z/kustomization.yaml'), kustomization, { maxKeys: 2, noNullPrototype: true }),
  )
  .map(([files, roots]): Files => ({ ...files, ...roots }));

/** Every file of the old state is kept, replaced or removed; the new state may add some. */
function mixed(before: Files, replacement: Files, choose: () => boolean): Files {
  const after: Record<string, string> = {};
  for (const files of [before, replacement]) for (const [file, text] of Object.entries(files)) if (choose()) after[file] = text;
  return after;
}

test('what is left out before it is translated would be left out after it', async () => {
  let fewer = 0;
  await fc.assert(
    fc.asyncProperty(folders, folders, fc.infiniteStream(fc.boolean()), async (before, replacement, choices) => {
      const choose = () => choices.next().value;
      const after = mixed(before, replacement, choose);
      const outputs = choose() ? planOutputs(await analyseFiles(before), undefined).entries : undefined;
      const changed: ChangedFiles = {
        files: [...Object.keys(after).filter((file) => before[file] !== after[file]), ...(choose() ? ['gone.yaml'] : [])],
        decideAll: [],
        out: 'linuxkit',
        namespace: 'default',
        lastRun: outputs,
        exists: (file) => after[file] !== undefined,
      };
      const whole = await analyseFiles(after);
      const part = await analyseFiles(after, { changed });
      if (part.workloads.length < whole.workloads.length) fewer++;
      const seen = (analysis: Analysis) => {
        const { analysis: left } = restrictToChanged(analysis, changed);
        const files = left.workloads.map(({ status, images }) => [status, images.map(({ file, text }) => [file, text])]);
        return [files, reportOf(left, [], 'default')];
      };
      expect(JSON.stringify(seen(part))).toBe(JSON.stringify(seen(whole)));
    }),
    { numRuns: 400 },
  );
  expect(fewer).toBeGreaterThan(50);
});
