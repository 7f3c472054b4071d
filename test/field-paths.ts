import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { kubernetesTypes } from '../src/model/kubernetes-types.ts';

/** A leaf of the PodSpec of API v1.36 with the class that the translation gives it: E exact, A approximate, N nothing to do, U unsupported. */
export interface PinnedLeaf {
  readonly path: string;
  readonly classes: ReadonlySet<string>;
}

/** The pinned leaves, sorted: facts about the API and decisions about each field, kept apart from the code. */
export function pinnedLeaves(): readonly PinnedLeaf[] {
  return readFileSync(join(import.meta.dirname, 'podspec-paths.txt'), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [classes = '', path = ''] = line.split(' ');
      return { path, classes: new Set(classes.split('/').map((name) => name.slice(0, 1))) };
    });
}

/** Types that count as one value: nobody says something different about a part of them. */
const whole = new Set(['LabelSelector', 'ObjectMeta']);

const table: Readonly<Record<string, Readonly<Record<string, string>>>> = kubernetesTypes;

/** General paths of all leaves below a type of the Kubernetes table; a path in `stop` is a leaf itself. */
export function leavesOf(type: string, stop: ReadonlySet<string> = new Set(), path = ''): readonly string[] {
  if (type.startsWith('[]')) return leavesOf(type.slice(2), stop, `${path}[]`);
  const fields = type.startsWith('{}') || whole.has(type) || (path !== '' && stop.has(path)) ? undefined : table[type];
  if (!fields) return [path];
  return Object.entries(fields).flatMap(([name, field]) => leavesOf(field, stop, path === '' ? name : `${path}.${name}`));
}
