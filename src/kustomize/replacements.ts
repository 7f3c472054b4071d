import type { MappingTree, ScalarTree, Tree } from '../yaml/tree.ts';
import type { Text } from './decode-shape.ts';
import { lookUp, type PathUpdate, splitFieldPath, updatePath } from './field-path.ts';
import { parseLabelQuery } from './label-query.ts';
import { atOrigin } from './log.ts';
import { describeId, idOf, isSelected, type ObjectId } from './object-id.ts';
import { allIds, type Resource, withTree } from './resource.ts';
import type { FieldOptions, Replacement, Selector } from './shapes.ts';
import type { Step } from './step.ts';
import { fieldOf, isEmpty } from './tree.ts';

type Source = NonNullable<Replacement['source']>;
type Target = NonNullable<Replacement['targets']>[number];

/** `replacements`: copies a value from a field of one object to fields of others, in the order in which they are written. */
export function replaceValues(resources: readonly Resource[], replacements: readonly Replacement[], step: Step): readonly Resource[] {
  let result = resources;
  for (const replacement of replacements) {
    const { source, targets } = replacement;
    if (!source || !targets) {
      step.log.report('kustomize-invalid-replacement', atOrigin(replacement.at), { problem: 'a replacement needs a source and targets' });
      return resources;
    }
    const value = sourceValue(result, source, step);
    if (!value) return resources;
    for (const target of targets) result = copyTo(result, value, target, step);
  }
  return result;
}

function invalid(step: Step, at: Tree['at'], problem: string): undefined {
  step.log.report('kustomize-invalid-replacement', atOrigin(at), { problem });
  return undefined;
}

/** The parts of a selector that are compared as they are written; empty parts match everything. */
interface IdSelector extends ObjectId {
  readonly isEmpty: boolean;
}

function idSelector(selector: Pick<Selector, 'group' | 'version' | 'kind' | 'name' | 'namespace'>): IdSelector {
  const [group = '', version = '', kind = '', name = '', namespace = ''] = [
    selector.group?.value,
    selector.version?.value,
    selector.kind?.value,
    selector.name?.value,
    selector.namespace?.value,
  ];
  return { group, version, kind, name, namespace, isEmpty: `${group}${version}${kind}${name}${namespace}` === '' };
}

function isChosen(id: ObjectId, selector: IdSelector): boolean {
  const inNamespace = selector.namespace === '' || (selector.namespace || 'default') === (id.namespace || 'default');
  return (selector.name === '' || selector.name === id.name) && inNamespace && isSelected(id, selector);
}

function describeSelector({ kind, name, namespace }: IdSelector): string {
  return describeId({ kind: kind || 'any kind', name: name || 'of any name', namespace });
}

function sourceValue(resources: readonly Resource[], source: Source, step: Step): Tree | undefined {
  const selector = idSelector(source);
  const matches = resources.filter((resource) => allIds(resource).some((id) => isChosen(id, selector)));
  const [found, second] = matches;
  if (!found) return invalid(step, source.at, `no object is ${describeSelector(selector)}`);
  if (second) {
    const names = matches.map(({ tree }) => describeId(idOf(tree)));
    return invalid(step, source.at, `several objects are ${describeSelector(selector)}: ${names.join(', ')}`);
  }
  const path = source.fieldPath?.value || 'metadata.name';
  const looked = lookUp(found.tree, splitFieldPath(path));
  const at = (source.fieldPath ?? source).at;
  if ('problem' in looked) return invalid(step, at, `${path} in ${describeId(idOf(found.tree))}: ${looked.problem}`);
  if (looked.tree === undefined || isEmpty(looked.tree)) return invalid(step, at, `${describeId(idOf(found.tree))} has no ${path}`);
  return refined(looked.tree, source.options, at, step);
}

/** The part of a text that `delimiter` and `index` name. */
function refined(value: Tree, options: FieldOptions | undefined, at: Tree['at'], step: Step): Tree | undefined {
  const delimiter = options?.delimiter?.value ?? '';
  if (delimiter === '') return value;
  if (value.kind !== 'scalar') return invalid(step, at, 'a delimiter can only split a text');
  const parts = value.text.split(delimiter);
  const index = options?.index ?? 0;
  const part = parts[index];
  if (part === undefined || index < 0) return invalid(step, at, `the source has ${parts.length} parts, there is no part ${index}`);
  return { ...value, text: part };
}

