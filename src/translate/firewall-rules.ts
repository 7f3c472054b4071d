import { parseAddress } from '../model/ip-address.ts';
import type { FirewallException } from './firewall-allow.ts';
import type { AllowedSources, SourceBlock } from './network-policy.ts';
import type { DeclaredPort, Protocol } from './ports.ts';

/** A declared port and who may reach it. */
export interface Opening {
  readonly port: DeclaredPort;
  readonly sources: AllowedSources;
}

type Family = 4 | 6;

/** The multiport match takes no more. */
const portsPerRule = 15;

/**
 * The rules of one address family for iptables-restore or ip6tables-restore: everything that comes in is dropped but for
 * loopback, answers, what the network itself needs, and the openings. What goes out and what is forwarded is left alone.
 */
export function firewallRules(family: Family, openings: readonly Opening[], exceptions: readonly FirewallException[]): string {
  const nat = openings.flatMap(({ port }) => redirects(port, family));
  const chains = sourceChains(openings, family);
  const lines = [
    '# Made by podspec2linuxkit; loaded by load.sh.',
    ...(nat.length > 0 ? ['*nat', ':PREROUTING ACCEPT [0:0]', ':OUTPUT ACCEPT [0:0]', ...new Set(nat), 'COMMIT'] : []),
    '*filter',
    ':INPUT DROP [0:0]',
    ...[...chains.values()].map(({ name }) => `:${name} - [0:0]`),
    ...[...chains.values()].flatMap(({ rules }) => rules),
    '# Loopback and answers.',
    '-A INPUT -i lo -j ACCEPT',
    '-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT',
    ...(family === 4 ? basics4 : basics6),
    '-A INPUT -m conntrack --ctstate INVALID -j DROP',
    ...openAccepts(openings, exceptions),
    ...limitedAccepts(openings, family, chains),
    ...exceptionAccepts(exceptions, family),
    '# The rest is dropped by the policy of the chain.',
    '-A INPUT -m limit --limit 6/minute --limit-burst 5 -j LOG --log-prefix "podspec-drop "',
    'COMMIT',
  ];
  return `${lines.join('\n')}\n`;
}

const basics4 = [
  '# Ping and errors of the network.',
  ...['echo-request', 'destination-unreachable', 'time-exceeded', 'parameter-problem'].map(
    (type) => `-A INPUT -p icmp -m icmp --icmp-type ${type} -m limit --limit 100/second --limit-burst 50 -j ACCEPT`,
  ),
  '# DHCP.',
  '-A INPUT -p udp -m udp --sport 67 --dport 68 -j ACCEPT',
];

/** Neighbour discovery is untracked, so it must be let in by type. */
const basics6 = [
  '# Ping, errors of the network, neighbour discovery and multicast listeners.',
  ...[
    'destination-unreachable',
    'packet-too-big',
    'time-exceeded',
    'parameter-problem',
    'echo-request',
    'router-advertisement',
    'neighbour-solicitation',
    'neighbour-advertisement',
    '130',
  ].map((type) => `-A INPUT -p ipv6-icmp -m icmp6 --icmpv6-type ${type} -j ACCEPT`),
  '# DHCPv6.',
  '-A INPUT -s fe80::/10 -p udp -m udp --sport 547 --dport 546 -j ACCEPT',
];

/** Ports that everybody may reach at every address, many to a rule. */
function openAccepts(openings: readonly Opening[], exceptions: readonly FirewallException[]): readonly string[] {
  const open: { readonly protocol: Protocol; readonly number: number }[] = [
    ...openings
      .filter(({ port, sources }) => sources === 'any' && port.hostIP === undefined)
      .map(({ port }) => ({ protocol: port.protocol, number: port.containerPort })),
    ...exceptions.filter(({ source }) => source === undefined).map(({ protocol, port }) => ({ protocol, number: port })),
  ];
  const lines: string[] = [];
  for (const protocol of ['tcp', 'udp', 'sctp'] as const) {
    const numbers = [...new Set(open.filter((entry) => entry.protocol === protocol).map(({ number }) => number))].sort((a, b) => a - b);
    for (let at = 0; at < numbers.length; at += portsPerRule) {
      const group = numbers.slice(at, at + portsPerRule);
      const match = group.length === 1 ? `-m ${protocol} --dport ${group[0]}` : `-m multiport --dports ${group.join(',')}`;
      lines.push(`-A INPUT -p ${protocol} ${match} -j ACCEPT`);
    }
  }
  return lines.length === 0 ? [] : ['# Ports that everybody may reach.', ...lines];
}

