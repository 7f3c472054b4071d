import { type Analysis, lineText, originOf, type SourceFile } from '../index.ts';

/** Fields of a Secret whose values nobody may see. */
const secretFields = ['data', 'stringData'] as const;

/**
 * Tells which lines of which files hold secret values, so that code frames leave them out: everything from the first entry
 * of `data` or `stringData` of a Secret to the next line that is indented less. The annotation in which kubectl keeps the last
 * applied object counts too.
 */
export function secretLines({ collection }: Analysis): (file: SourceFile, line: number) => boolean {
  const byFile = new Map<SourceFile, (readonly [first: number, last: number])[]>();
  for (const manifest of collection.manifests) {
    if (manifest.kind !== 'Secret') continue;
    const { document, path } = manifest;
    for (const field of [...secretFields.map((name) => [name]), ['metadata', 'annotations']]) {
      if (!field.reduce<unknown>((node, key) => (node as Readonly<Record<string, unknown>> | undefined)?.[key], manifest.data)) continue;
      const origin = originOf(document.value, document.places, [...path, ...field], 'key');
      const ranges = byFile.get(origin.file) ?? [];
      byFile.set(origin.file, ranges);
      ranges.push(rangeBelow(origin.file, lineOf(origin.file, origin.offset)));
    }
  }
  return (file, line) => byFile.get(file)?.some(([first, last]) => line >= first && line <= last) ?? false;
}

function lineOf({ text }: SourceFile, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) line++;
  return line;
}

function rangeBelow(file: SourceFile, first: number): readonly [number, number] {
  const indent = indentOf(lineText(file, first));
  const count = file.text.split('\n').length;
  let last = first;
  while (last < count && (lineText(file, last + 1).trim() === '' || indentOf(lineText(file, last + 1)) > indent)) last++;
  return [first, last];
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}
