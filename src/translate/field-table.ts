import type { FieldEntry, Rule } from './rule.ts';
import { capabilities } from './rules/capabilities.ts';
import { claims } from './rules/claims.ts';
import { command } from './rules/command.ts';
import { confinement } from './rules/confinement.ts';
import { defaultMounts } from './rules/default-mounts.ts';
import { dns } from './rules/dns.ts';
import { env } from './rules/env.ts';
import { ephemeralContainers } from './rules/ephemeral-containers.ts';
import { firewall } from './rules/firewall.ts';
import { hostNetwork } from './rules/host-network.ts';
import { hostname } from './rules/hostname.ts';
import { hosts } from './rules/hosts.ts';
import { identity } from './rules/identity.ts';
import { image } from './rules/image.ts';
import { imageVolumes } from './rules/image-volumes.ts';
import { initContainers } from './rules/init-containers.ts';
import { jobs } from './rules/jobs.ts';
import { lifecycle } from './rules/lifecycle.ts';
import { mountPoints } from './rules/mount-points.ts';
import { namespaces } from './rules/namespaces.ts';
import { networkVolumes } from './rules/network-volumes.ts';
import { os } from './rules/os.ts';
import { ports } from './rules/ports.ts';
import { privilege } from './rules/privilege.ts';
import { probes } from './rules/probes.ts';
import { readOnlyRoot } from './rules/read-only-root.ts';
import { resources } from './rules/resources.ts';
import { restart } from './rules/restart.ts';
import { runtimeFields } from './rules/runtime-fields.ts';
import { scheduling } from './rules/scheduling.ts';
import { secrets } from './rules/secrets.ts';
import { serviceAccount } from './rules/service-account.ts';
import { serviceLinks } from './rules/service-links.ts';
import { sysctls } from './rules/sysctls.ts';
import { terminal } from './rules/terminal.ts';
import { unsupportedVolumes } from './rules/unsupported-volumes.ts';
import { users } from './rules/users.ts';
import { volumeDevices } from './rules/volume-devices.ts';
import { volumeFiles } from './rules/volume-files.ts';
import { volumeMounts } from './rules/volume-mounts.ts';
import { volumeSetup } from './rules/volume-setup.ts';
import { volumes } from './rules/volumes.ts';

/** Every rule. Each PodSpec field has exactly one owner here; test/fields.test.ts proves it. */
export const rules: readonly Rule[] = [
  capabilities,
  command,
  confinement,
  defaultMounts,
  dns,
  env,
  ephemeralContainers,
  firewall,
  hostNetwork,
  hostname,
  hosts,
  identity,
  image,
  initContainers,
  jobs,
  lifecycle,
  namespaces,
  os,
  ports,
  privilege,
  probes,
  resources,
  restart,
  runtimeFields,
  scheduling,
  serviceAccount,
  serviceLinks,
  sysctls,
  terminal,
  users,
  claims,
  imageVolumes,
  networkVolumes,
  readOnlyRoot,
  mountPoints,
  secrets,
  unsupportedVolumes,
  volumeDevices,
  volumeMounts,
  volumeSetup,
  volumeFiles,
  volumes,
];

/** What the table knows of a field: its entry and the rule that answers for it. */
export interface OwnedField extends FieldEntry {
  /** The path of the entry, perhaps an ancestor of what was asked for. */
  readonly path: string;
  readonly rule: string;
}

/** PodSpec path → who answers for it. The source for translation, `explain` and docs/fields.md. */
export const fieldTable: ReadonlyMap<string, OwnedField> = new Map(
  rules.flatMap((rule) => Object.entries(rule.owns).map(([path, entry]) => [path, { ...entry, path, rule: rule.name }] as const)),
);

/**
 * The entry for a general path (`containers[].image`) or its nearest ancestor; undefined means nobody answers for it.
 * `initContainers[]` and `ephemeralContainers[]` use the entries of `containers[]` unless they have their own.
 */
export function ownerOf(path: string): OwnedField | undefined {
  for (let at = path; at !== ''; at = parentOf(at)) {
    const own = fieldTable.get(at);
    if (own) return own;
  }
  const alias = path.replace(/^(?:init|ephemeral)Containers\[\]/, 'containers[]');
  return alias === path ? undefined : ownerOf(alias);
}

function parentOf(path: string): string {
  if (path.endsWith('[]')) return path.slice(0, -2);
  const dot = path.lastIndexOf('.');
  return dot === -1 ? '' : path.slice(0, dot);
}
