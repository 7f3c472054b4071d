import { collector, place } from '../../src/diagnostics/diagnostic.ts';
import type { SourceDocument } from '../../src/model/manifest.ts';
import { type ParseOptions, parseText } from '../../src/yaml/parse.ts';

export interface Reading {
  readonly documents: readonly SourceDocument[];
  readonly values: readonly unknown[];
  /** `code line:column` of every finding. */
  readonly findings: readonly string[];
  readonly messages: readonly string[];
}

/** Reads a text as the file `f.yaml`. */
export function read(text: string, options: Partial<ParseOptions> = {}): Reading {
  const { diagnostics, report } = collector();
  const documents = parseText({ path: 'f.yaml', text }, { json: false, ...options }, report);
  return {
    documents,
    values: documents.map(({ value }) => value),
    findings: diagnostics.map(({ code, at }) => `${code} ${place(at)?.line}:${place(at)?.column}`),
    messages: diagnostics.map(({ message }) => message),
  };
}

/** `line:column` of an entry of a document. */
export function where({ documents }: Reading, path: readonly (string | number)[], part: 'key' | 'value' = 'value'): string | undefined {
  const document = documents[0];
  if (!document) return undefined;
  let container = document.value as Record<string | number, unknown>;
  for (const entry of path.slice(0, -1)) container = container[entry] as Record<string | number, unknown>;
  const origin = document.places.find(container, path.at(-1) as string | number, part);
  const location = origin && place({ kind: 'origin', origin });
  return location && `${location.line}:${location.column}`;
}
