import { createHash } from 'node:crypto';
import type { Tree } from '../yaml/tree.ts';
import { scalarValue } from '../yaml/tree.ts';
import { goJsonNumber } from './json-form.ts';
import { atOrigin } from './log.ts';
import { idOf } from './object-id.ts';
import { type Resource, rememberId } from './resource.ts';
import type { Step } from './step.ts';
import { fieldOf, textOf, withText } from './tree.ts';

/** Appends the hash of their content to the names of generated objects. */
export function addHashes(resources: readonly Resource[], step: Step): readonly Resource[] {
  return resources.map((resource) => {
    if (!resource.needsHash) return resource;
    const { name, kind } = idOf(resource.tree);
    if (kind !== 'ConfigMap' && kind !== 'Secret') {
      const what = `the hash of a generated object that a patch made a ${kind} is not known here`;
      step.log.report('kustomize-unsupported', atOrigin(resource.tree.at), { field: 'kind', what });
      return resource;
    }
    const at = fieldOf(resource.tree, 'metadata', 'name')?.at ?? resource.tree.at;
    return { ...rememberId(resource), tree: withText(resource.tree, ['metadata', 'name'], `${name}-${contentHash(resource.tree)}`, at) };
  });
}

/**
 * The suffix that kustomize gives a ConfigMap or Secret: ten characters of the SHA-256 of its JSON, without vowels and
 * digits that could form words (api, hasher/hasher.go). The name is not part of it: it is looked up in a way that never finds it.
 */
export function contentHash(tree: Tree): string {
  const { kind } = idOf(tree);
  const parts: Record<string, string> = { kind: goString(kind), name: '""' };
  if (kind === 'Secret') parts['type'] = scalarOrJson(fieldOf(tree, 'type'));
  parts['data'] = scalarOrJson(fieldOf(tree, 'data'));
  const extra = kind === 'Secret' ? 'stringData' : 'binaryData';
  const more = fieldOf(tree, extra);
  if (more?.kind === 'mapping') parts[extra] = goJson(more);
  const json = `{${Object.keys(parts)
    .sort()
    .map((name) => `${goString(name)}:${parts[name]}`)
    .join(',')}}`;
  const digest = createHash('sha256').update(json).digest('hex').slice(0, 10);
  return digest.replace(/[013ae]/g, (digit) => ({ 0: 'g', 1: 'h', 3: 'k', a: 'm', e: 't' })[digit] as string);
}

function scalarOrJson(tree: Tree | undefined): string {
  return tree === undefined || tree.kind === 'scalar' ? goString(textOf(tree)) : goJson(tree);
}

/** JSON as Go's encoding/json writes it: sorted keys, and `<`, `>`, `&` and the two line separators escaped. */
function goJson(tree: Tree): string {
  if (tree.kind === 'sequence') return `[${tree.items.map(goJson).join(',')}]`;
  if (tree.kind === 'mapping') {
    const sorted = [...tree.entries].sort((first, second) => compareBytes(first.key.text, second.key.text));
    return `{${sorted.map(({ key, value }) => `${goString(key.text)}:${goJson(value)}`).join(',')}}`;
  }
  const value = scalarValue(tree);
  if (typeof value === 'string') return goString(value);
  return typeof value === 'number' || typeof value === 'bigint' ? goJsonNumber(Number(value)) : String(value ?? null);
}

function compareBytes(first: string, second: string): number {
  return Buffer.compare(Buffer.from(first), Buffer.from(second));
}

const shortEscapes: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\b': '\\b',
  '\f': '\\f',
};

function goString(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what JSON escapes
  const escaped = text.replace(/["\\\u0000-\u001f<>&\u2028\u2029]/g, (character) => {
    return shortEscapes[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
  return `"${escaped}"`;
}
