import fc from 'fast-check';
import { kubernetesTypes } from '../src/model/kubernetes-types.ts';
import { type Any, bytes, choices, image, label, mostly, of, rare, required, small, text, values } from './pod-spec-values.ts';

/** Objects of one load, as plain data. The last ones may be referred to by the first, or not be there. */
export type Objects = readonly unknown[];

type Fields = Readonly<Record<string, string>>;

const types: Readonly<Record<string, Fields>> = kubernetesTypes;

const scalars: Readonly<Record<string, Any>> = {
  string: mostly(label, text),
  bool: fc.boolean(),
  int32: small,
  int64: small,
  float: small,
  quantity: bytes,
  intOrString: fc.oneof(small, label),
  time: of('2026-01-01T00:00:00Z'),
  bytes: of('YQ==', '//8='),
  any: fc.constant({}),
};

/** Containers, mounts and volumes name each other, so they are made by hand; everything else comes from the table of types. */
function fieldOf(type: string, name: string, owner: string): Any {
  const known = values[`${owner}.${name}`] ?? values[name];
  if (known) return known;
  if (type.startsWith('[]')) return fc.array(fieldOf(type.slice(2), '', owner), { maxLength: 2 });
  if (type.startsWith('{}'))
    return fc.dictionary(fc.constantFrom('a', 'b', 'app', 'x/y'), fieldOf(type.slice(2), '', owner), { maxKeys: 2 });
  if (type === 'PersistentVolumeClaimTemplate') return fc.record({ spec: structOf('PersistentVolumeClaimSpec') });
  return scalars[type] ?? structOf(type);
}

const structs = new Map<string, Any>();

function structOf(type: string, without: ReadonlySet<string> = new Set()): Any {
  const known = without.size === 0 ? structs.get(type) : undefined;
  if (known) return known;
  const fields = types[type] ?? {};
  const one = choices[type] ?? {};
  const always = required[type] ?? [];
  const free = Object.keys(fields).filter((name) => !(name in one) && !always.includes(name) && !without.has(name));
  const made = chosenOf(free, one).chain((chosen) => {
    const names = [...new Set([...always, ...chosen])];
    return fc.record(Object.fromEntries(names.map((name) => [name, fieldOf(fields[name] ?? 'string', name, type)])));
  });
  const lean =
    type === 'EnvVar' ? fc.oneof(made, fc.record({ name: fieldOf('string', 'name', type), valueFrom: structOf('EnvVarSource') })) : made;
  if (without.size === 0) structs.set(type, lean);
  return lean;
}

function chosenOf(free: readonly string[], one: Readonly<Record<string, number>>): fc.Arbitrary<readonly string[]> {
  const usual = free.filter((name) => !rare.has(name));
  const some = fc.subarray(usual, { maxLength: Math.min(5, usual.length) });
  const seldom =
    free.length === usual.length
      ? fc.constant<string[]>([])
      : fc.oneof(
          { arbitrary: fc.constant<string[]>([]), weight: 30 },
          {
            arbitrary: fc.subarray(
              free.filter((name) => rare.has(name)),
              { maxLength: 1 },
            ),
            weight: 1,
          },
        );
  const source =
    Object.keys(one).length === 0
      ? fc.constant<string[]>([])
      : fc.oneof(...Object.entries(one).map(([name, weight]) => ({ arbitrary: fc.constant([name]), weight })));
  return fc.tuple(some, seldom, source).map((lists) => lists.flat());
}

/** Names of volumes; a mount may name one that is not declared. */
const volumeNames = ['v0', 'v1', 'v2'];
const mounts = fc.uniqueArray(
  structOf('VolumeMount').chain((mount) => mostly(of(...volumeNames), of('missing')).map((name) => joined(mount, { name }))),
  {
    maxLength: 3,
    selector: (mount) => JSON.stringify(mount && typeof mount === 'object' && 'mountPath' in mount ? mount.mountPath : ''),
  },
);
const volumes = fc.tuple(...volumeNames.map((name) => structOf('Volume', new Set(['name'])).map((volume) => joined(volume, { name }))));

