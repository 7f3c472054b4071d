import type { Palette } from './palette.ts';
import { plainText } from './plain-text.ts';

/** A unified difference, fit for a terminal. */
export function renderDiff(text: string, palette: Palette): string {
  return text
    .split('\n')
    .map((line) => paint(plainText(line.replaceAll('\t', '  ')), palette))
    .join('\n');
}

function paint(line: string, palette: Palette): string {
  if (line.startsWith('+++') || line.startsWith('---')) return palette.place(line);
  if (line.startsWith('@@')) return palette.note(line);
  if (line.startsWith('+')) return palette.good(line);
  return line.startsWith('-') ? palette.caret(line) : line;
}
