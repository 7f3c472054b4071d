/** A paragraph in indented lines of at most `width` characters; a longer word has its line for itself. */
export function wrap(text: string, width: number, indent: string): readonly string[] {
  const lines: string[] = [];
  let line = indent;
  for (const word of text.split(' ')) {
    const next = line === indent ? line + word : `${line} ${word}`;
    if (next.length > width && line !== indent) {
      lines.push(line);
      line = indent + word;
    } else line = next;
  }
  return [...lines, line];
}
