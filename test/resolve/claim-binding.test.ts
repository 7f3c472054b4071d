import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PersistentVolume, PersistentVolumeClaim, StorageClass } from '../../src/model/kubernetes.ts';
import type { Manifest } from '../../src/model/manifest.ts';
import type { DecodedObject } from '../../src/model/reference.ts';
import { type Binding, bindClaims, type Claim } from '../../src/resolve/claim-binding.ts';
import type { PersistentVolumeObject } from '../../src/resolve/volume-index.ts';

const file = { path: 'in.yaml', text: '' };

function manifest(name: string, directory: string): Manifest {
  return {
    id: 0,
    apiVersion: 'v1',
    group: '',
    version: 'v1',
    kind: 'PersistentVolume',
    namespace: undefined,
    name,
    data: {},
    document: { file, index: 0, value: {}, places: { root: { file, offset: 0 }, find: () => undefined }, origin: 'yaml' },
    path: [],
    bundle: { kind: 'tree', root: '' },
    directory,
    explicit: false,
    outputDirectory: '',
    sources: ['in.yaml'],
  };
}

function volume(
  name: string,
  size: string,
  more: PersistentVolume['spec'] = {},
  metadata: PersistentVolume['metadata'] = {},
  directory = '',
) {
  const value: PersistentVolume = {
    metadata: { name, ...metadata },
    spec: { capacity: { storage: size }, accessModes: ['ReadWriteOnce'], ...more },
  };
  return { manifest: manifest(name, directory), value, diagnostics: [] };
}

function claim(name: string, size: string, more: PersistentVolumeClaim['spec'] = {}, directory = ''): Claim {
  const value = { spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: size } }, ...more } };
  return { namespace: 'default', name, value, directory };
}

function storageClass(
  name: string,
  provisioner: string,
  annotations: Readonly<Record<string, string>> = {},
): DecodedObject<'StorageClass'> {
  const value: StorageClass = { metadata: { name, annotations }, provisioner };
  return { manifest: manifest(name, ''), value, diagnostics: [] };
}

const isDefault = { 'storageclass.kubernetes.io/is-default-class': 'true' };

/** The name of the volume, or what happened instead. */
function outcome(binding: Binding | undefined): string {
  if (!binding) return 'none';
  if (binding.status === 'bound') return binding.volume.value.metadata?.name ?? '';
  return binding.status === 'unbound' ? `unbound: ${binding.reason}` : binding.selected ? 'dynamic, with a selector' : 'dynamic';
}

function bindOne(one: Claim, volumes: readonly PersistentVolumeObject[], classes: readonly DecodedObject<'StorageClass'>[] = []): string {
  return outcome(bindClaims([one], volumes, classes).of(one));
}

const named = (volumeName: string, more: PersistentVolumeClaim['spec'] = {}) => claim('c', '1Gi', { volumeName, ...more });
const claimRef = { namespace: 'default', name: 'c' };

