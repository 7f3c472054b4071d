import type { Manifest } from '../model/manifest.ts';
import { isMapping } from '../model/mapping.ts';
import { catalog, type DiagnosticCode } from './catalog.ts';
import { type Anchor, type Diagnostic, originOfAnchor, type Severity } from './diagnostic.ts';
import type { Entry } from './entry.ts';

/** What the configuration and `--strict` say about severities. */
export interface SeverityRules {
  /** By code; `off` silences it. */
  readonly byCode: Readonly<Record<string, Severity | 'off'>>;
  /** Warnings become errors. */
  readonly strict: boolean;
}

/** An object may accept warnings: `podspec2linuxkit.io/ignore: code, code`. */
export const ignoreAnnotation = 'podspec2linuxkit.io/ignore';

/** Whether the configuration may lower or silence a code: errors that make the output wrong stay. */
export function isAdjustable(code: DiagnosticCode): boolean {
  const entry = catalog[code] as Entry<never>;
  return entry.severity !== 'error' || entry.adjustable === true;
}

/**
 * Gives findings their final severity and drops repetitions and what was accepted.
 *
 * @param manifest the workload they belong to, whose annotation may accept some of them
 */
export function settleDiagnostics(found: readonly Diagnostic[], rules: SeverityRules, manifest?: Manifest): readonly Diagnostic[] {
  const accepted = manifest ? acceptedCodes(manifest) : undefined;
  const refused = new Set<string>();
  for (const finding of found) if (isRefusal(finding)) refused.add(placeKey(finding.at));
  const seen = new Set<string>();
  const settled: Diagnostic[] = [];
  for (const finding of found) {
    // What else is said of a value that the decoder refused is about its absence.
    if (refused.size > 0 && !isRefusal(finding) && refused.has(placeKey(subjectOf(finding)))) continue;
    const severity = severityOf(finding, rules, accepted);
    if (severity === 'off') continue;
    const key = `${finding.code}\n${placeKey(finding.at)}\n${finding.message}`;
    if (seen.has(key)) continue;
    seen.add(key);
    settled.push(severity === finding.severity ? finding : { ...finding, severity });
  }
  return settled;
}

/** The decoder leaves out what it refuses. */
function isRefusal({ code }: Diagnostic): boolean {
  return code === 'wrong-type' || code === 'invalid-quantity';
}

/** The field that a finding is about, also where it is said of the mapping that should have it. */
function subjectOf({ at, lacks }: Diagnostic): Anchor {
  return lacks !== undefined && at.kind === 'field' ? { ...at, path: [...at.path, lacks] } : at;
}

function severityOf(finding: Diagnostic, rules: SeverityRules, accepted: ReadonlySet<string> | undefined): Severity | 'off' {
  const adjustable = isAdjustable(finding.code);
  if (adjustable && accepted?.has(finding.code)) return 'off';
  const wanted = rules.byCode[finding.code];
  const severity = wanted !== undefined && (adjustable || wanted === 'error') ? wanted : finding.severity;
  return severity === 'warning' && rules.strict ? 'error' : severity;
}

/** Codes that the annotation of an object accepts; those of its pod template are for the pod. */
function acceptedCodes(manifest: Manifest): ReadonlySet<string> | undefined {
  const metadata = manifest.data.metadata;
  const annotations = isMapping(metadata) ? metadata.annotations : undefined;
  const text = isMapping(annotations) ? annotations[ignoreAnnotation] : undefined;
  return typeof text === 'string' ? new Set(text.split(/[\s,]+/)) : undefined;
}

function placeKey(at: Anchor): string {
  if (at.kind === 'field') return `${at.manifest.id} ${at.path.join('\t')}`;
  const origin = originOfAnchor(at);
  return origin ? `${origin.file.path} ${origin.offset}` : at.kind === 'file' ? at.file : '';
}
