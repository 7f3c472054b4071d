import type { Analysis } from './analyse.ts';
import { similarName } from './model/similar-name.ts';

/** `NAMESPACE/KIND/NAME` of every workload of an analysis, sorted, each once. */
export function workloadNames({ workloads }: Pick<Analysis, 'workloads'>, namespace: string): readonly string[] {
  const names = workloads.map(({ manifest }) => `${manifest.namespace ?? namespace}/${manifest.kind}/${manifest.name}`);
  return [...new Set(names)].sort();
}

/** Names of workloads, in the form of the pattern, that look like what was asked for. */
export function similarWorkloads(pattern: string, names: readonly string[]): readonly string[] {
  const parts = pattern.split('/').length;
  const short = (name: string): string => name.split('/').slice(-parts).join('/');
  const last = (name: string): string => name.slice(name.lastIndexOf('/') + 1);
  const close = similarName(pattern, names.map(short));
  const wanted = last(pattern).replaceAll('*', '').toLowerCase();
  const containing = wanted === '' ? [] : names.filter((name) => last(name).includes(wanted)).map(short);
  const sameName = similarName(last(pattern), names.map(last));
  const named = sameName === undefined ? [] : names.filter((name) => last(name) === sameName).map(short);
  return [...new Set([...(close === undefined ? [] : [close]), ...named, ...containing])].slice(0, 5);
}
