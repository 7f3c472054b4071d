import type { Anchor, Report } from '../diagnostics/diagnostic.ts';
import type { Problem, ProblemCode } from './problem.ts';

/** What is wrong with one image of one source. */
export interface ImageProblem {
  readonly image: string;
  readonly at: Anchor;
  readonly source: string;
  readonly problem: Problem;
}

/** What has nothing to do with the image that was asked for. */
const ofSources: ReadonlySet<ProblemCode> = new Set(['unreadable-image-source', 'registry-unreachable']);

/** Files problems with images. A source or a registry that gives no answer is reported once, at the first image, not for every one. */
export function reportProblems(report: Report, problems: readonly ImageProblem[]): void {
  const groups = new Map<unknown, ImageProblem[]>();
  for (const found of problems) {
    const { source, problem } = found;
    const key = ofSources.has(problem.problemCode) ? `${problem.problemCode}\n${source}\n${problem.text}` : found;
    const group = groups.get(key);
    if (group) group.push(found);
    else groups.set(key, [found]);
  }
  for (const [first, ...others] of groups.values()) {
    if (!first) continue;
    const { at, source, problem } = first;
    const more = { help: problem.help };
    if (problem.problemCode === 'unreadable-image-source') report(problem.problemCode, at, { source, problem: problem.text }, more);
    else report(problem.problemCode, at, { image: andMore(first.image, others.length), source, problem: problem.text }, more);
  }
}

/** `a` or `a and 3 more`. */
export function andMore(image: string, others: number): string {
  return others === 0 ? image : `${image} and ${others} more`;
}
