import type { Tree } from '../yaml/tree.ts';
import { type Build, loadEntry } from './build.ts';
import { atOrigin } from './log.ts';
import type { FieldSchema, MergeSchema, Shape } from './merge-keys.ts';
import { documentsOf } from './session.ts';
import type { KustomizationFields } from './shapes.ts';
import { fieldOf, textOf } from './tree.ts';

/** The only version of the Kubernetes API that kustomize 5.5 carries. */
const BUILTIN_VERSION = 'v1.21.2';

/** Takes the schema that `openapi` names, the built-in one or the definitions of a file, unless one is chosen already. */
export function chooseSchema(fields: KustomizationFields, root: string, build: Build): void {
  const version = fields.openapi?.get('version')?.value;
  const path = fields.openapi?.get('path')?.value;
  const file = path && loadEntry(build, root, path, 'openapi.path');
  if (build.schema.isChosen) return;
  if (path && version) {
    const invalid = { field: 'openapi', value: 'version and path', expected: 'one of them' };
    build.log.report('kustomize-invalid-option', atOrigin(version.at), invalid);
  }
  const tree = file && documentsOf(build.session, file, build.log)[0];
  if (tree) {
    build.schema.current = schemaOf(tree);
    build.schema.isChosen = true;
  } else if (version && version.value !== '') {
    build.schema.isChosen = true;
    if (version.value === BUILTIN_VERSION) return;
    const invalid = { field: 'openapi.version', value: version.value, expected: BUILTIN_VERSION };
    build.log.report('kustomize-invalid-option', atOrigin(version.at), invalid);
  }
}

function schemaOf(document: Tree): MergeSchema {
  const definitions = fieldOf(document, 'definitions');
  const byType = new Map<string, Tree>();
  for (const { value } of definitions?.kind === 'mapping' ? definitions.entries : []) {
    const types = fieldOf(value, 'x-kubernetes-group-version-kind');
    for (const type of types?.kind === 'sequence' ? types.items : []) {
      const [group, version, kind] = ['group', 'version', 'kind'].map((name) => textOf(fieldOf(type, name)));
      byType.set(`${group ? `${group}/` : ''}${version} ${kind}`, value);
    }
  }
  return {
    shapeOf: (apiVersion, kind) => {
      const schema = byType.get(`${apiVersion} ${kind}`);
      return schema && shapeOf(schema, definitions);
    },
  };
}

/** Follows references to other definitions. */
function resolved(schema: Tree, definitions: Tree | undefined): Tree | undefined {
  let node: Tree | undefined = schema;
  for (let steps = 0; node && steps < 100; steps += 1) {
    const reference: Tree | undefined = fieldOf(node, '$ref');
    if (!reference) return node;
    node = fieldOf(definitions, textOf(reference).replace(/^#\/definitions\//, ''));
  }
  return undefined;
}

function shapeOf(schema: Tree, definitions: Tree | undefined): Shape {
  return {
    field: (name) => {
      const written = fieldOf(schema, 'properties', name) ?? fieldOf(schema, 'additionalProperties');
      const field = written && resolved(written, definitions);
      return field && fieldSchema(field, definitions);
    },
  };
}

function fieldSchema(field: Tree, definitions: Tree | undefined): FieldSchema {
  if (textOf(fieldOf(field, 'type')) !== 'array') return { mergeKeys: undefined, shape: shapeOf(field, definitions) };
  const written = fieldOf(field, 'items');
  const items = written && resolved(written, definitions);
  const strategies = textOf(fieldOf(field, 'x-kubernetes-patch-strategy')).split(',');
  const shape = items && shapeOf(items, definitions);
  if (!strategies.includes('merge')) return { mergeKeys: undefined, shape };
  const keys = fieldOf(field, 'x-kubernetes-list-map-keys');
  const key = fieldOf(field, 'x-kubernetes-patch-merge-key');
  return { mergeKeys: keys?.kind === 'sequence' ? keys.items.map(textOf) : key ? [textOf(key)] : [], shape };
}
