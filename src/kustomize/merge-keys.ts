/**
 * How strategic merge patches treat lists, from the OpenAPI document that kustomize 5.5 carries (Kubernetes 1.21.2:
 * x-kubernetes-patch-strategy, x-kubernetes-patch-merge-key, x-kubernetes-list-map-keys). Only what merges is listed.
 * `name<a,b>`: a list whose items are matched by these keys; `name<>`: a list of plain values that is united;
 * `name[]`: a list that is replaced, with items of the named shape; `name:Shape`: the shape below.
 */
const shapes: Readonly<Record<string, string>> = {
  AnyObject: 'metadata:ObjectMeta',
  CSINode: 'metadata:ObjectMeta spec:CSINodeSpec',
  CSINodeSpec: 'drivers<name>',
  ComponentStatus: 'conditions<type> metadata:ObjectMeta',
  Conditions: 'conditions<type>',
  Container: 'env<name> ports<containerPort,protocol> volumeDevices<devicePath> volumeMounts<mountPath>',
  CronJob: 'metadata:ObjectMeta spec:CronJobSpec',
  CronJobSpec: 'jobTemplate:JobTemplateSpec',
  EphemeralContainer: 'env<name> volumeDevices<devicePath> volumeMounts<mountPath>',
  EphemeralVolumeSource: 'volumeClaimTemplate:AnyObject',
  JobTemplateSpec: 'metadata:ObjectMeta spec:TemplatedSpec',
  MutatingWebhookConfiguration: 'metadata:ObjectMeta webhooks<name>',
  Node: 'metadata:ObjectMeta spec:NodeSpec status:NodeStatus',
  NodeSpec: 'podCIDRs<>',
  NodeStatus: 'addresses<type> conditions<type>',
  ObjectMeta: 'finalizers<> ownerReferences<uid>',
  Pod: 'metadata:ObjectMeta spec:PodSpec status:PodStatus',
  PodSpec:
    'containers<name>:Container ephemeralContainers<name>:EphemeralContainer hostAliases<ip> imagePullSecrets<name> initContainers<name>:Container topologySpreadConstraints<topologyKey,whenUnsatisfiable> volumes<name>:Volume',
  PodStatus: 'conditions<type> podIPs<ip>',
  PodTemplate: 'metadata:ObjectMeta template:PodTemplateSpec',
  PodTemplateSpec: 'metadata:ObjectMeta spec:PodSpec',
  Service: 'metadata:ObjectMeta spec:ServiceSpec status:Conditions',
  ServiceAccount: 'metadata:ObjectMeta secrets<name>',
  ServiceSpec: 'ports<port,protocol>',
  StatefulSet: 'metadata:ObjectMeta spec:StatefulSetSpec status:Conditions',
  StatefulSetSpec: 'template:PodTemplateSpec volumeClaimTemplates[]:WithConditions',
  Templated: 'metadata:ObjectMeta spec:TemplatedSpec status:Conditions',
  TemplatedSpec: 'template:PodTemplateSpec',
  Volume: 'ephemeral:EphemeralVolumeSource',
  WithConditions: 'metadata:ObjectMeta status:Conditions',
};

