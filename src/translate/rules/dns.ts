import type { LinuxKitMount } from '../../model/linuxkit.ts';
import type { ResolvedPod } from '../../model/resolved-pod.ts';
import { checkDns } from '../dns-check.ts';
import { type DnsPlan, dnsKind, dnsPlan } from '../dns-plan.ts';
import { atPod } from '../field-anchor.ts';
import { bindSame, helperImage } from '../helper-image.ts';
import { defineRule, nothing } from '../rule.ts';
import { resolvScript } from '../scripts/resolv.ts';

/** A resolv.conf that is known when the image is built. */
const bakedFile = '/podspec/etc/resolv.conf';
/** What `dnsConfig` adds to the resolv.conf of the machine, in the same format. */
const additionsFile = '/podspec/etc/dns-config';
const scriptFile = '/podspec/bin/resolv.sh';
/** Where podspec-dns writes; /run is writable on a LinuxKit machine. */
const mergedDirectory = '/run/podspec/etc';
const mergedFile = `${mergedDirectory}/resolv.conf`;
/** Of the machine: a link to the file that dhcpcd writes. */
const machineFile = '/etc/resolv.conf';

const bind = (source: string): LinuxKitMount => {
  return { type: 'bind', source, destination: '/etc/resolv.conf', options: ['rbind', 'rprivate', 'rw'] };
};

const mounts: Readonly<Record<DnsPlan['kind'], readonly LinuxKitMount[]>> = {
  baked: [bind(bakedFile)],
  merged: [bind(mergedFile)],
  machine: [bind(machineFile)],
};

/**
 * /etc/resolv.conf of every container. LinuxKit images contain one without name servers, so something is always bound over it.
 * A bind holds the file of that moment, as in a cluster, where the kubelet copies it once.
 */
export const dns = defineRule({
  name: 'dns',
  owns: {
    dnsPolicy: {
      disposition: 'approximated',
      doc: '`None` bakes resolv.conf; the others use the name servers that DHCP gives the machine, or `translate.clusterDNS` for ClusterFirst.',
    },
    dnsConfig: {
      disposition: 'approximated',
      doc: 'Baked into resolv.conf where all of it is known; otherwise a helper merges it at boot with what DHCP gave.',
    },
  },
  writes: [],
  container: (_container, pod) => ({ mounts: mounts[dnsKind(pod)] }),
  pod(pod, report) {
    if (!checkDns(pod, report)) return nothing;
    const plan = dnsPlan(pod);
    if (plan.clusterAbsent) report('cluster-dns-absent', atPod(pod, 'dnsPolicy'), { namespace: pod.namespace });
    for (const { what, dropped } of plan.dropped) {
      report('dns-limit-exceeded', atPod(pod, 'dnsConfig'), { what, dropped: dropped.join(', ') });
    }
    if (plan.kind === 'baked') return { files: [{ path: bakedFile.slice(1), contents: plan.text, mode: '0644' }] };
    if (plan.kind === 'machine') return nothing;
    report('dns-merge-runtime', atPod(pod, 'dnsConfig'), { fields: Object.keys(pod.spec.dnsConfig ?? {}).join(', ') });
    return mergeParts(plan.text, pod);
  },
});

function mergeParts(additions: string, { options }: ResolvedPod) {
  const helper = helperImage({
    name: 'podspec-dns',
    image: options.helperImage,
    command: ['/bin/sh', scriptFile, machineFile, additionsFile, mergedFile],
    capabilities: [],
    mounts: [bindSame('/podspec', 'ro'), bindSame(machineFile, 'ro'), bindSame(mergedDirectory, 'rw')],
    runtime: { mkdir: [mergedDirectory] },
  });
  return {
    onboot: [helper],
    files: [
      { path: scriptFile.slice(1), contents: resolvScript, mode: '0755' },
      { path: additionsFile.slice(1), contents: additions, mode: '0644' },
    ],
  };
}
