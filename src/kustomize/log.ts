import { collector, type Diagnostic, type Report } from '../diagnostics/diagnostic.ts';
import type { Origin } from '../model/source.ts';

/** Findings of one step. A step that failed goes on where it can, so that more is found, and its result is not used. */
export interface Log {
  readonly report: Report;
  readonly diagnostics: readonly Diagnostic[];
  /** Adds findings that were made before, such as those of a file that is read for the second time. */
  readonly add: (diagnostics: readonly Diagnostic[]) => void;
  readonly failed: () => boolean;
}

export function newLog(): Log {
  const { diagnostics, report } = collector();
  const known = new Set<Diagnostic>();
  let errors = 0;
  let counted = 0;
  return {
    report,
    diagnostics,
    add: (more) => {
      for (const diagnostic of more) {
        if (known.has(diagnostic)) continue;
        known.add(diagnostic);
        diagnostics.push(diagnostic);
      }
    },
    failed: () => {
      for (; counted < diagnostics.length; counted += 1) if (diagnostics[counted]?.severity === 'error') errors += 1;
      return errors > 0;
    },
  };
}

export function atOrigin(origin: Origin): { readonly kind: 'origin'; readonly origin: Origin } {
  return { kind: 'origin', origin };
}
