import type { PodContext } from '../model/resolved-pod.ts';
import { dnsLimits } from './dns-limits.ts';

/** Entries that go beyond a limit and are dropped, as the kubelet does. */
export interface DroppedEntries {
  readonly what: 'name servers' | 'search paths';
  readonly dropped: readonly string[];
}

/**
 * Where the containers get resolv.conf from.
 * - `baked`: `text` is the whole file.
 * - `machine`: the file of the machine, as DHCP wrote it.
 * - `merged`: `text` is added to the file of the machine at boot.
 */
export interface DnsPlan {
  readonly kind: 'baked' | 'machine' | 'merged';
  readonly text: string;
  /** The pod asks for cluster DNS and none is configured. */
  readonly clusterAbsent: boolean;
  readonly dropped: readonly DroppedEntries[];
}

interface Resolver {
  readonly nameservers: readonly string[];
  readonly searches: readonly string[];
  /** `ndots:5`, `edns0`. */
  readonly options: readonly string[];
}

const nothing: Resolver = { nameservers: [], searches: [], options: [] };

/** Chooses as the kubelet's getPodDNSType and GetPodDNS do (pkg/kubelet/network/dns/dns.go). */
export function dnsPlan(pod: Pick<PodContext, 'spec' | 'namespace' | 'options'>): DnsPlan {
  const kind = dnsKind(pod);
  const clusterAbsent = wantsClusterDNS(pod) && kind !== 'baked';
  if (kind === 'machine') return { kind, text: '', clusterAbsent, dropped: [] };
  const own = ofConfig(pod);
  if (kind === 'merged') return { kind, text: format(own), clusterAbsent, dropped: [] };
  return baked(wantsClusterDNS(pod) ? merge(ofCluster(pod), own) : own);
}

/** The kind of {@link dnsPlan}, which is all that a container needs to know. */
export function dnsKind(pod: Pick<PodContext, 'spec' | 'options'>): DnsPlan['kind'] {
  const { dnsPolicy, dnsConfig } = pod.spec;
  if (dnsPolicy === 'None' || (wantsClusterDNS(pod) && pod.options.clusterDNS.length > 0)) return 'baked';
  return dnsConfig?.nameservers?.length || dnsConfig?.searches?.length || dnsConfig?.options?.length ? 'merged' : 'machine';
}

function wantsClusterDNS({ spec }: Pick<PodContext, 'spec'>): boolean {
  const { dnsPolicy = 'ClusterFirst', hostNetwork = false } = spec;
  return dnsPolicy === 'ClusterFirstWithHostNet' || (dnsPolicy === 'ClusterFirst' && !hostNetwork);
}

function ofConfig({ spec }: Pick<PodContext, 'spec'>): Resolver {
  const { nameservers = [], searches = [], options = [] } = spec.dnsConfig ?? {};
  return merge(nothing, {
    nameservers,
    searches,
    options: options.map(({ name = '', value }) => (value === undefined || value === '' ? name : `${name}:${value}`)),
  });
}

function ofCluster({ namespace, options: { clusterDomain, clusterDNS } }: Pick<PodContext, 'namespace' | 'options'>): Resolver {
  const searches = [`${namespace}.svc.${clusterDomain}`, `svc.${clusterDomain}`, clusterDomain];
  return { nameservers: clusterDNS, searches, options: ['ndots:5'] };
}

/** Joins without duplicates; an option of `more` replaces one of the same name. */
function merge(base: Resolver, more: Resolver): Resolver {
  const options = new Map([...base.options, ...more.options].map((option) => [option.split(':', 1)[0], option]));
  return {
    nameservers: [...new Set([...base.nameservers, ...more.nameservers])],
    searches: [...new Set([...base.searches, ...more.searches])],
    options: [...options.values()],
  };
}

function baked(resolver: Resolver): DnsPlan {
  const nameservers = resolver.nameservers.slice(0, dnsLimits.nameservers);
  const searches = fittingSearches(resolver.searches);
  const dropped: DroppedEntries[] = [
    { what: 'name servers' as const, dropped: resolver.nameservers.slice(nameservers.length) },
    { what: 'search paths' as const, dropped: resolver.searches.filter((path) => !searches.includes(path)) },
  ].filter((entry) => entry.dropped.length > 0);
  return { kind: 'baked', text: format({ ...resolver, nameservers, searches }), clusterAbsent: false, dropped };
}

/** As formDNSSearchFitsLimits: what is too long by itself is left out, and what goes beyond the line is cut from its end. */
function fittingSearches(searches: readonly string[]): readonly string[] {
  let characters = -1;
  const fitting: string[] = [];
  for (const search of searches.slice(0, dnsLimits.searches)) {
    if (search.length > dnsLimits.searchPath) continue;
    characters += search.length + 1;
    if (characters > dnsLimits.searchCharacters) break;
    fitting.push(search);
  }
  return fitting;
}

/** The grammar of containerd's parseDNSOptions. */
function format({ nameservers, searches, options }: Resolver): string {
  const lines = [
    ...(searches.length > 0 ? [`search ${searches.join(' ')}`] : []),
    ...nameservers.map((server) => `nameserver ${server}`),
    ...(options.length > 0 ? [`options ${options.join(' ')}`] : []),
  ];
  return lines.map((line) => `${line}\n`).join('');
}
