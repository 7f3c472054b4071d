import { baseName } from '../model/paths.ts';
import type { MappingTree, Tree } from '../yaml/tree.ts';
import { isNull } from '../yaml/tree.ts';
import { type Build, loadEntry } from './build.ts';
import { type Decoded, decodeShape, type Text } from './decode-shape.ts';
import { splitPath } from './field-spec.ts';
import { atOrigin } from './log.ts';
import { setMetadataNamespace } from './namespace.ts';
import { type Resource, withTree } from './resource.ts';
import { compileSelector } from './selector.ts';
import { documentsOf } from './session.ts';
import { selectorShape } from './shapes.ts';
import { failIn, type Step } from './step.ts';
import { fieldOf, inPlaceOf, mapping, plainScalar, textOf, withField } from './tree.ts';

const targetsShape = { list: { fields: { selector: selectorShape, fieldPath: 'text', filePathPosition: 'whole' } } } as const;

/** The builtin ValueAddTransformer. */
export const valueAddShape = { fields: { value: 'text', targets: targetsShape, targetFilePath: 'text' } } as const;

type ValueAdd = Decoded<typeof valueAddShape>;
type Target = NonNullable<ValueAdd['targets']>[number];

/** Puts a text, by default the name of the directory, into fields or into file paths in them. */
export function addValue(
  config: ValueAdd,
  root: string,
  build: Build,
  step: Step,
): ((resources: readonly Resource[]) => readonly Resource[]) | undefined {
  const written = config.value?.value.trim() ?? '';
  const value = written === '' ? baseName(root) : written;
  const at = (config.value ?? config).at;
  const text: Text = { value, at, scalar: plainScalar(value, at) };
  const targets = [...(config.targets ?? []), ...(config.targetFilePath ? loadTargets(config.targetFilePath, root, build) : [])];
  if (targets.length === 0) {
    build.log.report('invalid-kustomization', atOrigin(config.at), { field: 'targets', expected: 'at least one target', found: 'none' });
    return undefined;
  }
  return (resources) => targets.reduce<readonly Resource[]>((all, target) => addToTarget(all, target, text, step), resources);
}

function loadTargets(path: Text, root: string, build: Build): readonly Target[] {
  const file = loadEntry(build, root, path, 'targetFilePath');
  const tree = file && documentsOf(build.session, file, build.log)[0];
  const options = { strict: false, coerce: true, report: build.log.report };
  return (tree && decodeShape(tree, { fields: { targets: targetsShape } } as const, '', options)?.targets) ?? [];
}

function addToTarget(resources: readonly Resource[], target: Target, value: Text, step: Step): readonly Resource[] {
  const test = target.selector ? compileSelector(target.selector, step.log) : () => true;
  const path = target.fieldPath?.value ?? '';
  if (path === '') {
    step.log.report('invalid-kustomization', atOrigin(target.at), { field: 'fieldPath', expected: 'a path', found: 'nothing' });
    return resources;
  }
  return resources.map((resource) => {
    if (!test?.(resource)) return resource;
    if (path === 'metadata/namespace') return setMetadataNamespace(resource, value, step);
    const fail = failIn(step, resource, path);
    const tree = setAt(resource.tree, splitPath(path), value, target.filePathPosition ?? 0, fail);
    return tree.kind === 'mapping' ? withTree(resource, tree, step.source) : resource;
  });
}

function setAt(tree: Tree, path: readonly string[], value: Text, position: number, fail: (at: Tree['at'], problem: string) => void): Tree {
  const [name, ...rest] = path;
  if (name === undefined) {
    if (tree.kind !== 'scalar' && !isNull(tree)) {
      fail(tree.at, `expected a scalar, found a ${tree.kind}`);
      return tree;
    }
    const text = position > 0 ? insertPart(textOf(tree), position - 1, value.value) : value.value;
    return inPlaceOf(tree, plainScalar(text, value.at));
  }
  const parent: MappingTree | undefined = tree.kind === 'mapping' ? tree : isNull(tree) ? mapping([], value.at) : undefined;
  if (!parent) {
    fail(tree.at, `expected a mapping, found a ${tree.kind}`);
    return tree;
  }
  const below = fieldOf(parent, name) ?? (rest.length === 0 ? plainScalar('', value.at) : mapping([], value.at));
  return withField(parent, name, setAt(below, rest, value, position, fail), value.at);
}

/** `raw/pie`, 1, `new` → `raw/new/pie`; too large a position appends. */
function insertPart(path: string, position: number, part: string): string {
  const isAbsolute = path.startsWith('/');
  const parts = path.split('/').filter((text) => text !== '');
  parts.splice(Math.min(position, parts.length), 0, part);
  return (isAbsolute ? '/' : '') + parts.join('/');
}
