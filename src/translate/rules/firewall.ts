import type { Report } from '../../diagnostics/diagnostic.ts';
import type { ResolvedPod } from '../../model/resolved-pod.ts';
import { type FirewallException, parseFirewallAllow } from '../firewall-allow.ts';
import { firewallRules, type Opening } from '../firewall-rules.ts';
import { bindSame, helperImage } from '../helper-image.ts';
import { allowedSources, nameOf, policiesOf } from '../network-policy.ts';
import { listeningPorts } from '../ports.ts';
import { defineRule, nothing, type PodParts } from '../rule.ts';
import { firewallScript } from '../scripts/firewall.ts';

const directory = '/podspec/firewall';

/** Default deny for what comes in, when `--firewall` asks for it: declared ports, and nothing else, are open. */
export const firewall = defineRule({
  name: 'firewall',
  owns: {},
  writes: [],
  pod(pod, report) {
    if (pod.options.firewall) return firewallParts(pod, report);
    for (const policy of policiesOf(pod)) {
      const at = { kind: 'field', manifest: policy.manifest, path: ['spec'] } as const;
      report('network-policy-ignored', at, { policy: nameOf(policy), reason: 'not enforced without --firewall' });
    }
    return nothing;
  },
});

function firewallParts(pod: ResolvedPod, report: Report): PodParts {
  const sources = allowedSources(pod, report);
  const openings: readonly Opening[] = listeningPorts(pod).map((port) => ({ port, sources: sources(port) }));
  const exceptions = readExceptions(pod, report);
  const helper = helperImage({
    name: 'podspec-firewall',
    image: pod.options.firewallImage,
    command: ['/bin/sh', `${directory}/load.sh`, directory],
    capabilities: ['CAP_NET_ADMIN', 'CAP_NET_RAW'],
    mounts: [bindSame(directory, 'ro')],
  });
  const at = directory.slice(1);
  return {
    onboot: [helper],
    files: [
      { path: `${at}/load.sh`, contents: firewallScript, mode: '0755' },
      { path: `${at}/rules.v4`, contents: firewallRules(4, openings, exceptions), mode: '0600' },
      { path: `${at}/rules.v6`, contents: firewallRules(6, openings, exceptions), mode: '0600' },
    ],
  };
}

function readExceptions(pod: ResolvedPod, report: Report): readonly FirewallException[] {
  return pod.options.firewallAllow.flatMap((value) => {
    const read = parseFirewallAllow(value);
    if (!('problem' in read)) return [read];
    report('invalid-firewall-allow', { kind: 'invocation' }, { value, problem: read.problem });
    return [];
  });
}
