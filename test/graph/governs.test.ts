import { expect, it } from 'vitest';
import { governs } from '../../src/graph/governs.ts';
import { load } from './load.ts';

const policy = (metadata: string) => `{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: ${metadata}}\n`;
const pod = (metadata: string) => `{apiVersion: v1, kind: Pod, metadata: ${metadata}}\n`;

/** Whether the policy of some files governs their pod. */
async function governed(files: Readonly<Record<string, string>>, inputs?: readonly string[]): Promise<boolean> {
  const { manifests } = await load(files, inputs);
  const [object, workload] = ['NetworkPolicy', 'Pod'].map((wanted) => manifests.find(({ kind }) => kind === wanted));
  if (!object || !workload) throw new Error('the files lack a policy or a pod');
  return governs(object, workload);
}

it.each<[string, boolean, Record<string, string>, string[]?]>([
  ['of its directory', true, { 'a/p.yaml': policy('{name: p}'), 'a/w.yaml': pod('{name: w}') }],
  ['of a directory above', true, { 'a/p.yaml': policy('{name: p}'), 'a/b/w.yaml': pod('{name: w}') }],
  ['of the directory of the load', true, { 'p.yaml': policy('{name: p}'), 'b/w.yaml': pod('{name: w}') }],
  ['of a directory whose name begins alike', false, { 'a/p.yaml': policy('{name: p}'), 'ab/w.yaml': pod('{name: w}') }],
  ['of a directory below', false, { 'a/b/p.yaml': policy('{name: p}'), 'a/w.yaml': pod('{name: w}') }],
  ['of another directory', false, { 'a/p.yaml': policy('{name: p}'), 'b/w.yaml': pod('{name: w}') }],
  [
    'of another directory that says to be in its namespace',
    true,
    { 'a/p.yaml': policy('{name: p, namespace: shop}'), 'b/w.yaml': pod('{name: w, namespace: shop}') },
  ],
  [
    'of another directory and namespace',
    false,
    { 'a/p.yaml': policy('{name: p, namespace: shop}'), 'b/w.yaml': pod('{name: w, namespace: other}') },
  ],
  ['of a file that was named', true, { 'a/p.yaml': policy('{name: p}'), 'b/w.yaml': pod('{name: w}') }, ['a/p.yaml', 'b']],
  [
    'of the same kustomization',
    true,
    {
      'k/kustomization.yaml': 'resources: [a/p.yaml, b/w.yaml]\n',
      'k/a/p.yaml': policy('{name: p}'),
      'k/b/w.yaml': pod('{name: w}'),
    },
  ],
])('an object %s: %s', async (_name, expected, files, inputs) => {
  expect(await governed(files, inputs)).toBe(expected);
});
