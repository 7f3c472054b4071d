import { type Anchor, atField, type Report } from '../diagnostics/diagnostic.ts';
import { governs } from '../graph/governs.ts';
import { append } from '../model/append.ts';
import { isStrictlyInside, parseCidr } from '../model/ip-address.ts';
import type { Kubernetes } from '../model/kubernetes.ts';
import { selects } from '../model/label-selector.ts';
import type { DecodedObject } from '../model/reference.ts';
import type { ResolvedPod } from '../model/resolved-pod.ts';
import type { FieldPath } from '../model/source.ts';
import { type DeclaredPort, listeningPorts, protocols } from './ports.ts';

/** A block of source addresses without some smaller ones, as written. */
export interface SourceBlock {
  readonly family: 4 | 6;
  readonly cidr: string;
  readonly except: readonly string[];
}

/** Who may reach a port: everybody, or these blocks alone. */
export type AllowedSources = 'any' | readonly SourceBlock[];

/** An ingress rule as far as a firewall can express it. */
interface IngressRule {
  readonly ports: readonly Kubernetes<'NetworkPolicyPort'>[];
  readonly sources: AllowedSources;
}

type Policy = DecodedObject<'NetworkPolicy'>;

/** Policies that are meant for the pod and whose podSelector matches it. */
export function policiesOf(pod: ResolvedPod): readonly Policy[] {
  const policies = matchingPolicies(pod).filter(({ manifest }) => governs(manifest, pod.workload.manifest));
  // Finding an object by name makes it one of the sources of the output.
  for (const { manifest } of policies) pod.lookup.find('NetworkPolicy', manifest.name);
  return policies;
}

/** Policies that select the pod and may be meant for another one, since they stand elsewhere. */
function policiesElsewhere(pod: ResolvedPod): readonly Policy[] {
  return matchingPolicies(pod).filter(({ manifest }) => !governs(manifest, pod.workload.manifest));
}

function matchingPolicies(pod: ResolvedPod): readonly Policy[] {
  const visible = pod.lookup.visible('NetworkPolicy');
  if (visible.length === 0) return [];
  const byLabel = indexed(visible);
  const likely = [...(byLabel.get('') ?? [])];
  for (const key of Object.keys(pod.labels)) append(likely, byLabel.get(`${key}=${pod.labels[key]}`) ?? []);
  const matching = likely.filter(({ value }) => selects(value.spec?.podSelector ?? {}, pod.labels));
  return matching.sort((a, b) => a.manifest.id - b.manifest.id);
}

const indexes = new WeakMap<readonly Policy[], ReadonlyMap<string, readonly Policy[]>>();

/** Policies by the first label that their selector asks for (`app=web`, or empty), so that each pod looks at few of them. */
function indexed(policies: readonly Policy[]): ReadonlyMap<string, readonly Policy[]> {
  const known = indexes.get(policies);
  if (known) return known;
  const index = new Map<string, Policy[]>();
  for (const policy of policies) {
    const [label] = Object.entries(policy.value.spec?.podSelector?.matchLabels ?? {});
    const key = label ? label.join('=') : '';
    const others = index.get(key);
    if (others) others.push(policy);
    else index.set(key, [policy]);
  }
  indexes.set(policies, index);
  return index;
}

/** `Ingress` is meant when policyTypes is absent; `Egress` then only if there are egress rules. */
export function policyTypes({ policyTypes: types, egress }: Kubernetes<'NetworkPolicySpec'>): readonly string[] {
  return types ?? ['Ingress', ...(egress && egress.length > 0 ? ['Egress'] : [])];
}

/**
 * Who may reach each port of a pod. Policies add up: a pod that one of them selects is closed but for what their rules
 * allow. A peer that is chosen by label cannot become an address; it is reported and stays out, so the firewall is never
 * wider than the policies.
 */
