import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { generalPath } from '../src/model/field-path.ts';
import type { FieldPath } from '../src/model/source.ts';

const fixtures = join(import.meta.dirname, '..', 'fixtures');

/** General paths, below the pod spec, of every field that the input of some fixture sets. */
export function fixturePodSpecPaths(): readonly string[] {
  const found = new Set<string>();
  for (const entry of readdirSync(fixtures, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isFile() || !path.includes('/input/') || !/\.ya?ml$/.test(entry.name)) continue;
    for (const document of parseAllDocuments(readFileSync(path, 'utf8'), { version: '1.1', logLevel: 'silent' })) {
      const value = 'toJS' in document && document.errors.length === 0 ? plainValue(document) : undefined;
      for (const spec of podSpecsIn(value)) for (const field of setPaths(spec, [])) found.add(generalPath(field));
    }
  }
  return [...found];
}

/** Where workloads hold their pod spec; items of lists are workloads too. */
function podSpecsIn(value: unknown): readonly unknown[] {
  if (!isRecord(value)) return [];
  if (Array.isArray(value['items'])) return value['items'].flatMap(podSpecsIn);
  const places: readonly FieldPath[] = [
    ['spec'],
    ['template', 'spec'],
    ['spec', 'template', 'spec'],
    ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
  ];
  return places
    .map((place) => place.reduce((node: unknown, key) => (isRecord(node) ? node[key] : undefined), value))
    .filter((spec) => isRecord(spec) && Array.isArray(spec['containers']));
}

function isRecord(value: unknown): value is Record<string | number, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Every path that is set, also those of mappings and lists. */
function* setPaths(value: unknown, path: FieldPath): Generator<FieldPath> {
  if (path.length > 0) yield path;
  if (Array.isArray(value)) for (const [index, item] of value.entries()) yield* setPaths(item, [...path, index]);
  else if (isRecord(value)) for (const [key, item] of Object.entries(value)) yield* setPaths(item, [...path, key]);
}

/** The library throws for aliases that name nothing or multiply without end; such inputs show no field. */
function plainValue(document: { readonly toJS: () => unknown }): unknown {
  try {
    return document.toJS();
  } catch {
    return undefined;
  }
}
