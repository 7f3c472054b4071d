import type { Origin } from '../model/source.ts';
import { isUnreadableBlock, refoldedText } from './folded-text.ts';
import { resolveKustomize, type ScalarValue } from './scalar.ts';
import { parseTimestamp } from './timestamp.ts';

/** A YAML document as kustomize holds it between reading and writing: text is kept, types are found at the very end. Trees are shared, never changed. */
export type Tree = ScalarTree | MappingTree | SequenceTree;

export interface ScalarTree {
  readonly kind: 'scalar';
  readonly text: string;
  /** Short tag such as `!!str` or `!!int`, found when the scalar was read; empty when a step of kustomize set the text. */
  readonly tag: string;
  /** `quoted` covers literal blocks too; `tagged`: the tag stands in the document. */
  readonly style: 'plain' | 'quoted' | 'folded' | 'tagged';
  readonly at: Origin;
  /** Where the values stood whose place this one took, oldest first. */
  readonly replaced?: readonly Origin[];
}

export interface TreeEntry {
  readonly key: ScalarTree;
  readonly value: Tree;
}

export interface MappingTree {
  readonly kind: 'mapping';
  readonly entries: readonly TreeEntry[];
  /** Written in brackets. There nothing at all (`{a: }`) comes out of kustomize as an empty text instead of null. */
  readonly flow?: boolean;
  readonly at: Origin;
}

export interface SequenceTree {
  readonly kind: 'sequence';
  readonly items: readonly Tree[];
  readonly flow?: boolean;
  readonly at: Origin;
}

const INTEGER = /^[-+]?(?:0[xX][0-9a-fA-F]+|0[oO]?[0-7]+|0[bB][01]+|0|[1-9][0-9]*)$/;

/** The tag that go-yaml v3 gives a plain scalar. */
export function tagOf(text: string): string {
  const value = resolveKustomize(text);
  if (value === null) return '!!null';
  if (typeof value === 'string') return text === '<<' ? '!!merge' : parseTimestamp(text) === undefined ? '!!str' : '!!timestamp';
  if (typeof value === 'boolean') return '!!bool';
  if (typeof value === 'bigint') return '!!int';
  return INTEGER.test(text.replaceAll('_', '')) && Number.isSafeInteger(value) ? '!!int' : '!!float';
}

/**
 * The tag that the scalar has once it was written and read again, which kustomize does before it prints and before it
 * applies a JSON patch. go-yaml v3 (encode.go, node) drops a tag that the text implies, so quotes then make a string.
 */
export function effectiveTag({ text, tag, style }: ScalarTree): string {
  if (style === 'tagged' && tag !== '') return tag;
  if (tag === '!!str') return tag;
  const isQuoted = style === 'quoted' || style === 'folded';
  if (tag === '') return isQuoted ? '!!str' : tagOf(text);
  return isQuoted && tagOf(text) === tag ? '!!str' : tag;
}

/**
 * The value of a scalar in kustomize's output. `undefined`: the text cannot have the type its tag demands
 * (`!!int foo`), it is an infinity or not a number, or a text that kustomize cannot write. `inFlow`: a collection around it is
 * written in brackets.
 */
export function scalarValue(scalar: ScalarTree, inFlow = false): ScalarValue | undefined {
  const { text } = scalar;
  if (inFlow && text === '' && scalar.style === 'plain') return '';
  const tag = effectiveTag(scalar);
  switch (tag) {
    case '!!str':
    case '!!merge':
      return inFlow ? text : writtenText(scalar);
    case '!!binary':
      return Buffer.from(text, 'base64').toString();
    case '!!timestamp':
      // Between brackets a plain text must have no colon, so that kustomize quotes it.
      return inFlow && scalar.style === 'plain' && text.includes(':') ? text : parseTimestamp(text);
    case '!!null':
    case '!!bool':
    case '!!int':
    case '!!float':
      return typedValue(tag, text);
    default:
      return text;
  }
}

/** A text after it was written and read again. Plain texts of several lines become literal blocks. */
function writtenText({ text, style }: ScalarTree): string | undefined {
  if (style === 'quoted') return text;
  if ((style === 'folded' || text.includes('\n')) && isUnreadableBlock(text)) return undefined;
  return style === 'folded' ? refoldedText(text) : text;
}

function typedValue(tag: string, text: string): ScalarValue | undefined {
  const actual = tagOf(text);
  if (actual !== tag && !(tag === '!!float' && actual === '!!int')) return undefined;
  const value = resolveKustomize(text);
  return typeof value === 'number' && !Number.isFinite(value) ? undefined : value;
}

/** Whether two scalars are written with the same text and type. */
export function isSameScalar(first: ScalarTree, second: ScalarTree): boolean {
  return first.text === second.text && effectiveTag(first) === effectiveTag(second);
}

/** Whether a tree is null: `~`, `null` or nothing at all. */
export function isNull(tree: Tree): boolean {
  return tree.kind === 'scalar' && tree.tag === '!!null';
}