describe('one claim', () => {
  const cases: readonly (readonly [string, Claim, readonly PersistentVolumeObject[], string])[] = [
    [
      'takes the smallest volume that is large enough',
      claim('c', '2Gi'),
      [volume('a', '5Gi'), volume('b', '2Gi'), volume('c', '1Gi')],
      'b',
    ],
    ['takes the first by name of equal ones', claim('c', '1Gi'), [volume('b', '1Gi'), volume('a', '1Gi')], 'a'],
    [
      'takes a volume with the fewest access modes before a smaller one',
      claim('c', '1Gi'),
      [volume('a', '1Gi', { accessModes: ['ReadWriteOnce', 'ReadOnlyMany'] }), volume('b', '5Gi')],
      'b',
    ],
    [
      'takes a volume with the fewest access modes among those with its labels',
      claim('c', '1Gi', { selector: { matchLabels: { app: 'x' } } }),
      [
        volume('a', '1Gi', { accessModes: ['ReadWriteOnce', 'ReadOnlyMany'] }, { labels: { app: 'x' } }),
        volume('b', '5Gi', { accessModes: ['ReadWriteOnce', 'ReadWriteOnce'] }, { labels: { app: 'x' } }),
      ],
      'b',
    ],
    ['compares sizes and not their spelling', claim('c', '1Gi'), [volume('a', '1G'), volume('b', '1024Mi')], 'b'],
    ['needs every access mode', claim('c', '1Gi', { accessModes: ['ReadWriteOnce', 'ReadOnlyMany'] }), [volume('a', '1Gi')], 'dynamic'],
    [
      'does not take a volume of another class',
      claim('c', '1Gi', { storageClassName: 'slow' }),
      [volume('a', '1Gi', { storageClassName: 'fast' })],
      'dynamic',
    ],
    ['does not take a volume of another mode', claim('c', '1Gi'), [volume('a', '1Gi', { volumeMode: 'Block' })], 'dynamic'],
    ['takes an explicit Filesystem for none', claim('c', '1Gi', { volumeMode: 'Filesystem' }), [volume('a', '1Gi')], 'a'],
    [
      'honours matchLabels',
      claim('c', '1Gi', { selector: { matchLabels: { app: 'x' } } }),
      [volume('a', '1Gi'), volume('b', '9Gi', {}, { labels: { app: 'x' } })],
      'b',
    ],
    [
      'honours matchExpressions alone',
      claim('c', '1Gi', { selector: { matchExpressions: [{ key: 'tier', operator: 'NotIn', values: ['old'] }] } }),
      [volume('a', '1Gi', {}, { labels: { tier: 'old' } }), volume('b', '2Gi')],
      'b',
    ],
    [
      'is not provisioned with a selector',
      claim('c', '1Gi', { selector: { matchLabels: { app: 'x' } } }),
      [volume('a', '1Gi')],
      'dynamic, with a selector',
    ],
    [
      'takes a volume that names it, whatever its class',
      claim('c', '1Gi'),
      [volume('a', '1Gi'), volume('z', '9Gi', { claimRef, storageClassName: 'other' })],
      'z',
    ],
    ['passes over a volume that names it and is too small', claim('c', '5Gi'), [volume('z', '1Gi', { claimRef })], 'dynamic'],
    [
      'passes over a volume that names it and lacks an access mode',
      claim('c', '1Gi', { accessModes: ['ReadWriteMany'] }),
      [volume('z', '1Gi', { claimRef })],
      'dynamic',
    ],
    [
      "passes over a volume of another namespace's claim",
      claim('c', '1Gi'),
      [volume('z', '1Gi', { claimRef: { namespace: 'other', name: 'c' } })],
      'dynamic',
    ],
    [
      'passes over a volume that is being deleted',
      claim('c', '1Gi'),
      [volume('a', '1Gi', {}, { deletionTimestamp: '2024-01-01T00:00:00Z' })],
      'dynamic',
    ],
    [
      'uses the beta annotation of a volume',
      claim('c', '1Gi', { storageClassName: 'fast' }),
      [volume('a', '1Gi', {}, { annotations: { 'volume.beta.kubernetes.io/storage-class': 'fast' } })],
      'a',
    ],
    ['by name is bound to a volume that fits', named('a'), [volume('a', '1Gi'), volume('b', '1Gi')], 'a'],
    ['by name needs the volume', named('a'), [], 'unbound: PersistentVolume a is not in the input'],
    [
      'by name says when it is too small',
      claim('c', '2Gi', { volumeName: 'a' }),
      [volume('a', '1Gi')],
      'unbound: PersistentVolume a: requested PV is too small',
    ],
    [
      'by name says when the class differs',
      named('a'),
      [volume('a', '1Gi', { storageClassName: 'x' })],
      'unbound: PersistentVolume a: storageClassName does not match',
    ],
    [
      'by name says when the mode differs',
      named('a'),
      [volume('a', '1Gi', { volumeMode: 'Block' })],
      'unbound: PersistentVolume a: incompatible volumeMode',
    ],
    [
      'by name says when access modes differ',
      named('a', { accessModes: ['ReadWriteMany'] }),
      [volume('a', '1Gi')],
      'unbound: PersistentVolume a: incompatible accessMode',
    ],
    ['by name and named by the volume needs nothing else', named('a'), [volume('a', '1Mi', { claimRef, storageClassName: 'x' })], 'a'],
    [
      'by name of a volume of another claim',
      named('a'),
      [volume('a', '1Gi', { claimRef: { namespace: 'n', name: 'o' } })],
      'unbound: PersistentVolume a is claimed by n/o',
    ],
    [
      'with class "" is never provisioned',
      claim('c', '1Gi', { storageClassName: '' }),
      [],
      'unbound: no PersistentVolume fits, and storageClassName "" asks for none to be provisioned',
    ],
    [
      'of mode Block is never made up',
      claim('c', '1Gi', { volumeMode: 'Block' }),
      [],
      'unbound: no PersistentVolume fits, and a raw block device cannot be made up',
    ],
    ['without a class and volumes is provisioned', claim('c', '1Gi'), [], 'dynamic'],
  ];
  test.each(cases)('%s', (_, one, volumes, expected) => {
    expect(bindOne(one, volumes)).toBe(expected);
  });

  test('without a class has that of the default class', () => {
    const volumes = [volume('a', '1Gi'), volume('b', '1Gi', { storageClassName: 'fast' })];
    expect(bindOne(claim('c', '1Gi'), volumes, [storageClass('fast', 'p', isDefault), storageClass('slow', 'p')])).toBe('b');
  });

  test('with class "" ignores the default class', () => {
    const volumes = [volume('a', '1Gi'), volume('b', '1Gi', { storageClassName: 'fast' })];
    expect(bindOne(claim('c', '1Gi', { storageClassName: '' }), volumes, [storageClass('fast', 'p', isDefault)])).toBe('a');
  });

  test('of a class without provisioner is unbound', () => {
    const local = storageClass('local', 'kubernetes.io/no-provisioner');
    expect(bindOne(claim('c', '1Gi', { storageClassName: 'local' }), [], [local])).toBe(
      'unbound: no PersistentVolume fits, and StorageClass local provisions none',
    );
  });

  test('takes a volume near it before a smaller one elsewhere', () => {
    const volumes = [volume('far', '1Gi', {}, {}, 'examples/b'), volume('near', '9Gi', {}, {}, 'examples/a/volumes')];
    expect(bindOne(claim('c', '1Gi', {}, 'examples/a'), volumes)).toBe('near');
    expect(bindOne(claim('c', '1Gi', {}, 'examples/z'), volumes)).toBe('far');
  });
});

