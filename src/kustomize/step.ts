import type { Origin } from '../model/source.ts';
import { atOrigin, type Log } from './log.ts';
import { describeId, idOf } from './object-id.ts';
import type { Resource } from './resource.ts';

/** What a transformation works with. */
export interface Step {
  readonly log: Log;
  /** Shown path of the file that asks for it. */
  readonly source: string;
}

/** A function that reports what is wrong with one field of an object. */
export function failIn(step: Step, resource: Resource, field: string): (at: Origin, problem: string) => void {
  return (at, problem) =>
    step.log.report('kustomize-transformation-failed', atOrigin(at), { field, object: describeId(idOf(resource.tree)), problem });
}
