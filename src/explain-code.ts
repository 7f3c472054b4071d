import { catalog, type DiagnosticCode, diagnosticCodes } from './diagnostics/catalog.ts';
import type { Severity } from './diagnostics/diagnostic.ts';
import type { Entry } from './diagnostics/entry.ts';
import { isAdjustable } from './diagnostics/settle.ts';
import { similarName } from './model/similar-name.ts';

/** A diagnostic code as `explain` shows it. */
export interface ExplainedCode {
  readonly code: DiagnosticCode;
  readonly severity: Severity;
  readonly security: boolean;
  /** The configuration may lower or silence it. */
  readonly adjustable: boolean;
  readonly title: string;
  readonly why: string;
  readonly help: string;
}

/** What the catalogue says of a code; undefined when there is none of that name. */
export function explainCode(text: string): ExplainedCode | undefined {
  const code = diagnosticCodes.find((known) => known === text);
  if (code === undefined) return undefined;
  const { severity, security = false, title, why, help } = catalog[code] as Entry<never>;
  return { code, severity, security, adjustable: isAdjustable(code), title, why, help };
}

/** The code that a misspelt one probably stands for. */
export function similarCode(text: string): string | undefined {
  return similarName(text, diagnosticCodes);
}
