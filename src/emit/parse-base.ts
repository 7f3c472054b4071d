import { type Document, parseAllDocuments } from 'yaml';
import type { Anchor, Report } from '../diagnostics/diagnostic.ts';
import type { SourceFile } from '../model/source.ts';
import type { BaseEntry, BaseFile, BaseImage } from './base.ts';

const imageSections = ['onboot', 'onshutdown', 'services'] as const;
const sections: readonly string[] = ['kernel', 'init', ...imageSections, 'volumes', 'files'];

/**
 * Reads a LinuxKit file. Only its structure is checked, as far as the program relies on it; LinuxKit itself checks the rest.
 *
 * @returns undefined when the file is unusable; the reason has then been reported
 */
export function parseBase(file: SourceFile, report: Report): BaseFile | undefined {
  const documents = parseAllDocuments(file.text, { merge: true, customTags: ['binary'] });
  const [first] = documents;
  const at = (offset: number): Anchor => ({ kind: 'origin', origin: { file, offset } });
  const fail = (problem: string, offset = 0): undefined => void report('base-invalid', at(offset), { file: file.path, problem });
  if (!first || !('contents' in first)) return fail('the file is empty');
  if (documents.length > 1) report('base-extra-documents', at(0), { file: file.path });
  const [error] = first.errors;
  if (error) return fail(error.message.split('\n', 1)[0]?.replace(/ at line \d+, column \d+:?$/, '') ?? '', error.pos[0]);
  const data = plainData(first);
  if (data instanceof ReferenceError) return fail(data.message);
  if (!isMapping(data)) return fail('expected a mapping with kernel, init, onboot, services …');
  const problem = structureProblem(data);
  if (problem !== undefined) return fail(problem);
  return {
    path: file.path,
    kernel: isMapping(data['kernel']) ? data['kernel'] : {},
    init: listOf(data['init']).filter((item) => typeof item === 'string'),
    onboot: listOf(data['onboot']).filter(isImage),
    onshutdown: listOf(data['onshutdown']).filter(isImage),
    services: listOf(data['services']).filter(isImage),
    volumes: listOf(data['volumes']).filter(isMapping),
    files: listOf(data['files']).filter(isMapping),
  };
}

/** The yaml library throws for aliases that name nothing and for those that multiply without end. */
function plainData(document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    if (error instanceof ReferenceError) return error;
    throw error;
  }
}

/** What LinuxKit's schema would say first about the sections; undefined: nothing. */
function structureProblem(data: BaseEntry): string | undefined {
  const names = new Set<string>();
  for (const [key, value] of Object.entries(data)) {
    if (key === 'trust') continue;
    if (!sections.includes(key)) return `unknown section "${key}"`;
    if (key === 'kernel') {
      if (!isMapping(value)) return 'kernel is not a mapping';
      continue;
    }
    if (!Array.isArray(value)) return `${key} is not a list`;
    for (const [index, item] of value.entries()) {
      if (key === 'init' ? typeof item !== 'string' : !isMapping(item))
        return `${key}[${index}] is not ${key === 'init' ? 'a string' : 'a mapping'}`;
      if ((imageSections as readonly string[]).includes(key) && !isImage(item)) return `${key}[${index}] needs a name and an image`;
      if (key !== 'services') continue;
      if (names.has(item.name)) return `duplicate service name: ${item.name}`;
      names.add(item.name);
    }
  }
  return undefined;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function isMapping(value: unknown): value is BaseEntry {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);
}

function isImage(value: unknown): value is BaseImage {
  return isMapping(value) && typeof value['name'] === 'string' && typeof value['image'] === 'string';
}
