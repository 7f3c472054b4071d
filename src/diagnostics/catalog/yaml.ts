import { entry } from '../entry.ts';

const LONGEST_QUOTE = 60;

function quote(text: string): string {
  return JSON.stringify(text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}…` : text);
}

function codePoint(character: number): string {
  return `U+${character.toString(16).toUpperCase().padStart(4, '0')}`;
}

const WHOLE_DOCUMENT = 'The document is left out, so what depends on it may be missing; the other documents of the file are read.';

/** Reading YAML and JSON text. */
export const yamlCodes = {
  'yaml-syntax': entry<{ problem: string }>({
    severity: 'error',
    title: 'A document is not valid YAML',
    why: `kubectl refuses the file as well. ${WHOLE_DOCUMENT}`,
    help: 'Correct the text at the place given. Often the cause stands one line above: a quote that is missing, a tab, or a line that is indented too far or not far enough.',
    message: ({ problem }) => problem,
  }),
  'json-syntax': entry<{ problem: string }>({
    severity: 'error',
    title: 'A document is not valid JSON',
    why: `kubectl reads text that starts with { as JSON, which knows no comments, no single quotes and no comma before a closing bracket. ${WHOLE_DOCUMENT}`,
    help: 'Correct the text at the place given.',
    message: ({ problem }) => problem,
  }),
  'template-not-rendered': entry<{ marker: string; isYaml?: boolean }>({
    severity: 'warning',
    title: 'A file is a template',
    why: 'The file is written for a template engine (Helm, Jinja, ERB …) and becomes YAML only when that has run. Its objects are not known before.',
    help: 'Render it first and give the result to this program, for example `helm template . | podspec2linuxkit generate - --out linuxkit`, or leave the file out with --ignore.',
    message: ({ marker, isYaml }) => `not ${isYaml ? 'an object' : 'YAML'} before a template engine has replaced ${marker}`,
  }),
  'invalid-document-separator': entry<{ rest: string }>({
    severity: 'error',
    title: 'Text follows --- on the same line',
    why: `kubectl cuts a file at every line that starts with --- and allows nothing but blanks and a comment behind it, although YAML itself allows more. ${WHOLE_DOCUMENT}`,
    help: 'Put the text on the next line. If the line was not meant to separate documents, indent it.',
    message: ({ rest }) => `expected nothing or a comment after ---, found ${quote(rest)}`,
  }),
  'text-after-document': entry<Record<never, never>>({
    severity: 'warning',
    title: 'Text after ... is not read',
    why: 'A line of three dots ends a document. kubectl reads nothing behind it up to the next line that starts with ---, and says nothing about it.',
    help: 'Delete the dots, or start the next document with ---.',
    message: () => 'the text between ... and the next --- is not read, as in kubectl',
  }),
  'nesting-too-deep': entry<{ limit: number }>({
    severity: 'error',
    title: 'A document is nested too deeply',
    why: `No Kubernetes object needs more than a few dozen levels; kubectl has a limit too. ${WHOLE_DOCUMENT}`,
    help: 'Check how the file was made: such nesting is nearly always a mistake of a generator.',
    message: ({ limit }) => `expected at most ${limit} levels of mappings and lists`,
  }),
  'excessive-aliases': entry<Record<never, never>>({
    severity: 'error',
    title: 'Aliases blow the document up',
    why: `Aliases of aliases can make a small file expand to any size. kubectl refuses documents that consist almost only of aliases, by the same rule. ${WHOLE_DOCUMENT}`,
    help: 'Write repeated parts out, or share them through a ConfigMap.',
    message: () => 'document contains excessive aliasing: nearly all of its content comes from aliases',
  }),
  // The name is not quoted: in a Secret it is a value that begins with *.
  'unknown-anchor': entry<Record<never, never>>({
    severity: 'error',
    title: 'An alias names an anchor that does not exist',
    why: `An alias (*name) repeats what an anchor (&name) marks earlier in the same document. Anchors do not reach across ---. ${WHOLE_DOCUMENT}`,
    help: 'Define the anchor above in this document, or put quotes around text that starts with *.',
    message: () => 'expected the name of an anchor of this document after *',
  }),
  'recursive-alias': entry<{ anchor: string }>({
    severity: 'error',
    title: 'An alias contains itself',
    why: `The alias stands inside the very value that it repeats, which has no end. kubectl refuses it. ${WHOLE_DOCUMENT}`,
    help: 'Move the anchor to the part that is to be repeated.',
    message: ({ anchor }) => `the value of anchor ${quote(anchor)} contains itself`,
  }),
  'invalid-map-key': entry<{ found: string }>({
    severity: 'error',
    title: 'A key is not a string',
    why: `Kubernetes objects are JSON, whose keys are strings. kubectl turns numbers and booleans into strings and refuses null, lists and mappings as keys. ${WHOLE_DOCUMENT}`,
    help: 'Put quotes around the key. If the file holds {{ … }}, it is a template: render it first.',
    message: ({ found }) => `expected a string as key, found ${found}`,
  }),
  'invalid-merge': entry<Record<never, never>>({
    severity: 'error',
    title: 'The key << has no mapping to merge',
    why: `The key << copies the entries of a mapping, or of a list of mappings, into the one that it stands in. ${WHOLE_DOCUMENT}`,
    help: 'Give << an alias of a mapping, or put quotes around it to have it as an ordinary key.',
    message: () => 'expected a mapping or a list of mappings as value of <<',
  }),
  'invalid-tag': entry<{ tag: string; found: string }>({
    severity: 'error',
    title: 'A value does not fit its tag',
    why: `A tag such as !!int says what a value is; kubectl refuses a value that is something else. ${WHOLE_DOCUMENT}`,
    help: 'Delete the tag or correct the value.',
    message: ({ tag, found }) => `expected a value that ${tag} allows, found ${found}`,
  }),
  'non-finite-number': entry<{ found: string }>({
    severity: 'error',
    title: 'A number is infinite or not a number',
    why: `YAML reads .inf and .nan as numbers. Kubernetes objects are JSON, which has no such numbers, so kubectl refuses them. ${WHOLE_DOCUMENT}`,
    help: 'Put quotes around it if it is meant as text.',
    message: ({ found }) => `expected a finite number, found ${found}`,
  }),
  'control-character': entry<{ character: number }>({
    severity: 'error',
    title: 'A document holds a control character',
    why: `YAML allows no control characters but tab and line breaks; kubectl refuses the file. ${WHOLE_DOCUMENT}`,
    help: 'Delete the character, or write it as an escape such as "\\x07" in double quotes.',
    message: ({ character }) => `expected printable text, found the control character ${codePoint(character)}`,
  }),
  'duplicate-key': entry<{ key: string }>({
    severity: 'warning',
    title: 'A key is written twice in the same mapping',
    why: 'kubectl keeps the last one and drops the others without a word, which is rarely what was meant.',
    help: 'Delete the entry that is not meant.',
    message: ({ key }) => `key ${quote(key)} is written twice in this mapping; the last one counts`,
  }),
  'merge-overrides-key': entry<{ key: string }>({
    severity: 'warning',
    title: 'A merge replaces a key that stands before it',
    why: 'YAML lets the keys of a mapping win against those that << merges in. kubectl goes by the order instead: a << that comes after a key replaces it.',
    help: 'Put << first in the mapping, so that every program reads the same.',
    message: ({ key }) => `<< replaces the key ${quote(key)} that stands before it, as kubectl does`,
  }),
} as const;