describe('several claims', () => {
  test('a volume is bound once', () => {
    const claims = [claim('a', '1Gi'), claim('b', '1Gi', { storageClassName: '' })];
    const bindings = bindClaims(claims, [volume('v', '1Gi')], []);
    expect(claims.map((one) => outcome(bindings.of(one)).split(':')[0])).toEqual(['v', 'unbound']);
  });

  test('claims that name their volume come first', () => {
    const claims = [claim('a', '1Gi'), claim('b', '1Gi', { volumeName: 'v' })];
    const bindings = bindClaims(claims, [volume('v', '1Gi')], []);
    expect(claims.map((one) => outcome(bindings.of(one)))).toEqual(['dynamic', 'v']);
  });

  test('claims of a controller take what is left and leave no trace', () => {
    const bindings = bindClaims([claim('a', '1Gi')], [volume('v1', '1Gi'), volume('v2', '1Gi'), volume('v3', '1Gi')], []);
    const more = [claim('d-0', '1Gi'), claim('d-1', '1Gi'), claim('d-2', '1Gi')];
    const expected = ['v2', 'v3', 'dynamic'];
    expect(bindings.extend(more).map(outcome)).toEqual(expected);
    expect(bindings.extend(more).map(outcome)).toEqual(expected);
  });
});

