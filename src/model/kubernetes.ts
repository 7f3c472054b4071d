import type { kubernetesTypes } from './kubernetes-types.ts';

type Table = typeof kubernetesTypes;

/** The TypeScript type of a type expression of {@link kubernetesTypes}. */
type Of<T extends string> = T extends `[]${infer Item}`
  ? readonly Of<Item>[]
  : T extends `{}${infer Item}`
    ? Readonly<Record<string, Of<Item>>>
    : T extends keyof Table
      ? Kubernetes<T>
      : T extends 'string' | 'time' | 'bytes'
        ? string
        : T extends 'bool'
          ? boolean
          : T extends 'int32' | 'int64' | 'float'
            ? number
            : T extends 'quantity' | 'intOrString'
              ? string | number
              : unknown;

/**
 * A decoded object of a Kubernetes type: every field is optional and has its declared type; `null` never occurs
 * (the decoder drops it, as Go's JSON decoding does).
 */
export type Kubernetes<T extends keyof Table> = { readonly [K in keyof Table[T]]?: Table[T][K] extends string ? Of<Table[T][K]> : never };

/** Name of a type in the table of Kubernetes types. */
export type KubernetesType = keyof Table;

export type PodSpec = Kubernetes<'PodSpec'>;
export type PodTemplateSpec = Kubernetes<'PodTemplateSpec'>;
export type ObjectMeta = Kubernetes<'ObjectMeta'>;
export type Container = Kubernetes<'Container'>;
export type EnvVar = Kubernetes<'EnvVar'>;
export type EnvVarSource = Kubernetes<'EnvVarSource'>;
export type Volume = Kubernetes<'Volume'>;
export type VolumeMount = Kubernetes<'VolumeMount'>;
export type KeyToPath = Kubernetes<'KeyToPath'>;
export type SecurityContext = Kubernetes<'SecurityContext'>;
export type PersistentVolumeClaim = Kubernetes<'PersistentVolumeClaim'>;
export type PersistentVolume = Kubernetes<'PersistentVolume'>;
export type StorageClass = Kubernetes<'StorageClass'>;
export type LimitRange = Kubernetes<'LimitRange'>;
export type NetworkPolicy = Kubernetes<'NetworkPolicy'>;
export type LabelSelector = Kubernetes<'LabelSelector'>;
