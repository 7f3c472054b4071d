const KIND = /^kind:[ \t]*(?:"([\w.-]+)"|'([\w.-]+)'|([A-Za-z][\w.-]*))[ \t]*(?:#.*)?\r?$/gm;

/**
 * Reads `kind` of a block mapping without parsing it. It answers only when exactly one line at column 0 gives the field, so that
 * whatever could be read in two ways is parsed instead.
 */
export function scanKind(piece: string): string | undefined {
  KIND.lastIndex = 0;
  const match = KIND.exec(piece);
  const second = match && KIND.exec(piece);
  return match && !second ? (match[1] ?? match[2] ?? match[3]) : undefined;
}
