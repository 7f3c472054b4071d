import { createHash } from 'node:crypto';
import { byCodeUnit } from '../model/by-code-unit.ts';
import type { StorageNeed } from '../model/storage.ts';

/** What the index records of one generated file (CONTRACT section 2). */
export interface IndexEntry {
  readonly workload: { readonly apiVersion: string; readonly kind: string; readonly namespace: string; readonly name: string };
  /** Directory of the kustomization, relative to the working directory, or empty. */
  readonly root: string;
  /** Relative to `--out`. */
  readonly file: string;
  /** Of the file's bytes, hexadecimal. */
  readonly sha256: string;
  /** Files whose content decided the output, relative to the working directory, sorted. */
  readonly sources: readonly string[];
  readonly containerImages: readonly string[];
  readonly containsSecrets: boolean;
  readonly diagnostics: { readonly error: number; readonly warning: number; readonly info: number };
  /** Persistent storage that the machine must be given; absent when there is none. */
  readonly storage?: readonly StorageNeed[];
  /** What the images weigh according to the lock; absent when it knows the size of none. */
  readonly budget?: { readonly compressedBytes: number; readonly unpackedBytes?: number; readonly unknown: readonly string[] };
}

export const indexName = 'index.json';

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** `index.json` as text: sorted by file, two blanks of indentation, a line break at the end. */
export function formatIndex(entries: readonly IndexEntry[]): string {
  const images = [...entries].sort((a, b) => byCodeUnit(a.file, b.file));
  return `${JSON.stringify({ version: 1, images }, undefined, 2)}\n`;
}

/** The entries of an index that an earlier run wrote, or undefined when the text is no index of ours. */
export function parseIndex(text: string): readonly IndexEntry[] | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null || !('version' in value) || value.version !== 1) return undefined;
  if (!('images' in value) || !Array.isArray(value.images)) return undefined;
  const entries: unknown[] = value.images;
  return entries.every(isEntry) ? entries : undefined;
}

function isEntry(value: unknown): value is IndexEntry {
  if (typeof value !== 'object' || value === null) return false;
  const { file, sha256: digest, sources, root, workload } = value as Partial<Record<keyof IndexEntry, unknown>>;
  const hasTexts = [file, digest, root].every(isText);
  return hasTexts && isBelow(file) && Array.isArray(sources) && sources.every(isText) && isWorkload(workload);
}

/** What an index names is looked at and may be removed, so it must lie below `--out`. */
function isBelow(file: unknown): boolean {
  return isText(file) && !file.startsWith('/') && !file.split('/').includes('..');
}

function isWorkload(value: unknown): value is IndexEntry['workload'] {
  if (typeof value !== 'object' || value === null) return false;
  const { apiVersion, kind, namespace, name } = value as Partial<Record<keyof IndexEntry['workload'], unknown>>;
  return [apiVersion, kind, namespace, name].every(isText);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}
