import { describe, expect, it } from 'vitest';
import { productsOf } from '../../src/graph/producers.ts';
import { load } from './load.ts';

/** What an object makes, as `kind/name`, with `everywhere` when it is made in every namespace. */
async function products(apiVersion: string, kind: string, spec = '{}'): Promise<readonly string[]> {
  const { manifests } = await load({ 'made.yaml': `{apiVersion: ${apiVersion}, kind: ${kind}, metadata: {name: own}, spec: ${spec}}` });
  return manifests
    .flatMap(productsOf)
    .map((product) => `${product.kind}/${product.name}${product.everywhere === undefined ? '' : ' everywhere'}`);
}

const claims = 'volumeClaimTemplates: [{metadata: {name: data}}]';

describe('what an object of an operator makes', () => {
  it.each<[string, string, string, readonly string[]]>([
    ['external-secrets.io/v1', 'ExternalSecret', '{target: {name: given}}', ['Secret/given']],
    ['external-secrets.io/v1', 'ExternalSecret', '{}', ['Secret/own']],
    ['external-secrets.io/v1', 'ExternalSecret', '{target: {name: 7}}', ['Secret/own']],
    ['external-secrets.io/v1', 'ExternalSecret', '{target: [name]}', ['Secret/own']],
    ['external-secrets.io/v1', 'ExternalSecret', '{target: null}', ['Secret/own']],
    ['external-secrets.io/v1', 'ExternalSecret', '{target: {name: ""}}', []],
    ['external-secrets.io/v1', 'ClusterExternalSecret', '{externalSecretName: one}', ['Secret/one everywhere']],
    [
      'external-secrets.io/v1',
      'ClusterExternalSecret',
      '{externalSecretName: one, externalSecretSpec: {target: {name: two}}}',
      ['Secret/two everywhere'],
    ],
    ['external-secrets.io/v1', 'ClusterExternalSecret', '{}', ['Secret/own everywhere']],
    ['external-secrets.io/v1', 'ClusterExternalSecret', '{externalSecretSpec: {target: {name: ""}}}', []],
    ['external-secrets.io/v1alpha1', 'PushSecret', '{}', []],
    ['bitnami.com/v1alpha1', 'SealedSecret', '{}', ['Secret/own']],
    ['bitnami.com/v1alpha1', 'SealedSecret', '{template: {metadata: {name: given}}}', ['Secret/given']],
    ['cert-manager.io/v1', 'Certificate', '{secretName: tls}', ['Secret/tls']],
    ['cert-manager.io/v1', 'Certificate', '{}', []],
    ['other.example/v1', 'Certificate', '{secretName: tls}', []],
    ['secrets.hashicorp.com/v1beta1', 'VaultStaticSecret', '{destination: {name: given}}', ['Secret/given']],
    ['secrets.hashicorp.com/v1beta1', 'VaultDynamicSecret', '{destination: {name: given}}', ['Secret/given']],
    ['secrets.hashicorp.com/v1beta1', 'VaultPKISecret', '{destination: {name: given}}', ['Secret/given']],
    ['secrets.hashicorp.com/v1beta1', 'HCPVaultSecretsApp', '{destination: {name: given}}', ['Secret/given']],
    ['ricoberger.de/v1alpha1', 'VaultSecret', '{}', ['Secret/own']],
    ['onepassword.com/v1', 'OnePasswordItem', '{}', ['Secret/own']],
    ['spv.no/v2beta1', 'AzureKeyVaultSecret', '{output: {secret: {name: given}}}', ['Secret/given']],
    ['secrets.infisical.com/v1alpha1', 'InfisicalSecret', '{managedSecretReference: {secretName: one}}', ['Secret/one']],
    [
      'secrets.infisical.com/v1alpha1',
      'InfisicalSecret',
      '{managedKubeSecretReferences: [{secretName: one}, {secretName: two}, {}]}',
      ['Secret/one', 'Secret/two'],
    ],
    ['secrets.infisical.com/v1alpha1', 'InfisicalSecret', '{managedKubeSecretReferences: {secretName: one}}', []],
    ['secrets.doppler.com/v1alpha1', 'DopplerSecret', '{managedSecret: {name: given}}', ['Secret/given']],
    ['k8s.bitwarden.com/v1', 'BitwardenSecret', '{secretName: given}', ['Secret/given']],
    ['isindir.github.com/v1alpha3', 'SopsSecret', '{secretTemplates: [{name: one}, text, {name: 2}]}', ['Secret/one']],
    [
      'secrets-store.csi.x-k8s.io/v1',
      'SecretProviderClass',
      '{secretObjects: [{secretName: one}, {secretName: two}]}',
      ['Secret/one', 'Secret/two'],
    ],
    ['servicebinding.io/v1', 'ServiceBinding', '{secretName: given}', ['Secret/given']],
    ['servicebinding.io/v1', 'ServiceBinding', '{}', ['Secret/own']],
    ['kafka.strimzi.io/v1', 'KafkaUser', '{}', ['Secret/own']],
    ['kafka.strimzi.io/v1', 'Kafka', '{}', ['Secret/own-cluster-ca-cert']],
    ['other.example/v1', 'Kafka', '{}', []],
    [
      'postgresql.cnpg.io/v1',
      'Cluster',
      '{}',
      ['Secret/own-app', 'Secret/own-superuser', 'Secret/own-ca', 'Secret/own-server', 'Secret/own-replication'],
    ],
    ['cluster.x-k8s.io/v1', 'Cluster', '{}', []],
    [
      'postgres-operator.crunchydata.com/v1',
      'PostgresCluster',
      '{users: [{name: ann}, {}]}',
      ['Secret/own-pguser-own', 'Secret/own-pguser-ann'],
    ],
    ['rabbitmq.com/v1', 'RabbitmqCluster', '{}', ['Secret/own-default-user']],
    [
      'elasticsearch.k8s.elastic.co/v1',
      'Elasticsearch',
      '{}',
      ['Secret/own-es-elastic-user', 'Secret/own-es-http-certs-public', 'Secret/own-es-http-certs-internal'],
    ],
    ['kibana.k8s.elastic.co/v1', 'Kibana', '{}', ['Secret/own-kb-http-certs-public']],
    ['objectbucket.io/v1', 'ObjectBucketClaim', '{}', ['Secret/own', 'ConfigMap/own']],
    ['cdi.kubevirt.io/v1', 'DataVolume', '{}', ['PersistentVolumeClaim/own']],
    ['apps/v1', 'StatefulSet', `{${claims}}`, ['PersistentVolumeClaim/data-own-0']],
    [
      'apps/v1',
      'StatefulSet',
      `{replicas: 2, ordinals: {start: 3}, ${claims}}`,
      ['PersistentVolumeClaim/data-own-3', 'PersistentVolumeClaim/data-own-4'],
    ],
    ['apps/v1', 'StatefulSet', `{replicas: 0, ${claims}}`, []],
    ['apps/v1', 'StatefulSet', `{replicas: -1, ordinals: {start: 1.5}, ${claims}}`, ['PersistentVolumeClaim/data-own-0']],
    ['apps/v1', 'StatefulSet', `{replicas: "2", ${claims}}`, ['PersistentVolumeClaim/data-own-0']],
    ['apps/v1', 'StatefulSet', '{volumeClaimTemplates: [{metadata: {name: 7}}, {}, null]}', []],
    ['other.example/v1', 'StatefulSet', `{${claims}}`, []],
    ['trust.cert-manager.io/v1', 'Bundle', '{}', ['ConfigMap/own everywhere']],
    ['other.example/v1', 'Bundle', '{}', []],
    ['other.example/v1', 'toString', '{}', []],
    ['v1', 'Service', '{}', []],
  ])('%s %s with %s', async (apiVersion, kind, spec, expected) => {
    expect(await products(apiVersion, kind, spec)).toEqual(expected);
  });
});
