import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { codes, translate } from '../kit.ts';

/** The seed of every property, printed with a failure; PROPERTY_SEED tries another one. */
const seed = Number(process.env['PROPERTY_SEED'] ?? 20_261_125);
const runs = (numRuns: number) => ({ seed, numRuns });

const manifest = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, labels: &l {app: web}}
spec:
  selector: {matchLabels: *l}
  template:
    metadata: {labels: *l}
    spec:
      initContainers:
      - {name: first, image: "busybox:1.37", command: [sh, -c, "echo $(A) $$(B)"], env: [{name: A, value: "1"}]}
      containers:
      - name: web
        image: nginx@sha256:0000000000000000000000000000000000000000000000000000000000000000
        env:
        - name: TEXT
          value: |
            several
              lines
        - {name: FROM, valueFrom: {configMapKeyRef: {name: c, key: k}}}
        resources: {limits: {memory: 64Mi, cpu: 250m}}
        volumeMounts: [{name: v, mountPath: /v/k, subPath: k}]
      volumes:
      - {name: v, configMap: {name: c, defaultMode: 0440}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: c}
data:
  k: 'it''s'
  "other": >-
    folded
    text
`;

/** Deletes, repeats and puts in parts of a text. */
const mutated = fc
  .array(
    fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      remove: fc.nat(12),
      insert: fc.oneof(
        fc.constantFrom(
          '\n',
          '  ',
          '- ',
          ': ',
          '{',
          '}',
          '[',
          ']',
          '"',
          "'",
          '|',
          '>',
          '&a ',
          '*a',
          '<<: ',
          '!!',
          '---\n',
          '#',
          '\t',
          '\0',
          '$(',
        ),
        fc.string({ maxLength: 4 }),
      ),
    }),
    { minLength: 1, maxLength: 6 },
  )
  .map((edits) =>
    edits.reduce((text, { at, remove, insert }) => {
      const start = Math.floor(at * text.length);
      return text.slice(0, start) + insert + text.slice(start + remove);
    }, manifest),
  );

/** A run never throws, ends in time and accounts for every workload. */
async function survives(files: Readonly<Record<string, string>>): Promise<void> {
  const began = performance.now();
  const { summary, outputs } = await translate(files);
  expect(performance.now() - began).toBeLessThan(5_000);
  expect(summary.generated + summary.failed + summary.skipped).toBe(summary.workloads);
  expect(outputs.length).toBeGreaterThanOrEqual(summary.generated === 0 ? 0 : 1);
}

describe(`any input (seed ${seed})`, () => {
  test('arbitrary text is loaded without a throw', async () => {
    const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), fc.string({ unit: 'grapheme', maxLength: 300 }));
    await fc.assert(
      fc.asyncProperty(text, async (body) => survives({ 'a.yaml': body, 'b.json': body, 'kustomization.yaml': body })),
      runs(150),
    );
  });

  test('mutated manifests are loaded without a throw', async () => {
    await fc.assert(
      fc.asyncProperty(mutated, async (body) => survives({ 'a.yaml': body })),
      runs(300),
    );
  });

  test('arbitrary values in the place of a spec are loaded without a throw', async () => {
    const value = fc.jsonValue({ maxDepth: 4 });
    await fc.assert(
      fc.asyncProperty(value, value, async (spec, part) => {
        const objects = [
          { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' }, spec },
          {
            apiVersion: 'v1',
            kind: 'Pod',
            metadata: { name: 'b' },
            spec: { containers: [{ name: 'c', image: 'd', env: part, volumeMounts: part, securityContext: part }], volumes: part },
          },
          { apiVersion: 'v1', kind: 'Secret', metadata: part, data: spec, stringData: part },
        ];
        await survives({
          'a.json': JSON.stringify(objects[0]),
          'b.json': JSON.stringify(objects[1]),
          'c.json': JSON.stringify(objects[2]),
        });
      }),
      runs(200),
    );
  });
});

describe(`outputs (seed ${seed})`, () => {
  test('do not depend on the order of files and of documents', async () => {
    const documents = [
      ...manifest.split('---\n'),
      ...['a', 'b', 'c'].map(
        (name) =>
          `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}}\nspec: {containers: [{name: m, image: i, command: [c], envFrom: [{secretRef: {name: s}}, {configMapRef: {name: c}}]}]}\n`,
      ),
      'apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {P: q}\n',
      'apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {selector: {app: web}, clusterIP: 10.0.0.9, ports: [{port: 80}]}\n',
    ];
    const essence = async (texts: readonly string[]) => {
      const { outputs, diagnostics } = await translate({ 'all.yaml': texts.join('---\n') });
      return { outputs: outputs.map(({ file, text }) => [file, text]), codes: codes({ diagnostics }) };
    };
    const expected = await essence(documents);
    expect(expected.outputs.length).toBe(4);
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(documents, { minLength: documents.length }), async (shuffled) => {
        expect(await essence(shuffled)).toEqual(expected);
      }),
      runs(40),
    );
    const apart = await translate(Object.fromEntries(documents.map((text, at) => [`${'zyxwvutsrq'[at]}.yaml`, text])));
    const strip = (text: string): string => text.split('\n').slice(1).join('\n');
    expect(apart.outputs.map(({ file, text }) => [file, strip(text)])).toEqual(
      expected.outputs.map(([file, text]) => [file, strip(text ?? '')]),
    );
  });

  test('hold any text exactly, whatever a manifest puts into it', async () => {
    const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }).filter((value) => !/[\0$]/.test(value));
    await fc.assert(
      fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 5 }), async (args) => {
        const pod = {
          apiVersion: 'v1',
          kind: 'Pod',
          metadata: { name: 'a' },
          spec: { containers: [{ name: 'm', image: 'i', command: ['c', ...args], env: [{ name: 'V', value: args[0] }] }] },
        };
        const { outputs } = await translate({ 'a.json': JSON.stringify(pod) });
        const [document] = parseAllDocuments(outputs[0]?.text ?? '');
        const data = document && 'toJS' in document ? document.toJS() : undefined;
        const service = data?.services?.find(({ name }: { name: string }) => name === 'container-m');
        expect(service?.command).toEqual(['c', ...args]);
        expect(service?.env).toContain(`V=${args[0]}`);
      }),
      runs(200),
    );
  });
});
