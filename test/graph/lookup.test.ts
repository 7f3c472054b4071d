import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { collector } from '../../src/diagnostics/diagnostic.ts';
import { indexObjects } from '../../src/graph/index-objects.ts';
import { lookupFor } from '../../src/graph/lookup.ts';
import { requireObject } from '../../src/graph/require.ts';
import type { Lookup, ReferencedKind } from '../../src/model/reference.ts';
import { configMapText, type Loaded, load, podText } from './load.ts';

/** The file of what was found, or the status with what is known about it. */
function outcome(result: Lookup<ReferencedKind>): string {
  if (result.status === 'found') return result.object.manifest.document.file.path;
  if (result.status === 'ambiguous') return `ambiguous: ${result.candidates.map(({ manifest }) => manifest.document.file.path).join(' ')}`;
  const { madeBy, similar, otherNamespace } = result;
  return [
    'missing',
    madeBy && `made by ${madeBy.kind}`,
    similar && `similar ${similar}`,
    otherNamespace && `in ${otherNamespace.namespace}`,
  ]
    .filter((part) => part !== undefined)
    .join(', ');
}

function configMap(loaded: Loaded, file: string, name = 'c'): string {
  return outcome(loaded.lookup(file).find('ConfigMap', name));
}

describe('distance in a directory', () => {
  const pod = podText();

  it('prefers the same file, then the same directory, then the nearest common ancestor, then the whole load', async () => {
    const files = {
      'a/b/pod.yaml': `${pod}---\n${configMapText('c', '{v: file}')}`,
      'a/b/c.yaml': configMapText('c', '{v: directory}'),
      'a/x/c.yaml': configMapText('c', '{v: ancestor}'),
      'z/c.yaml': configMapText('c', '{v: load}'),
    };
    expect(configMap(await load(files), 'a/b/pod.yaml')).toBe('a/b/pod.yaml');
    const { 'a/b/pod.yaml': _, ...others } = files;
    const less = { ...others, 'a/b/pod.yaml': pod };
    expect(configMap(await load(less), 'a/b/pod.yaml')).toBe('a/b/c.yaml');
    const { 'a/b/c.yaml': __, ...fewer } = less;
    expect(configMap(await load(fewer), 'a/b/pod.yaml')).toBe('a/x/c.yaml');
    const { 'a/x/c.yaml': ___, ...fewest } = fewer;
    expect(configMap(await load(fewest), 'a/b/pod.yaml')).toBe('z/c.yaml');
  });

  it('takes directories for names, not for prefixes', async () => {
    const loaded = await load({
      'a/pod.yaml': pod,
      'ab/c.yaml': configMapText('c', '{v: "1"}'),
      'a/sub/c.yaml': configMapText('c', '{v: "2"}'),
    });
    expect(configMap(loaded, 'a/pod.yaml')).toBe('a/sub/c.yaml');
  });

  it('is ambiguous about different objects at one distance and content with equal ones', async () => {
    const different = await load({
      'a/pod.yaml': pod,
      'a/x.yaml': configMapText('c', '{v: "1"}'),
      'a/y.yaml': configMapText('c', '{v: "2"}'),
    });
    expect(configMap(different, 'a/pod.yaml')).toBe('ambiguous: a/x.yaml a/y.yaml');
    const equal = await load({
      'a/pod.yaml': pod,
      'a/x.yaml': configMapText('c', '{v: "1", w: "2"}'),
      'a/y.yaml': configMapText('c', '{w: "2", v: "1"}'),
    });
    expect(configMap(equal, 'a/pod.yaml')).toBe('a/x.yaml');
  });

  it('finds what a brute-force search finds', async () => {
    const directory = fc.constantFrom('a', 'a/b', 'a/b/c', 'a/d', 'e', 'e/f');
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(directory), directory, async (holders, from) => {
        const files = Object.fromEntries(holders.map((place) => [`${place}/c.yaml`, configMapText('c', `{v: "${place}"}`)]));
        const loaded = await load({ ...files, [`${from}/pod.yaml`]: pod });
        expect(configMap(loaded, `${from}/pod.yaml`)).toBe(nearestByHand(from, holders));
      }),
    );
  });
});