const belowContainer = new Set(['name', 'volumeMounts', 'restartPolicy', 'restartPolicyRules', 'image']);
const forInit = new Set([...belowContainer, 'livenessProbe', 'readinessProbe', 'startupProbe', 'lifecycle', 'resizePolicy']);

function containersOf(
  prefix: string,
  without: ReadonlySet<string>,
  limits: { minLength: number; maxLength: number },
): fc.Arbitrary<readonly unknown[]> {
  const one = fc.tuple(structOf('Container', without), image, mounts, fc.boolean());
  return fc.array(one, limits).map((list) =>
    list.map(([container, named, volumeMounts, sidecar], index) =>
      joined(container, {
        name: `${prefix}${index}`,
        image: named,
        volumeMounts,
        ...(prefix === 's' && sidecar ? { restartPolicy: 'Always' } : {}),
      }),
    ),
  );
}

function joined(one: unknown, other: object): object {
  return { ...(typeof one === 'object' ? one : {}), ...other };
}

const podSpec = fc
  .tuple(
    structOf('PodSpec', new Set(['containers', 'initContainers', 'ephemeralContainers', 'volumes', 'restartPolicy'])),
    containersOf('c', belowContainer, { minLength: 1, maxLength: 3 }),
    containersOf('s', forInit, { minLength: 0, maxLength: 2 }),
    volumes,
  )
  .map(([spec, containers, initContainers, declared]) => joined(spec, { containers, initContainers, volumes: declared }));

const template = fc.record({
  metadata: fc.record({ labels: fc.constant({ app: 'w' }), annotations: fc.constant({ 'a/b': 'é"\n' }) }),
  spec: podSpec,
});

/** A workload of a kind that takes any pod; its name says which one it is. */
function workloadNamed(name: string): Any {
  const metadata = { name };
  return fc.oneof(
    podSpec.map((spec) => ({ apiVersion: 'v1', kind: 'Pod', metadata: { ...metadata, labels: { app: 'w' } }, spec })),
    wrapped('apps/v1', 'Deployment', metadata),
    wrapped('apps/v1', 'DaemonSet', metadata),
    template.map((made) => ({
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata,
      spec: { selector, serviceName: 'x', replicas: 2, template: made },
    })),
    job.map((spec) => ({ apiVersion: 'batch/v1', kind: 'Job', metadata, spec })),
    job.map((spec) => ({ apiVersion: 'batch/v1', kind: 'CronJob', metadata, spec: { schedule: '* * * * *', jobTemplate: { spec } } })),
  );
}

const selector = { matchLabels: { app: 'w' } };
const job = fc.tuple(template, fc.constantFrom('Indexed', 'NonIndexed')).map(([made, completionMode]) => ({
  completionMode,
  completions: 2,
  template: { ...made, spec: joined(made.spec, { restartPolicy: 'Never' }) },
}));

function wrapped(apiVersion: string, kind: string, metadata: object): Any {
  return template.map((made) => ({ apiVersion, kind, metadata, spec: { selector, template: made } }));
}

const configMap = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'cm' },
  data: { K: 'v', 'k.txt': '@ IN SOA\n' },
  binaryData: { 'nginx.conf': 'AP8=' },
};
const secret = {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 's' },
  data: { K: 'cA==', 'k.txt': '//8=' },
  stringData: { 'nginx.conf': 'a\n b' },
};
const claim = {
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name: 'c' },
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
};

/** One to three workloads, and the objects that they refer to; now and then one of these is missing. */
export const load: fc.Arbitrary<Objects> = fc
  .tuple(
    fc.array(fc.nat(), { minLength: 1, maxLength: 2 }).chain((list) => fc.tuple(...list.map((_, index) => workloadNamed(`w${index}`)))),
    fc.oneof(
      { arbitrary: fc.constant([configMap, secret, claim]), weight: 9 },
      { arbitrary: fc.subarray([configMap, secret, claim]), weight: 1 },
    ),
  )
  .map(([workloads, others]) => [...workloads, ...others]);
