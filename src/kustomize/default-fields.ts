import type { FieldSpec } from './field-spec.ts';
import type { NameReference, TransformerConfig } from './transformer-config.ts';

/**
 * Fields that kustomize 5.5 changes unless a configuration says more (api, internal/konfig/builtinpluginconsts).
 * A row is `path` or `path|kind`, `path|group:kind` or `path|group/version:kind`; a leading `+` makes missing fields.
 */
type Row = string;

const templates = 'spec/template';
const cronTemplates = 'spec/jobTemplate/spec/template';

const metadataLabels: readonly Row[] = [
  '+metadata/labels',
  `+${templates}/metadata/labels|/v1:ReplicationController`,
  ...['Deployment', 'ReplicaSet', 'DaemonSet', 'apps:StatefulSet', 'batch:Job'].map((kind) => `+${templates}/metadata/labels|${kind}`),
  '+spec/volumeClaimTemplates[]/metadata/labels|apps:StatefulSet',
  '+spec/jobTemplate/metadata/labels|batch:CronJob',
  `+${cronTemplates}/metadata/labels|batch:CronJob`,
];

const affinitySelectors: readonly Row[] = ['Deployment', 'StatefulSet'].flatMap((kind) => [
  ...['podAffinity', 'podAntiAffinity'].flatMap((affinity) => [
    `${templates}/spec/affinity/${affinity}/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm/labelSelector/matchLabels|apps:${kind}`,
    `${templates}/spec/affinity/${affinity}/requiredDuringSchedulingIgnoredDuringExecution/labelSelector/matchLabels|apps:${kind}`,
  ]),
  `${templates}/spec/topologySpreadConstraints/labelSelector/matchLabels|apps:${kind}`,
]);

const commonLabels: readonly Row[] = [
  '+spec/selector|/v1:Service',
  '+spec/selector|/v1:ReplicationController',
  ...['Deployment', 'ReplicaSet', 'DaemonSet', 'apps:StatefulSet'].map((kind) => `+spec/selector/matchLabels|${kind}`),
  ...affinitySelectors,
  'spec/selector/matchLabels|batch:Job',
  'spec/jobTemplate/spec/selector/matchLabels|batch:CronJob',
  'spec/selector/matchLabels|policy:PodDisruptionBudget',
  ...['spec/podSelector', 'spec/ingress/from/podSelector', 'spec/egress/to/podSelector'].map(
    (path) => `${path}/matchLabels|networking.k8s.io:NetworkPolicy`,
  ),
  ...metadataLabels,
];

const commonAnnotations: readonly Row[] = [
  '+metadata/annotations',
  `+${templates}/metadata/annotations|/v1:ReplicationController`,
  ...['Deployment', 'ReplicaSet', 'DaemonSet', 'StatefulSet', 'batch:Job'].map((kind) => `+${templates}/metadata/annotations|${kind}`),
  '+spec/jobTemplate/metadata/annotations|batch:CronJob',
  `+${cronTemplates}/metadata/annotations|batch:CronJob`,
];

const namespace: readonly Row[] = [
  '+metadata/name|Namespace',
  '+spec/service/namespace|apiregistration.k8s.io:APIService',
  'spec/conversion/webhook/clientConfig/service/namespace|apiextensions.k8s.io:CustomResourceDefinition',
];

const images: readonly Row[] = ['spec', 'spec/template/spec'].flatMap((pod) => [
  `+${pod}/containers[]/image`,
  `+${pod}/initContainers[]/image`,
]);
const replicas: readonly Row[] = ['Deployment', 'ReplicationController', 'ReplicaSet', 'StatefulSet'].map(
  (kind) => `+spec/replicas|${kind}`,
);

/** Where the pod spec of a kind stands. */
const podPaths: readonly (readonly [kind: string, path: string])[] = [
  ['PodTemplate', 'template/spec'],
  ...['Deployment', 'ReplicaSet', 'DaemonSet', 'StatefulSet', 'Job'].map((kind) => [kind, `${templates}/spec`] as const),
  ['CronJob', `${cronTemplates}/spec`],
];