function nearestByHand(from: string, holders: readonly string[]): string {
  if (holders.length === 0) return 'missing';
  const shared = (place: string): number => {
    const [left, right] = [from.split('/'), place.split('/')];
    let count = 0;
    while (count < left.length && left[count] === right[count]) count += 1;
    return place === from ? 100 : count;
  };
  const best = Math.max(...holders.map(shared));
  const found = holders.filter((place) => shared(place) === best).map((place) => `${place}/c.yaml`);
  const sorted = found.sort();
  return sorted.length === 1 ? String(sorted[0]) : `ambiguous: ${sorted.join(' ')}`;
}

describe('flat scopes', () => {
  it('a list of files is one scope, in which the same file is no nearer', async () => {
    const files = { 'a/pod.yaml': `${podText()}---\n${configMapText('c', '{v: "1"}')}`, 'b/c.yaml': configMapText('c', '{v: "2"}') };
    const loaded = await load(files, ['a/pod.yaml', 'b/c.yaml']);
    expect(configMap(loaded, 'a/pod.yaml')).toBe('ambiguous: a/pod.yaml b/c.yaml');
  });

  it('an explicit file supplies what a directory lacks, wherever it is', async () => {
    const files = { 'k8s/a/pod.yaml': podText(), 'private/c.yaml': configMapText('c', '{v: "1"}') };
    expect(configMap(await load(files, ['k8s']), 'k8s/a/pod.yaml')).toBe('missing');
    expect(configMap(await load(files, ['k8s', 'private/c.yaml']), 'k8s/a/pod.yaml')).toBe('private/c.yaml');
  });

  it('an explicit file decides between candidates at the same distance', async () => {
    const files = { 'a/pod.yaml': podText(), 'b/c.yaml': configMapText('c', '{v: "1"}'), 'd/c.yaml': configMapText('c', '{v: "2"}') };
    expect(configMap(await load(files), 'a/pod.yaml')).toBe('ambiguous: b/c.yaml d/c.yaml');
    expect(configMap(await load(files, ['.', 'd/c.yaml']), 'a/pod.yaml')).toBe('d/c.yaml');
  });
});

describe('namespaces', () => {
  it('must be equal, and what names none is in the default one', async () => {
    const loaded = await load({
      'a/pod.yaml': podText('', 'namespace: shop'),
      'b/c.yaml': configMapText('c', '{v: "1"}', 'namespace: other'),
      'b/d.yaml': configMapText('d', '{v: "1"}', 'namespace: shop'),
      'b/e.yaml': configMapText('e', '{v: "1"}'),
    });
    expect(configMap(loaded, 'a/pod.yaml')).toBe('missing, in other');
    expect(configMap(loaded, 'a/pod.yaml', 'd')).toBe('b/d.yaml');
    expect(configMap(loaded, 'a/pod.yaml', 'e')).toBe('missing, in undefined');
  });

  it('--namespace says where objects without one are', async () => {
    const files = { 'a/pod.yaml': podText('', 'namespace: shop'), 'b/c.yaml': configMapText('c', '{v: "1"}') };
    expect(configMap(await load(files, ['.'], 'shop'), 'a/pod.yaml')).toBe('b/c.yaml');
  });

  it('an object without a namespace also satisfies a reference from the same directory', async () => {
    const loaded = await load({ 'a/pod.yaml': podText('', 'namespace: shop'), 'a/c.yaml': configMapText('c', '{v: "1"}') });
    expect(loaded.lookup().find('ConfigMap', 'c')).toMatchObject({ status: 'found', namespaceAssumed: true });
  });

  it('a stated namespace wins over a missing one in the same directory', async () => {
    const loaded = await load({
      'a/pod.yaml': podText('', 'namespace: shop'),
      'a/c.yaml': configMapText('c', '{v: "1"}'),
      'a/d.yaml': configMapText('c', '{v: "2"}', 'namespace: shop'),
    });
    expect(configMap(loaded, 'a/pod.yaml')).toBe('a/d.yaml');
  });

  it('do not matter for cluster-scoped kinds', async () => {
    const loaded = await load({
      'a.yaml': `${podText('', 'namespace: shop')}---\n{apiVersion: v1, kind: PersistentVolume, metadata: {name: v}}\n`,
    });
    expect(outcome(loaded.lookup().find('PersistentVolume', 'v'))).toBe('a.yaml');
  });
});

