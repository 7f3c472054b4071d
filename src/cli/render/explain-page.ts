import type { ExplainedSource } from '../../index.ts';
import { wrap } from '../wrap.ts';
import type { Palette } from './palette.ts';
import { plainText } from './plain-text.ts';

export interface PageOptions {
  readonly palette: Palette;
  /** Width of the terminal; undefined: nothing is shortened. */
  readonly columns: number | undefined;
}

/** Paragraphs are as wide as this where there is no terminal. */
const usualWidth = 100;

/** A paragraph in lines that fit the terminal. */
export function paragraph(text: string, indent: string, { columns = usualWidth }: PageOptions): readonly string[] {
  return wrap(plainText(text), Math.max(Math.min(columns, usualWidth), 40), indent);
}

/** `k8s/web.yaml:20:11`, with the object when it is another one and what it replaced; the image; what the default is. */
export function sourceText({ kind, description, location, replaced = [] }: ExplainedSource): string {
  const text = ({ file, line, column }: NonNullable<ExplainedSource['location']>) => `${file}:${line}:${column}`;
  const place = location && [text(location), ...[...replaced].reverse().map((over) => `over ${text(over)}`)].join(' ');
  if (kind === 'image') return 'the image';
  if (kind === 'default') return `default: ${description ?? ''}`;
  return [...(description === undefined ? [] : [description]), ...(place === undefined ? [] : [place])].join(', ');
}

/** A name, its value and where it came from, on one line. On a terminal a long value is cut. */
export function row(name: string, value: string, from: string, indent: string, width: number, { palette, columns }: PageOptions): string {
  const head = `${indent}${plainText(name).padEnd(width)}  `;
  const note = from === '' ? '' : `  # ${plainText(from)}`;
  const room = columns === undefined ? Number.POSITIVE_INFINITY : Math.max(columns - head.length - note.length, 16);
  const clean = plainText(value);
  const shown = clean.length > room ? `${clean.slice(0, room - 1)}…` : clean;
  return `${shown === '' ? head.trimEnd() : head + shown}${palette.gutter(note)}`.trimEnd();
}

/** Width of a column of names: that of the longest, within reason. */
export function columnWidth(names: readonly string[]): number {
  return Math.min(
    names.reduce((longest, name) => Math.max(longest, plainText(name).length), 0),
    32,
  );
}
