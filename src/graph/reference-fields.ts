import { isMapping } from '../model/mapping.ts';
import type { ReferencedKind } from '../model/reference.ts';
import type { FieldPath } from '../model/source.ts';
import type { Workload, WorkloadKind } from '../model/workload.ts';
import { type NamingFields, namingFields } from '../yaml/skim.ts';

/** What the field at a path refers to. Names of fields are relative to that path. */
interface ReferenceField {
  readonly kind: ReferencedKind | 'Image';
  /** Field with the name; empty when the path itself leads to it. */
  readonly name: string;
  /** Field with the one key that is used. */
  readonly key?: string;
  /** Field that makes the reference optional, or `always`: nothing on the machine depends on the object. */
  readonly optional?: string;
}

const configMap: ReferenceField = { kind: 'ConfigMap', name: 'name', optional: 'optional' };
const secret: ReferenceField = { kind: 'Secret', name: 'name', optional: 'optional' };
const requiredSecret: ReferenceField = { kind: 'Secret', name: 'name' };

/**
 * Every field of a pod spec that names another object (TRANSLATION section 8). `containers[]` stands for init containers too;
 * ephemeral containers never run here.
 */
export const referenceFields: Readonly<Record<string, ReferenceField>> = {
  'containers[].image': { kind: 'Image', name: '' },
  'containers[].env[].valueFrom.configMapKeyRef': { ...configMap, key: 'key' },
  'containers[].env[].valueFrom.secretKeyRef': { ...secret, key: 'key' },
  'containers[].envFrom[].configMapRef': configMap,
  'containers[].envFrom[].secretRef': secret,
  'volumes[].configMap': configMap,
  'volumes[].secret': { kind: 'Secret', name: 'secretName', optional: 'optional' },
  'volumes[].projected.sources[].configMap': configMap,
  'volumes[].projected.sources[].secret': secret,
  'volumes[].projected.sources[].clusterTrustBundle': { kind: 'ClusterTrustBundle', name: 'name', optional: 'optional' },
  'volumes[].persistentVolumeClaim': { kind: 'PersistentVolumeClaim', name: 'claimName' },
  'volumes[].ephemeral.volumeClaimTemplate.spec.storageClassName': { kind: 'StorageClass', name: '', optional: 'always' },
  'volumes[].ephemeral.volumeClaimTemplate.spec.volumeName': { kind: 'PersistentVolume', name: '' },
  'volumes[].image.reference': { kind: 'Image', name: '' },
  'volumes[].iscsi.secretRef': requiredSecret,
  'volumes[].rbd.secretRef': requiredSecret,
  'volumes[].cephfs.secretRef': requiredSecret,
  'volumes[].flexVolume.secretRef': requiredSecret,
  'volumes[].cinder.secretRef': requiredSecret,
  'volumes[].scaleIO.secretRef': requiredSecret,
  'volumes[].storageos.secretRef': requiredSecret,
  'volumes[].csi.nodePublishSecretRef': requiredSecret,
  'volumes[].azureFile': { kind: 'Secret', name: 'secretName' },
  'imagePullSecrets[]': { ...requiredSecret, optional: 'always' },
  serviceAccountName: { kind: 'ServiceAccount', name: '', optional: 'always' },
  serviceAccount: { kind: 'ServiceAccount', name: '', optional: 'always' },
  priorityClassName: { kind: 'PriorityClass', name: '', optional: 'always' },
  runtimeClassName: { kind: 'RuntimeClass', name: '', optional: 'always' },
  subdomain: { kind: 'Service', name: '', optional: 'always' },
};

/** Fields outside the pod spec that name objects. */
const wrapperFields: readonly (readonly [string, ReferencedKind])[] = [
  ['serviceName', 'Service'],
  ['storageClassName', 'StorageClass'],
  ['volumeName', 'PersistentVolume'],
];

/** The fields by which documents that were not read yet tell what they refer to: the last two names of every path. */
export function mentioningFields(): NamingFields {
  const fields = Object.entries(referenceFields).flatMap(([path, { kind, name }]): (readonly [string, string])[] => {
    if (kind === 'Image') return [];
    const last = path.replaceAll('[]', '').split('.').at(-1) ?? '';
    return [[name === '' ? last : `${last}.${name}`, kind]];
  });
  return namingFields([...fields, ...wrapperFields]);
}

