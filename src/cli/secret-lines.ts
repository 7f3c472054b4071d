import { type Analysis, lineStart, type Manifest, originOf, type SourceFile } from '../index.ts';

/** How a Secret, a patch of one or a generator of Secrets shows in a text, whether or not it can be parsed. */
const mentions =
  /["']?kind["']?\s*:\s*(?:!\S+\s+)?["']?Secret(?:List)?\b|secretGenerator|\b(?:path|fieldPath)["']?\s*:\s*["']?\/(?:stringData|data)\//;
const manifestName = /(?:\.ya?ml|\.json|Kustomization|^<stdin>)$/;

/** A document within its file, as offsets; `end` is that of the line break before the next one. */
interface Piece {
  readonly start: number;
  readonly end: number;
  readonly hidden: boolean;
}

/**
 * Tells which lines of which files may hold secret values, so that code frames leave them out: every line of a document that is
 * a Secret, patches or generates one, or looks as if it were meant to, and of files that are no manifests (`.env`, keys).
 * Rather too much than too little: a frame is a convenience, and a value in the log of a pipeline cannot be taken back.
 */
export function secretLines({ collection }: Analysis): (file: SourceFile, line: number) => boolean {
  const secrets = new Map<SourceFile, Manifest[]>();
  for (const manifest of collection.manifests) if (manifest.kind === 'Secret') noteSecret(manifest, secrets);
  const pieces = new Map<SourceFile, readonly Piece[]>();
  return (file, line) => {
    let known = pieces.get(file);
    if (!known) {
      known = piecesOf(
        file,
        (secrets.get(file) ?? []).map((manifest) => originIn(manifest).offset),
      );
      pieces.set(file, known);
    }
    const offset = lineStart(file, line);
    return known.some(({ start, end, hidden }) => hidden && offset >= start && offset <= end);
  };
}

/** By the file that the Secret begins in, which only for what a kustomization made may be another than that of its document. */
function noteSecret(manifest: Manifest, secrets: Map<SourceFile, Manifest[]>): void {
  const file = manifest.document.origin === 'rendered' ? originIn(manifest).file : manifest.document.file;
  const known = secrets.get(file);
  if (known) known.push(manifest);
  else secrets.set(file, [manifest]);
}

function originIn({ document, path }: Manifest): ReturnType<typeof originOf> {
  return originOf(document.value, document.places, path);
}

/** @param secrets offsets at which a Secret begins */
function piecesOf(file: SourceFile, secrets: readonly number[]): readonly Piece[] {
  const { path, text } = file;
  if (!manifestName.test(path)) return [{ start: 0, end: text.length, hidden: true }];
  const pieces: Piece[] = [];
  for (let start = 0; start <= text.length; ) {
    const separator = text.indexOf('\n---', start);
    const end = separator === -1 ? text.length : separator;
    const hidden = secrets.some((at) => at >= start && at <= end) || mentions.test(text.slice(start, end));
    pieces.push({ start, end, hidden });
    start = end + 1;
  }
  return pieces;
}
