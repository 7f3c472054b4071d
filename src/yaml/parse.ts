import type { Report } from '../diagnostics/diagnostic.ts';
import type { DocumentHead, SourceDocument } from '../model/manifest.ts';
import type { Places, SourceFile } from '../model/source.ts';
import { controlCharacters, isUsual } from './characters.ts';
import { readJson, skipJsonSpace } from './json.ts';
import { offsetPlaces } from './places.ts';
import type { Problem } from './problem.ts';
import { type DocumentReader, documentReader, type ReadDocument } from './read.ts';
import { reportProblem, reportRemark } from './report.ts';
import { type NamingFields, skimDocument } from './skim.ts';
import { type Piece, splitDocuments } from './split.ts';
import { findTemplate } from './template.ts';
import { valueBuilder } from './value-builder.ts';

export interface ParseOptions {
  /** The file is JSON by its name, so that errors are told in terms of JSON. What is read as JSON is decided as kubectl does. */
  readonly json: boolean;
  /** Decides from the text of a document whether it is worth parsing; a document that is not wanted is left out. */
  readonly wanted?: (piece: string) => boolean;
  /**
   * Read documents that are certainly in order when somebody asks for their value: for loads of which little is looked at. Their
   * heads have the values of these fields.
   */
  readonly lazy?: NamingFields | undefined;
}

interface Parsing {
  readonly file: SourceFile;
  readonly options: ParseOptions;
  readonly report: Report;
  readonly read: DocumentReader;
  /** Documents may be left unread. */
  readonly skims: NamingFields | undefined;
  readonly documents: SourceDocument[];
  /** Documents met so far, empty and unwanted ones included. */
  count: number;
  template: boolean;
}

/**
 * Reads all documents of a file, values and places, as kubectl 1.32 does: text that starts with `{` is a stream of JSON
 * objects as long as that works, everything else is cut at `---` lines and read as YAML 1.1.
 * Documents without content, unwanted ones and those with an error (which is reported) are left out of the result but
 * count for `index`.
 */
export function parseText(file: SourceFile, options: ParseOptions, report: Report): readonly SourceDocument[] {
  const read = documentReader(file.text, valueBuilder);
  const usual = isUsual(file.text);
  const skims = usual ? options.lazy : undefined;
  const parsing: Parsing = { file, options, report, read, skims, documents: [], count: 0, template: false };
  const json = readJsonStream(parsing);
  if (json.done) return parsing.documents;
  const controlIn = usual ? () => -1 : controlCharacters(file.text);
  for (const piece of splitDocuments(file.text, json.from)) readPiece(parsing, piece, controlIn, json.problem);
  return parsing.documents;
}

interface JsonStream {
  readonly done: boolean;
  /** Where reading goes on as YAML, and why it did not as JSON. */
  readonly from: number;
  readonly problem: Problem | undefined;
}

/** YAMLOrJSONDecoder of k8s.io/apimachinery: after a second JSON object the text cannot turn to YAML any more. */
function readJsonStream(parsing: Parsing): JsonStream {
  const { file, options, report } = parsing;
  const { text } = file;
  let pos = text.search(/\S/);
  if (text.charAt(pos) !== '{') return { done: false, from: 0, problem: undefined };
  while (pos < text.length) {
    const result = readJson(text, pos);
    if ('code' in result) {
      if (parsing.count <= 1 && result.code === 'json-syntax') return { done: false, from: parsing.count === 0 ? 0 : pos, problem: result };
      reportProblem(file, result, report);
      return { done: true, from: pos, problem: result };
    }
    if (options.wanted?.(text.slice(pos, result.end)) ?? true) add(parsing, result, 'json');
    parsing.count += 1;
    pos = skipJsonSpace(text, result.end);
  }
  return { done: true, from: pos, problem: undefined };
}

