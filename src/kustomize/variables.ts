import { isNull, type ScalarTree, scalarValue, type Tree, tagOf } from '../yaml/tree.ts';
import { lookUp, splitFieldPath } from './field-path.ts';
import { type FieldUpdate, updateField } from './field-spec.ts';
import { atOrigin, type Log } from './log.ts';
import { describeId, effectiveNamespace, groupAndVersion, hasNoNamespace, idOf, type ObjectId } from './object-id.ts';
import { allIds, type Resource, withTree } from './resource.ts';
import type { VariableEntry } from './shapes.ts';
import type { Step } from './step.ts';
import type { TransformerConfig } from './transformer-config.ts';

/** Notes at each object which variables are read from it. kustomize finds objects by any name they had. */
export function noteVariables(resources: readonly Resource[], variables: readonly VariableEntry[], log: Log): readonly Resource[] {
  let result = resources;
  for (const variable of variables) {
    const wanted = targetOf(variable);
    const matches = (id: ObjectId) =>
      id.kind === wanted.kind &&
      id.name === wanted.name &&
      id.group === wanted.group &&
      id.version === wanted.version &&
      (!needsNamespace(wanted) || effectiveNamespace(id) === effectiveNamespace(wanted));
    const found = result.filter((resource) => allIds(resource).some(matches));
    const name = variable.name?.value ?? '';
    if (found.length > 1) {
      const problem = `${found.length} objects match: ${found.map(({ tree }) => describeId(idOf(tree))).join(', ')}`;
      log.report('kustomize-invalid-variable', atOrigin(variable.at), { name, problem });
    } else if (found.length === 1) {
      result = result.map((resource) => (resource === found[0] ? { ...resource, variables: [...resource.variables, name] } : resource));
    }
  }
  return result;
}

function needsNamespace(id: ObjectId): boolean {
  return id.namespace !== '' || hasNoNamespace(id);
}

function targetOf({ objref }: VariableEntry): ObjectId {
  const [group = '', version = '', kind = '', name = '', namespace = ''] = [
    objref?.group?.value,
    objref?.version?.value,
    objref?.kind?.value,
    objref?.name?.value,
    objref?.namespace?.value,
  ];
  const apiVersion = objref?.apiVersion?.value ?? '';
  return { ...(apiVersion === '' ? { group, version } : groupAndVersion(apiVersion)), kind, name, namespace };
}

/** Adds variables to those that are known; a name may occur once. */
export function mergeVariables(
  known: ReadonlyMap<string, VariableEntry>,
  more: Iterable<VariableEntry>,
  log: Log,
): ReadonlyMap<string, VariableEntry> {
  const merged = new Map(known);
  for (const variable of more) {
    const name = variable.name?.value ?? '';
    if (merged.has(name)) {
      log.report('kustomize-invalid-variable', atOrigin(variable.at), { name, problem: 'there is another variable of this name' });
    }
    merged.set(name, variable);
  }
  return merged;
}

/** Replaces `$(NAME)` by the values of the variables in all fields that may have them. */
export function replaceVariables(
  resources: readonly Resource[],
  variables: ReadonlyMap<string, VariableEntry>,
  config: TransformerConfig,
  step: Step,
): readonly Resource[] {
  if (variables.size === 0) return resources;
  const values = new Map<string, ScalarTree | undefined>();
  const names = [...variables.keys()].sort();
  for (const name of names) values.set(name, variableValue(variables.get(name) as VariableEntry, resources, step));
  return resources.map((resource) => {
    let { tree } = resource;
    const object = describeId(idOf(tree));
    const fail: FieldUpdate['fail'] = (at, problem) =>
      step.log.report('kustomize-transformation-failed', atOrigin(at), { field: 'vars', object, problem });
    const update: FieldUpdate = { create: 'none', at: tree.at, fail, set: (value) => expand(value, values, fail) };
    for (const spec of config.varReference) tree = updateField(tree, spec, update);
    return withTree(resource, tree, step.source);
  });
}

