import { type MappingTree, scalarValue, type Tree, type TreeEntry } from '../yaml/tree.ts';
import type { Build } from './build.ts';
import { fieldSpecOf } from './configurations.ts';
import { decodeShape, type Shape, type Text } from './decode-shape.ts';
import { generate } from './generators.ts';
import { addHashes } from './hash.ts';
import { setImage } from './images.ts';
import { setEntries } from './labels.ts';
import { loadMergePatches, loadOperations, loadPatch } from './load-patches.ts';
import { loadReplacements } from './load-replacements.ts';
import { atOrigin } from './log.ts';
import { addPrefix, addSuffix } from './names.ts';
import { type NamespaceOptions, setNamespace } from './namespace.ts';
import { idOf } from './object-id.ts';
import { mergePatches, runPatch } from './patch-steps.ts';
import { replaceValues } from './replacements.ts';
import { setReplicas } from './replicas.ts';
import { newResource, type Resource } from './resource.ts';
import {
  configMapGeneratorShape,
  fieldSpecShapes,
  imageShape,
  kustomizationShape,
  patchShape,
  replicaShape,
  secretGeneratorShape,
} from './shapes.ts';
import type { Step } from './step.ts';
import { mapping, plainScalar } from './tree.ts';
import { addValue, valueAddShape } from './value-add.ts';

type Run = (resources: readonly Resource[]) => readonly Resource[];

/** Where a plugin's configuration stands and what it may read. */
interface Plugin {
  readonly tree: MappingTree;
  readonly root: string;
  readonly build: Build;
  readonly step: Step;
}

const texts = { map: 'text' } as const;
const specs = { fieldSpecs: fieldSpecShapes } as const;

/** kustomize writes the object of a plugin as text for it, and wraps folded texts anew in doing so. */
function rewritten(tree: Tree): Tree {
  if (tree.kind === 'sequence') return { ...tree, items: tree.items.map(rewritten) };
  if (tree.kind === 'mapping') return { ...tree, entries: tree.entries.map(({ key, value }) => ({ key, value: rewritten(value) })) };
  const value = tree.style === 'folded' ? scalarValue(tree) : undefined;
  return typeof value === 'string' ? { ...tree, text: value, style: 'quoted' } : tree;
}

function decode<S extends Shape>({ tree, build }: Plugin, shape: S) {
  return decodeShape(rewritten(tree), shape, '', { strict: false, coerce: true, report: build.log.report });
}

const affixShape = { fields: { prefix: 'text', suffix: 'text', ...specs } } as const;

function affix(plugin: Plugin, kinds: readonly ('prefix' | 'suffix')[]): Run | undefined {
  const config = decode(plugin, affixShape);
  if (!config) return undefined;
  if (!config.fieldSpecs) {
    plugin.build.log.report('invalid-kustomization', atOrigin(config.at), { field: 'fieldSpecs', expected: 'a list', found: 'nothing' });
    return undefined;
  }
  const fields = config.fieldSpecs.map(fieldSpecOf);
  return (resources) =>
    kinds.reduce<readonly Resource[]>((all, kind) => {
      const text = config[kind];
      if (!text) return all;
      return kind === 'prefix' ? addPrefix(all, text, fields, plugin.step) : addSuffix(all, text, fields, plugin.step);
    }, resources);
}

const namespaceShape = {
  fields: { metadata: { fields: { namespace: 'text' } }, unsetOnly: 'flag', setRoleBindingSubjects: 'text', ...specs },
} as const;

function namespace(plugin: Plugin): Run | undefined {
  const config = decode(plugin, namespaceShape);
  if (!config) return undefined;
  const mode = config.setRoleBindingSubjects?.value || 'defaultOnly';
  if (!isSubjectMode(mode)) {
    const invalid = { field: 'setRoleBindingSubjects', value: mode, expected: 'defaultOnly, allServiceAccounts or none' };
    plugin.build.log.report('kustomize-invalid-option', atOrigin((config.setRoleBindingSubjects ?? config).at), invalid);
    return undefined;
  }
  const text = config.metadata?.namespace;
  if (!text || text.value === '') return (resources) => resources;
  const fields = (config.fieldSpecs ?? []).map(fieldSpecOf);
  return (resources) => setNamespace(resources, text, fields, plugin.step, { unsetOnly: config.unsetOnly ?? false, subjects: mode });
}

