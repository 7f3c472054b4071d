import { atField, type Report } from '../../diagnostics/diagnostic.ts';
import { byCodeUnit } from '../../model/by-code-unit.ts';
import type { LinuxKitFile, LinuxKitImage } from '../../model/linuxkit.ts';
import type { ResolvedPod } from '../../model/resolved-pod.ts';
import { defineRule, nothing } from '../rule.ts';

/** Below `/`; baked, so that it lies outside the file systems that are mounted over at boot. */
const directory = 'podspec/sysctl.d';

/** Which namespace a sysctl belongs to (k8s.io/component-helpers node/util/sysctl); undefined: the node as a whole. */
export function sysctlNamespace(name: string): 'ipc' | 'net' | undefined {
  if (name.startsWith('net.')) return 'net';
  return /^(kernel\.(shm|msg)|fs\.mqueue\.)/.test(name) || name === 'kernel.sem' ? 'ipc' : undefined;
}

/**
 * The dotted form of a name. When the first separator is `/`, slashes separate and dots are part of the words,
 * as in sysctl(8): `net/ipv4/conf/eth0.100/forwarding` is `net.ipv4.conf.eth0/100.forwarding`.
 */
export function dottedSysctl(name: string): string {
  const first = /[./]/.exec(name)?.[0];
  return first === '/' ? name.replace(/[./]/g, (separator) => (separator === '/' ? '.' : '/')) : name;
}

// Words of letters, digits, `-` and `_`, separated by dots or slashes: IsValidSysctlName of the API server.
const namePattern = /^[a-z0-9]([-_a-z0-9]*[a-z0-9])?([./][a-z0-9]([-_a-z0-9]*[a-z0-9])?)*$/;

/** Sets and reports the sysctls that the pod names. Keys are dotted names. */
function readSysctls(pod: ResolvedPod, report: Report): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  pod.spec.securityContext?.sysctls?.forEach(({ name = '', value = '' }, index) => {
    const path = [...pod.specPath, 'securityContext', 'sysctls', index];
    const dotted = dottedSysctl(name);
    const problem = sysctlProblem(name, dotted, values, pod);
    const valueProblem = sysctlValueProblem(value);
    if (problem !== undefined) report('sysctl-invalid', atField(pod.workload.manifest, [...path, 'name']), { name, problem });
    else if (valueProblem !== undefined) {
      report('sysctl-invalid', atField(pod.workload.manifest, [...path, 'value']), { name, problem: valueProblem });
    } else if (sysctlNamespace(dotted) === undefined && !pod.options.allowAnySysctl) {
      report('sysctl-not-namespaced', atField(pod.workload.manifest, [...path, 'name']), { name });
    }
    if (problem === undefined && valueProblem === undefined) values.set(dotted, value);
  });
  return values;
}

function sysctlProblem(name: string, dotted: string, known: ReadonlyMap<string, string>, { spec }: ResolvedPod): string | undefined {
  if (name === '') return 'has no name';
  if (name.length > 253 || !namePattern.test(name)) return 'is not a sysctl name';
  if (known.has(dotted)) return 'is set twice';
  const namespace = sysctlNamespace(dotted);
  if (namespace === 'net' && spec.hostNetwork) return 'may not be set when hostNetwork is true';
  if (namespace === 'ipc' && spec.hostIPC) return 'may not be set when hostIPC is true';
  // linuxkit/sysctl takes dots and slashes alike for separators.
  return dotted.includes('/') ? 'has a dot inside a word, which the program that sets sysctls at boot takes for a separator' : undefined;
}

/** linuxkit/sysctl reads lines of the form `key = value` with exactly one `=`. */
function sysctlValueProblem(value: string): string | undefined {
  return /[=\n\r]/.test(value) ? `has the value ${JSON.stringify(value)}; a value must not contain "=" or a line break` : undefined;
}

/**
 * What containerd sets in the network namespace of every pod that has one (enable_unprivileged_ports and
 * enable_unprivileged_icmp, both on by default since 2.0), by name; without it a non-root server could not listen on port 80.
 */
function defaultSysctls({ spec, options }: ResolvedPod): readonly (readonly [string, string])[] {
  if (!options.unprivilegedPorts || spec.hostNetwork) return [];
  return spec.hostUsers === false ? [unprivilegedPorts] : [unprivilegedPorts, unprivilegedPing];
}

const unprivilegedPorts = ['net.ipv4.ip_unprivileged_port_start', '0'] as const;
const unprivilegedPing = ['net.ipv4.ping_group_range', '0 2147483647'] as const;

export const sysctls = defineRule({
  name: 'sysctls',
  owns: {
    'securityContext.sysctls': {
      disposition: 'approximated',
      doc: 'Set for the whole machine by `linuxkit/sysctl`, since containers share the network and IPC namespaces of the machine.',
    },
  },
  writes: [],
  pod(pod, report) {
    const named = readSysctls(pod, report);
    if (named.size > 0) {
      const at = atField(pod.workload.manifest, [...pod.specPath, 'securityContext', 'sysctls']);
      report('sysctl-host-wide', at, { names: [...named.keys()].toSorted().join(', ') });
    }
    const defaults = defaultSysctls(pod);
    const all = named.size === 0 ? defaults : [...new Map([...defaults, ...named])].toSorted(([a], [b]) => byCodeUnit(a, b));
    if (all.length === 0) return nothing;
    return { onboot: [helper(pod)], files: [file(all)] };
  },
});

function file(values: readonly (readonly [string, string])[]): LinuxKitFile {
  return { path: `${directory}/50-pod.conf`, contents: values.map(([name, value]) => `${name} = ${value}\n`).join(''), mode: '0644' };
}

function helper({ options }: ResolvedPod): LinuxKitImage {
  return {
    name: 'podspec-sysctl',
    image: options.sysctlImage,
    // What the image's own label asks for, said again so that another image works too.
    pid: 'host',
    readonly: true,
    capabilities: ['CAP_NET_ADMIN', 'CAP_SYS_ADMIN'],
    ambient: [],
    binds: [],
    mounts: [{ type: 'bind', source: `/${directory}`, destination: '/etc/sysctl.d', options: ['rbind', 'rprivate', 'ro'] }],
  };
}
