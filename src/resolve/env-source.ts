import type { Anchor } from '../diagnostics/diagnostic.ts';
import { requireObject } from '../graph/require.ts';
import type { EnvVar, EnvVarSource } from '../model/kubernetes.ts';
import { describeObject } from '../model/manifest.ts';
import type { FieldPath } from '../model/source.ts';
import { atScope, type ContainerScope } from './container-scope.ts';
import { fieldValue } from './field-ref.ts';
import { fileKeyValue } from './file-key-ref.ts';
import { reportMissingKey } from './missing-key.ts';
import { configMapEntries, secretEntries } from './object-data.ts';
import { resourceValue } from './resource-field-ref.ts';
import type { VariableSource } from './variables.ts';

const sourceKinds = ['fieldRef', 'resourceFieldRef', 'configMapKeyRef', 'secretKeyRef', 'fileKeyRef'] as const;

/** The value of `valueFrom`, or undefined: an optional one is not there, or something was reported. */
export function sourceValue(variable: EnvVar, source: EnvVarSource, path: FieldPath, scope: ContainerScope): VariableSource | undefined {
  const found = sourceKinds.filter((kind) => source[kind] !== undefined);
  const [kind] = found;
  if (kind === undefined || found.length > 1) {
    scope.report('env-source-count', atScope(scope, ...path), { field: 'valueFrom', found, allowed: sourceKinds });
    return undefined;
  }
  const at = (...field: FieldPath) => atScope(scope, ...path, kind, ...field);
  switch (kind) {
    case 'fieldRef':
      return plain(fieldValue(source.fieldRef ?? {}, scope.pod, 'env', at, scope.report), at('fieldPath'));
    case 'resourceFieldRef':
      return plain(resourceValue(source.resourceFieldRef ?? {}, scope.container, scope.pod, at, scope.report), at());
    case 'configMapKeyRef':
      return configMapValue(source.configMapKeyRef ?? {}, at, scope);
    case 'secretKeyRef':
      return secretValue(source.secretKeyRef ?? {}, at, scope);
    case 'fileKeyRef':
      return fileKeyValue(variable.name ?? '', source.fileKeyRef ?? {}, at, scope);
  }
}

function plain(value: string | undefined, at: Anchor): VariableSource | undefined {
  return value === undefined ? undefined : { value, from: { kind: 'field', at }, secret: false, omitted: false };
}

type KeyRef = NonNullable<EnvVarSource['configMapKeyRef'] | EnvVarSource['secretKeyRef']>;
type At = (...field: FieldPath) => Anchor;

function configMapValue(ref: KeyRef, at: At, scope: ContainerScope): VariableSource | undefined {
  if (!isNamed(ref, at, scope)) return undefined;
  const requirement = { optional: ref.optional === true, owner: scope.pod };
  const object = requireObject(scope.pod.lookup, 'ConfigMap', ref.name, at('name'), requirement, scope.report);
  if (!object) return undefined;
  const entries = configMapEntries(object);
  const found = entries.get(ref.key);
  if (found && !found.binary) {
    const from = { kind: 'field', at: found.at, description: describeObject(object.manifest) } as const;
    return { value: found.value, from, secret: false, omitted: false };
  }
  const missing = { manifest: object.manifest, keys: entries.keys(), name: ref.name, key: ref.key, binary: found?.binary === true };
  if (!ref.optional) reportMissingKey(missing, at('key'), scope.pod, scope.report);
  return undefined;
}

function secretValue(ref: KeyRef, at: At, scope: ContainerScope): VariableSource | undefined {
  if (!isNamed(ref, at, scope)) return undefined;
  const { lookup, options, namespace } = scope.pod;
  const omitted = options.secrets === 'omit';
  if (omitted && lookup.find('Secret', ref.name).status !== 'found') {
    const description = describeObject({ kind: 'Secret', namespace, name: ref.name });
    return { value: '', from: { kind: 'field', at: at('name'), description }, secret: true, omitted };
  }
  const object = requireObject(lookup, 'Secret', ref.name, at('name'), { optional: ref.optional === true, owner: scope.pod }, scope.report);
  if (!object) return undefined;
  const entries = secretEntries(object);
  const found = entries.get(ref.key);
  if (found) {
    const from = { kind: 'field', at: found.at, description: describeObject(object.manifest) } as const;
    return { value: omitted ? '' : found.value, from, secret: true, omitted };
  }
  const missing = { manifest: object.manifest, keys: entries.keys(), name: ref.name, key: ref.key };
  if (!ref.optional) reportMissingKey(missing, at('key'), scope.pod, scope.report);
  return undefined;
}

function isNamed(ref: KeyRef, at: At, scope: ContainerScope): ref is KeyRef & { readonly name: string; readonly key: string } {
  for (const field of ['name', 'key'] as const) if (!ref[field]) scope.report('env-source-name', at(), { field }, { lacks: field });
  return Boolean(ref.name && ref.key);
}
