import type { DecodedObject, ReferencedKind } from '../model/reference.ts';
import type { FieldPath } from '../model/source.ts';

/** What a claim or a persistent volume refers to. */
export interface StorageReference {
  readonly kind: ReferencedKind;
  readonly name: string;
  /** Of the object that is referred to. */
  readonly namespace: string;
  readonly optional: boolean;
  readonly path: FieldPath;
}

/** Sources of persistent volumes with a Secret, and the fields that name it (TRANSLATION section 8). */
const secretFields: Readonly<Record<string, readonly string[]>> = {
  iscsi: ['secretRef'],
  rbd: ['secretRef'],
  cephfs: ['secretRef'],
  cinder: ['secretRef'],
  scaleIO: ['secretRef'],
  flexVolume: ['secretRef'],
  storageos: ['secretRef'],
  csi: ['controllerPublishSecretRef', 'nodeStageSecretRef', 'nodePublishSecretRef', 'controllerExpandSecretRef', 'nodeExpandSecretRef'],
};

/** References of a claim to its volume and class, and of a volume to its class and Secrets; none for other kinds. */
export function storageReferences({ manifest, value }: DecodedObject, namespace: string): readonly StorageReference[] {
  if (manifest.kind !== 'PersistentVolumeClaim' && manifest.kind !== 'PersistentVolume') return [];
  const spec = field(value, 'spec');
  const references: StorageReference[] = [];
  const add = (kind: ReferencedKind, name: unknown, where: unknown, optional: boolean, path: FieldPath): void => {
    if (typeof name !== 'string' || name === '') return;
    references.push({ kind, name, namespace: typeof where === 'string' && where !== '' ? where : namespace, optional, path });
  };
  // A class need not exist for a claim to be bound by hand.
  add('StorageClass', field(spec, 'storageClassName'), undefined, true, ['spec', 'storageClassName']);
  if (manifest.kind === 'PersistentVolumeClaim') {
    add('PersistentVolume', field(spec, 'volumeName'), undefined, false, ['spec', 'volumeName']);
    return references;
  }
  for (const [source, fields] of Object.entries(secretFields)) {
    for (const name of fields) {
      const reference = field(field(spec, source), name);
      add('Secret', field(reference, 'name'), field(reference, 'namespace'), false, ['spec', source, name, 'name']);
    }
  }
  const azure = field(spec, 'azureFile');
  add('Secret', field(azure, 'secretName'), field(azure, 'secretNamespace'), false, ['spec', 'azureFile', 'secretName']);
  return references;
}

function field(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[name];
}
