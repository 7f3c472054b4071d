/** A key of `translate:` in the configuration, also for `--set KEY=VALUE`. */
export interface KnobSpec {
  readonly type: 'string' | 'boolean' | 'list';
  readonly describe: string;
  readonly example: string;
}

/** Settings that a project decides once: configuration only. Names are those of the library's TranslateOptions. */
export const knobTable = {
  helperImage: {
    type: 'string',
    example: 'docker.io/library/busybox:1.37.0',
    describe: 'Image of the helpers that prepare volumes and patch addresses',
  },
  firewallImage: {
    type: 'string',
    example: 'linuxkit/ip:3c0676ee83a0dc739685be1253b8326f08581ef7',
    describe: 'Image with iptables-restore for --firewall',
  },
  sysctlImage: {
    type: 'string',
    example: 'linuxkit/sysctl:43ac1d39da329c3567fcb9689e5ca99de6d169b6',
    describe: 'Image that applies sysctls',
  },
  poweroffImage: { type: 'string', example: 'linuxkit/poweroff', describe: 'Image that powers the machine off after a Job' },
  poweroff: { type: 'boolean', example: 'false', describe: 'Power off when a Job in job mode onboot has ended' },
  clusterDomain: { type: 'string', example: 'cluster.local', describe: 'Domain of fully qualified pod names' },
  clusterDNS: { type: 'list', example: '[]', describe: 'Name servers for dnsPolicy ClusterFirst; none: what DHCP gives' },
  nodeCPUs: { type: 'string', example: '"1"', describe: 'CPUs of the machine, where Kubernetes would use the node allocatable' },
  nodeMemory: { type: 'string', example: '1Gi', describe: 'Memory of the machine, for oom_score_adj and resourceFieldRef' },
  nodeStorage: { type: 'string', example: '"0"', describe: 'Ephemeral storage of the machine, for resourceFieldRef' },
  serviceEnv: { type: 'boolean', example: 'false', describe: 'Environment variables of Services that carry a clusterIP' },
  podName: { type: 'string', example: 'web-0', describe: 'Name of the pod that a controller would make; default: the workload name' },
  podSuffix: { type: 'string', example: '"0"', describe: 'What is appended to metadata.generateName' },
  unprivilegedPorts: { type: 'boolean', example: 'true', describe: 'Let every user bind ports below 1024, as containerd does' },
  allowAnySysctl: { type: 'boolean', example: 'false', describe: 'Accept sysctls that Kubernetes refuses in a pod' },
  provisionMissing: {
    type: 'boolean',
    example: 'false',
    describe: 'Give a claim that is not in the input a directory instead of an error',
  },
} as const satisfies Readonly<Record<string, KnobSpec>>;