/** The value of a variable; undefined for a list or mapping, which is left alone where the variable stands. */
function variableValue(variable: VariableEntry, resources: readonly Resource[], step: Step): ScalarTree | undefined {
  const name = variable.name?.value ?? '';
  const at = atOrigin(variable.at);
  const resource = resources.find(({ variables }) => variables.includes(name));
  if (!resource) {
    step.log.report('kustomize-invalid-variable', at, { name, problem: `no object is ${describeId(targetOf(variable))}` });
    return undefined;
  }
  const path = variable.fieldref?.fieldPath?.value || 'metadata.name';
  const found = lookUp(resource.tree, splitFieldPath(path).flatMap(splitIndex));
  if ('problem' in found || found.tree === undefined) {
    const problem = `${describeId(idOf(resource.tree))} has no ${path}`;
    step.log.report('kustomize-invalid-variable', at, { name, problem });
    return undefined;
  }
  return found.tree.kind === 'scalar' ? found.tree : undefined;
}

/** `ports[0]` → `ports`, `0`. */
function splitIndex(part: string): readonly string[] {
  const match = /^(.*)\[(\d+)\]$/.exec(part);
  if (!match) return [part];
  return match[1] === '' ? [match[2] as string] : [match[1] as string, match[2] as string];
}

type Values = ReadonlyMap<string, ScalarTree | undefined>;

function expand(tree: Tree, values: Values, fail: FieldUpdate['fail']): Tree {
  if (tree.kind === 'scalar') return isText(tree) ? expandScalar(tree, values) : tree;
  if (tree.kind === 'sequence') {
    const items = tree.items.map((item) => {
      if (item.kind === 'scalar' && isText(item)) return expandScalar(item, values);
      fail(item.at, 'expected a text in a list that may have variables');
      return item;
    });
    return items.every((item, at) => item === tree.items[at]) ? tree : { ...tree, items };
  }
  const entries = tree.entries.map((entry) => {
    if (!isText(entry.key)) fail(entry.key.at, `the key ${entry.key.text} is no text; quote it`);
    if (entry.value.kind !== 'scalar' || !isText(entry.value)) return entry;
    const value = expandScalar(entry.value, values);
    return value === entry.value ? entry : { key: entry.key, value };
  });
  return entries.every((entry, at) => entry === tree.entries[at]) ? tree : { ...tree, entries };
}

function isText({ tag }: ScalarTree): boolean {
  return tag === '!!str' || tag === '';
}

/** A variable that is the whole text keeps its type. `$$` stands for `$`, and names that are unknown stay. */
function expandScalar(scalar: ScalarTree, values: Values): ScalarTree {
  if (!scalar.text.includes('$')) return scalar;
  const whole = /^\$\(([^)]*)\)$/.exec(scalar.text);
  const value = whole && values.get(whole[1] as string);
  if (value) return typedCopy(value);
  const text = scalar.text.replace(/\$(?:\$|\(([^)]*)\)|(?=.))/gs, (match, name: string | undefined) => {
    if (match === '$$') return '$';
    if (name === undefined) return match;
    const found = values.get(name);
    return found ? typedText(found) : match;
  });
  return text === scalar.text ? scalar : { kind: 'scalar', text, tag: '!!str', style: 'plain', at: scalar.at };
}

function typedCopy(value: ScalarTree): ScalarTree {
  const typed = isNull(value) ? undefined : scalarValue({ ...value, style: 'plain' });
  const isTyped = typeof typed === 'number' || typeof typed === 'bigint' || typeof typed === 'boolean';
  const hasType = value.tag === '!!int' || value.tag === '!!float' || value.tag === '!!bool';
  const text = isTyped && hasType ? String(typed) : value.text;
  return { kind: 'scalar', text, tag: isTyped && hasType ? tagOf(text) : '!!str', style: 'plain', at: value.at };
}

function typedText(value: ScalarTree): string {
  return typedCopy(value).text;
}
