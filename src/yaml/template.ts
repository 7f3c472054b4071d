/** A mark of a template language that the text carries where YAML has its structure, and where it stands. */
export interface TemplateMarker {
  readonly marker: string;
  readonly offset: number;
}

const MARKERS = /\{\{|\{%|<%/g;

/** How a mark is shown: without what is in it, which in a Secret may be the value. */
const SHOWN: Readonly<Record<string, string>> = { '{{': '{{ … }}', '{%': '{% … %}', '<%': '<% … %>' };

/** A line that is a mark alone, or a key or an item whose value starts with a mark that has no quotes around it. */
const STRUCTURAL = /^[ \t]*(?:-[ \t]+)*(?:[^\s#'"{][^\n#'"{]*:[ \t]+)?(?:\{\{|\{%|<%)/;

/** A line without indentation that steers a template, or a key of the document whose value starts with a mark. */
const OUTERMOST = /^(?:\{\{-?[ \t]*(?:if|else|end|range|with|define|include|template|block|\/\*)|\{%|<%|[\w.-]+:[ \t]+\{\{)/;

/** A line that leaves nothing open: a key with or without a value, a comment, the start of a document, the end of a mark. */
const WHOLE = /^[ \t]*(?:#|(?:- +)*["']?[\w./-]+["']?:(?:[ \t]|$))|^---|(?:\}\}|%\}|%>)[ \t]*$/;

const BLOCK_SCALAR = /:[ \t]+[|>][-+0-9]*[ \t]*(?:#.*)?$/;

/**
 * Whether a syntax error at `offset` comes from a template: the line of the error, or the last line with text before it,
 * has an unquoted mark, or one stands where the document has its outermost structure. A text that merely mentions marks somewhere else,
 * as alert rules do, is no template.
 */
export function findTemplate(text: string, start: number, offset: number): TemplateMarker | undefined {
  let lineEnd = endOfLine(text, offset);
  for (let tries = 0; tries < 2 && lineEnd >= start; tries += 1) {
    const lineStart = Math.max(text.lastIndexOf('\n', lineEnd - 1) + 1, start);
    const found = markerIn(text.slice(lineStart, lineEnd), lineStart);
    if (found) return found;
    lineEnd = lineStart - 1;
    while (lineEnd > start && /\s/.test(text.charAt(lineEnd - 1))) lineEnd -= 1;
  }
  return outermostMarker(text, start);
}

/**
 * A mark where neither a text in quotes nor a block scalar can go on. What lost its indentation is no template: there an error must
 * stay an error.
 */
function outermostMarker(text: string, start: number): TemplateMarker | undefined {
  let before = '';
  for (let at = start; at < text.length; ) {
    const end = endOfLine(text, at);
    const line = text.slice(at, end);
    if (at > start && /^(?:---|\.\.\.)(?:\s|$)/.test(line)) return undefined;
    if (line.trim() !== '') {
      if (BLOCK_SCALAR.test(before) && indentation(line) <= indentation(before)) return undefined;
      if (OUTERMOST.test(line) && (before === '' || (WHOLE.test(before) && !isQuoted(before, before.length)))) return markerIn(line, at);
      before = line;
    }
    at = end + 1;
  }
  return undefined;
}

function indentation(line: string): number {
  return line.length - line.trimStart().length;
}

/** The mark of a template language in a value, such as a name, that can have none once the template has been rendered. */
export function templateMark(text: string): string | undefined {
  MARKERS.lastIndex = 0;
  const match = MARKERS.exec(text);
  return match ? (SHOWN[match[0]] ?? match[0]) : undefined;
}

function endOfLine(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end === -1 ? text.length : end;
}

function markerIn(line: string, lineStart: number): TemplateMarker | undefined {
  MARKERS.lastIndex = 0;
  const match = MARKERS.exec(line);
  if (!match || (!STRUCTURAL.test(line) && isQuoted(line, match.index))) return undefined;
  const [marker] = match;
  return { marker: SHOWN[marker] ?? marker, offset: lineStart + match.index };
}

/** Whether an odd number of quotes stands before a place in a line. */
function isQuoted(line: string, index: number): boolean {
  const before = line.slice(0, index);
  return before.split('"').length % 2 === 0 || before.split("'").length % 2 === 0;
}
