import { isUnspecified } from '../model/ip-address.ts';
import type { ResolvedContainer, ResolvedPod } from '../model/resolved-pod.ts';

export type Protocol = 'tcp' | 'udp' | 'sctp';

/** Protocols of Kubernetes in the spelling of the firewall. */
export const protocols: ReadonlyMap<string, Protocol> = new Map([
  ['TCP', 'tcp'],
  ['UDP', 'udp'],
  ['SCTP', 'sctp'],
]);

/** One entry of `ports` with the defaults of the API server applied. */
export interface DeclaredPort {
  readonly container: ResolvedContainer;
  /** Position in `ports`. */
  readonly index: number;
  readonly name: string | undefined;
  readonly protocol: Protocol;
  readonly containerPort: number;
  /** With hostNetwork, `containerPort` unless given. */
  readonly hostPort: number | undefined;
  /** Absent when it means every address. */
  readonly hostIP: string | undefined;
}

/** Ports of one container, without those that are no ports. */
export function portsOf(container: ResolvedContainer, { spec }: Pick<ResolvedPod, 'spec'>): readonly DeclaredPort[] {
  const ports: DeclaredPort[] = [];
  container.spec.ports?.forEach(({ name, containerPort, hostPort, hostIP, protocol = 'TCP' }, index) => {
    const known = protocols.get(protocol);
    if (!known || containerPort === undefined || !isPort(containerPort)) return;
    const host = hostPort || (spec.hostNetwork ? containerPort : undefined);
    const limited = hostIP !== undefined && hostIP !== '' && !isUnspecified(hostIP);
    ports.push({ container, index, name, protocol: known, containerPort, hostPort: host, hostIP: limited ? hostIP : undefined });
  });
  return ports;
}

/** Ports of everything that keeps running; what an init container declares is not open for long. */
export function listeningPorts(pod: ResolvedPod): readonly DeclaredPort[] {
  return pod.containers.flatMap((container) => (container.role === 'init' ? [] : portsOf(container, pod)));
}

export function isPort(value: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= 65535;
}

/** What IsValidPortName of apimachinery asks for; undefined when the name is fine. */
export function portNameProblem(name: string): string | undefined {
  if (name.length > 15) return 'must be no more than 15 characters';
  if (!/^[-a-z0-9]+$/.test(name)) return 'must contain only lower-case letters, digits and "-"';
  if (!/[a-z]/.test(name)) return 'must contain at least one letter';
  if (name.includes('--')) return 'must not contain consecutive hyphens';
  return /^-|-$/.test(name) ? 'must not begin or end with a hyphen' : undefined;
}
