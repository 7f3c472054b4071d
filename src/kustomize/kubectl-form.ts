import { type ScalarTree, type Tree, tagOf } from '../yaml/tree.ts';
import { kubectlValue } from './decode-shape.ts';
import { goJsonNumber } from './json-form.ts';

/**
 * A tree read with kubectl's YAML library instead of kustomize's: `yes` is true, dates stay text. kustomize reads JSON
 * patches and its own files that way.
 */
export function kubectlForm(tree: Tree): Tree {
  if (tree.kind === 'sequence') return { ...tree, items: tree.items.map(kubectlForm) };
  if (tree.kind === 'mapping') {
    return { ...tree, entries: tree.entries.map(({ key, value }) => ({ key: keyForm(key), value: kubectlForm(value) })) };
  }
  const value = kubectlValue(tree);
  const { at } = tree;
  if (value === null) return { kind: 'scalar', text: 'null', tag: '!!null', style: 'plain', at };
  if (typeof value === 'boolean') return { kind: 'scalar', text: String(value), tag: '!!bool', style: 'plain', at };
  if (typeof value === 'number' || typeof value === 'bigint') {
    const text = goJsonNumber(value);
    return { kind: 'scalar', text, tag: tagOf(text), style: 'plain', at };
  }
  return { kind: 'scalar', text: value ?? tree.text, tag: '!!str', style: 'quoted', at };
}

function keyForm(key: ScalarTree): ScalarTree {
  const value = kubectlValue(key);
  return { kind: 'scalar', text: value === undefined ? key.text : String(value), tag: '!!str', style: 'plain', at: key.at };
}
