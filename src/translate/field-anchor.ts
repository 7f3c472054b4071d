import { type Anchor, atField } from '../diagnostics/diagnostic.ts';
import type { PodContext, ResolvedContainer } from '../model/resolved-pod.ts';
import type { FieldPath } from '../model/source.ts';

/** A field of the pod spec: `atPod(pod, 'dnsConfig', 'nameservers', 0)`. */
export function atPod(pod: PodContext, ...path: FieldPath): Anchor {
  return atField(pod.workload.manifest, pod.specPath.concat(path));
}

/** A field of one container. */
export function atContainer(container: ResolvedContainer, pod: PodContext, ...path: FieldPath): Anchor {
  return atField(pod.workload.manifest, container.path.concat(path));
}

/** `container "web"`, `init container "migrate"`: how messages name one. */
export function describeContainer({ role, spec }: Pick<ResolvedContainer, 'role' | 'spec'>): string {
  const kind = role === 'init' ? 'init container' : role === 'sidecar' ? 'sidecar' : 'container';
  return `${kind} "${spec.name ?? ''}"`;
}
