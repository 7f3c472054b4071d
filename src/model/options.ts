/** What `--secrets`, `--firewall` … and the `translate:` keys of the configuration decide. Every field is set; see {@link defaultOptions}. */
export interface TranslateOptions {
  /** `omit`: secret values are left out and the machine must be given them. */
  readonly secrets: 'include' | 'omit';
  readonly firewall: boolean;
  /** `tcp/22`, `udp/514@10.0.0.0/8`. */
  readonly firewallAllow: readonly string[];
  readonly runtimeFields: 'patch' | 'placeholder' | 'error';
  /** Addresses for status.podIP(s) and hostIP(s); empty: unknown. */
  readonly podIPs: readonly string[];
  readonly nodeName: string | undefined;
  /** StatefulSet ordinal; undefined: the first one. */
  readonly ordinal: number | undefined;
  readonly allOrdinals: boolean;
  /** Index of an indexed Job. */
  readonly index: number;
  readonly jobMode: 'service' | 'onboot';
  readonly emptyDir: 'tmpfs' | 'disk';
  /** `--volume NAME=/path` or `NAME=/dev/x[:fstype]`; NAME is a volume, a claim (`<name>` or `pvc:<namespace>/<name>`) or a PV. */
  readonly volumes: Readonly<Record<string, string>>;
  /** Directory under which read-only host paths are re-rooted. */
  readonly hostPathRoot: string | undefined;
  /** Directories of the machine that a disk is mounted at, as the base files say; empty when they are not known. */
  readonly diskMounts: readonly string[];
  /** Entries that the base files have in `onboot`, before ours; undefined when no base file is known. */
  readonly onbootBefore: number | undefined;
  /** `linux/amd64`. */
  readonly platform: string;
  readonly locked: boolean;
  readonly pin: boolean;

  // Configuration keys only (`translate:` and `--set`).
  readonly helperImage: string;
  readonly firewallImage: string;
  readonly sysctlImage: string;
  readonly poweroffImage: string;
  readonly poweroff: boolean;
  readonly clusterDomain: string;
  readonly clusterDNS: readonly string[];
  /** Quantities that stand in for the node's allocatable resources. */
  readonly nodeCPUs: string;
  readonly nodeMemory: string;
  readonly nodeStorage: string;
  /** Emit the environment variables of Services that carry a clusterIP. */
  readonly serviceEnv: boolean;
  /** Name of the pod that a controller would make; undefined: the workload's name. */
  readonly podName: string | undefined;
  /** Appended to generateName. */
  readonly podSuffix: string;
  /** containerd's default net.ipv4.ip_unprivileged_port_start=0 and ping_group_range. */
  readonly unprivilegedPorts: boolean;
  readonly allowAnySysctl: boolean;
  /** A missing claim becomes a directory instead of an error. */
  readonly provisionMissing: boolean;
}

export const defaultOptions: TranslateOptions = {
  secrets: 'include',
  firewall: false,
  firewallAllow: [],
  runtimeFields: 'patch',
  podIPs: [],
  nodeName: undefined,
  ordinal: undefined,
  allOrdinals: false,
  index: 0,
  jobMode: 'service',
  emptyDir: 'tmpfs',
  volumes: {},
  hostPathRoot: undefined,
  diskMounts: [],
  onbootBefore: undefined,
  platform: 'linux/amd64',
  locked: false,
  pin: false,
  helperImage: 'docker.io/library/busybox:1.37.0',
  firewallImage: 'linuxkit/ip:3c0676ee83a0dc739685be1253b8326f08581ef7',
  sysctlImage: 'linuxkit/sysctl:43ac1d39da329c3567fcb9689e5ca99de6d169b6',
  poweroffImage: 'linuxkit/poweroff:4059858a555bed90c2280fa9b060b7a8f8de6d45',
  poweroff: false,
  clusterDomain: 'cluster.local',
  clusterDNS: [],
  nodeCPUs: '1',
  nodeMemory: '1Gi',
  nodeStorage: '0',
  serviceEnv: false,
  podName: undefined,
  podSuffix: '0',
  unprivilegedPorts: true,
  allowAnySysctl: false,
  provisionMissing: false,
};
