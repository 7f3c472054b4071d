/**
 * The text that kustomize makes of a folded block scalar (`>`). It writes every object once before it prints it, and
 * go-yaml's emitter is not exact for this style: it adds a line break before an indented line, and takes a single line
 * break for a folded one when the text begins with a blank (emitterc.go, yaml_emitter_write_folded_scalar).
 */
export function refoldedText(text: string): string {
  if (!isWrittenFolded(text)) return text;
  const first = text.replace(/^\n+/, '').charAt(0);
  const addsBreaks = first !== '' && !isBlank(first);
  let result = '';
  let lineStart = 0;
  for (const match of text.matchAll(/\n+/g)) {
    const at = match.index;
    const count = match[0].length;
    result += text.slice(lineStart, at);
    const next = text.charAt(at + count);
    lineStart = at + count;
    if (at === 0) result += match[0];
    else result += breaks(count, isBlank(lineOf(text, at)), isBlank(next), next === '', addsBreaks);
  }
  return result + text.slice(lineStart);
}

/** What is read again of `count` line breaks. */
function breaks(count: number, afterIndented: boolean, beforeIndented: boolean, isLast: boolean, addsBreaks: boolean): string {
  const written = count + (addsBreaks && !afterIndented ? 1 : 0);
  if (isLast) return count === 1 ? '\n' : '\n'.repeat(written);
  if (afterIndented || beforeIndented) return '\n'.repeat(written);
  return written === 1 ? ' ' : '\n'.repeat(written - 1);
}

/** First character of the line that ends at `end`. */
function lineOf(text: string, end: number): string {
  return text.charAt(text.lastIndexOf('\n', end - 1) + 1);
}

function isBlank(character: string): boolean {
  return character === ' ' || character === '\t';
}

/**
 * Whether kustomize fails on a text that it writes as a block: one that begins with a tab, which go-yaml does not read
 * again where it expects indentation.
 */
export function isUnreadableBlock(text: string): boolean {
  return /^\n*\t/.test(text) && !isQuotedInstead(text);
}

function isWrittenFolded(text: string): boolean {
  return text.includes('\n') && !isQuotedInstead(text);
}

/** Texts with blanks at the ends of lines or with special characters are quoted instead. */
function isQuotedInstead(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what the emitter calls special
  return /[ ]\n|[ ]$|[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufeff\ufffe\uffff]/.test(text);
}
