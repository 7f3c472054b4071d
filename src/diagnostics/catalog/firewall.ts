import { entry } from '../entry.ts';

/** The firewall of `--firewall` and NetworkPolicies. */
export const firewallCodes = {
  'invalid-firewall-allow': entry<{ value: string; problem: string }>({
    severity: 'error',
    title: 'A firewall exception that cannot be read',
    why: 'An exception opens one port for one source.',
    help: 'Write PROTOCOL/PORT or PROTOCOL/PORT@CIDR, for example tcp/22@10.0.0.0/8.',
    message: ({ value, problem }) => `--firewall-allow "${value}": ${problem}`,
  }),
  'network-policy-ignored': entry<{ policy: string; reason: string }>({
    severity: 'warning',
    security: true,
    title: 'Part of a NetworkPolicy is not enforced',
    why: 'With --firewall, ingress rules that name blocks of addresses become firewall rules. Peers that are chosen by label have no known address, and outgoing traffic is not filtered.',
    help: 'Use --firewall. Where a peer is chosen by label, open the port for its addresses with --firewall-allow, for example tcp/5432@10.0.0.0/24.',
    message: ({ policy, reason }) => `NetworkPolicy ${policy}: ${reason}`,
  }),
  'invalid-network-policy': entry<{ policy: string; problem: string }>({
    severity: 'error',
    title: 'A NetworkPolicy that the API server rejects',
    why: 'A wrong rule must not become an open port.',
    help: 'Correct the policy as the message says.',
    message: ({ policy, problem }) => `NetworkPolicy ${policy}: ${problem}`,
  }),
} as const;