function inPods(fields: readonly string[]): readonly Row[] {
  return [['/v1:Pod', 'spec'] as const, ...podPaths].flatMap(([kind, pod]) => fields.map((field) => `${pod}/${field}|${kind}`));
}

/** Fields of one place in the pod specs of these kinds. */
function inKinds(field: string): readonly Row[] {
  const kinds = [
    ...podPaths.filter(([kind]) => kind !== 'PodTemplate' && kind !== 'ReplicaSet'),
    ['ReplicationController', `${templates}/spec`],
  ];
  return [['Pod', 'spec'], ...kinds].map(([kind, pod]) => `${pod}/${field}|${kind}`);
}

const roleNames: readonly Row[] = ['rules/resourceNames|Role', 'rules/resourceNames|ClusterRole'];

const configMapRows: readonly Row[] = [
  ...inPods([
    'volumes/configMap/name',
    'containers/env/valueFrom/configMapKeyRef/name',
    'initContainers/env/valueFrom/configMapKeyRef/name',
    'containers/envFrom/configMapRef/name',
    'initContainers/envFrom/configMapRef/name',
    'volumes/projected/sources/configMap/name',
  ]),
  'spec/configSource/configMap|Node',
  ...roleNames,
  'metadata/annotations/nginx.ingress.kubernetes.io\\/fastcgi-params-configmap|Ingress',
];

const secretRows: readonly Row[] = [
  ...inPods([
    'volumes/secret/secretName',
    'containers/env/valueFrom/secretKeyRef/name',
    'initContainers/env/valueFrom/secretKeyRef/name',
    'containers/envFrom/secretRef/name',
    'initContainers/envFrom/secretRef/name',
    'imagePullSecrets/name',
    'volumes/projected/sources/secret/name',
  ]),
  'spec/tls/secretName|Ingress',
  ...[
    'ingress.kubernetes.io\\/auth-secret',
    'nginx.ingress.kubernetes.io\\/auth-secret',
    'nginx.ingress.kubernetes.io\\/auth-tls-secret',
  ].map((name) => `metadata/annotations/${name}|Ingress`),
  'imagePullSecrets/name|ServiceAccount',
  ...['secretName', 'adminSecretName', 'userSecretName', 'secretRef'].map((name) => `parameters/${name}|StorageClass`),
  ...roleNames,
  'spec/template/spec/containers/env/valueFrom/secretKeyRef/name|serving.knative.dev/v1:Service',
  'spec/azureFile/secretName|PersistentVolume',
];

const serviceRows: readonly Row[] = [
  'spec/serviceName|apps:StatefulSet',
  ...[
    'rules/http/paths/backend/serviceName',
    'backend/serviceName',
    'rules/http/paths/backend/service/name',
    'defaultBackend/service/name',
  ].map((path) => `spec/${path}|Ingress`),
  'spec/service/name|apiregistration.k8s.io:APIService',
  'webhooks/clientConfig/service|admissionregistration.k8s.io:ValidatingWebhookConfiguration',
  'webhooks/clientConfig/service|admissionregistration.k8s.io:MutatingWebhookConfiguration',
];

const rbac = 'rbac.authorization.k8s.io';
const scaleTargets = ['Deployment', 'ReplicationController', 'ReplicaSet', 'StatefulSet'];

