const escapes: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\u0007': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
};

let printable: RegExp | undefined;

/** What Go calls printable: letters, marks, numbers, punctuation, symbols and the ASCII space (unicode.IsPrint). */
function isPrintable(character: string): boolean {
  // Made when it is needed: the tables of Unicode behind it take longer than a whole rule.
  printable ??= /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u;
  return printable.test(character);
}

/** A text as Go prints it with `%q` (strconv.Quote). */
export function goQuote(text: string): string {
  let quoted = '"';
  for (const character of text) quoted += escapes[character] ?? (isPrintable(character) ? character : escapeCode(character));
  return `${quoted}"`;
}

function escapeCode(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x80) return `\\x${code.toString(16).padStart(2, '0')}`;
  return code < 0x10000 ? `\\u${code.toString(16).padStart(4, '0')}` : `\\U${code.toString(16).padStart(8, '0')}`;
}
