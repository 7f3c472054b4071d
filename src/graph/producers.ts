import { templateClaimName } from '../model/claim-name.ts';
import { valueAt } from '../model/field-path.ts';
import type { Manifest } from '../model/manifest.ts';

/** What an object of an operator makes in a cluster. */
export interface Product {
  readonly kind: 'Secret' | 'ConfigMap' | 'PersistentVolumeClaim';
  readonly name: string;
  /** It is made in every namespace. */
  readonly everywhere?: boolean;
}

type Producer = (manifest: Manifest) => readonly (Product | undefined)[];

/** The kinds whose objects make Secrets, ConfigMaps or claims, as their documentation states the names. */
const producers: Readonly<Record<string, Producer>> = {
  // External Secrets Operator, and its predecessor of kubernetes-client.io, which used the own name
  ExternalSecret: (made) => [secret(textAt(made, 'spec', 'target', 'name') ?? made.name)],
  ClusterExternalSecret: (made) => {
    const own = textAt(made, 'spec', 'externalSecretName') ?? made.name;
    return [everywhere(secret(textAt(made, 'spec', 'externalSecretSpec', 'target', 'name') ?? own))];
  },
  PushSecret: () => [],
  // Bitnami Sealed Secrets
  SealedSecret: (made) => [secret(textAt(made, 'spec', 'template', 'metadata', 'name') ?? made.name)],
  // cert-manager
  Certificate: (made) => [secret(textAt(made, 'spec', 'secretName'))],
  // HashiCorp Vault Secrets Operator
  VaultStaticSecret: (made) => [secret(textAt(made, 'spec', 'destination', 'name'))],
  VaultDynamicSecret: (made) => [secret(textAt(made, 'spec', 'destination', 'name'))],
  VaultPKISecret: (made) => [secret(textAt(made, 'spec', 'destination', 'name'))],
  HCPVaultSecretsApp: (made) => [secret(textAt(made, 'spec', 'destination', 'name'))],
  // Other vaults
  VaultSecret: (made) => [secret(made.name)],
  OnePasswordItem: (made) => [secret(made.name)],
  AzureKeyVaultSecret: (made) => [secret(textAt(made, 'spec', 'output', 'secret', 'name'))],
  InfisicalSecret: (made) => [
    secret(textAt(made, 'spec', 'managedSecretReference', 'secretName')),
    ...itemsAt(made, 'spec', 'managedKubeSecretReferences').map((item) => secret(text(item, 'secretName'))),
  ],
  DopplerSecret: (made) => [secret(textAt(made, 'spec', 'managedSecret', 'name'))],
  BitwardenSecret: (made) => [secret(textAt(made, 'spec', 'secretName'))],
  SopsSecret: (made) => itemsAt(made, 'spec', 'secretTemplates').map((item) => secret(text(item, 'name'))),
  SecretProviderClass: (made) => itemsAt(made, 'spec', 'secretObjects').map((item) => secret(text(item, 'secretName'))),
  // Service catalogues and bindings
  ServiceBinding: (made) => [secret(textAt(made, 'spec', 'secretName') ?? made.name)],
  // Databases and brokers
  KafkaUser: (made) => [secret(made.name)],
  Kafka: (made) => [secret(`${made.name}-cluster-ca-cert`)],
  Cluster: (made) => ['app', 'superuser', 'ca', 'server', 'replication'].map((part) => secret(`${made.name}-${part}`)),
  PostgresCluster: (made) => {
    const users = itemsAt(made, 'spec', 'users').map((item) => text(item, 'name'));
    return [made.name, ...users].map((user) => secret(user === undefined ? undefined : `${made.name}-pguser-${user}`));
  },
  RabbitmqCluster: (made) => [secret(`${made.name}-default-user`)],
  Elasticsearch: (made) =>
    ['es-elastic-user', 'es-http-certs-public', 'es-http-certs-internal'].map((part) => secret(`${made.name}-${part}`)),
  Kibana: (made) => [secret(`${made.name}-kb-http-certs-public`)],
  // Storage
  ObjectBucketClaim: (made) => [secret(made.name), { kind: 'ConfigMap', name: made.name }],
  DataVolume: (made) => [claim(made.name)],
  StatefulSet: (made) => itemsAt(made, 'spec', 'volumeClaimTemplates').flatMap((template) => claimsOfSet(template, made)),
  // trust-manager
  Bundle: (made) => [everywhere({ kind: 'ConfigMap', name: made.name })],
};

/** Kinds of {@link producers} whose names are common, with the group that is meant. */
const groups: Readonly<Record<string, string>> = {
  Cluster: 'postgresql.cnpg.io',
  Bundle: 'trust.cert-manager.io',
  Kafka: 'kafka.strimzi.io',
  Certificate: 'cert-manager.io',
  StatefulSet: 'apps',
};

/** What an object would make in a cluster; empty for nearly all. */
export function productsOf(manifest: Manifest): readonly Product[] {
  const producer = Object.hasOwn(producers, manifest.kind) ? producers[manifest.kind] : undefined;
  const group = groups[manifest.kind];
  if (!producer || (group !== undefined && group !== manifest.group)) return [];
  return producer(manifest).filter((product) => product !== undefined);
}

function secret(name: string | undefined): Product | undefined {
  return name === undefined || name === '' ? undefined : { kind: 'Secret', name };
}

function claim(name: string): Product {
  return { kind: 'PersistentVolumeClaim', name };
}

/** Most replicas of a StatefulSet whose claims are known here. */
const mostReplicas = 100;

/** `data-db-0` and so on. */
function claimsOfSet(template: unknown, set: Manifest): readonly Product[] {
  const name = text(valueAt(template, ['metadata']), 'name');
  if (name === undefined) return [];
  const start = countOf(valueAt(set.data, ['spec', 'ordinals', 'start'])) ?? 0;
  const replicas = countOf(valueAt(set.data, ['spec', 'replicas'])) ?? 1;
  return Array.from({ length: Math.min(replicas, mostReplicas) }, (_, index) => claim(templateClaimName(name, set.name, start + index)));
}

function countOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

function everywhere(product: Product | undefined): Product | undefined {
  return product && { ...product, everywhere: true };
}

function textAt({ data }: Manifest, ...path: readonly string[]): string | undefined {
  const value = valueAt(data, path);
  return typeof value === 'string' ? value : undefined;
}

function itemsAt({ data }: Manifest, ...path: readonly string[]): readonly unknown[] {
  const value = valueAt(data, path);
  return Array.isArray(value) ? value : [];
}

function text(value: unknown, key: string): string | undefined {
  const part = valueAt(value, [key]);
  return typeof part === 'string' ? part : undefined;
}
