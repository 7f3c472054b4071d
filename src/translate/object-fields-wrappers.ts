import type { FieldEntry } from './rule.ts';

type Fields = Readonly<Record<string, FieldEntry>>;

const translated = (doc: string): FieldEntry => ({ disposition: 'translated', doc });
const approximated = (doc: string): FieldEntry => ({ disposition: 'approximated', doc });
const ignored = (doc: string): FieldEntry => ({ disposition: 'ignored', doc });

const controller = 'Tells a controller how to change running pods; an image is replaced as a whole.';
const podTemplate = translated('The pod template; docs/fields.md says what becomes of its fields.');

/** Fields that every object has. */
export const commonFields: Fields = {
  kind: translated('Decides how the object is read.'),
  apiVersion: translated('Decides how the object is read; versions that no longer exist are read as their successor.'),
  'metadata.name': translated('Names the object in references, messages and files.'),
  'metadata.namespace': translated('The scope of references; without one the namespace is `default` or `--namespace`.'),
  metadata: ignored('Means nothing for the pod.'),
};

const workloadFields: Fields = {
  ...commonFields,
  'metadata.generateName': approximated('The name is this prefix with `translate.podSuffix`.'),
  'metadata.annotations': ignored('The downward API shows those of the pod template; `podspec2linuxkit.io/ignore` accepts findings.'),
};

const status: Fields = { status: ignored('Written by the cluster.') };
const replicas: FieldEntry = approximated('One image is one replica; other numbers than 1 are reported.');
const selector: FieldEntry = approximated('Compared with the labels of the template; a selector that finds no pod of its own is reported.');
const deployed: Fields = {
  ...workloadFields,
  ...status,
  'spec.template': podTemplate,
  'spec.selector': selector,
  'spec.minReadySeconds': ignored(controller),
};

const jobFields = (path: string): Fields => {
  const retry = ignored('Nothing counts failed pods or removes finished ones; reported when set.');
  const entries: Fields = {
    template: podTemplate,
    parallelism: approximated('One image is one pod; more than one is reported.'),
    completions: approximated('One image is one pod; `--index` chooses which.'),
    completionMode: translated('`Indexed` gives the pod its completion index, as environment, annotation, label and host name.'),
    suspend: approximated('The image runs the pod all the same, which is reported.'),
    activeDeadlineSeconds: retry,
    podFailurePolicy: retry,
    successPolicy: retry,
    backoffLimit: retry,
    backoffLimitPerIndex: retry,
    maxFailedIndexes: retry,
    ttlSecondsAfterFinished: retry,
    podReplacementPolicy: retry,
    selector: ignored('The controller finds its pods by it.'),
    manualSelector: ignored('The controller finds its pods by the selector.'),
    managedBy: ignored('Names the controller.'),
  };
  return Object.fromEntries(Object.entries(entries).map(([name, entry]) => [`${path}.${name}`, entry]));
};

/** The kinds that hold a pod template. */
export const podWrapperFields: Readonly<Record<string, Fields>> = {
  Pod: {
    ...workloadFields,
    ...status,
    spec: podTemplate,
    'metadata.labels': translated('Shown by the downward API and selected by NetworkPolicies.'),
    'metadata.annotations': translated('Shown by the downward API; `podspec2linuxkit.io/ignore` accepts findings.'),
    'metadata.uid': translated('Shown by the downward API; without it an identifier is derived from the object.'),
  },
  PodTemplate: { ...workloadFields, template: podTemplate },
  ReplicationController: { ...deployed, 'spec.replicas': replicas },
  ReplicaSet: { ...deployed, 'spec.replicas': replicas },
  Deployment: {
    ...deployed,
    'spec.replicas': replicas,
    'spec.strategy': ignored(controller),
    'spec.revisionHistoryLimit': ignored(controller),
    'spec.paused': ignored(controller),
    'spec.progressDeadlineSeconds': ignored(controller),
  },
  DaemonSet: { ...deployed, 'spec.updateStrategy': ignored(controller), 'spec.revisionHistoryLimit': ignored(controller) },
  StatefulSet: {
    ...deployed,
    'spec.replicas': approximated('One image is one replica; `--ordinal` chooses it and `--all-ordinals` writes an image for each.'),
    'spec.ordinals': translated('The first ordinal, which the pod has unless `--ordinal` says otherwise.'),
    'spec.serviceName': translated('The subdomain of the pod.'),
    'spec.volumeClaimTemplates': translated('The claims of the pod, named after it; a claim of the input wins over its template.'),
    'spec.podManagementPolicy': ignored(controller),
    'spec.updateStrategy': ignored(controller),
    'spec.revisionHistoryLimit': ignored(controller),
    'spec.persistentVolumeClaimRetentionPolicy': ignored('Claims live as long as the disk of the machine.'),
  },
  Job: { ...workloadFields, ...status, ...jobFields('spec') },
  CronJob: {
    ...workloadFields,
    ...status,
    'spec.schedule': approximated('The pod runs once per boot; boot the image on the schedule.'),
    'spec.timeZone': approximated('Reported with the schedule.'),
    'spec.suspend': approximated('The image runs the pod all the same, which is reported.'),
    'spec.startingDeadlineSeconds': ignored('Tells the controller how late a run may start.'),
    'spec.concurrencyPolicy': ignored('Tells the controller whether runs may overlap.'),
    'spec.successfulJobsHistoryLimit': ignored('Tells the controller how many finished runs to keep.'),
    'spec.failedJobsHistoryLimit': ignored('Tells the controller how many failed runs to keep.'),
    'spec.jobTemplate.metadata': ignored('Means nothing for the pod.'),
    ...jobFields('spec.jobTemplate.spec'),
  },
};
