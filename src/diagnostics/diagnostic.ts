import { formatPath } from '../model/field-path.ts';
import type { Manifest } from '../model/manifest.ts';
import { type FieldPath, locationOf, type Origin, originOf, type SourceLocation } from '../model/source.ts';
import type { Arguments, DiagnosticCode } from './catalog.ts';
import { catalog } from './catalog.ts';

export type Severity = 'error' | 'warning' | 'info';

/** Where something was written. Stages name a field; {@link place} finds the line at the very end. */
export type Anchor =
  | { readonly kind: 'field'; readonly manifest: Manifest; readonly path: FieldPath; readonly part?: 'key' | 'value' }
  /** A point in a text, for findings before an object exists. */
  | { readonly kind: 'origin'; readonly origin: Origin }
  /** A file or directory that could not be read as text. */
  | { readonly kind: 'file'; readonly file: string }
  /** The command line or its environment. */
  | { readonly kind: 'invocation' };

export interface Related {
  readonly message: string;
  readonly at: Anchor;
}

/** One finding. `help` is a remedy for this very case; the catalogue has the general one. */
export interface Diagnostic {
  readonly code: DiagnosticCode;
  readonly severity: Severity;
  readonly security: boolean;
  readonly message: string;
  readonly help?: string | undefined;
  readonly at: Anchor;
  /** The field below `at` that is missing; when the decoder refused what stands there, that is said alone. */
  readonly lacks?: string | undefined;
  readonly related: readonly Related[];
}

/** A value together with everything worth saying about it. The value is usable even when diagnostics exist. */
export interface Outcome<T> {
  readonly value: T;
  readonly diagnostics: readonly Diagnostic[];
}

/** Files one finding of a code from the catalogue. */
export type Report = <C extends DiagnosticCode>(
  code: C,
  at: Anchor,
  args: Arguments<C>,
  more?: { readonly help?: string | undefined; readonly lacks?: string; readonly related?: readonly Related[] },
) => void;

const none: readonly Related[] = [];

/** Makes one finding; the only way to create one. */
export function diagnostic<C extends DiagnosticCode>(code: C, at: Anchor, args: Arguments<C>, more?: Parameters<Report>[3]): Diagnostic {
  const entry = catalog[code];
  return {
    code,
    severity: entry.severity,
    security: entry.security ?? false,
    message: (entry.message as (args: Arguments<C>) => string)(args),
    help: more?.help,
    at,
    lacks: more?.lacks,
    related: more?.related ?? none,
  };
}

/** A list that grows and the function that grows it; used inside one stage. */
export function collector(): { readonly diagnostics: Diagnostic[]; readonly report: Report } {
  const diagnostics: Diagnostic[] = [];
  return { diagnostics, report: (code, at, args, more) => void diagnostics.push(diagnostic(code, at, args, more)) };
}

/** An anchor at a field of a manifest. */
export function atField(manifest: Manifest, path: FieldPath, part?: 'key' | 'value'): Anchor {
  return part ? { kind: 'field', manifest, path, part } : { kind: 'field', manifest, path };
}

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some(({ severity }) => severity === 'error');
}

/** The point that an anchor names; undefined for the command line and for files without text. */
export function originOfAnchor(at: Anchor): Origin | undefined {
  if (at.kind === 'origin') return at.origin;
  if (at.kind !== 'field') return undefined;
  const { document, path } = at.manifest;
  return originOf(document.value, document.places, path.length === 0 ? at.path : [...path, ...at.path], at.part ?? 'auto');
}

/** File, line and column of an anchor; undefined for the command line. */
export function place(at: Anchor): SourceLocation | undefined {
  if (at.kind === 'file') return { file: at.file, line: 1, column: 1 };
  const origin = originOfAnchor(at);
  return origin && locationOf(origin);
}

/** The field path that a report shows, or undefined. */
export function pathOf(at: Anchor): string | undefined {
  return at.kind === 'field' && at.path.length > 0 ? formatPath(at.path) : undefined;
}