export function allowedSources(pod: ResolvedPod, report: Report): (port: DeclaredPort) => AllowedSources {
  const policies = policiesOf(pod);
  const isolating = policies.filter(({ value }) => policyTypes(value.spec ?? {}).includes('Ingress'));
  for (const policy of policies) {
    if (policyTypes(policy.value.spec ?? {}).includes('Egress')) {
      const help = 'Filter outgoing traffic outside of the machine.';
      report(
        'network-policy-ignored',
        atPolicy(policy, ['spec']),
        { policy: nameOf(policy), reason: 'outgoing traffic is not filtered' },
        { help },
      );
    }
  }
  for (const policy of policiesElsewhere(pod)) {
    const reason =
      'it stands in another directory and the two do not both name a namespace, so it is not taken for the workloads that it would select';
    const help = 'Write the same namespace into both, or name the file of the policy as an input.';
    report('network-policy-ignored', atPolicy(policy, ['spec']), { policy: nameOf(policy), reason }, { help });
  }
  if (isolating.length === 0) return () => 'any';
  const rules = isolating.flatMap((policy) =>
    (policy.value.spec?.ingress ?? []).map((rule, index) => readRule(rule, policy, ['spec', 'ingress', index], report)),
  );
  const names = namesByPort(pod);
  return (port) => {
    const matching = rules.filter(({ ports }) => ports.length === 0 || ports.some((wanted) => matches(wanted, port, names)));
    if (matching.some(({ sources }) => sources === 'any')) return 'any';
    return matching.flatMap(({ sources }) => (sources === 'any' ? [] : sources));
  };
}

function readRule(rule: Kubernetes<'NetworkPolicyIngressRule'>, policy: Policy, path: FieldPath, report: Report): IngressRule {
  const { ports = [], from = [] } = rule;
  // An empty or missing list of peers means everybody.
  if (from.length === 0) return { ports, sources: 'any' };
  const sources = from.flatMap((peer, index) => readPeer(peer, policy, [...path, 'from', index], report));
  return { ports, sources };
}

function readPeer(peer: Kubernetes<'NetworkPolicyPeer'>, policy: Policy, path: FieldPath, report: Report): readonly SourceBlock[] {
  const { ipBlock } = peer;
  if (!ipBlock) {
    const field = peer.podSelector ? 'podSelector' : 'namespaceSelector';
    const reason = `the pods that ${field} chooses have no address known offline, so they stay blocked`;
    report('network-policy-ignored', atPolicy(policy, path), { policy: nameOf(policy), reason });
    return [];
  }
  const { cidr = '', except = [] } = ipBlock;
  const block = parseCidr(cidr);
  const wrong = (at: FieldPath, problem: string) =>
    report('invalid-network-policy', atPolicy(policy, [...path, 'ipBlock', ...at]), { policy: nameOf(policy), problem });
  if (!block) {
    wrong(['cidr'], `"${cidr}" is not a block such as 10.0.0.0/8`);
    return [];
  }
  const holes = except.filter((hole, index) => {
    const inner = parseCidr(hole);
    if (inner && isStrictlyInside(inner, block)) return true;
    wrong(['except', index], `"${hole}" is not a smaller block inside ${cidr}`);
    return false;
  });
  return holes.length === except.length ? [{ family: block.family, cidr, except }] : [];
}

/** A rule names ports by number or by the name that any container of the pod gives them. */
function matches(
  { protocol = 'TCP', port: wanted, endPort }: Kubernetes<'NetworkPolicyPort'>,
  port: DeclaredPort,
  names: PortNames,
): boolean {
  if (protocols.get(protocol) !== port.protocol) return false;
  if (wanted === undefined) return true;
  if (typeof wanted === 'number') return port.containerPort >= wanted && port.containerPort <= (endPort ?? wanted);
  return names.get(keyOf(port))?.has(wanted) ?? false;
}

/** Names by protocol and port. */
type PortNames = ReadonlyMap<string, ReadonlySet<string>>;

function namesByPort(pod: ResolvedPod): PortNames {
  const names = new Map<string, Set<string>>();
  for (const port of listeningPorts(pod)) {
    if (!port.name) continue;
    const known = names.get(keyOf(port)) ?? new Set();
    names.set(keyOf(port), known.add(port.name));
  }
  return names;
}

function keyOf({ protocol, containerPort }: DeclaredPort): string {
  return `${protocol}/${containerPort}`;
}

function atPolicy(policy: Policy, path: FieldPath): Anchor {
  return atField(policy.manifest, path);
}

/** Namespace and name as messages show them. */
export function nameOf({ manifest }: Policy): string {
  return manifest.namespace === undefined ? manifest.name : `${manifest.namespace}/${manifest.name}`;
}
