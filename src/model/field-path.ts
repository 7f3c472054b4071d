import type { FieldPath } from './source.ts';

/** `['spec', 'containers', 0, 'image']` → `spec.containers[0].image`; keys that are no plain words are quoted: `metadata.labels['a.b/c']`. */
export function formatPath(path: FieldPath): string {
  let text = '';
  for (const entry of path) {
    if (typeof entry === 'number') text += `[${entry}]`;
    else if (/^[A-Za-z_$][\w$-]*$/.test(entry)) text += text === '' ? entry : `.${entry}`;
    else text += `['${entry.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}']`;
  }
  return text;
}

/** The same with every index generalised: `spec.containers[].image`. */
export function generalPath(path: FieldPath): string {
  return formatPath(path).replace(/\[\d+\]/g, '[]');
}

/** What stands at a path of plain data; undefined where there is nothing. */
export function valueAt(root: unknown, path: FieldPath): unknown {
  let node = root;
  for (const entry of path) {
    if (typeof node !== 'object' || node === null || !Object.hasOwn(node, entry)) return undefined;
    node = (node as Readonly<Record<string | number, unknown>>)[entry];
  }
  return node;
}
