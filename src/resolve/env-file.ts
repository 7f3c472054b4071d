/**
 * The variables of a file, as the kubelet reads them since 1.35: lines `NAME='value'`, where the value may span lines and nothing in
 * it is special; spaces around the name and the `=` do not count; empty lines and lines that begin with `#` are skipped.
 * The first of several values of a name wins.
 *
 * Alpha kubelets (1.34) took the rest of the line, without quotes; that is what a value without quotes gives here.
 * @see https://kubernetes.io/docs/tasks/inject-data-application/define-environment-variable-via-file
 */
export function readEnvFile(text: string): ReadonlyMap<string, string> {
  const variables = new Map<string, string>();
  // After the last quote no value can end; known once, so that many openers cost one search.
  const lastQuote = text.lastIndexOf("'");
  let at = 0;
  while (at < text.length) {
    const end = lineEnd(text, at);
    const line = text.slice(at, end);
    const equals = line.indexOf('=');
    if (equals === -1 || /^\s*#/.test(line)) {
      at = end + 1;
      continue;
    }
    const name = line.slice(0, equals).trim();
    const { value, next } = readValue(text, at + equals + 1, end, lastQuote);
    if (!variables.has(name)) variables.set(name, value);
    at = next;
  }
  return variables;
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end === -1 ? text.length : end;
}

function readValue(text: string, from: number, end: number, lastQuote: number): { readonly value: string; readonly next: number } {
  const opener = from + text.slice(from, end).search(/\S|$/);
  const closer = text[opener] === "'" && opener < lastQuote ? text.indexOf("'", opener + 1) : -1;
  if (closer === -1) return { value: text.slice(from, end).trim(), next: end + 1 };
  return { value: text.slice(opener + 1, closer), next: lineEnd(text, closer) + 1 };
}