function copyTo(resources: readonly Resource[], value: Tree, target: Target, step: Step): readonly Resource[] {
  if (!target.select) {
    invalid(step, target.at, 'a target needs select');
    return resources;
  }
  const select = idSelector(target.select);
  const rejects = (target.reject ?? []).map((reject) => ({ selector: idSelector(reject), ...queriesOf(reject, step) }));
  const { labels, annotations } = queriesOf(target.select, step);
  return resources.map((resource) => {
    const ids = allIds(resource);
    const metadata = fieldOf(resource.tree, 'metadata');
    const [own, notes] = [fieldOf(metadata, 'labels'), fieldOf(metadata, 'annotations')];
    if (!labels(own) || !annotations(notes)) return resource;
    if (rejects.some((reject) => reject.isQuery && reject.labels(own) && reject.annotations(notes))) return resource;
    if (!ids.some((id) => isChosen(id, select))) return resource;
    if (rejects.some(({ selector }) => !selector.isEmpty && ids.some((id) => isChosen(id, selector)))) return resource;
    return withTree(resource, setFields(resource, value, target, step), step.source);
  });
}

interface Queries {
  readonly labels: (labels: Tree | undefined) => boolean;
  readonly annotations: (annotations: Tree | undefined) => boolean;
  readonly isQuery: boolean;
}

function queriesOf(selector: Selector, step: Step): Queries {
  const compile = (query: Text | undefined): Queries['labels'] => {
    if (!query || query.value === '') return () => true;
    const test = parseLabelQuery(query.value);
    if (!test) invalid(step, query.at, `${JSON.stringify(query.value)} is no label selector`);
    return test ?? (() => false);
  };
  const isQuery = (selector.labelSelector?.value ?? '') !== '' || (selector.annotationSelector?.value ?? '') !== '';
  return { labels: compile(selector.labelSelector), annotations: compile(selector.annotationSelector), isQuery };
}

function setFields(resource: Resource, value: Tree, target: Target, step: Step): MappingTree {
  const paths = target.fieldPaths && target.fieldPaths.length > 0 ? target.fieldPaths : undefined;
  let tree: Tree = resource.tree;
  for (const { value: path, at } of paths ?? [{ value: 'metadata.name', at: target.at }]) {
    const create = target.options?.create ? value.kind : 'none';
    const update: PathUpdate = { at: value.at, create, set: (old) => newValue(old, value, target.options, at, step) };
    const updated = updatePath(tree, splitFieldPath(path), update);
    if (updated.problem !== undefined || updated.count === 0) {
      const object = describeId(idOf(resource.tree));
      const why = updated.problem ? `: ${updated.problem}` : target.options?.create ? '' : '; options.create would make it';
      invalid(step, at, `${object} has no ${path}${why}`);
    }
    tree = updated.tree;
  }
  return tree.kind === 'mapping' ? tree : resource.tree;
}

/** A scalar keeps its type and takes the text alone; everything else is replaced. */
function newValue(old: Tree, value: Tree, options: FieldOptions | undefined, at: Tree['at'], step: Step): Tree {
  const delimiter = options?.delimiter?.value ?? '';
  if (delimiter !== '') {
    if (old.kind !== 'scalar') {
      invalid(step, at, 'a delimiter can only split a text');
      return old;
    }
    return copied(old, joined(old.text, value.kind === 'scalar' ? value.text : '', delimiter, options?.index ?? 0), value.at);
  }
  return old.kind === 'scalar' ? copied(old, value.kind === 'scalar' ? value.text : '', value.at) : value;
}

function copied(old: ScalarTree, text: string, at: Tree['at']): Tree {
  return old.text === text ? old : { ...old, text, at };
}

function joined(old: string, part: string, delimiter: string, index: number): string {
  const parts = old.split(delimiter);
  if (index < 0) parts.unshift(part);
  else if (index >= parts.length) parts.push(part);
  else parts[index] = part;
  return parts.join(delimiter);
}
