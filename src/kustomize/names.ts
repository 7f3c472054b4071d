import type { Text } from './decode-shape.ts';
import { type FieldSpec, updateField } from './field-spec.ts';
import { setScalar } from './field-update.ts';
import { isSelected, type ObjectId, type TypeSelector } from './object-id.ts';
import { originalId, type Resource, rememberId, withTree } from './resource.ts';
import { failIn, type Step } from './step.ts';
import { textOf } from './tree.ts';

/** Kinds whose names carry meaning of their own and are never changed. */
const unchanged: readonly TypeSelector[] = [
  { group: '', version: '', kind: 'CustomResourceDefinition' },
  { group: 'apiregistration.k8s.io', version: '', kind: 'APIService' },
  { group: '', version: '', kind: 'Namespace' },
];

function keepsName(id: ObjectId): boolean {
  return unchanged.some((type) => isSelected(id, type));
}

/** `namePrefix`: puts a text before the names of all objects. */
export function addPrefix(resources: readonly Resource[], prefix: Text, specs: readonly FieldSpec[], step: Step): readonly Resource[] {
  return rename(resources, specs, 'namePrefix', prefix, step, (name) => prefix.value + name);
}

/** `nameSuffix`: puts a text behind the names of all objects. */
export function addSuffix(resources: readonly Resource[], suffix: Text, specs: readonly FieldSpec[], step: Step): readonly Resource[] {
  return rename(resources, specs, 'nameSuffix', suffix, step, (name) => name + suffix.value);
}

function rename(
  resources: readonly Resource[],
  specs: readonly FieldSpec[],
  field: 'namePrefix' | 'nameSuffix',
  text: Text,
  step: Step,
  renamed: (name: string) => string,
): readonly Resource[] {
  return resources.map((resource) => {
    const id = originalId(resource);
    if (keepsName(id)) return resource;
    let result = resource;
    for (const spec of specs) {
      if (!isSelected(id, spec)) continue;
      if (spec.path === 'metadata/name' && text.value !== '') result = noted(rememberId(result), field, text.value);
      const fail = failIn(step, resource, field);
      const update = { ...setScalar('', '', text.at, fail), create: 'none' as const };
      const set = (old: Parameters<typeof update.set>[0]) => setScalar(renamed(textOf(old)), '', text.at, fail).set(old);
      result = withTree(result, updateField(result.tree, spec, { ...update, set }), step.source);
    }
    return result;
  });
}

function noted(resource: Resource, field: 'namePrefix' | 'nameSuffix', text: string): Resource {
  return field === 'namePrefix'
    ? { ...resource, prefixes: [...resource.prefixes, text] }
    : { ...resource, suffixes: [...resource.suffixes, text] };
}