/** Who refers to objects of a type: `group/version:kind` of the objects, then the fields that hold their names. */
const nameReference: readonly (readonly [target: string, rows: readonly Row[]])[] = [
  ...scaleTargets.map((kind) => [kind, ['spec/scaleTargetRef/name|HorizontalPodAutoscaler']] as const),
  ['/v1:ConfigMap', configMapRows],
  ['/v1:Secret', secretRows],
  ['/v1:Service', serviceRows],
  [`${rbac}:Role`, [`roleRef/name|${rbac}:RoleBinding`]],
  [`${rbac}:ClusterRole`, [`roleRef/name|${rbac}:RoleBinding`, `roleRef/name|${rbac}:ClusterRoleBinding`]],
  ['/v1:ServiceAccount', [`subjects|${rbac}:RoleBinding`, `subjects|${rbac}:ClusterRoleBinding`, ...inKinds('serviceAccountName')]],
  ['/v1:PersistentVolumeClaim', inKinds('volumes/persistentVolumeClaim/claimName')],
  ['/v1:PersistentVolume', ['spec/volumeName|PersistentVolumeClaim', 'rules/resourceNames|ClusterRole']],
  [
    'storage.k8s.io/v1:StorageClass',
    [
      'spec/storageClassName|PersistentVolume',
      'spec/storageClassName|PersistentVolumeClaim',
      'spec/volumeClaimTemplates/spec/storageClassName|StatefulSet',
    ],
  ],
  ['scheduling.k8s.io/v1:PriorityClass', inKinds('priorityClassName')],
  // kustomize has the version in the group here, so that nothing ever matches.
  ['networking.k8s.io%2Fv1/v1:IngressClass', ['spec/ingressClassName|Ingress']],
  [
    'admissionregistration.k8s.io:ValidatingAdmissionPolicy',
    ['spec/policyName|admissionregistration.k8s.io:ValidatingAdmissionPolicyBinding'],
  ],
];

const containerTexts = ['args', 'command', 'env/value', 'volumeMounts/mountPath'];

function variableRows(kind: string, pod: string, volumes: string | undefined): readonly Row[] {
  const fields = ['containers', 'initContainers'].flatMap((list) => containerTexts.map((field) => `${pod}/${list}/${field}`));
  return [...fields, ...(volumes ? [volumes] : [])].map((path) => `${path}|${kind}`);
}

const varReference: readonly Row[] = [
  ...variableRows('CronJob', `${cronTemplates}/spec`, `${cronTemplates}/volumes/nfs/server`),
  `${templates}/metadata/annotations|Deployment`,
  ...['DaemonSet', 'Deployment', 'Job', 'ReplicaSet'].flatMap((kind) =>
    variableRows(kind, `${templates}/spec`, `${templates}/spec/volumes/nfs/server`),
  ),
  ...variableRows('StatefulSet', `${templates}/spec`, 'spec/volumeClaimTemplates/spec/nfs/server'),
  ...variableRows('Pod', 'spec', 'spec/volumes/nfs/server'),
  'spec/rules/host|Ingress',
  'spec/tls/hosts|Ingress',
  'spec/tls/secretName|Ingress',
  'spec/ports/port|Service',
  'spec/ports/targetPort|Service',
  'spec/nfs/server|PersistentVolume',
  'metadata/labels',
  'metadata/annotations',
];

function typeOf(text: string): Pick<FieldSpec, 'group' | 'version' | 'kind'> {
  const colon = text.indexOf(':');
  if (colon === -1) return { group: '', version: '', kind: text };
  const [group = '', version = ''] = text.slice(0, colon).split('/');
  return { group: decodeURIComponent(group), version, kind: text.slice(colon + 1) };
}

function specOf(row: Row): FieldSpec {
  const [path = '', type = ''] = row.split('|');
  const create = path.startsWith('+');
  return { ...typeOf(type), path: create ? path.slice(1) : path, create };
}

const reference = ([target, rows]: (typeof nameReference)[number]): NameReference => ({ ...typeOf(target), fieldSpecs: rows.map(specOf) });

/** What every kustomization starts from. */
export const defaultConfig: TransformerConfig = {
  namePrefix: [specOf('metadata/name')],
  nameSuffix: [specOf('metadata/name')],
  namespace: namespace.map(specOf),
  commonLabels: commonLabels.map(specOf),
  labels: [],
  templateLabels: metadataLabels.map(specOf),
  commonAnnotations: commonAnnotations.map(specOf),
  nameReference: nameReference.map(reference),
  varReference: varReference.map(specOf),
  images: images.map(specOf),
  replicas: replicas.map(specOf),
};
