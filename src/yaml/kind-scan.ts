const KIND = /^kind:[ \t]*(?:"([\w.-]+)"|'([\w.-]+)'|([A-Za-z][\w.-]*))[ \t]*(?:#.*)?\r?$/gm;
const API_VERSION = /^apiVersion:[ \t]*(?:"([\w./-]+)"|'([\w./-]+)'|([A-Za-z][\w./-]*))[ \t]*(?:#.*)?\r?$/gm;

/** What the top level of a document says about itself. A field is undefined when it is absent or not plain to see. */
export interface ScannedKind {
  readonly apiVersion: string | undefined;
  readonly kind: string | undefined;
}

/**
 * Reads `apiVersion` and `kind` of a block mapping without parsing it. It answers only when exactly one line at column 0
 * gives the field, so that whatever could be read in two ways is parsed instead.
 */
export function scanKind(piece: string): ScannedKind {
  return { apiVersion: only(piece, API_VERSION), kind: only(piece, KIND) };
}

function only(piece: string, pattern: RegExp): string | undefined {
  pattern.lastIndex = 0;
  const match = pattern.exec(piece);
  const second = match && pattern.exec(piece);
  return match && !second ? (match[1] ?? match[2] ?? match[3]) : undefined;
}