/** The rule as it is written down: look at every volume for every claim. */
function bindSlowly(claims: readonly Claim[], volumes: readonly PersistentVolumeObject[]): ReadonlyMap<string, string> {
  const result = new Map<string, string>();
  const taken = new Set<string>();
  for (const { name, value } of [...claims].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const { accessModes = [], storageClassName = '', resources, selector } = value.spec ?? {};
    const size = Number(resources?.requests?.storage);
    const fitting = volumes.filter(({ value: { metadata, spec } }) => {
      const labels = Object.entries(selector?.matchLabels ?? {});
      return (
        !taken.has(metadata?.name ?? '') &&
        Number(spec?.capacity?.storage) >= size &&
        (spec?.storageClassName ?? '') === storageClassName &&
        accessModes.every((mode) => spec?.accessModes?.includes(mode)) &&
        labels.every(([key, wanted]) => metadata?.labels?.[key] === wanted)
      );
    });
    const sizeOf = (object: PersistentVolumeObject) => Number(object.value.spec?.capacity?.storage);
    const modesOf = (object: PersistentVolumeObject) => object.value.spec?.accessModes?.length ?? 0;
    const [best] = fitting.sort(
      (a, b) =>
        modesOf(a) - modesOf(b) || sizeOf(a) - sizeOf(b) || ((a.value.metadata?.name ?? '') < (b.value.metadata?.name ?? '') ? -1 : 1),
    );
    result.set(name, best?.value.metadata?.name ?? '-');
    if (best) taken.add(best.value.metadata?.name ?? '');
  }
  return result;
}

const modes = fc.uniqueArray(fc.constantFrom('ReadWriteOnce', 'ReadOnlyMany', 'ReadWriteMany'), { minLength: 1 });
const classes = fc.constantFrom('x', 'y');
const labels = fc.constantFrom<Record<string, string>>({}, { app: 'a' }, { app: 'b', tier: 'c' });
const size = fc.integer({ min: 1, max: 6 }).map(String);

test('the index binds like a look at every volume for every claim', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ size, storageClassName: classes, accessModes: modes, labels }), { maxLength: 14 }),
      fc.array(fc.record({ size, storageClassName: classes, accessModes: modes, labels }), { maxLength: 14 }),
      (volumeSpecs, claimSpecs) => {
        const volumes = volumeSpecs.map((spec, index) =>
          volume(
            `v${String(index).padStart(2, '0')}`,
            spec.size,
            { storageClassName: spec.storageClassName, accessModes: spec.accessModes },
            { labels: spec.labels },
          ),
        );
        const claims = claimSpecs.map((spec, index) => {
          const { storageClassName, accessModes } = spec;
          const selector = Object.keys(spec.labels).length > 0 ? { selector: { matchLabels: spec.labels } } : {};
          return claim(`c${String(index).padStart(2, '0')}`, spec.size, { storageClassName, accessModes, ...selector });
        });
        const fast = bindClaims(claims, volumes, []);
        const names = claims.map((one) => outcome(fast.of(one)).replace(/^dynamic.*/, '-'));
        const slow = bindSlowly(claims, volumes);
        expect(names).toEqual(claims.map(({ name }) => slow.get(name)));
      },
    ),
    { numRuns: 500 },
  );
});

test('twenty thousand equal claims and volumes are bound in about the time of one look each', () => {
  const pad = (index: number) => String(index).padStart(5, '0');
  const volumes = Array.from({ length: 20_000 }, (_, index) => volume(`v${pad(index)}`, '1Gi'));
  const claims = Array.from({ length: 20_000 }, (_, index) => claim(`c${pad(index)}`, '1Gi'));
  const bindings = bindClaims(claims, volumes, []);
  const last = claims.at(-1);
  expect(last && outcome(bindings.of(last))).toBe('v19999');
}, 5_000);