describe('what is missing', () => {
  it.each([
    ['ExternalSecret', '{apiVersion: external-secrets.io/v1, kind: ExternalSecret, metadata: {name: x}, spec: {target: {name: s}}}'],
    ['ExternalSecret', '{apiVersion: external-secrets.io/v1, kind: ExternalSecret, metadata: {name: s}, spec: {}}'],
    ['SealedSecret', '{apiVersion: bitnami.com/v1alpha1, kind: SealedSecret, metadata: {name: s}, spec: {encryptedData: {a: b}}}'],
    ['Certificate', '{apiVersion: cert-manager.io/v1, kind: Certificate, metadata: {name: x}, spec: {secretName: s}}'],
    ['ServiceBinding', '{apiVersion: services.cloud.sap.com/v1, kind: ServiceBinding, metadata: {name: x}, spec: {secretName: s}}'],
    [
      'VaultStaticSecret',
      '{apiVersion: secrets.hashicorp.com/v1beta1, kind: VaultStaticSecret, metadata: {name: x}, spec: {destination: {name: s}}}',
    ],
  ])('names the %s that would make it', async (kind, text) => {
    const loaded = await load({ 'a/pod.yaml': podText(), 'a/s.yaml': `${text}\n` });
    expect(outcome(loaded.lookup().find('Secret', 's'))).toBe(`missing, made by ${kind}`);
  });

  it('does not take the Certificate of another API for one of cert-manager', async () => {
    const loaded = await load({
      'a/pod.yaml': podText(),
      'a/s.yaml': '{apiVersion: example.com/v1, kind: Certificate, metadata: {name: x}, spec: {secretName: s}}\n',
    });
    expect(outcome(loaded.lookup().find('Secret', 's'))).toBe('missing');
  });

  it('suggests a similar name', async () => {
    const loaded = await load({ 'a/pod.yaml': podText(), 'a/c.yaml': configMapText('app-config', '{}') });
    expect(configMap(loaded, 'a/pod.yaml', 'app-cofnig')).toBe('missing, similar app-config');
  });

  it('does not take a Service of another API for one of Kubernetes', async () => {
    const loaded = await load({
      'a/pod.yaml': podText(),
      'a/s.yaml': '{apiVersion: serving.knative.dev/v1, kind: Service, metadata: {name: s}, spec: {}}\n',
    });
    expect(outcome(loaded.lookup().find('Service', 's'))).toBe('missing');
  });
});

