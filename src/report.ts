import type { Analysis } from './analyse.ts';
import { catalog } from './diagnostics/catalog.ts';
import { type Diagnostic, originOfAnchor, pathOf, place, type Severity } from './diagnostics/diagnostic.ts';
import type { Entry } from './diagnostics/entry.ts';
import { byCodeUnit } from './model/by-code-unit.ts';
import { generalPath } from './model/field-path.ts';
import { locationOf, type Origin, type SourceFile, type SourceLocation } from './model/source.ts';

/** One finding as programs read it: the JSON of CONTRACT section 3. */
export interface ReportedDiagnostic {
  readonly code: string;
  readonly severity: Severity;
  readonly security: boolean;
  readonly message: string;
  readonly help: string;
  readonly location?: SourceLocation;
  /** Field path from the root of the object. */
  readonly path?: string;
  readonly object?: { readonly kind: string; readonly namespace: string; readonly name: string };
  readonly related: readonly { readonly message: string; readonly location?: SourceLocation }[];
}

export interface Summary {
  readonly error: number;
  readonly warning: number;
  readonly info: number;
  /** Documents of a workload kind that were read: generated + failed + skipped. */
  readonly workloads: number;
  readonly generated: number;
  readonly failed: number;
  readonly skipped: number;
}

/** A finding with its place, as `reported`, and the text around it for code frames. */
export interface PlacedDiagnostic {
  readonly reported: ReportedDiagnostic;
  /** The file that `location` is in; absent for the command line and for unreadable files. */
  readonly file?: SourceFile;
}

export interface Report {
  readonly diagnostics: readonly PlacedDiagnostic[];
  readonly summary: Summary;
}

/** A finding and the point that orders it. */
interface Found {
  readonly finding: Diagnostic;
  /** Undefined for the command line and for unreadable files. */
  readonly file: SourceFile | undefined;
  /** In its file; -1 without a place. */
  readonly offset: number;
}

/**
 * All findings of an analysis, each once, in the order of their places.
 *
 * @param isWanted which of them are to be shown; the others are counted only, which saves giving each its line and texts
 */
export function reportOf(
  analysis: Analysis,
  extra: readonly Diagnostic[],
  namespace: string,
  isWanted: (finding: Diagnostic) => boolean = () => true,
): Report {
  const files = new Map<string, Found[]>();
  for (const finding of analysis.loadDiagnostics) addFound(finding, files);
  for (const { diagnostics } of analysis.workloads) for (const finding of diagnostics) addFound(finding, files);
  for (const finding of extra) addFound(finding, files);
  const counts = { error: 0, warning: 0, info: 0 };
  const diagnostics: PlacedDiagnostic[] = [];
  for (const file of [...files.keys()].sort()) {
    const found = (files.get(file) ?? []).sort(compareFound);
    let previous: Found | undefined;
    for (const next of found) {
      if (previous && isSame(previous, next)) continue;
      previous = next;
      counts[next.finding.severity]++;
      if (isWanted(next.finding)) diagnostics.push(placed(next.finding, originOfFound(next), namespace));
    }
  }
  return { diagnostics, summary: summaryOf(analysis, counts) };
}

function originOfFound({ file, offset }: Found): Origin | undefined {
  return file && { file, offset };
}

function addFound(finding: Diagnostic, files: Map<string, Found[]>): void {
  const { at } = finding;
  const origin = originOfAnchor(at);
  const file = origin ? origin.file.path : at.kind === 'file' ? at.file : '';
  const found = { finding, file: origin?.file, offset: origin ? origin.offset : at.kind === 'file' ? 0 : -1 };
  const others = files.get(file);
  if (others) others.push(found);
  else files.set(file, [found]);
}

/** One finding as programs read it, with its place. */
export function placeDiagnostic(finding: Diagnostic, namespace: string): PlacedDiagnostic {
  return placed(finding, originOfAnchor(finding.at), namespace);
}

function placed(finding: Diagnostic, origin: Origin | undefined, namespace: string): PlacedDiagnostic {
  const { at } = finding;
  const location = origin ? locationOf(origin) : place(at);
  const path = pathOf(at);
  const file = origin?.file;
  const entry = catalog[finding.code] as Entry<never>;
  const manifest = at.kind === 'field' ? at.manifest : undefined;
  return {
    reported: {
      code: finding.code,
      severity: finding.severity,
      security: finding.security,
      message: finding.message,
      help: finding.help ?? entry.help,
      ...(location && { location }),
      ...(path !== undefined && { path }),
      ...(manifest && { object: { kind: manifest.kind, namespace: manifest.namespace ?? namespace, name: manifest.name } }),
      related: finding.related.map((related) => {
        const where = place(related.at);
        return { message: related.message, ...(where && { location: where }) };
      }),
    },
    ...(file && { file }),
  };
}

/** Whether a reader sees one finding twice: overlays may move what is written in one place to another index of their lists. */
function isSame(a: Found, b: Found): boolean {
  if (a.offset < 0 || a.offset !== b.offset) return compareFound(a, b) === 0;
  return a.finding.code === b.finding.code && a.finding.message === b.finding.message && kindOfPath(a) === kindOfPath(b);
}

/** The path without the places in its lists. */
function kindOfPath({ finding: { at } }: Found): string {
  return at.kind === 'field' ? generalPath(at.path) : '';
}

/** Order of the findings of one file: offsets, as lines and columns, grow with the text. */
function compareFound(a: Found, b: Found): number {
  return (
    a.offset - b.offset ||
    byCodeUnit(a.finding.code, b.finding.code) ||
    byCodeUnit(a.finding.message, b.finding.message) ||
    byCodeUnit(pathOf(a.finding.at) ?? '', pathOf(b.finding.at) ?? '')
  );
}

function summaryOf({ workloads }: Analysis, counts: Pick<Summary, Severity>): Summary {
  const byStatus = { generated: 0, failed: 0, skipped: 0 };
  for (const { status } of workloads) byStatus[status]++;
  return { ...counts, workloads: workloads.length, ...byStatus };
}
