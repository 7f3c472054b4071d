import type { MappingTree, Tree } from '../yaml/tree.ts';
import { effectiveTag, isNull } from '../yaml/tree.ts';
import { type FieldSpec, type FieldUpdate, splitPath, updateField } from './field-spec.ts';
import { atOrigin } from './log.ts';
import { describeId, effectiveNamespace, hasNoNamespace, idOf, isSelected, type ObjectId, type TypeSelector } from './object-id.ts';
import { originalId, previousIds, type Resource, withTree } from './resource.ts';
import type { Step } from './step.ts';
import type { TransformerConfig } from './transformer-config.ts';
import { fieldOf, inPlaceOf, isMissingOrNull, plainScalar, textOf, withField } from './tree.ts';

/** Objects that were renamed or moved, by each name they had. */
type Renamed = ReadonlyMap<string, readonly Resource[]>;

/** Rewrites every field that names an object by a name it had before (api, filters/nameref). */
export function fixNameReferences(resources: readonly Resource[], config: TransformerConfig, step: Step): readonly Resource[] {
  for (const { tree } of resources) checkAccounts(tree, step);
  const renamed = byPreviousName(resources);
  if (renamed.size === 0) return resources;
  const byNamespace = byOriginalNamespace(resources);
  return resources.map((resource) => {
    let { tree } = resource;
    for (const { target, spec } of referencesFrom(originalId(resource), config)) {
      if (!mayHold(tree, splitPath(spec.path), 0)) continue;
      const { group, version, kind } = idOf(resource.tree);
      const fieldSpec: FieldSpec = { ...spec, group, version, kind };
      tree = updateField(
        tree,
        fieldSpec,
        referenceUpdate({ referrer: { ...resource, tree }, path: spec.path, target, renamed, byNamespace, step }),
      );
    }
    return withTree(resource, tree, step.source);
  });
}

/** Whether a field may be there: most objects have few of those that may hold names. */
function mayHold(tree: Tree, path: readonly string[], at: number): boolean {
  const part = path[at];
  if (part === undefined || tree.kind === 'scalar') return true;
  if (tree.kind === 'sequence') return tree.items.some((item) => mayHold(item, path, at));
  const value = fieldOf(tree, part.endsWith('[]') ? part.slice(0, -2) : part);
  return value !== undefined && mayHold(value, path, at + 1);
}

function byPreviousName(resources: readonly Resource[]): Renamed {
  const renamed = new Map<string, Resource[]>();
  for (const resource of resources) {
    for (const name of new Set(resource.previous.map((id) => id.name))) {
      const list = renamed.get(name);
      if (list) list.push(resource);
      else renamed.set(name, [resource]);
    }
  }
  return renamed;
}

function byOriginalNamespace(resources: readonly Resource[]): ReadonlyMap<string, readonly Resource[]> {
  const groups = new Map<string, Resource[]>();
  for (const resource of resources) {
    const namespace = effectiveNamespace(originalId(resource));
    const group = groups.get(namespace);
    if (group) group.push(resource);
    else groups.set(namespace, [resource]);
  }
  return groups;
}

interface ReferenceField {
  readonly target: TypeSelector;
  readonly spec: FieldSpec;
}

const fieldsByType = new WeakMap<TransformerConfig, Map<string, readonly ReferenceField[]>>();

/** Fields of an object of that type that hold names; found once for each type. */
function referencesFrom(type: TypeSelector, config: TransformerConfig): readonly ReferenceField[] {
  const known = fieldsByType.get(config) ?? new Map<string, readonly ReferenceField[]>();
  fieldsByType.set(config, known);
  const key = `${type.group}/${type.version} ${type.kind}`;
  let fields = known.get(key);
  if (!fields) {
    fields = config.nameReference.flatMap((target) =>
      target.fieldSpecs.filter((spec) => isSelected(type, spec)).map((spec) => ({ target, spec })),
    );
    known.set(key, fields);
  }
  return fields;
}

