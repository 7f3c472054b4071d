import { type Anchor, atField, type Report } from '../diagnostics/diagnostic.ts';
import type { Container } from '../model/kubernetes.ts';
import type { PodContext, ResolvedVolume } from '../model/resolved-pod.ts';
import type { FieldPath } from '../model/source.ts';

/** One container while it is resolved. */
export interface ContainerScope {
  readonly container: Container;
  /** `container.name`, empty when there is none. */
  readonly name: string;
  /** From the object's root. */
  readonly path: FieldPath;
  readonly pod: PodContext;
  readonly volumes: ReadonlyMap<string, ResolvedVolume>;
  readonly report: Report;
}

/** A field of the container. */
export function atScope({ pod, path }: Pick<ContainerScope, 'pod' | 'path'>, ...field: FieldPath): Anchor {
  return atField(pod.workload.manifest, [...path, ...field]);
}
