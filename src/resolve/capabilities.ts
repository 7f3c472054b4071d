/** What containerd gives every container: the list of Docker. */
export const defaultCapabilities = [
  'CAP_AUDIT_WRITE',
  'CAP_CHOWN',
  'CAP_DAC_OVERRIDE',
  'CAP_FOWNER',
  'CAP_FSETID',
  'CAP_KILL',
  'CAP_MKNOD',
  'CAP_NET_BIND_SERVICE',
  'CAP_NET_RAW',
  'CAP_SETFCAP',
  'CAP_SETGID',
  'CAP_SETPCAP',
  'CAP_SETUID',
  'CAP_SYS_CHROOT',
] as const;

/** Every capability of Linux, 0 CHOWN to 40 CHECKPOINT_RESTORE; LinuxKit refuses to build an image that names another one. */
export const knownCapabilities: ReadonlySet<string> = new Set(
  `CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID KILL SETGID SETUID SETPCAP LINUX_IMMUTABLE NET_BIND_SERVICE NET_BROADCAST
  NET_ADMIN NET_RAW IPC_LOCK IPC_OWNER SYS_MODULE SYS_RAWIO SYS_CHROOT SYS_PTRACE SYS_PACCT SYS_ADMIN SYS_BOOT SYS_NICE
  SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG MKNOD LEASE AUDIT_WRITE AUDIT_CONTROL SETFCAP MAC_OVERRIDE MAC_ADMIN SYSLOG WAKE_ALARM
  BLOCK_SUSPEND AUDIT_READ PERFMON BPF CHECKPOINT_RESTORE`
    .split(/\s+/)
    .map((name) => `CAP_${name}`),
);

/**
 * The capabilities of a container, sorted; `['all']` stands for all of them. As containerd computes them:
 * ALL first, then single names, and a dropped name wins over an added one, in whatever order they are written.
 * `add` and `drop` are `CAP_…` names or `ALL`.
 */
export function capabilitySet(add: readonly string[], drop: readonly string[]): readonly string[] {
  const set = new Set<string>(drop.includes('ALL') ? [] : add.includes('ALL') ? knownCapabilities : defaultCapabilities);
  for (const name of add) if (name !== 'ALL') set.add(name);
  for (const name of drop) set.delete(name);
  return set.size === knownCapabilities.size ? ['all'] : [...set].toSorted();
}
