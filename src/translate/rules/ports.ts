import type { Report } from '../../diagnostics/diagnostic.ts';
import { parseAddress } from '../../model/ip-address.ts';
import type { ResolvedContainer, ResolvedPod } from '../../model/resolved-pod.ts';
import { atContainer, describeContainer } from '../field-anchor.ts';
import { type DeclaredPort, isPort, listeningPorts, portNameProblem, portsOf, protocols } from '../ports.ts';
import { defineRule, nothing } from '../rule.ts';

/** Checks ports; what opens and redirects them is the firewall's business (firewall.ts). */
export const ports = defineRule({
  name: 'ports',
  owns: {
    'containers[].ports[].name': {
      disposition: 'translated',
      doc: 'Checked, and resolved where probes, hooks and NetworkPolicies use it.',
    },
    'containers[].ports[].containerPort': {
      disposition: 'translated',
      doc: 'Opened by --firewall; without it every port of the machine is reachable, as every port of a pod is in a cluster.',
    },
    'containers[].ports[].protocol': { disposition: 'translated', doc: 'Protocol of the firewall rule; TCP unless given.' },
    'containers[].ports[].hostPort': {
      disposition: 'approximated',
      doc: 'Equal to containerPort: nothing to do. Different: --firewall redirects it; without it the port is not redirected.',
    },
    'containers[].ports[].hostIP': { disposition: 'approximated', doc: 'With --firewall the port is reachable at this address alone.' },
  },
  writes: [],
  container(container, pod, report) {
    checkPorts(container, pod, report);
    return nothing;
  },
  pod(pod, report) {
    checkClashes(pod, report);
    if (pod.options.firewall && !pod.spec.hostNetwork) checkShadows(pod, report);
    return nothing;
  },
});

/** ValidateContainerPorts of the API server (pkg/apis/core/validation). */
function checkPorts(container: ResolvedContainer, pod: ResolvedPod, report: Report): void {
  if (!container.spec.ports) return;
  const names = new Set<string>();
  container.spec.ports.forEach((port, index) => {
    const { name, containerPort, hostPort, protocol, hostIP } = port;
    const wrong = (field: keyof typeof port, problem: string) =>
      report('invalid-port', atContainer(container, pod, 'ports', index, field), { field, value: String(port[field] ?? ''), problem });
    if (name) {
      const problem = names.has(name) ? 'is used twice in one container' : portNameProblem(name);
      if (problem) wrong('name', problem);
      names.add(name);
    }
    if (containerPort === undefined) wrong('containerPort', 'is required; a number between 1 and 65535');
    else if (!isPort(containerPort)) wrong('containerPort', 'must be between 1 and 65535');
    if (hostPort && !isPort(hostPort)) wrong('hostPort', 'must be between 1 and 65535');
    if (protocol !== undefined && !protocols.has(protocol)) wrong('protocol', 'is unknown; expected "TCP", "UDP" or "SCTP"');
    if (hostIP && !parseAddress(hostIP)) wrong('hostIP', 'is not an IPv4 or IPv6 address');
    if (pod.spec.hostNetwork && hostPort && containerPort && hostPort !== containerPort) {
      const args = { hostPort: String(hostPort), containerPort: String(containerPort) };
      report('host-port-mismatch', atContainer(container, pod, 'ports', index, 'hostPort'), args);
    }
  });
  if (container.role !== 'init' && !pod.options.firewall && !pod.spec.hostNetwork) checkWithoutFirewall(container, pod, report);
}

function checkWithoutFirewall(container: ResolvedContainer, pod: ResolvedPod, report: Report): void {
  for (const { index, protocol, hostPort, hostIP, containerPort } of portsOf(container, pod)) {
    if (hostPort === undefined) continue;
    const at = (field: string) => atContainer(container, pod, 'ports', index, field);
    const port = `${protocol}/${hostPort}`;
    if (hostPort !== containerPort) report('host-port-redirect', at('hostPort'), { port, containerPort: `${protocol}/${containerPort}` });
    if (hostIP !== undefined) report('host-ip-needs-firewall', at('hostIP'), { hostIP, port });
  }
}

/** The API server compares host ports of all containers (AccumulateUniqueHostPorts); an init container runs alone. */
function checkClashes(pod: ResolvedPod, report: Report): void {
  const ports = listeningPorts(pod);
  if (ports.length < 2) return;
  const hostPorts = new Map<string, DeclaredPort>();
  const listening = new Map<string, DeclaredPort>();
  for (const port of ports) {
    const { container, protocol, containerPort, hostPort, hostIP = '', index } = port;
    if (hostPort !== undefined) {
      const hostKey = `${protocol}/${hostIP}/${hostPort}`;
      const earlierHost = hostPorts.get(hostKey);
      if (earlierHost) {
        report('duplicate-host-port', atContainer(container, pod, 'ports', index), {
          port: `${protocol}/${hostPort}`,
          container: describeContainer(container),
          other: describeContainer(earlierHost.container),
        });
        continue;
      }
      hostPorts.set(hostKey, port);
    }
    const key = `${protocol}/${containerPort}`;
    const earlier = listening.get(key);
    if (earlier && earlier.container !== container) {
      report('port-clash', atContainer(container, pod, 'ports', index), {
        port: key,
        container: describeContainer(container),
        other: describeContainer(earlier.container),
      });
    }
    if (!earlier) listening.set(key, port);
  }
}

/** Container ports that a redirected host port of the same number takes the traffic of; one address may be spared, so any will do. */
function checkShadows(pod: ResolvedPod, report: Report): void {
  const ports = listeningPorts(pod);
  const redirected = new Map<string, DeclaredPort>();
  for (const port of ports) {
    if (port.hostPort !== undefined && port.hostPort !== port.containerPort) redirected.set(`${port.protocol}/${port.hostPort}`, port);
  }
  if (redirected.size === 0) return;
  for (const { container, index, protocol, containerPort } of ports) {
    const port = `${protocol}/${containerPort}`;
    const other = redirected.get(port);
    if (!other) continue;
    const args = { port, container: describeContainer(container), other: describeContainer(other.container) };
    report('host-port-shadows', atContainer(container, pod, 'ports', index, 'containerPort'), args);
  }
}
