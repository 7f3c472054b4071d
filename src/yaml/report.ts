import type { Anchor, Related, Report } from '../diagnostics/diagnostic.ts';
import type { SourceFile } from '../model/source.ts';
import type { Problem, Remark } from './problem.ts';

function anchor(file: SourceFile, offset: number): Anchor {
  return { kind: 'origin', origin: { file, offset: Math.min(offset, file.text.length) } };
}

/** Reports why a document could not be read. */
export function reportProblem(file: SourceFile, problem: Problem, report: Report): void {
  const at = anchor(file, problem.offset);
  switch (problem.code) {
    case 'yaml-syntax':
    case 'json-syntax': {
      const { expected, found, help, began } = problem;
      const related: readonly Related[] = began ? [{ message: `the ${began.what} begins here`, at: anchor(file, began.offset) }] : [];
      report(
        problem.code,
        at,
        { problem: found === undefined ? `expected ${expected}` : `expected ${expected}, found ${found}` },
        { help, related },
      );
      return;
    }
    case 'unknown-anchor': {
      const { known } = problem;
      const help = known.length > 0 ? `Anchors before this place: ${known.slice(0, 10).join(', ')}.` : undefined;
      report('unknown-anchor', at, {}, { help });
      return;
    }
    case 'nesting-too-deep':
      report('nesting-too-deep', at, problem);
      return;
    case 'recursive-alias':
      report('recursive-alias', at, problem);
      return;
    case 'invalid-map-key':
      report('invalid-map-key', at, problem);
      return;
    case 'invalid-tag':
      report('invalid-tag', at, problem);
      return;
    case 'non-finite-number':
      report('non-finite-number', at, problem);
      return;
    case 'control-character':
      report('control-character', at, problem);
      return;
    default:
      report(problem.code, at, {});
  }
}

/** Reports what is worth saying of a document that was read. */
export function reportRemark(file: SourceFile, remark: Remark, report: Report): void {
  const at = anchor(file, remark.offset);
  if (remark.code === 'text-after-document') report(remark.code, at, {});
  else report(remark.code, at, { key: remark.key }, { related: [{ message: 'first written here', at: anchor(file, remark.first) }] });
}
