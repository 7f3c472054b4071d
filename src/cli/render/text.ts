import { lineText, type PlacedDiagnostic, type ReportedDiagnostic, type RunReport, type SourceFile, type Summary } from '../../index.ts';
import type { Palette } from './palette.ts';
import { plainText } from './plain-text.ts';

export interface TextOptions {
  readonly palette: Palette;
  /** Show infos too. */
  readonly verbose: boolean;
  /** Show errors only. */
  readonly quiet: boolean;
  /** Lines of a file that may not be shown, since they hold secret values. */
  readonly isSecretLine: (file: SourceFile, line: number) => boolean;
}

/** Findings as people read them: place, severity, code, message, code frame, notes and help. */
export function renderText(report: RunReport, options: TextOptions): string {
  return [...renderPieces(report, options)].join('');
}

/** Characters after which a piece of a report ends. */
const pieceLength = 1 << 16;

/** The same piece by piece: all of it together may be the largest thing in memory. */
export function* renderPieces({ diagnostics }: RunReport, options: TextOptions): Generator<string> {
  let piece = '';
  for (const placed of diagnostics) {
    if (!isShown(placed.reported, options)) continue;
    piece += `${renderOne(placed, options)}\n`;
    if (piece.length < pieceLength) continue;
    yield piece;
    piece = '';
  }
  if (piece !== '') yield piece;
}

/** Whether the text for people has a finding. */
export function isShown(
  { severity, code }: Pick<ReportedDiagnostic, 'severity' | 'code'>,
  { verbose, quiet }: Pick<TextOptions, 'verbose' | 'quiet'>,
): boolean {
  // Drift makes the run fail too, so it is never left out.
  if (severity === 'error' || code === 'drift') return true;
  return severity === 'warning' ? !quiet : verbose && !quiet;
}

function renderOne(placed: PlacedDiagnostic, options: TextOptions): string {
  const { reported, file } = placed;
  const { palette } = options;
  const where = reported.location ? `${plainText(reported.location.file)}:${reported.location.line}:${reported.location.column}: ` : '';
  const label = palette[reported.severity](`${reported.severity}[${reported.code}]`);
  const lines = [`${palette.place(where)}${label}: ${plainText(reported.message)}`];
  if (file && reported.location) lines.push(...frame(file, reported.location.line, reported.location.column, options));
  for (const { message, location } of reported.related) {
    const place = location ? `${plainText(location.file)}:${location.line}:${location.column}: ` : '';
    lines.push(`  ${palette.note('note')}: ${place}${plainText(message)}`);
  }
  if (reported.severity !== 'info') lines.push(`  ${palette.help('help')}: ${plainText(reported.help)}`);
  return lines.join('\n');
}

/** Longest part of a line in a frame, characters. */
const frameWidth = 120;

/** The line with a caret below the column; a secret's line is never shown. */
function frame(file: SourceFile, line: number, column: number, { palette, isSecretLine }: TextOptions): readonly string[] {
  if (isSecretLine(file, line)) return [];
  const text = lineText(file, line);
  if (text.trim() === '') return [];
  const start = column > frameWidth - 20 ? column - 40 : 0;
  const part = plainText(text.slice(start, start + frameWidth).replaceAll('\t', ' '));
  const gutter = String(line);
  const blank = ' '.repeat(gutter.length);
  return [
    `${palette.gutter(`${gutter} |`)} ${start > 0 ? '…' : ''}${part}`,
    `${palette.gutter(`${blank} |`)} ${' '.repeat(column - 1 - start + (start > 0 ? 1 : 0))}${palette.caret('^')}`,
  ];
}

/** One line that says what a run came to. `passedOver`: documents that are no Kubernetes objects. */
export function renderSummary(summary: Summary, verb: string, passedOver: number): string {
  const counts = (['error', 'warning', 'info'] as const).flatMap((severity) =>
    summary[severity] > 0 ? [plural(summary[severity], severity)] : [],
  );
  const skipped = summary.skipped > 0 ? `, ${summary.skipped} skipped` : '';
  const failed = summary.failed > 0 ? `, ${summary.failed} failed` : '';
  const found = counts.length > 0 ? `; ${counts.join(', ')}` : '';
  const others = passedOver > 0 ? `; ${plural(passedOver, 'document')} passed over` : '';
  return `${plural(summary.workloads, 'workload')}: ${summary.generated} ${verb}${failed}${skipped}${found}${others}`;
}

export function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