function referenceUpdate(lookup: Lookup): FieldUpdate {
  const { referrer, path, step } = lookup;
  const fail: FieldUpdate['fail'] = (at, problem) =>
    step.log.report('kustomize-transformation-failed', atOrigin(at), { field: path, object: describeId(idOf(referrer.tree)), problem });
  const set = (value: Tree): Tree => {
    if (isNull(value)) return value;
    if (value.kind === 'scalar') return renamedScalar(value, lookup);
    if (value.kind === 'mapping') return renamedMapping(value, lookup, fail);
    let changed = false;
    const items = value.items.map((item) => {
      const next = isNull(item)
        ? item
        : item.kind === 'scalar'
          ? renamedScalar(item, lookup)
          : item.kind === 'mapping'
            ? renamedMapping(item, lookup, fail)
            : item;
      changed ||= next !== item;
      return next;
    });
    return changed ? { ...value, items } : value;
  };
  return { create: 'none', at: referrer.tree.at, fail, set };
}

interface Lookup {
  readonly referrer: Resource;
  readonly path: string;
  readonly target: TypeSelector;
  readonly renamed: Renamed;
  /** All objects by the namespace they were read with. */
  readonly byNamespace: ReadonlyMap<string, readonly Resource[]>;
  readonly step: Step;
}

function renamedScalar(value: Tree, lookup: Lookup): Tree {
  const name = textOf(value);
  const referral = selectReferral(name, lookup.renamed.get(name) ?? [], false, lookup, value.at);
  const next = referral && idOf(referral.tree).name;
  return next === undefined || next === name ? value : inPlaceOf(value, plainScalar(next, value.at));
}

/** A mapping names an object with `name` and perhaps `namespace`, such as a subject of a role binding. */
function renamedMapping(value: MappingTree, lookup: Lookup, fail: FieldUpdate['fail']): Tree {
  const nameTree = fieldOf(value, 'name');
  if (nameTree === undefined) {
    fail(value.at, 'there is no name in this mapping');
    return value;
  }
  const name = textOf(nameTree);
  const candidates = inNamespaceOf(value, lookup.renamed.get(name) ?? [], lookup);
  const referral = selectReferral(name, candidates, true, lookup, nameTree.at);
  if (!referral) return value;
  const id = idOf(referral.tree);
  if (id.name === name && id.namespace === '') return value;
  const renamed = id.name === name ? value : withField(value, 'name', plainScalar(id.name, nameTree.at), nameTree.at);
  if (id.namespace === '' || textOf(fieldOf(value, 'namespace')) === id.namespace) return renamed;
  return withField(renamed, 'namespace', plainScalar(id.namespace, fieldOf(value, 'namespace')?.at ?? nameTree.at), nameTree.at);
}

/** Objects of the namespace that the mapping names: the original one, or, when nothing is there, the present one. */
function inNamespaceOf(value: MappingTree, candidates: readonly Resource[], lookup: Lookup): readonly Resource[] {
  const written = fieldOf(value, 'namespace');
  if (written === undefined) return candidates;
  const namespace = textOf(written);
  if (lookup.byNamespace.get(namespace)?.some((resource) => isVisible(resource, lookup.referrer))) {
    return candidates.filter((resource) => effectiveNamespace(originalId(resource)) === namespace);
  }
  return candidates.filter((resource) => effectiveNamespace(idOf(resource.tree)) === namespace);
}

function selectReferral(
  name: string,
  named: readonly Resource[],
  withNamespace: boolean,
  lookup: Lookup,
  at: Tree['at'],
): Resource | undefined {
  if (named.length === 0) return undefined;
  const { referrer, target, path } = lookup;
  const role = path.endsWith('roleRef/name') ? roleType(referrer.tree) : undefined;
  let candidates = named.filter(
    (resource) =>
      isVisible(resource, referrer) &&
      previousIds(resource).some((id) => isSelected(id, target)) &&
      (!role || previousIds(resource).some((id) => isSelected(id, role))) &&
      isNear(resource, referrer),
  );
  if (candidates.length === 1) return candidates[0];
  candidates = candidates.filter((resource) => hasSameAffixes(resource, referrer, true));
  if (candidates.length > 1) candidates = candidates.filter((resource) => hasSameAffixes(resource, referrer, false));
  const [first, ...others] = candidates;
  if (!first || others.length === 0) return first;
  const id = idOf(first.tree);
  const isSame = (other: ObjectId) => other.name === id.name && (!withNamespace || other.namespace === id.namespace);
  if (others.every((other) => isSame(idOf(other.tree)))) return first;
  const names = candidates.map(({ tree }) => describeId(idOf(tree)));
  lookup.step.log.report('kustomize-ambiguous-name', atOrigin(at), {
    object: describeId(idOf(referrer.tree)),
    field: path,
    name,
    candidates: names,
  });
  return undefined;
}

