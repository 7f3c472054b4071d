import type { Report } from '../diagnostics/diagnostic.ts';
import { parseAddress } from '../model/ip-address.ts';
import type { PodContext } from '../model/resolved-pod.ts';
import { dnsLimits } from './dns-limits.ts';
import { atPod } from './field-anchor.ts';

const policies: readonly string[] = ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None'];

/** Search paths may have underscores, a final dot, or be the root alone (RelaxedDNSSearchValidation, on since 1.33). */
const searchPath = /^(?:\.|_?[a-z0-9](?:[-_a-z0-9]*[a-z0-9])?(?:\._?[a-z0-9](?:[-_a-z0-9]*[a-z0-9])?)*\.?)$/;

/**
 * What ValidatePodDNSConfig of the API server refuses (pkg/apis/core/validation).
 * @returns whether the settings are usable
 */
export function checkDns(pod: PodContext, report: Report): boolean {
  let usable = true;
  const fail = (path: readonly (string | number)[], problem: string) => {
    usable = false;
    report('invalid-dns', atPod(pod, ...path), { problem });
  };
  for (const server of pod.options.clusterDNS) {
    if (parseAddress(server)) continue;
    usable = false;
    report('invalid-dns', { kind: 'invocation' }, { problem: `translate.clusterDNS "${server}" is not an IPv4 or IPv6 address` });
  }
  const { dnsPolicy, dnsConfig } = pod.spec;
  if (dnsPolicy !== undefined && !policies.includes(dnsPolicy)) {
    fail(['dnsPolicy'], `dnsPolicy "${dnsPolicy}" is unknown; expected ${policies.join(', ')}`);
  }
  if (dnsPolicy === 'None' && dnsConfig === undefined) {
    fail(['dnsPolicy'], "must provide 'dnsConfig' when 'dnsPolicy' is None");
  } else if (dnsPolicy === 'None' && (dnsConfig?.nameservers ?? []).length === 0) {
    fail(['dnsConfig', 'nameservers'], "must provide at least one DNS nameserver when 'dnsPolicy' is None");
  }
  if (!dnsConfig) return usable;
  const { nameservers = [], searches = [], options = [] } = dnsConfig;
  if (nameservers.length > dnsLimits.nameservers) {
    fail(['dnsConfig', 'nameservers'], `must not have more than ${dnsLimits.nameservers} nameservers, found ${nameservers.length}`);
  }
  for (const [index, server] of nameservers.entries()) {
    if (!parseAddress(server)) fail(['dnsConfig', 'nameservers', index], `nameserver "${server}" is not an IPv4 or IPv6 address`);
  }
  if (searches.length > dnsLimits.searches) {
    fail(['dnsConfig', 'searches'], `must not have more than ${dnsLimits.searches} search paths, found ${searches.length}`);
  }
  if (searches.join(' ').length > dnsLimits.searchCharacters) {
    fail(
      ['dnsConfig', 'searches'],
      `must not have more than ${dnsLimits.searchCharacters} characters (including spaces) in the search list`,
    );
  }
  for (const [index, search] of searches.entries()) {
    if (search.length > 254 || !searchPath.test(search)) {
      fail(['dnsConfig', 'searches', index], `search path "${search}" is not a DNS name of lower-case letters, digits, "-", "_" and "."`);
    }
  }
  for (const [index, { name = '', value = '' }] of options.entries()) {
    if (name === '') fail(['dnsConfig', 'options', index, 'name'], 'a DNS option needs a name');
    // Anything else would become a line or an option of its own; the API server lets it pass.
    else if (/\s/.test(name + value)) fail(['dnsConfig', 'options', index], `DNS option "${name}" contains white space`);
  }
  return usable;
}
