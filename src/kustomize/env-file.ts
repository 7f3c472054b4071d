import type { Origin, SourceFile } from '../model/source.ts';

/** One line of an env file. */
export interface EnvLine {
  readonly key: string;
  readonly value: string;
  readonly keyAt: Origin;
  readonly valueAt: Origin;
}

/** Go's bufio.Scanner gives up at a line of this many bytes, and kustomize does not notice. */
const LONGEST_LINE = 65_536;

/**
 * Reads `KEY=value` lines the way kustomize does (api, kv/kv.go): blank lines and lines that begin with `#` are passed
 * over, the value is everything behind the first `=`, quotes included, and a line without `=` has an empty value.
 */
export function readEnvFile(file: SourceFile): { readonly lines: readonly EnvLine[]; readonly tooLong: Origin | undefined } {
  const lines: EnvLine[] = [];
  const { text } = file;
  for (let start = 0; start < text.length; ) {
    const lineBreak = text.indexOf('\n', start);
    const end = lineBreak === -1 ? text.length : lineBreak;
    const line = text.slice(start, text[end - 1] === '\r' && end > start ? end - 1 : end);
    if (line.length >= LONGEST_LINE / 4 && Buffer.byteLength(text.slice(start, end)) >= LONGEST_LINE) {
      return { lines, tooLong: { file, offset: start } };
    }
    const entry = readLine(file, line, start);
    if (entry) lines.push(entry);
    start = end + 1;
  }
  return { lines, tooLong: undefined };
}

function readLine(file: SourceFile, line: string, start: number): EnvLine | undefined {
  const unmarked = start === 0 ? line.replace(/^\uFEFF/, '') : line;
  const content = unmarked.replace(/^[\t\n\v\f\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/, '');
  if (content === '' || content.startsWith('#')) return undefined;
  const offset = start + line.length - content.length;
  const equals = content.indexOf('=');
  const key = equals === -1 ? content : content.slice(0, equals);
  if (key === '') return undefined;
  return {
    key,
    value: equals === -1 ? '' : content.slice(equals + 1),
    keyAt: { file, offset },
    valueAt: { file, offset: equals === -1 ? offset : offset + equals + 1 },
  };
}
