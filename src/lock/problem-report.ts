import type { Anchor, Report } from '../diagnostics/diagnostic.ts';
import type { Problem } from './problem.ts';

/** Files a problem with one image of one source. */
export function reportProblem(report: Report, at: Anchor, image: string, source: string, found: Problem): void {
  const more = { help: found.help };
  if (found.problemCode === 'unreadable-image-source') report(found.problemCode, at, { source, problem: found.text }, more);
  else report(found.problemCode, at, { image, source, problem: found.text }, more);
}
