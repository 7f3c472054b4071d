import { type MappingTree, type Tree, type TreeEntry, tagOf } from '../yaml/tree.ts';
import { type BuildMetadata, originAnnotation, originText, transformationsAnnotation, transformationsText } from './build-metadata.ts';
import type { Resource } from './resource.ts';
import { fieldOf, mapping, plainScalar, stringScalar, textOf, withField, withoutField } from './tree.ts';

const internalNames = [
  'previousKinds',
  'previousNames',
  'prefixes',
  'suffixes',
  'previousNamespaces',
  'allowNameChange',
  'allowKindChange',
  'refBy',
  'generatorBehavior',
  'needsHashSuffix',
  'path',
  'index',
  'seqindent',
  'id',
  'annotations-migration-resource-id',
];

/** Annotations that kustomize uses itself and never leaves in its output. */
const ownAnnotations: ReadonlySet<string> = new Set([
  ...internalNames.map((name) => `internal.config.kubernetes.io/${name}`),
  'config.kubernetes.io/path',
  'config.kubernetes.io/index',
  'config.k8s.io/id',
  originAnnotation,
  transformationsAnnotation,
]);

/** The annotations of a finished object: all are texts, kustomize's own are gone, and those that `buildMetadata` asks for are there. */
export function finishAnnotations(resource: Resource, metadata: BuildMetadata): Resource {
  const added: (readonly [string, string])[] = [];
  if (metadata.writesOrigins && resource.origin) added.push([originAnnotation, originText(resource.origin)]);
  if (metadata.transformations && resource.transformations.length > 0) {
    added.push([transformationsAnnotation, transformationsText(resource.transformations)]);
  }
  const { at } = resource.tree;
  const notes = added.map(([name, text]) => ({ key: stringScalar(name, at), value: stringScalar(text, at) }));
  const tree = rewriteAnnotations(resource.tree, (entries) => [...entries.filter(({ key }) => !ownAnnotations.has(key.text)), ...notes]);
  return tree === resource.tree ? resource : { ...resource, tree };
}

/** kustomize rewrites annotations as texts whenever it changes its notes about an object; an empty mapping or null goes. */
export function withTextAnnotations(resource: Resource): Resource {
  const tree = rewriteAnnotations(resource.tree, (entries) => entries);
  return tree === resource.tree ? resource : { ...resource, tree };
}

function rewriteAnnotations(tree: MappingTree, change: (entries: readonly TreeEntry[]) => readonly TreeEntry[]): MappingTree {
  const written = fieldOf(tree, 'metadata', 'annotations');
  const old = written?.kind === 'mapping' ? written.entries : [];
  const entries = change(old).map(textEntry);
  if (written === undefined && entries.length === 0) return tree;
  if (old.length > 0 && entries.length === old.length && entries.every((entry, at) => entry === old[at])) return tree;
  const parent = fieldOf(tree, 'metadata');
  const metadata = parent?.kind === 'mapping' ? parent : mapping([], tree.at);
  const at = written?.at ?? tree.at;
  const next = entries.length === 0 ? withoutField(metadata, 'annotations') : withField(metadata, 'annotations', mapping(entries, at), at);
  return withField(tree, 'metadata', next, metadata.at);
}

function textEntry(entry: TreeEntry): TreeEntry {
  const { key, value } = entry;
  const isText = value.kind === 'scalar' && value.tag === '!!str' && (value.style === 'plain' || value.style === 'quoted');
  if (isText && tagOf(key.text) === '!!str') return entry;
  // The key is set anew without quotes, so that one that looks like a number becomes one.
  return { key: plainScalar(key.text, key.at), value: isText ? value : stringScalar(textOf(value as Tree), value.at) };
}
