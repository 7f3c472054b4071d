import type { ResolvedContainer } from '../model/resolved-pod.ts';

/** Whether a container is privileged; several rules give it more of the machine. */
export function isPrivileged({ spec }: Pick<ResolvedContainer, 'spec'>): boolean {
  return spec.securityContext?.privileged === true;
}
