/** Thrown to leave a document; the problem itself stands in the reader. Never leaves this folder. */
export const INTERRUPT = { name: 'document cannot be read' } as const;

/** Why a document cannot be read. */
export type Problem =
  | {
      readonly code: 'yaml-syntax' | 'json-syntax';
      readonly offset: number;
      readonly expected: string;
      readonly found?: string;
      readonly help?: string;
      /** Where the thing that could not be finished begins. */
      readonly began?: { readonly what: string; readonly offset: number };
    }
  | { readonly code: 'nesting-too-deep'; readonly offset: number; readonly limit: number }
  | { readonly code: 'excessive-aliases'; readonly offset: number }
  | { readonly code: 'unknown-anchor'; readonly offset: number; readonly anchor: string; readonly known: readonly string[] }
  | { readonly code: 'recursive-alias'; readonly offset: number; readonly anchor: string }
  | { readonly code: 'invalid-map-key'; readonly offset: number; readonly found: string }
  | { readonly code: 'invalid-merge'; readonly offset: number }
  | { readonly code: 'invalid-tag'; readonly offset: number; readonly tag: string; readonly found: string }
  | { readonly code: 'non-finite-number'; readonly offset: number; readonly found: string }
  | { readonly code: 'control-character'; readonly offset: number; readonly character: number };

/** Something worth saying of a document that can be read. */
export type Remark =
  | { readonly code: 'duplicate-key'; readonly offset: number; readonly key: string; readonly first: number }
  | { readonly code: 'merge-overrides-key'; readonly offset: number; readonly key: string; readonly first: number }
  | { readonly code: 'text-after-document'; readonly offset: number };

const NAMES: ReadonlyMap<string, string> = new Map([
  ['-', 'a list item (-)'],
  ['?', 'a ?'],
  [':', 'a colon'],
  [',', 'a comma'],
  ['[', 'a list ([)'],
  [']', 'a closing ]'],
  ['{', 'a mapping ({)'],
  ['}', 'a closing }'],
  ['"', 'quoted text'],
  ["'", 'quoted text'],
  ['|', 'a block of text (|)'],
  ['>', 'a block of text (>)'],
  ['\t', 'a tab'],
  ['@', '@'],
  ['`', 'a backquote'],
  ['%', '%'],
  ['&', 'an anchor (&)'],
  ['*', 'an alias (*)'],
  ['!', 'a tag (!)'],
]);

/** What stands at an offset, in words that give away nothing of a value: it may belong to a Secret. */
export function describeToken(text: string, offset: number, end: number): string {
  if (offset >= end) return 'the end of the document';
  return NAMES.get(text.charAt(offset)) ?? 'text';
}