/** Shape of an object by type: `apiVersion: Kind Kind`. Types of other versions are unknown, and all their lists are replaced. */
const kinds: Readonly<Record<string, readonly string[]>> = {
  AnyObject: [
    'apiextensions.k8s.io/v1: CustomResourceDefinition',
    'apiextensions.k8s.io/v1beta1: CustomResourceDefinition',
    'apps/v1: ControllerRevision',
    'authentication.k8s.io/v1: TokenRequest TokenReview',
    'authentication.k8s.io/v1beta1: TokenReview',
    'authorization.k8s.io/v1: LocalSubjectAccessReview SelfSubjectAccessReview SelfSubjectRulesReview SubjectAccessReview',
    'authorization.k8s.io/v1beta1: LocalSubjectAccessReview SelfSubjectAccessReview SelfSubjectRulesReview SubjectAccessReview',
    'autoscaling/v1: HorizontalPodAutoscaler Scale',
    'autoscaling/v2beta1: HorizontalPodAutoscaler',
    'autoscaling/v2beta2: HorizontalPodAutoscaler',
    'certificates.k8s.io/v1: CertificateSigningRequest',
    'certificates.k8s.io/v1beta1: CertificateSigningRequest',
    'coordination.k8s.io/v1: Lease',
    'coordination.k8s.io/v1beta1: Lease',
    'discovery.k8s.io/v1: EndpointSlice',
    'discovery.k8s.io/v1beta1: EndpointSlice',
    'events.k8s.io/v1: Event',
    'events.k8s.io/v1beta1: Event',
    'extensions/v1beta1: Ingress',
    'flowcontrol.apiserver.k8s.io/v1beta1: FlowSchema PriorityLevelConfiguration',
    'networking.k8s.io/v1: Ingress IngressClass NetworkPolicy',
    'networking.k8s.io/v1beta1: Ingress IngressClass',
    'node.k8s.io/v1: RuntimeClass',
    'node.k8s.io/v1beta1: RuntimeClass',
    'policy/v1beta1: Eviction PodSecurityPolicy',
    'rbac.authorization.k8s.io/v1: ClusterRole ClusterRoleBinding Role RoleBinding',
    'rbac.authorization.k8s.io/v1beta1: ClusterRole ClusterRoleBinding Role RoleBinding',
    'scheduling.k8s.io/v1: PriorityClass',
    'scheduling.k8s.io/v1beta1: PriorityClass',
    'storage.k8s.io/v1: CSIDriver StorageClass VolumeAttachment',
    'storage.k8s.io/v1beta1: CSIDriver CSIStorageCapacity StorageClass VolumeAttachment',
    'v1: Binding ConfigMap Endpoints Event LimitRange PersistentVolume ResourceQuota Secret',
  ],
  CSINode: ['storage.k8s.io/v1: CSINode', 'storage.k8s.io/v1beta1: CSINode'],
  ComponentStatus: ['v1: ComponentStatus'],
  CronJob: ['batch/v1: CronJob', 'batch/v1beta1: CronJob'],
  MutatingWebhookConfiguration: [
    'admissionregistration.k8s.io/v1: MutatingWebhookConfiguration ValidatingWebhookConfiguration',
    'admissionregistration.k8s.io/v1beta1: MutatingWebhookConfiguration ValidatingWebhookConfiguration',
  ],
  Node: ['v1: Node'],
  Pod: ['v1: Pod'],
  PodTemplate: ['v1: PodTemplate'],
  Service: ['v1: Service'],
  ServiceAccount: ['v1: ServiceAccount'],
  StatefulSet: ['apps/v1: StatefulSet'],
  Templated: ['apps/v1: DaemonSet Deployment ReplicaSet', 'batch/v1: Job', 'v1: ReplicationController'],
  WithConditions: [
    'apiregistration.k8s.io/v1: APIService',
    'apiregistration.k8s.io/v1beta1: APIService',
    'policy/v1: PodDisruptionBudget',
    'policy/v1beta1: PodDisruptionBudget',
    'v1: Namespace PersistentVolumeClaim',
  ],
};

/** What is known of one field. */
export interface FieldSchema {
  /** Keys that match the items of a list; empty: plain values are united; undefined: a list is replaced. */
  readonly mergeKeys: readonly string[] | undefined;
  /** Fields of the value, or of the items of the list. */
  readonly shape: Shape | undefined;
}

/** Fields by name. Shapes may contain themselves, so that they are looked up when they are needed. */
export interface Shape {
  field(name: string): FieldSchema | undefined;
}

/** Where a render finds how objects merge. */
export interface MergeSchema {
  shapeOf(apiVersion: string, kind: string): Shape | undefined;
}

const FIELD = /^([^<:[]+)(?:<([^>]*)>|\[\])?(?::(.+))?$/;
const parsed = new Map<string, Shape>();

function shapeNamed(name: string): Shape | undefined {
  const text = shapes[name];
  if (text === undefined) return undefined;
  let shape = parsed.get(name);
  if (!shape) {
    const fields = new Map(
      text
        .split(' ')
        .map((field) => FIELD.exec(field) ?? [])
        .map(([, field = '', keys, below]) => [field, { keys, below }]),
    );
    shape = {
      field: (wanted) => {
        const found = fields.get(wanted);
        if (!found) return undefined;
        const mergeKeys = found.keys === undefined ? undefined : found.keys.split(',').filter((key) => key !== '');
        return { mergeKeys, shape: found.below === undefined ? undefined : shapeNamed(found.below) };
      },
    };
    parsed.set(name, shape);
  }
  return shape;
}

const shapeByType = new Map(
  Object.entries(kinds).flatMap(([shape, types]) =>
    types.flatMap((type) => {
      const [apiVersion = '', names = ''] = type.split(': ');
      return names.split(' ').map((kind) => [`${apiVersion} ${kind}`, shape] as const);
    }),
  ),
);

/** The schema that kustomize carries. */
export const builtinSchema: MergeSchema = {
  shapeOf: (apiVersion, kind) => shapeNamed(shapeByType.get(`${apiVersion} ${kind}`) ?? ''),
};
