/**
 * Name of the claim that the controller of a StatefulSet makes from a template, for one ordinal.
 * @see k8s.io/kubernetes pkg/controller/statefulset/stateful_set_utils.go getPersistentVolumeClaimName
 */
export function templateClaimName(template: string, set: string, ordinal: number): string {
  return `${template}-${set}-${ordinal}`;
}