/** The type that a roleRef names; undefined when it is incomplete. */
function roleType(tree: Tree): TypeSelector | undefined {
  const [group, kind] = [fieldOf(tree, 'roleRef', 'apiGroup'), fieldOf(tree, 'roleRef', 'kind')];
  return isMissingOrNull(group) || isMissingOrNull(kind) ? undefined : { group: textOf(group), version: '', kind: textOf(kind) };
}

/** Objects see their own namespace and everything without one; role bindings see the namespaces of their service accounts too. */
function isVisible(resource: Resource, referrer: Resource): boolean {
  const from = idOf(referrer.tree);
  const id = idOf(resource.tree);
  if (hasNoNamespace(from) || hasNoNamespace(id) || effectiveNamespace(id) === effectiveNamespace(from)) return true;
  return from.kind === 'RoleBinding' && accountNamespaces(referrer.tree).has(id.namespace);
}

const namespacesOfBindings = new WeakMap<Tree, ReadonlySet<string>>();

function accountNamespaces(tree: Tree): ReadonlySet<string> {
  let namespaces = namespacesOfBindings.get(tree);
  if (!namespaces) {
    const subjects = fieldOf(tree, 'subjects');
    const accounts =
      subjects?.kind === 'sequence' ? subjects.items.filter((item) => textOf(fieldOf(item, 'kind')) === 'ServiceAccount') : [];
    namespaces = new Set(accounts.flatMap((item) => (fieldOf(item, 'namespace') ? [textOf(fieldOf(item, 'namespace'))] : [])));
    namespacesOfBindings.set(tree, namespaces);
  }
  return namespaces;
}

/** kustomize refuses service accounts of role bindings whose namespace is there and is no text. */
function checkAccounts(tree: Tree, step: Step): void {
  if (idOf(tree).kind !== 'RoleBinding') return;
  const subjects = fieldOf(tree, 'subjects');
  for (const subject of subjects?.kind === 'sequence' ? subjects.items : []) {
    const namespace = fieldOf(subject, 'namespace');
    if (namespace === undefined || textOf(fieldOf(subject, 'kind')) !== 'ServiceAccount') continue;
    if (namespace.kind === 'scalar' && effectiveTag(namespace) === '!!str') continue;
    const object = describeId(idOf(tree));
    const problem = 'the namespace of a service account must be a text';
    step.log.report('kustomize-transformation-failed', atOrigin(namespace.at), { field: 'subjects', object, problem });
  }
}

function isNear(resource: Resource, referrer: Resource): boolean {
  const from = idOf(referrer.tree);
  const id = idOf(resource.tree);
  return hasNoNamespace(from) || hasNoNamespace(id) || id.kind === 'ServiceAccount' || effectiveNamespace(from) === effectiveNamespace(id);
}

/** Objects that went through the same overlays have the same prefixes and suffixes at the end. */
function hasSameAffixes(first: Resource, second: Resource, allowNone: boolean): boolean {
  const isSame = (one: readonly string[], other: readonly string[]) =>
    (allowNone && (one.length === 0 || other.length === 0)) || endsAlike(one, other);
  return isSame(first.prefixes, second.prefixes) && isSame(first.suffixes, second.suffixes);
}

function endsAlike(first: readonly string[], second: readonly string[]): boolean {
  const [short, long] = first.length <= second.length ? [first, second] : [second, first];
  if (short.length === 0) return long.length === 0;
  return short.every((text, at) => text === long[long.length - short.length + at]);
}
