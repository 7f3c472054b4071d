import { readTrees } from '../yaml/read-tree.ts';
import type { Tree } from '../yaml/tree.ts';
import type { Text } from './decode-shape.ts';
import type { Log } from './log.ts';
import { newLog } from './log.ts';

/**
 * The documents of a text that stands inside a kustomization, with the places they have there when the text is a literal
 * block; in other styles everything is placed at the text itself.
 */
export function inlineDocuments(text: Text, log: Log): readonly (Tree | undefined)[] {
  const region = literalRegion(text);
  if (region) {
    const reading = newLog();
    const trees = readTrees(text.at.file, reading.report, region);
    log.add(reading.diagnostics);
    return trees;
  }
  const reading = newLog();
  const trees = readTrees({ path: text.at.file.path, text: text.value }, reading.report);
  for (const { message } of reading.diagnostics) log.report('yaml-syntax', { kind: 'origin', origin: text.at }, { problem: message });
  return trees.map((tree) => tree && movedTo(tree, text.at));
}

/** The part of the file that is the text with its indentation; undefined when the text is no plain literal block. */
function literalRegion({ value, at: { file, offset } }: Text): { readonly start: number; readonly end: number } | undefined {
  const header = /^\|[-+0-9]*[ \t]*(?:#[^\n]*)?\r?\n/.exec(file.text.slice(offset, offset + 200));
  if (!header || /^---/m.test(value) || value.includes('\n---')) return undefined;
  const start = offset + header[0].length;
  const lines = value.replace(/\n+$/, '').split('\n');
  let end = start;
  for (let count = 0; count < lines.length && end < file.text.length; count += 1) {
    const lineBreak = file.text.indexOf('\n', end);
    end = lineBreak === -1 ? file.text.length : lineBreak + 1;
  }
  const written = file.text
    .slice(start, end)
    .replace(/\r?\n$/, '')
    .split(/\r?\n/);
  const indent = /^ */.exec(written.find((line) => line.trim() !== '') ?? '')?.[0].length ?? 0;
  const lastBreak = value.endsWith('\n') ? 0 : (/\r?\n$/.exec(file.text.slice(start, end))?.[0].length ?? 0);
  const isSame = written.length === lines.length && written.every((line, at) => line.slice(indent) === lines[at] || line.trim() === '');
  return isSame ? { start, end: end - lastBreak } : undefined;
}

function movedTo(tree: Tree, at: Text['at']): Tree {
  if (tree.kind === 'scalar') return { ...tree, at };
  if (tree.kind === 'sequence') return { ...tree, at, items: tree.items.map((item) => movedTo(item, at)) };
  return { ...tree, at, entries: tree.entries.map(({ key, value }) => ({ key: { ...key, at }, value: movedTo(value, at) })) };
}
