import { type Analysis, locationOf, originOf, type SourceFile } from '../index.ts';

/** How a Secret, a patch of one or a generator of Secrets shows in a text, whether or not it can be parsed. */
const mentions =
  /["']?kind["']?\s*:\s*(?:!\S+\s+)?["']?Secret(?:List)?\b|secretGenerator|\b(?:path|fieldPath)["']?\s*:\s*["']?\/(?:stringData|data)\//;
const manifestName = /(?:\.ya?ml|\.json|Kustomization|^<stdin>)$/;

/** A document within its file, as lines (1-based, both inclusive). */
interface Piece {
  readonly first: number;
  readonly last: number;
  readonly hidden: boolean;
}

/**
 * Tells which lines of which files may hold secret values, so that code frames leave them out: every line of a document that is
 * a Secret, patches or generates one, or looks as if it were meant to, and of files that are no manifests (`.env`, keys).
 * Rather too much than too little: a frame is a convenience, and a value in the log of a pipeline cannot be taken back.
 */
export function secretLines({ collection }: Analysis): (file: SourceFile, line: number) => boolean {
  const places = new Map<SourceFile, number[]>();
  for (const { kind, document, path } of collection.manifests) {
    if (kind !== 'Secret') continue;
    const origin = originOf(document.value, document.places, path);
    const known = places.get(origin.file);
    if (known) known.push(origin.offset);
    else places.set(origin.file, [origin.offset]);
  }
  const pieces = new Map<SourceFile, readonly Piece[]>();
  return (file, line) => {
    let known = pieces.get(file);
    if (!known) {
      known = piecesOf(file, new Set(places.get(file)?.map((offset) => locationOf({ file, offset }).line)));
      pieces.set(file, known);
    }
    return known.some(({ first, last, hidden }) => hidden && line >= first && line <= last);
  };
}

/** @param secrets lines on which a Secret begins */
function piecesOf({ path, text }: SourceFile, secrets: ReadonlySet<number>): readonly Piece[] {
  const lines = text.split('\n');
  if (!manifestName.test(path)) return [{ first: 1, last: lines.length, hidden: true }];
  const pieces: Piece[] = [];
  let first = 1;
  for (let line = 2; line <= lines.length + 1; line++) {
    if (line <= lines.length && !lines[line - 1]?.startsWith('---')) continue;
    const last = line - 1;
    const isSecret = [...secrets].some((at) => at >= first && at <= last);
    pieces.push({ first, last, hidden: isSecret || mentions.test(lines.slice(first - 1, last).join('\n')) });
    first = line;
  }
  return pieces;
}
