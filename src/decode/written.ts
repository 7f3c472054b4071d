import type { SourceDocument } from '../model/manifest.ts';

/** The text of a plain scalar as it stands in the file; empty when its place is not known (a default, a generated value). */
export function writtenScalar(document: SourceDocument, container: object, entry: string | number): string {
  const origin = document.places.find(container, entry, 'value');
  if (!origin) return '';
  plainScalar.lastIndex = origin.offset;
  return plainScalar.exec(origin.file.text)?.[0] ?? '';
}

const plainScalar = /[^\s,\][{}#'"&*!|>]+/y;

/** Whether a number stands in the file with a point or an exponent. */
export function isWrittenAsFloat(document: SourceDocument, container: object, entry: string | number): boolean {
  return /[.eE]/.test(writtenScalar(document, container, entry));
}

/** Whether the text is one that YAML 1.1 reads as an octal number for its leading zero alone. */
export function isOctal(text: string): boolean {
  return /^[-+]?0[0-7_]+$/.test(text);
}
