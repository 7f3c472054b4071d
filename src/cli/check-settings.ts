import {
  isDnsLabel,
  isDnsSubdomain,
  normalisePlatform,
  parseAddress,
  parseFirewallAllow,
  parseQuantity,
  parseReference,
  type TranslateOptions,
} from '../index.ts';
import { deliveriesOf } from './deliver.ts';
import { volumeForm } from './pairs.ts';
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
  if (settings.jobs < 1) return usageProblem('--jobs is "0", expected at least 1');
  const volume = Object.entries(translate.volumes).find(([, path]) => !path.startsWith('/'));
  if (volume) return usageProblem(`--volume is "${volume.join('=')}", expected ${volumeForm}`);
  const knob = wrongKnob(translate);
  if (knob) return knob;
  const { hostPathRoot, nodeName } = translate;
  if (hostPathRoot !== undefined && !hostPathRoot.startsWith('/'))
    return usageProblem(`--host-path-root is "${hostPathRoot}", expected an absolute path of the machine`);
  if (nodeName === '') return usageProblem('--node-name is empty');
  const deliveries = deliveriesOf(settings);
  return 'usage' in deliveries ? deliveries : undefined;
}

/** Keys of `translate:`, also given with `--set`. */
function wrongKnob(options: TranslateOptions): UsageProblem | undefined {
  const wrong = (key: keyof TranslateOptions, value: string, expected: string) =>
    usageProblem(`translate.${key} is "${value}", expected ${expected}`);
  for (const key of ['nodeCPUs', 'nodeMemory', 'nodeStorage'] as const) {
    const quantity = parseQuantity(options[key]);
    if (!quantity || quantity.nano < 0n) return wrong(key, options[key], 'a quantity such as 2 or 1Gi');
  }
  for (const key of ['helperImage', 'firewallImage', 'sysctlImage', 'poweroffImage'] as const) {
    if (!parseReference(options[key]).reference) return wrong(key, options[key], 'an image reference');
  }
  const server = options.clusterDNS.find((text) => !parseAddress(text));
  if (server !== undefined) return wrong('clusterDNS', server, 'IPv4 or IPv6 addresses');
  const { podName, podSuffix, clusterDomain } = options;
  if (podName !== undefined && !isDnsSubdomain(podName)) return wrong('podName', podName, 'the name of a pod');
  if (!isDnsLabel(podSuffix)) return wrong('podSuffix', podSuffix, 'lower-case letters and digits');
  if (!isDnsSubdomain(clusterDomain)) return wrong('clusterDomain', clusterDomain, 'a domain');
  return undefined;
}