describe('requireObject', () => {
  async function codesOf(files: Readonly<Record<string, string>>, kind: 'ConfigMap' | 'Secret', name: string, optional = false) {
    const loaded = await load(files);
    const workload = loaded.workload();
    const { diagnostics, report } = collector();
    const at = { kind: 'field', manifest: workload.manifest, path: ['spec'] } as const;
    const object = requireObject(loaded.lookup(), kind, name, at, { optional, owner: workload }, report);
    return { found: object !== undefined, codes: diagnostics.map(({ code, severity }) => `${severity} ${code}`), diagnostics };
  }

  it('reports a required object that does not exist and keeps quiet about an optional one', async () => {
    const files = { 'a/pod.yaml': podText() };
    expect(await codesOf(files, 'ConfigMap', 'c')).toMatchObject({ found: false, codes: ['error missing-configmap'] });
    expect(await codesOf(files, 'Secret', 'c')).toMatchObject({ found: false, codes: ['error missing-secret'] });
    expect(await codesOf(files, 'ConfigMap', 'c', true)).toMatchObject({ found: false, codes: [] });
  });

  it('warns about what only a cluster makes', async () => {
    const files = { 'a/pod.yaml': podText() };
    expect((await codesOf(files, 'ConfigMap', 'kube-root-ca.crt')).codes).toEqual(['warning cluster-made-object']);
    expect((await codesOf(files, 'Secret', 'default-token-x7k2p')).codes).toEqual(['warning cluster-made-object']);
  });

  it('names every candidate of an ambiguity', async () => {
    const files = { 'a/pod.yaml': podText(), 'a/x.yaml': configMapText('c', '{v: "1"}'), 'a/y.yaml': configMapText('c', '{v: "2"}') };
    const { codes, diagnostics } = await codesOf(files, 'ConfigMap', 'c');
    expect(codes).toEqual(['error ambiguous-reference']);
    expect(diagnostics[0]?.related).toHaveLength(2);
  });

  it('says that a namespace was assumed', async () => {
    const files = { 'a/pod.yaml': podText('', 'namespace: shop'), 'a/c.yaml': configMapText('c', '{v: "1"}') };
    expect(await codesOf(files, 'ConfigMap', 'c')).toMatchObject({ found: true, codes: ['info namespace-assumed'] });
  });

  it('reports what a failed generator should have made, even when it is optional', async () => {
    const { manifests, workload } = await load({ 'a/pod.yaml': podText() });
    const { manifest } = workload();
    const cause = collector();
    cause.report('missing-name', { kind: 'field', manifest, path: [] }, { kind: 'ConfigMap' });
    const broken = [{ kind: 'ConfigMap', name: 'c', namespace: undefined, bundle: manifest.bundle, diagnostics: cause.diagnostics }];
    const index = indexObjects(manifests, { namespace: 'default', broken });
    const { diagnostics, report } = collector();
    const at = { kind: 'field', manifest, path: [] } as const;
    requireObject(lookupFor(workload(), index), 'ConfigMap', 'c', at, { optional: true, owner: workload() }, report);
    expect(diagnostics.map(({ code }) => code)).toEqual(['broken-object']);
  });
});

describe('visible and used', () => {
  it('lists the nearest object of each name, sorted', async () => {
    const loaded = await load({
      'a/pod.yaml': podText(),
      'a/s.yaml': '{apiVersion: v1, kind: Service, metadata: {name: web}}\n',
      'b/s.yaml': '{apiVersion: v1, kind: Service, metadata: {name: web}, spec: {type: NodePort}}\n',
      'b/t.yaml': '{apiVersion: v1, kind: Service, metadata: {name: db}}\n',
    });
    expect(
      loaded
        .lookup()
        .visible('Service')
        .map(({ manifest }) => manifest.document.file.path),
    ).toEqual(['b/t.yaml', 'a/s.yaml']);
  });

  it('records what was found, in the order of the load', async () => {
    const loaded = await load({ 'a/pod.yaml': podText(), 'a/b.yaml': configMapText('b', '{}'), 'a/c.yaml': configMapText('c', '{}') });
    const lookup = loaded.lookup();
    lookup.find('ConfigMap', 'c');
    lookup.find('ConfigMap', 'b');
    lookup.find('ConfigMap', 'c');
    expect(lookup.used().map(({ manifest }) => manifest.name)).toEqual(['b', 'c']);
  });
});

it('answers for 10,000 workloads and 10,000 candidates in linear time', async () => {
  const files: Record<string, string> = {};
  for (let number = 0; number < 2000; number += 1)
    files[`d${number}/all.yaml`] = `${podText()}---\n${configMapText('c', `{v: "${number}"}`)}`;
  const loaded = await load(files);
  const pods = loaded.manifests.filter(({ kind }) => kind === 'Pod');
  const started = performance.now();
  for (let round = 0; round < 5; round += 1) {
    for (const manifest of pods)
      expect(lookupFor({ manifest, namespace: 'default' }, loaded.index).find('ConfigMap', 'c').status).toBe('found');
  }
  // Comparing all with all would take minutes.
  expect(performance.now() - started).toBeLessThan(5000);
});
