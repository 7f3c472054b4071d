import { defaultOptions } from '../../model/options.ts';
import { kernelHostname } from '../../resolve/identity.ts';
import { atPod } from '../field-anchor.ts';
import { defineRule } from '../rule.ts';

/**
 * The name of the pod becomes the name of the machine: rc.init reads /etc/hostname at boot. The key `hostname` of a
 * LinuxKit image is of no use, since runc refuses it without a UTS namespace of its own (trap T7).
 */
export const hostname = defineRule({
  name: 'hostname',
  owns: {
    hostname: {
      disposition: 'translated',
      doc: 'Becomes the host name of the machine (`etc/hostname`), HOSTNAME and a line of /etc/hosts.',
    },
    subdomain: {
      disposition: 'approximated',
      doc: 'Gives the name in /etc/hosts its long form, with the domain of the cluster taken from `translate.clusterDomain`.',
    },
    setHostnameAsFQDN: { disposition: 'translated', doc: 'The long name becomes the host name of the machine.' },
    hostnameOverride: { disposition: 'translated', doc: 'Becomes the host name of the machine and beats `hostname` and `subdomain`.' },
  },
  writes: [],
  pod(pod, report) {
    const assumed = pod.fqdn !== '' && pod.options.clusterDomain === defaultOptions.clusterDomain;
    if (assumed) report('cluster-domain-assumed', atPod(pod, 'subdomain'), { fqdn: pod.fqdn });
    return { files: [{ path: 'etc/hostname', contents: `${kernelHostname(pod)}\n`, mode: '0644' }] };
  },
});
