import { describe, expect, it } from 'vitest';
import { selectWorkloads } from '../../src/graph/select-workloads.ts';
import { configMapText, load, podText } from './load.ts';

/** `file: outcome`, with the codes of the findings. */
async function select(files: Readonly<Record<string, string>>, inputs?: readonly string[]): Promise<readonly string[]> {
  const { manifests, index } = await load(files, inputs);
  return selectWorkloads(manifests, index).map(({ manifest, skipped, nameSuffix, diagnostics }) => {
    const codes = diagnostics.map(({ code }) => ` ${code}`).join('');
    return `${manifest.document.file.path}: ${skipped ?? `kept${nameSuffix}`}${codes}`;
  });
}

const pod = podText();
const other = podText('hostNetwork: true');

describe('duplicates', () => {
  it('equal ones in one directory are generated once', async () => {
    expect(await select({ 'a/x.yaml': pod, 'a/y.yaml': pod })).toEqual([
      'a/x.yaml: kept',
      'a/y.yaml: the one at a/y.yaml:1 is the same as that at a/x.yaml:1',
    ]);
  });

  it('equal ones in different directories are generated once when they see the same objects', async () => {
    const reader = podText('volumes: [{name: v, configMap: {name: c}}]');
    const shared = { 'a/x.yaml': reader, 'b/x.yaml': reader, 'c.yaml': configMapText('c', '{v: "1"}') };
    expect(await select(shared)).toEqual(['a/x.yaml: kept', 'b/x.yaml: the one at b/x.yaml:1 is the same as that at a/x.yaml:1']);
    const own = {
      'a/x.yaml': reader,
      'b/x.yaml': reader,
      'a/c.yaml': configMapText('c', '{v: "1"}'),
      'b/c.yaml': configMapText('c', '{v: "2"}'),
    };
    expect(await select(own)).toEqual(['a/x.yaml: kept', 'b/x.yaml: kept']);
  });

  it('different ones in different directories are both generated', async () => {
    expect(await select({ 'a/x.yaml': pod, 'b/x.yaml': other })).toEqual(['a/x.yaml: kept', 'b/x.yaml: kept']);
  });

  it('different ones in different files of one directory get the names of their files', async () => {
    expect(await select({ 'a/blue.yaml': pod, 'a/green.yaml': other })).toEqual([
      'a/blue.yaml: kept.blue duplicate-object',
      'a/green.yaml: kept.green duplicate-object',
    ]);
  });

  it('different ones in one file are an error for both', async () => {
    expect(await select({ 'a/x.yaml': `${pod}---\n${other}` })).toEqual([
      'a/x.yaml: kept duplicate-workload',
      'a/x.yaml: kept duplicate-workload',
    ]);
  });

  it('different ones in a list of files are an error for both', async () => {
    expect(await select({ 'a/x.yaml': pod, 'b/y.yaml': other }, ['a/x.yaml', 'b/y.yaml'])).toEqual([
      'a/x.yaml: kept duplicate-workload',
      'b/y.yaml: kept duplicate-workload',
    ]);
  });

  it('a namespace that is stated and the same one left out are the same', async () => {
    expect(await select({ 'a/x.yaml': pod, 'a/y.yaml': podText('', 'namespace: default') })).toEqual([
      'a/x.yaml: kept',
      'a/y.yaml: the one at a/y.yaml:1 is the same as that at a/x.yaml:1',
    ]);
    expect(await select({ 'a/x.yaml': pod, 'a/y.yaml': podText('', 'namespace: shop') })).toEqual(['a/x.yaml: kept', 'a/y.yaml: kept']);
  });

  it('the order of fields does not make a difference', async () => {
    const turned = '{kind: Pod, apiVersion: v1, spec: {containers: [{image: nginx, name: c}]}, metadata: {name: p}}\n';
    expect(await select({ 'a/x.yaml': pod, 'a/y.yaml': turned })).toEqual([
      'a/x.yaml: kept',
      'a/y.yaml: the one at a/y.yaml:1 is the same as that at a/x.yaml:1',
    ]);
  });
});

