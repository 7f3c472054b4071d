/** One document as text: `file.text.slice(start, end)`. */
export interface Piece {
  readonly start: number;
  readonly end: number;
  /** Offset of text after `---` that kubectl refuses; the piece runs on behind that line. */
  readonly badSeparator?: { readonly offset: number; readonly rest: string };
}

/**
 * Cuts a YAML stream the way kubectl does (YAMLReader of k8s.io/apimachinery, util/yaml/decoder.go): by text, before
 * anything is parsed. A line that starts with `---` ends a document even inside a quoted scalar, and only blanks and
 * a comment may follow it. A `---` line with nothing before it opens the document instead. `from` counts as the start
 * of a line.
 */
export function splitDocuments(text: string, from = 0): readonly Piece[] {
  const pieces: Piece[] = [];
  let start = from;
  let badSeparator: Piece['badSeparator'];
  for (let at = text.startsWith('---', from) ? from : nextSeparator(text, from); at !== -1; at = nextSeparator(text, at)) {
    const lineBreak = text.indexOf('\n', at);
    const lineEnd = lineBreak === -1 ? text.length : lineBreak + 1;
    if (at > start || badSeparator) pieces.push(badSeparator ? { start, end: at, badSeparator } : { start, end: at });
    badSeparator = afterSeparator(text, at + 3, lineEnd);
    start = lineEnd;
  }
  if (start < text.length || badSeparator)
    pieces.push(badSeparator ? { start, end: text.length, badSeparator } : { start, end: text.length });
  return pieces;
}

function nextSeparator(text: string, from: number): number {
  const at = text.indexOf('\n---', from);
  return at === -1 ? -1 : at + 1;
}

function afterSeparator(text: string, from: number, lineEnd: number): Piece['badSeparator'] {
  const rest = text.slice(from, lineEnd).trim();
  if (rest === '' || rest.startsWith('#')) return undefined;
  return { offset: from + text.slice(from, lineEnd).search(/\S/), rest };
}
