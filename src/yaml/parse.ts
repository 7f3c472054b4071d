import { YAMLException } from 'js-yaml';
import type { Report } from '../diagnostics/diagnostic.ts';
import type { SourceDocument } from '../model/manifest.ts';
import type { SourceFile } from '../model/source.ts';
import { offsetPlaces } from './places.ts';
import { readDocument } from './read.ts';
import { resolveKubectl, resolveKustomize } from './scalar.ts';
import { splitDocuments } from './split.ts';

export interface ParseOptions {
  /** `kubectl`: as kubectl reads a manifest. `kustomize`: as kubectl sees what kustomize made of it. */
  readonly dialect: 'kubectl' | 'kustomize';
  /** The file is literal JSON by its name. Text that starts with `{` is taken for JSON anyway. */
  readonly json: boolean;
  /** Decides from the text of a document whether it is worth parsing; a document that is not wanted is left out. */
  readonly wanted?: (piece: string) => boolean;
}

/**
 * Reads all documents of a file. Empty documents are left out, yet every document counts for `index`.
 * A document with an error is reported and left out; the others are read.
 */
export function parseText(file: SourceFile, options: ParseOptions, report: Report): readonly SourceDocument[] {
  const documents: SourceDocument[] = [];
  for (const [index, piece] of splitDocuments(file.text).entries()) {
    if (piece.badSeparator) {
      const { offset, rest } = piece.badSeparator;
      report('invalid-document-separator', { kind: 'origin', origin: { file, offset } }, { rest });
      continue;
    }
    const text = file.text.slice(piece.start, piece.end);
    if (options.wanted && !options.wanted(text)) continue;
    try {
      const { value, root, table } = readDocument(text, options.dialect === 'kubectl' ? resolveKubectl : resolveKustomize);
      if (value === null || value === undefined) continue;
      for (const entries of table.values()) {
        for (let at = 0; at < entries.length; at += 1) {
          const entry = entries[at];
          if (typeof entry === 'number') entries[at] = entry + piece.start;
        }
      }
      documents.push({ file, index, value, places: offsetPlaces(file, piece.start + root, table), origin: options.json ? 'json' : 'yaml' });
    } catch (error) {
      if (!(error instanceof YAMLException)) throw error;
      const offset = piece.start + (error.mark?.position ?? 0);
      report('yaml-syntax', { kind: 'origin', origin: { file, offset } }, { problem: String((error as { reason?: string }).reason) });
    }
  }
  return documents;
}
