import { entry } from '../entry.ts';

/** Reading YAML and JSON text. */
export const yamlCodes = {
  'yaml-syntax': entry<{ problem: string }>({
    severity: 'error',
    title: 'A document is not valid YAML',
    why: 'kubectl would refuse the file. Nothing can be said about what the document holds, so what depends on it may be missing; the other documents of the file are read.',
    help: 'Correct the text at the place given. Often the cause is one line above: a missing quote, a tab, or a line that is indented too far or not far enough.',
    message: ({ problem }) => problem,
  }),
  'invalid-document-separator': entry<{ rest: string }>({
    severity: 'error',
    title: 'Text follows --- on the same line',
    why: 'kubectl cuts a file at every line that starts with --- and allows nothing but blanks and a comment behind it, although YAML itself allows more.',
    help: 'Put the text on the next line. If the line was not meant to separate documents, indent it.',
    message: ({ rest }) =>
      `expected nothing or a comment after ---, found ${JSON.stringify(rest.length > 60 ? `${rest.slice(0, 60)}…` : rest)}`,
  }),
} as const;
