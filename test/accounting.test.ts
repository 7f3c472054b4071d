import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { workloadKinds } from '../src/model/workload.ts';
import { findCases } from './fixture.ts';
import { translate } from './kit.ts';

const root = join(import.meta.dirname, '..', 'fixtures');

/** Texts below the input of a case, by path. */
function inputsOf(name: string): Readonly<Record<string, string>> {
  const directory = join(root, name, 'input');
  if (!existsSync(directory)) return {};
  const paths = readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((path) => statSync(join(directory, path)).isFile());
  return Object.fromEntries(paths.map((path) => [path, readFileSync(join(directory, path), 'utf8')]));
}

/** Workload-kind documents that the reference parser finds; undefined when it cannot read one of the files. */
function countWorkloads(files: Readonly<Record<string, string>>): number | undefined {
  let count = 0;
  for (const [path, text] of Object.entries(files)) {
    if (!/\.(?:ya?ml|json)$/.test(path)) continue;
    // A template may happen to be YAML, and is no manifest all the same.
    if (text.includes('{{')) return undefined;
    for (const document of parseAllDocuments(text, { logLevel: 'silent', uniqueKeys: false })) {
      if (!('errors' in document) || document.errors.length > 0) return undefined;
      const value = plainValue(document);
      if (value === undefined) return undefined;
      count += countIn(value, undefined);
    }
  }
  return count;
}

/** The library throws for aliases that name nothing. */
function plainValue(document: { readonly toJS: (options: { maxAliasCount: number }) => unknown }): unknown {
  try {
    return document.toJS({ maxAliasCount: -1 }) ?? null;
  } catch {
    return undefined;
  }
}

function countIn(value: unknown, inherited: string | undefined): number {
  if (typeof value !== 'object' || value === null) return 0;
  const { apiVersion, kind = inherited, items } = value as Readonly<Record<string, unknown>>;
  if (typeof kind !== 'string' || (typeof apiVersion !== 'string' && inherited === undefined)) return 0;
  if (kind.endsWith('List') && Array.isArray(items)) {
    const item = kind === 'List' ? undefined : kind.slice(0, -4);
    return items.reduce<number>((sum, one) => sum + countIn(one, item), 0);
  }
  return (workloadKinds as readonly string[]).includes(kind) ? 1 : 0;
}

const plain = findCases().filter((name) => {
  const files = Object.keys(inputsOf(name));
  return (
    files.length > 0 && !files.some((path) => /(?:^|\/)(?:kustomization\.ya?ml|Kustomization|\.gitignore|\.podspec2lkignore)$/.test(path))
  );
});

describe('every document of a workload kind is generated, failed or skipped', () => {
  test.each(plain)('%s', async (name) => {
    const files = inputsOf(name);
    const found = countWorkloads(files);
    const { summary } = await translate(files);
    expect(summary.generated + summary.failed + summary.skipped).toBe(summary.workloads);
    if (found !== undefined) expect(summary.workloads).toBe(found);
  });
});
