import type { Report } from '../../diagnostics/diagnostic.ts';
import { isDnsSubdomain } from '../../model/dns-name.ts';
import { parseAddress } from '../../model/ip-address.ts';
import type { LinuxKitMount } from '../../model/linuxkit.ts';
import { type ResolvedPod, runtimeTokens } from '../../model/resolved-pod.ts';
import { atPod } from '../field-anchor.ts';
import { defineRule } from '../rule.ts';
import { patchesAtBoot } from '../runtime-tokens.ts';

/** Where the hosts file of the pod is baked, on the LinuxKit root. */
export const hostsFile = '/podspec/etc/hosts';

/** LinuxKit's own hosts file, which is that of the machine (src/cmd/linuxkit/moby/build/image.go). */
const machineHosts = `127.0.0.1       localhost
::1     localhost ip6-localhost ip6-loopback
fe00::0 ip6-localnet
ff00::0 ip6-mcastprefix
ff02::1 ip6-allnodes
ff02::2 ip6-allrouters
`;

/** What the kubelet writes before the line of the pod, fe00:: prefixes included (kubelet_pods.go, managedHostsFileContent). */
const podHosts = `127.0.0.1\tlocalhost
::1\tlocalhost ip6-localhost ip6-loopback
fe00::0\tip6-localnet
fe00::0\tip6-mcastprefix
fe00::1\tip6-allnodes
fe00::2\tip6-allrouters
`;

const hostsMounts: readonly LinuxKitMount[] = [
  { type: 'bind', source: hostsFile, destination: '/etc/hosts', options: ['rbind', 'rprivate', 'rw'] },
];

/** /etc/hosts as the kubelet manages it. A container that mounts something at /etc/hosts keeps its own. */
export const hosts = defineRule({
  name: 'hosts',
  owns: {
    hostAliases: {
      disposition: 'translated',
      doc: 'Lines of the hosts file that is baked into the image and bound over /etc/hosts of every container; it cannot be written.',
    },
  },
  writes: [],
  container: () => ({ mounts: hostsMounts }),
  pod(pod, report) {
    checkAliases(pod, report);
    if (!pod.spec.hostNetwork && addresses(pod).includes(loopback)) report('hosts-loopback', atPod(pod), { hostname: pod.hostname });
    return { files: [{ path: hostsFile.slice(1), contents: hostsContent(pod), mode: '0644' }] };
  },
});

/** Debian's address for a machine that does not know its own. */
const loopback = '127.0.1.1';

function addresses(pod: ResolvedPod): readonly string[] {
  if (pod.options.podIPs.length > 0) return pod.options.podIPs;
  return [patchesAtBoot(pod) ? runtimeTokens.podIP : loopback];
}

/** The file byte for byte as the kubelet makes it. */
function hostsContent(pod: ResolvedPod): string {
  const added = aliasLines(pod);
  if (pod.spec.hostNetwork) return `# Kubernetes-managed hosts file (host network).\n${machineHosts}${added}`;
  const names = pod.fqdn === '' ? pod.hostname : `${pod.fqdn}\t${pod.hostname}`;
  const own = addresses(pod).map((address) => `${address}\t${names}\n`);
  return `# Kubernetes-managed hosts file.\n${podHosts}${own.join('')}${added}`;
}

function aliasLines({ spec: { hostAliases = [] } }: ResolvedPod): string {
  if (hostAliases.length === 0) return '';
  const lines = hostAliases.map(({ ip = '', hostnames = [] }) => `${ip}\t${hostnames.join('\t')}\n`);
  return `\n# Entries added by HostAliases.\n${lines.join('')}`;
}

function checkAliases(pod: ResolvedPod, report: Report): void {
  pod.spec.hostAliases?.forEach(({ ip = '', hostnames = [] }, index) => {
    if (!parseAddress(ip)) {
      report('invalid-ip', atPod(pod, 'hostAliases', index, 'ip'), { field: 'host alias', value: ip });
    }
    hostnames.forEach((name, position) => {
      if (isDnsSubdomain(name)) return;
      const at = atPod(pod, 'hostAliases', index, 'hostnames', position);
      report('invalid-hostname', at, { field: 'host alias', value: name });
    });
  });
}
