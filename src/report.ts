import type { Analysis } from './analyse.ts';
import { catalog } from './diagnostics/catalog.ts';
import { type Diagnostic, originOfAnchor, pathOf, place, type Severity } from './diagnostics/diagnostic.ts';
import type { Entry } from './diagnostics/entry.ts';
import { locationOf, type SourceFile, type SourceLocation } from './model/source.ts';

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

/** A finding with its place, and the text around it for code frames. */
export interface PlacedDiagnostic {
  readonly reported: ReportedDiagnostic;
  /** The file that `location` is in; absent for the command line and for unreadable files. */
  readonly file?: SourceFile;
}

export interface Report {
  readonly diagnostics: readonly PlacedDiagnostic[];
  readonly summary: Summary;
}

/** All findings of an analysis, each once, in the order of their places. */
export function reportOf(analysis: Analysis, extra: readonly Diagnostic[], namespace: string): Report {
  const all = [...analysis.loadDiagnostics, ...analysis.workloads.flatMap(({ diagnostics }) => diagnostics), ...extra];
  const seen = new Set<string>();
  const diagnostics: PlacedDiagnostic[] = [];
  for (const finding of all) {
    const placed = placeDiagnostic(finding, namespace);
    const { code, location, path, message } = placed.reported;
    const key = `${code}\n${location?.file}\n${location?.line}\n${location?.column}\n${path}\n${message}`;
    if (seen.has(key)) continue;
    seen.add(key);
    diagnostics.push(placed);
  }
  diagnostics.sort(comparePlaced);
  return { diagnostics, summary: summaryOf(analysis, diagnostics) };
}

export function placeDiagnostic(finding: Diagnostic, namespace: string): PlacedDiagnostic {
  const { at } = finding;
  const origin = originOfAnchor(at);
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

function comparePlaced({ reported: a }: PlacedDiagnostic, { reported: b }: PlacedDiagnostic): number {
  return (
    compare(a.location?.file ?? '', b.location?.file ?? '') ||
    (a.location?.line ?? 0) - (b.location?.line ?? 0) ||
    (a.location?.column ?? 0) - (b.location?.column ?? 0) ||
    compare(a.code, b.code) ||
    compare(a.path ?? '', b.path ?? '') ||
    compare(a.message, b.message)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function summaryOf({ workloads }: Analysis, diagnostics: readonly PlacedDiagnostic[]): Summary {
  const bySeverity = { error: 0, warning: 0, info: 0 };
  for (const { reported } of diagnostics) bySeverity[reported.severity]++;
  const byStatus = { generated: 0, failed: 0, skipped: 0 };
  for (const { status } of workloads) byStatus[status]++;
  return { ...bySeverity, workloads: workloads.length, ...byStatus };
}