/** Ports that are limited to an address of the machine, to sources, or to both. */
function limitedAccepts(openings: readonly Opening[], family: Family, chains: SourceChains): readonly string[] {
  const lines = openings.flatMap(({ port, sources }) => {
    if (sources === 'any' && port.hostIP === undefined) return [];
    const match = destinationMatch(port, family);
    if (match === undefined) return [];
    if (sources === 'any') return [`-A INPUT ${match} -j ACCEPT`];
    const blocks = sources.filter((block) => block.family === family);
    return blocks.map((block) => `-A INPUT -s ${block.cidr} ${match} -j ${chains.get(chainKey(block))?.name ?? 'ACCEPT'}`);
  });
  return lines.length === 0 ? [] : ['# Ports that are limited to an address or to sources.', ...new Set(lines)];
}

/** Chains for blocks with exceptions: the exceptions go back to the next rule of INPUT, the rest is let in. */
type SourceChains = ReadonlyMap<string, { readonly name: string; readonly rules: readonly string[] }>;

function sourceChains(openings: readonly Opening[], family: Family): SourceChains {
  const chains = new Map<string, { readonly name: string; readonly rules: readonly string[] }>();
  const blocks = openings.flatMap(({ sources }) => (sources === 'any' ? [] : sources));
  for (const block of blocks) {
    const key = chainKey(block);
    if (block.family !== family || block.except.length === 0 || chains.has(key)) continue;
    const name = `PODSPEC-SOURCE-${chains.size + 1}`;
    chains.set(key, { name, rules: [...block.except.map((hole) => `-A ${name} -s ${hole} -j RETURN`), `-A ${name} -j ACCEPT`] });
  }
  return chains;
}

function chainKey({ cidr, except }: SourceBlock): string {
  return [cidr, ...except].join(' ');
}

/** Undefined when the port is at an address of the other family. */
function destinationMatch({ protocol, containerPort, hostPort, hostIP }: DeclaredPort, family: Family): string | undefined {
  const match = `-p ${protocol} -m ${protocol} --dport ${containerPort}`;
  if (hostIP === undefined) return match;
  if (parseAddress(hostIP)?.family !== family) return undefined;
  if (hostPort === undefined || hostPort === containerPort) return `-d ${hostIP} ${match}`;
  // The redirect has changed address and port, so what the packet first asked for is compared.
  return `${match} -m conntrack --ctorigdst ${hostIP} --ctorigdstport ${hostPort}`;
}

function exceptionAccepts(exceptions: readonly FirewallException[], family: Family): readonly string[] {
  const lines = exceptions.flatMap(({ protocol, port, source }) =>
    source?.cidr.family === family ? [`-A INPUT -s ${source.text} -p ${protocol} -m ${protocol} --dport ${port} -j ACCEPT`] : [],
  );
  return lines.length === 0 ? [] : ['# Exceptions.', ...new Set(lines)];
}

/** hostPort under another number: for what comes in and for what the machine itself sends. */
function redirects({ protocol, containerPort, hostPort, hostIP }: DeclaredPort, family: Family): readonly string[] {
  if (hostPort === undefined || hostPort === containerPort) return [];
  if (hostIP !== undefined && parseAddress(hostIP)?.family !== family) return [];
  const to = hostIP === undefined ? '-m addrtype --dst-type LOCAL' : `-d ${hostIP}`;
  const match = `-p ${protocol} -m ${protocol} --dport ${hostPort}`;
  return ['PREROUTING', 'OUTPUT'].map((chain) => `-A ${chain} ${match} ${to} -j REDIRECT --to-ports ${containerPort}`);
}