/** One reference of a workload. */
export interface Reference {
  /** `Image`: a container image, by the reference as written. */
  readonly kind: ReferencedKind | 'Image';
  readonly name: string;
  readonly optional: boolean;
  /** The one key that is used; undefined: all of them. */
  readonly key?: string;
  /** From the object's root to the field with the name. */
  readonly path: FieldPath;
}

interface Step {
  readonly fields: Map<string, Step>;
  /** The next step goes into every item of a list. */
  items?: Step;
  reference?: ReferenceField;
}

const root = compile();

function compile(): Step {
  const start: Step = { fields: new Map() };
  for (const [path, reference] of Object.entries(referenceFields)) {
    let step = start;
    for (const part of path.split('.')) {
      const list = part.endsWith('[]');
      step = fieldStep(step, list ? part.slice(0, -2) : part);
      if (list) {
        step.items ??= { fields: new Map() };
        step = step.items;
      }
    }
    step.reference = reference;
  }
  const containers = start.fields.get('containers');
  if (containers) start.fields.set('initContainers', containers);
  return start;
}

function fieldStep(step: Step, name: string): Step {
  let next = step.fields.get(name);
  if (!next) {
    next = { fields: new Map() };
    step.fields.set(name, next);
  }
  return next;
}

/** Every reference of a workload, in the order of the fields; the same object may occur many times. Linear in what the fields hold. */
export function referencesOf(workload: Workload): readonly Reference[] {
  return referencesIn(workload.object, workload.kind, [...workload.templatePath, 'spec']);
}

/** The references of an object of a workload kind, decoded or as read, whose pod spec stands at `specPath`. */
export function referencesIn(object: unknown, kind: WorkloadKind, specPath: FieldPath): readonly Reference[] {
  const references: Reference[] = [];
  let spec = object;
  for (const field of specPath) spec = isMapping(spec) ? spec[field] : undefined;
  walk(spec, root, [...specPath], references);
  if (kind === 'StatefulSet' && isMapping(object)) addStatefulSetReferences(object['spec'], references);
  return references;
}

function walk(value: unknown, step: Step, path: (string | number)[], references: Reference[]): void {
  if (step.reference) addReference(value, step.reference, path, references);
  if (step.items && Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      path.push(index);
      walk(item, step.items, path, references);
      path.pop();
    }
  } else if (isMapping(value)) {
    for (const [field, next] of step.fields) {
      if (value[field] === undefined) continue;
      path.push(field);
      walk(value[field], next, path, references);
      path.pop();
    }
  }
}

function addReference(value: unknown, field: ReferenceField, path: FieldPath, references: Reference[]): void {
  const part = (name: string): unknown => (name === '' ? value : isMapping(value) ? value[name] : undefined);
  const name = part(field.name);
  if (typeof name !== 'string' || name === '') return;
  const key = field.key === undefined ? undefined : part(field.key);
  references.push({
    kind: field.kind,
    name,
    optional: field.optional === 'always' || (field.optional !== undefined && part(field.optional) === true),
    ...(typeof key === 'string' && { key }),
    path: field.name === '' ? [...path] : [...path, field.name],
  });
}

/** The governing Service, and what the claim templates name. The claims themselves are made from the templates. */
function addStatefulSetReferences(spec: unknown, references: Reference[]): void {
  if (!isMapping(spec)) return;
  addReference(spec['serviceName'], { kind: 'Service', name: '', optional: 'always' }, ['spec', 'serviceName'], references);
  const templates = spec['volumeClaimTemplates'];
  for (const [index, template] of (Array.isArray(templates) ? templates : []).entries()) {
    const claim: unknown = isMapping(template) ? template['spec'] : undefined;
    if (!isMapping(claim)) continue;
    const path = ['spec', 'volumeClaimTemplates', index, 'spec'];
    const storageClass: ReferenceField = { kind: 'StorageClass', name: 'storageClassName', optional: 'always' };
    addReference(claim, storageClass, path, references);
    addReference(claim, { kind: 'PersistentVolume', name: 'volumeName' }, path, references);
  }
}