function readPiece(
  parsing: Parsing,
  piece: Piece,
  controlIn: (start: number, end: number) => number,
  jsonProblem: Problem | undefined,
): void {
  const { file, options, report } = parsing;
  const { start, end, badSeparator } = piece;
  const isFirst = parsing.count === 0;
  if (badSeparator) {
    const { offset, rest } = badSeparator;
    report('invalid-document-separator', { kind: 'origin', origin: { file, offset } }, { rest });
  } else if (options.wanted?.(file.text.slice(start, end)) ?? true) {
    const head = parsing.skims && skimDocument(file.text, start, end, parsing.skims);
    if (head) parsing.documents.push(unreadDocument(parsing, head, start, end));
    else readNow(parsing, piece, controlIn(start, end), isFirst ? jsonProblem : undefined);
  }
  parsing.count += 1;
}

/** Reads a document; `control` is the place of a character that it must not hold, or -1. */
function readNow(parsing: Parsing, { start, end }: Piece, control: number, jsonProblem: Problem | undefined): void {
  const { text } = parsing.file;
  const result: ReadDocument | Problem =
    control === -1 ? parsing.read(start, end) : { code: 'control-character', offset: control, character: text.charCodeAt(control) };
  if (!('code' in result)) add(parsing, result, 'yaml');
  else explain(parsing, start, jsonProblem && isFarther(text, jsonProblem, result, parsing.options.json) ? jsonProblem : result);
}

/** A document that was not read, and where it stands. */
interface UnreadDocument extends Omit<SourceDocument, 'value' | 'places'> {
  readonly read: DocumentReader;
  readonly start: number;
  readonly end: number;
  known?: { readonly value: unknown; readonly places: Places };
}

/** What is read when somebody asks for it. One prototype for all: accessors of their own would make each document a slow dictionary. */
const readLater: Pick<SourceDocument, 'value' | 'places'> & ThisType<UnreadDocument> = {
  get value() {
    return readUnread(this).value;
  },
  get places() {
    return readUnread(this).places;
  },
};

function readUnread(document: UnreadDocument): { readonly value: unknown; readonly places: Places } {
  if (!document.known) {
    const { value, root, table } = certainly(document.read(document.start, document.end));
    document.known = { value, places: offsetPlaces(document.file, root, table) };
  }
  return document.known;
}

function unreadDocument({ file, count, read }: Parsing, head: DocumentHead, start: number, end: number): SourceDocument {
  const document: UnreadDocument = { file, index: count, origin: 'yaml', head, read, start, end };
  return Object.setPrototypeOf(document, readLater);
}

function certainly(result: ReadDocument | Problem): ReadDocument {
  if ('code' in result) throw new Error(`bug: ${result.code} in a document that was in order`);
  return result;
}

/**
 * Of the two ways in which a text in braces cannot be read, the one that got farther says more, provided that the text looks
 * like JSON at all; a JSON file is told of JSON.
 */
function isFarther(text: string, json: Problem, yaml: Problem, named: boolean): boolean {
  return named || (json.offset > yaml.offset && /^\s*\{\s*"/.test(text));
}

function add({ file, documents, count, report }: Parsing, read: ReadDocument, origin: 'yaml' | 'json'): void {
  for (const remark of read.remarks) reportRemark(file, remark, report);
  if (read.value === null) return;
  documents.push({ file, index: count, value: read.value, places: offsetPlaces(file, read.root, read.table), origin });
}

/** A file that is a template is said to be one, once, instead of what a parser stumbles over in it. */
function explain(parsing: Parsing, start: number, problem: Problem): void {
  const { file, report } = parsing;
  const isSyntax = problem.code === 'yaml-syntax' || problem.code === 'json-syntax' || problem.code === 'invalid-map-key';
  const template = isSyntax ? findTemplate(file.text, start, problem.offset) : undefined;
  if (!template) reportProblem(file, problem, report);
  else if (!parsing.template) {
    parsing.template = true;
    report('template-not-rendered', { kind: 'origin', origin: { file, offset: template.offset } }, { marker: template.marker });
  }
}
