import { isDnsLabel, normalisePlatform, parseAddress, parseFirewallAllow } from '../index.ts';
import { deliveriesOf } from './deliver.ts';
import type { Settings } from './settings.ts';
import { type UsageProblem, usageProblem } from './terminal.ts';

/** Values with a form of their own, wherever they were given: what is wrong with the first wrong one. */
export function checkSettings(settings: Settings): UsageProblem | undefined {
  const { translate } = settings;
  if (!isDnsLabel(settings.namespace)) return usageProblem(`--namespace is "${settings.namespace}", expected the name of a namespace`);
  for (const text of translate.podIPs) {
    if (!parseAddress(text)) return usageProblem(`--pod-ip is "${text}", expected an IPv4 or IPv6 address`);
  }
  for (const text of translate.firewallAllow) {
    const parsed = parseFirewallAllow(text);
    if ('problem' in parsed)
      return usageProblem(`--firewall-allow is "${text}": ${parsed.problem}`, 'for example tcp/22 or udp/514@10.0.0.0/8');
  }
  for (const text of settings.platforms) {
    if (!normalisePlatform(text)) return usageProblem(`--platform is "${text}", expected a platform such as linux/amd64`);
  }
  for (const text of settings.workloads) {
    if (text === '' || text.split('/').length > 3 || text.split('/').includes(''))
      return usageProblem(`--workload is "${text}", expected NAME, KIND/NAME or NAMESPACE/KIND/NAME`);
  }
  const { hostPathRoot, nodeName } = translate;
  if (hostPathRoot !== undefined && !hostPathRoot.startsWith('/'))
    return usageProblem(`--host-path-root is "${hostPathRoot}", expected an absolute path of the machine`);
  if (nodeName === '') return usageProblem('--node-name is empty');
  const deliveries = deliveriesOf(settings);
  return 'usage' in deliveries ? deliveries : undefined;
}