describe('workloads with a generated name', () => {
  const generated = (prefix: string, spec = '', metadata = '') =>
    `{apiVersion: v1, kind: Pod, metadata: {generateName: ${prefix}${metadata}}, spec: {containers: [{name: c, image: nginx}]${spec}}}\n`;

  it.each<[string, Readonly<Record<string, string>>, readonly string[]]>([
    ['one keeps its name', { 'a/x.yaml': generated('p-') }, ['a/x.yaml: kept']],
    [
      'equal ones are one',
      { 'a/x.yaml': generated('p-'), 'a/y.yaml': generated('p-') },
      ['a/x.yaml: kept', 'a/y.yaml: the one at a/y.yaml:1 is the same as that at a/x.yaml:1'],
    ],
    [
      'different ones get the names of their files',
      { 'a/x.yaml': generated('p-'), 'a/y.yaml': generated('p-', ', hostNetwork: true') },
      ['a/x.yaml: kept.x', 'a/y.yaml: kept.y'],
    ],
    [
      'and within a file numbers',
      { 'a/x.yaml': `${generated('p-')}---\n${generated('p-', ', hostPID: true')}`, 'a/y.yaml': generated('p-', ', hostIPC: true') },
      ['a/x.yaml: kept.x.1', 'a/x.yaml: kept.x.2', 'a/y.yaml: kept.y'],
    ],
    [
      'files of one stem are told apart by their whole names',
      { 'a/x.yaml': generated('p-'), 'a/x.yml': generated('p-', ', hostPID: true') },
      ['a/x.yaml: kept.x.yaml', 'a/x.yml: kept.x.yml'],
    ],
    ['other prefixes are other names', { 'a/x.yaml': generated('p-'), 'a/y.yaml': generated('q-') }, ['a/x.yaml: kept', 'a/y.yaml: kept']],
    [
      'other namespaces are other places',
      { 'a/x.yaml': generated('p-'), 'a/y.yaml': generated('p-', '', ', namespace: shop') },
      ['a/x.yaml: kept', 'a/y.yaml: kept'],
    ],
    [
      'other directories are other places',
      { 'a/x.yaml': generated('p-'), 'b/x.yaml': generated('p-', ', hostPID: true') },
      ['a/x.yaml: kept', 'b/x.yaml: kept'],
    ],
  ])('%s', async (_, files, expected) => {
    expect(await select(files)).toEqual(expected);
  });
});

describe('partial workloads', () => {
  const deployment = (containers: string) =>
    `{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {template: {spec: {containers: ${containers}}}}}\n`;

  it.each([
    ['without an image', '[{name: c, env: []}]'],
    ['without containers', '[]'],
  ])('a document %s is skipped', async (_, containers) => {
    expect(await select({ 'a.yaml': deployment(containers) })).toEqual(['a.yaml: partial-workload partial-workload']);
  });

  it('a forgotten image of one container is no patch, unless the object to patch is there', async () => {
    const mixed = deployment('[{name: c, image: i}, {name: d}]');
    expect(await select({ 'a.yaml': mixed })).toEqual(['a.yaml: kept']);
    const whole = deployment('[{name: d, image: i}]');
    expect(await select({ 'a.yaml': mixed, 'b.yaml': whole })).toEqual(['a.yaml: partial-workload partial-workload', 'b.yaml: kept']);
  });
});

it('every document of a workload kind is decided once, in the order of the load', async () => {
  const files = {
    'a.yaml': `${pod}---\n${pod}`,
    'b.yaml': other,
    'c.yaml': '{apiVersion: batch.volcano.sh/v1alpha1, kind: Job, metadata: {name: j}}\n',
  };
  const { manifests, index } = await load(files);
  const selections = selectWorkloads(manifests, index);
  expect(selections.map(({ manifest }) => manifest)).toEqual(manifests.filter(({ kind }) => kind === 'Pod'));
});

it('decides about 10,000 copies in linear time', async () => {
  const files: Record<string, string> = {};
  const reader = podText('volumes: [{name: v, configMap: {name: c}}]');
  for (let number = 0; number < 3000; number += 1) files[`d${number}/x.yaml`] = `${reader}---\n${configMapText('c', `{v: "${number}"}`)}`;
  const { manifests, index } = await load(files);
  const started = performance.now();
  expect(selectWorkloads(manifests, index).filter(({ skipped }) => skipped === undefined)).toHaveLength(3000);
  expect(performance.now() - started).toBeLessThan(5000);
});