function isSubjectMode(text: string): text is NamespaceOptions['subjects'] {
  return text === 'defaultOnly' || text === 'allServiceAccounts' || text === 'none';
}

function entries(plugin: Plugin, field: 'labels' | 'annotations'): Run | undefined {
  const config = decode(plugin, { fields: { labels: texts, annotations: texts, ...specs } } as const);
  const fields = (config?.fieldSpecs ?? []).map(fieldSpecOf);
  return config && ((resources) => setEntries(resources, config[field] ?? new Map(), fields, field, plugin.step));
}

function image(plugin: Plugin): Run | undefined {
  const config = decode(plugin, { fields: { imageTag: imageShape, ...specs } } as const);
  const fields = (config?.fieldSpecs ?? []).map(fieldSpecOf);
  return (resources) => (config?.imageTag ? setImage(resources, config.imageTag, fields, plugin.step) : resources);
}

function replicas(plugin: Plugin): Run | undefined {
  const config = decode(plugin, { fields: { replica: replicaShape, ...specs } } as const);
  const fields = (config?.fieldSpecs ?? []).map(fieldSpecOf);
  return (resources) => (config?.replica ? setReplicas(resources, config.replica, fields, plugin.step) : resources);
}

function patch(plugin: Plugin): Run | undefined {
  const config = decode(plugin, patchShape);
  const loaded = config && loadPatch(config, plugin.root, plugin.build);
  return loaded && ((resources) => runPatch(resources, loaded, true, plugin.build.schema.current, plugin.step));
}

function operations(plugin: Plugin): Run | undefined {
  const config = decode(plugin, { fields: { ...patchShape.fields, jsonOp: 'text' } } as const);
  const { jsonOp, ...rest } = config ?? {};
  const entry = config && { ...rest, at: config.at, keys: config.keys, ...(jsonOp && { patch: jsonOp }) };
  const loaded = entry && loadOperations(entry, plugin.root, plugin.build);
  return loaded && ((resources) => runPatch(resources, loaded, false, plugin.build.schema.current, plugin.step));
}

function merges(plugin: Plugin): Run | undefined {
  const config = decode(plugin, { fields: { paths: { list: 'text' }, patches: 'text' } } as const);
  const written = [...(config?.paths ?? []), ...(config?.patches && config.patches.value !== '' ? [config.patches] : [])];
  const loaded = loadMergePatches(written, plugin.root, plugin.build);
  if (loaded.length > 0) return (resources) => mergePatches(resources, loaded, plugin.build.schema.current, plugin.step);
  plugin.build.log.report('kustomize-invalid-patch', atOrigin(plugin.tree.at), { problem: 'the patch is empty' });
  return undefined;
}

function replacements(plugin: Plugin): Run | undefined {
  const config = decode(plugin, { fields: { replacements: kustomizationShape.fields.replacements } } as const);
  const loaded = loadReplacements(config?.replacements ?? [], plugin.root, plugin.build);
  return (resources) => replaceValues(resources, loaded, plugin.step);
}

function valueAdd(plugin: Plugin): Run | undefined {
  const config = decode(plugin, valueAddShape);
  return config && addValue(config, plugin.root, plugin.build, plugin.step);
}

const transformers: Readonly<Record<string, (plugin: Plugin) => Run | undefined>> = {
  AnnotationsTransformer: (plugin) => entries(plugin, 'annotations'),
  HashTransformer:
    ({ step }) =>
    (resources) =>
      addHashes(resources, step),
  ImageTagTransformer: image,
  LabelTransformer: (plugin) => entries(plugin, 'labels'),
  NamespaceTransformer: namespace,
  PatchJson6902Transformer: operations,
  PatchStrategicMergeTransformer: merges,
  PatchTransformer: patch,
  PrefixSuffixTransformer: (plugin) => affix(plugin, ['prefix', 'suffix']),
  PrefixTransformer: (plugin) => affix(plugin, ['prefix']),
  ReplacementTransformer: replacements,
  ReplicaCountTransformer: replicas,
  SuffixTransformer: (plugin) => affix(plugin, ['suffix']),
  ValueAddTransformer: valueAdd,
};

