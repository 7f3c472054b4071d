import type { Origin } from '../model/source.ts';
import { isUnreadableBlock } from '../yaml/folded-text.ts';
import { resolveKubectl } from '../yaml/scalar.ts';
import { effectiveTag, type ScalarTree, scalarValue, type Tree, tagOf } from '../yaml/tree.ts';
import { stringScalar } from './tree.ts';

/** Called for what has no form in JSON. */
export type Unwritable = (at: Origin, problem: string) => void;

/**
 * `read`: into JSON through Go values, in which every number is a float. `rewritten`: the same, and back by way of YAML
 * text. `list`: there and back as the items of lists are.
 */
type Way = 'read' | 'rewritten' | 'list';

/** What is left of a tree after kustomize turned it into JSON, as it does for JSON patches and for the items of lists. Places stay. */
export function jsonForm(tree: Tree, way: Way, unwritable: Unwritable, inFlow = false): Tree {
  if (tree.kind === 'scalar') return scalarForm(tree, way, unwritable, inFlow && way !== 'list');
  const below = inFlow || tree.flow === true;
  const flow = way === 'list';
  if (tree.kind === 'sequence') return { ...tree, flow, items: tree.items.map((item) => jsonForm(item, way, unwritable, below)) };
  checkKeys(tree, unwritable);
  return {
    ...tree,
    flow,
    entries: tree.entries.map(({ key, value }) => ({
      key: textForm(key.text, key.at, way),
      value: jsonForm(value, way, unwritable, below),
    })),
  };
}

/** Reports repeated keys and keys that are no texts. */
export function checkKeys(tree: Tree, unwritable: Unwritable): void {
  if (tree.kind !== 'mapping') return;
  const names = new Set<string>();
  for (const { key } of tree.entries) {
    if (names.has(key.text)) unwritable(key.at, `the key ${JSON.stringify(key.text)} stands twice in one mapping`);
    names.add(key.text);
    const tag = effectiveTag(key);
    if (tag !== '!!str' && tag !== '!!merge') unwritable(key.at, `the key ${key.text} is no text; quote it`);
  }
}

function scalarForm(scalar: ScalarTree, way: Way, unwritable: Unwritable, inFlow: boolean): ScalarTree {
  const value = scalarValue(way === 'list' && scalar.style === 'folded' ? { ...scalar, style: 'quoted' } : scalar, inFlow);
  const { at } = scalar;
  if (value === undefined) {
    unwritable(at, describeMisfit(scalar));
    return scalar;
  }
  if (typeof value === 'string' && way === 'rewritten' && value.includes('\n') && isUnreadableBlock(value)) {
    unwritable(at, describeMisfit(stringScalar(value, at)));
  }
  if (typeof value === 'string') return textForm(value, at, way);
  if (value === null) return { kind: 'scalar', text: 'null', tag: '!!null', style: 'plain', at };
  if (typeof value === 'boolean') return { kind: 'scalar', text: String(value), tag: '!!bool', style: 'plain', at };
  const text = way === 'list' ? goJsonNumber(value) : goYamlFloat(Number(value));
  return { kind: 'scalar', text, tag: tagOf(text), style: 'plain', at };
}

/** Says why a scalar has no value. */
export function describeMisfit(scalar: ScalarTree): string {
  const { text, tag } = scalar;
  if (effectiveTag(scalar) === '!!str') return 'kustomize cannot write a text of several lines that begins with a tab';
  const shown = text.length > 40 ? `${text.slice(0, 40)}…` : text;
  return tag === '!!float' || tag === ''
    ? `${JSON.stringify(shown)} has no form in JSON`
    : `${JSON.stringify(shown)} is not of the type ${tag}`;
}

function textForm(text: string, at: Origin, way: Way): ScalarTree {
  const quoted = way === 'list' || needsQuotes(text);
  return { kind: 'scalar', text, tag: '!!str', style: quoted ? 'quoted' : 'plain', at };
}

/** Whether go-yaml v3 writes a string in another style than plain. */
function needsQuotes(text: string): boolean {
  if (text === '' || tagOf(text) !== '!!str' || typeof resolveKubectl(text) !== 'string') return true;
  if (/^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/.test(text)) return true;
  return /^[-?:,[\]{}#&*!|>'"%@`\s]|[\n\t]|: |:$| #|\s$/.test(text);
}

/** A number as Go's encoding/json writes it. */
export function goJsonNumber(value: number | bigint): string {
  if (typeof value === 'bigint' || Number.isSafeInteger(value)) return String(value);
  const magnitude = Math.abs(value);
  if (magnitude < 1e-6 || magnitude >= 1e21) return exponentForm(value).replace(/e-0(\d)$/, 'e-$1');
  return plainForm(value);
}

/** A float as go-yaml v3 writes it: strconv.FormatFloat(value, 'g', -1, 64). */
function goYamlFloat(value: number): string {
  if (value === 0) return '0';
  const exponent = Number(value.toExponential().split('e')[1]);
  return exponent < -4 || exponent >= 6 ? exponentForm(value) : plainForm(value);
}

function exponentForm(value: number): string {
  const [digits = '', exponent = ''] = value.toExponential().split('e');
  return `${digits}e${exponent.startsWith('-') ? '-' : '+'}${exponent.replace(/^[-+]/, '').padStart(2, '0')}`;
}

function plainForm(value: number): string {
  const text = String(value);
  return text.includes('e') ? BigInt(value).toString() : text;
}