/** The change that an object under `transformers` describes; what is no builtin is reported. */
export function transformerOf(tree: MappingTree, root: string, build: Build, step: Step): Run | undefined {
  const { kind } = idOf(tree);
  const make = isBuiltin(tree) && Object.hasOwn(transformers, kind) ? transformers[kind] : undefined;
  if (make) return make({ tree, root, build, step });
  return refuse(tree, 'transformers', build);
}

function isBuiltin(tree: MappingTree): boolean {
  const { group, version } = idOf(tree);
  return group === '' && version === 'builtin';
}

function refuse(tree: MappingTree, field: string, build: Build): undefined {
  const { group, version, kind } = idOf(tree);
  const what = `${kind} (${group === '' ? version : `${group}/${version}`}) is a plugin or a function`;
  build.log.report('kustomize-unsupported', atOrigin(tree.at), { field, what });
  return undefined;
}

const policyShape = {
  fields: {
    cloud: 'text',
    kubernetesService: { fields: { name: 'text', namespace: 'text' } },
    serviceAccount: { fields: { name: 'text', projectId: 'text' } },
  },
} as const;

/** The service account that an IAMPolicyGenerator makes for Google's cloud. */
function policyAccount(plugin: Plugin): readonly Resource[] {
  const config = decode(plugin, policyShape);
  if (!config) return [];
  const cloud = config.cloud?.value ?? '';
  if (cloud !== 'gke') {
    const invalid = { field: 'cloud', value: cloud, expected: 'gke' };
    plugin.build.log.report('kustomize-invalid-option', atOrigin((config.cloud ?? config).at), invalid);
    return [];
  }
  const { kubernetesService: service, serviceAccount: account, at } = config;
  const text = (name: string, value: string): TreeEntry => ({ key: plainScalar(name, at), value: plainScalar(value, at) });
  const group = (name: string, entries: readonly TreeEntry[]): TreeEntry => ({ key: plainScalar(name, at), value: mapping(entries, at) });
  const email = `${account?.name?.value ?? ''}@${account?.projectId?.value ?? ''}.iam.gserviceaccount.com`;
  const namespace = service?.namespace?.value ?? '';
  const metadata = [
    group('annotations', [text('iam.gke.io/gcp-service-account', email)]),
    text('name', service?.name?.value ?? ''),
    ...(namespace === '' ? [] : [text('namespace', namespace)]),
  ];
  const tree = mapping([text('apiVersion', 'v1'), text('kind', 'ServiceAccount'), group('metadata', metadata)], at);
  return [newResource(tree, [at.file.path])];
}

/** The objects that an object under `generators` describes. */
export function generatorOf(tree: MappingTree, root: string, build: Build): readonly Resource[] {
  const { kind, name, namespace: inNamespace } = idOf(tree);
  const plugin: Plugin = { tree, root, build, step: { log: build.log, source: tree.at.file.path } };
  if (isBuiltin(tree) && (kind === 'ConfigMapGenerator' || kind === 'SecretGenerator')) {
    const config = decode(plugin, kind === 'SecretGenerator' ? secretGeneratorShape : configMapGeneratorShape);
    const placed = (value: string): Text => ({
      value,
      at: tree.at,
      scalar: { kind: 'scalar', text: value, tag: '!!str', style: 'plain', at: tree.at },
    });
    const named = config && { ...config, name: config.name ?? placed(name), namespace: config.namespace ?? placed(inNamespace) };
    const made = named && generate(kind === 'SecretGenerator' ? 'Secret' : 'ConfigMap', named, undefined, root, build);
    return made ? [made] : [];
  }
  if (isBuiltin(tree) && kind === 'IAMPolicyGenerator') return policyAccount(plugin);
  refuse(tree, 'generators', build);
  return [];
}
