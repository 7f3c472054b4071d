import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { isFailure } from '../load/host.ts';
import type { SourceDocument } from '../model/manifest.ts';
import { resolvePath } from '../model/paths.ts';
import type { MappingTree } from '../yaml/tree.ts';
import { accumulate, nothing, rootPlace } from './accumulate.ts';
import { type Accumulated, findDuplicate } from './accumulated.ts';
import { finishAnnotations } from './annotations.ts';
import type { Build } from './build.ts';
import type { BuildMetadata } from './build-metadata.ts';
import { composeDocument, filesOf } from './compose.ts';
import { addHashes } from './hash.ts';
import { findKustomization, type Kustomization } from './kustomization.ts';
import { setEntries } from './labels.ts';
import { atOrigin, newLog } from './log.ts';
import { builtinSchema } from './merge-keys.ts';
import { fixNameReferences } from './name-references.ts';
import { describeId, idOf } from './object-id.ts';
import { chooseSchema } from './openapi.ts';
import { sortResources } from './order.ts';
import type { Resource } from './resource.ts';
import { type RenderSession, shownPath } from './session.ts';
import type { KustomizationFields } from './shapes.ts';
import type { Step } from './step.ts';
import { fieldOf, plainScalar, textOf } from './tree.ts';
import { replaceVariables } from './variables.ts';

/** One object of a rendered root. */
export interface RenderedObject {
  readonly document: SourceDocument;
  /** Shown paths of all files that decided this object, sorted. */
  readonly sources: readonly string[];
}

/** An object that could not be made; what refers to it fails, and the rest of the root does not. */
export interface BrokenObject {
  readonly kind: string;
  readonly name: string;
  readonly namespace: string | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

export interface RenderedRoot {
  /** Shown path; `.` for the working directory. */
  readonly directory: string;
  /** Empty when the root failed. */
  readonly objects: readonly RenderedObject[];
  readonly brokenObjects: readonly BrokenObject[];
  /** Shown paths of all files that were read, sorted; these take no part in the load of plain files. */
  readonly usedFiles: readonly string[];
  readonly failed: boolean;
  /** What is wrong with the root; the findings of broken objects are with them. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Renders the kustomization in a directory like `kubectl kustomize` (kustomize 5.5), with places, offline. */
export function renderRoot(directory: string, session: RenderSession): RenderedRoot {
  const log = newLog();
  const full = resolvePath(session.host.cwd, directory);
  const real = session.host.realPath(full);
  const root = isFailure(real) ? full : real;
  const shown = shownPath(session, root);
  const found = findKustomization(session, root);
  log.add(found.diagnostics);
  const files = new Set(found.files);
  const { kustomization } = found;
  if (!kustomization && !log.failed()) log.report('missing-kustomization', { kind: 'file', file: shown }, { directory: shown });
  const resources = kustomization && !log.failed() ? renderResources(kustomization, { session, log, files }) : [];
  const objects = log.failed()
    ? []
    : resources.filter(({ broken }) => broken.length === 0).map((resource, at) => renderedObject(resource, at));
  const failed = log.failed();
  return {
    directory: shown,
    objects: failed ? [] : objects,
    brokenObjects: failed ? [] : resources.filter(({ broken }) => broken.length > 0).map(brokenObject),
    usedFiles: [...files].sort(),
    failed,
    diagnostics: log.diagnostics,
  };

  function renderedObject(resource: Resource, at: number): RenderedObject {
    const document = composeDocument(resource.tree, at, session.composer, log);
    const sources = new Set(resource.sources);
    filesOf(resource.tree, sources);
    return { document, sources: [...sources].sort() };
  }
}

function brokenObject({ tree, broken }: Resource): BrokenObject {
  const { kind, name, namespace } = idOf(tree);
  return { kind, name, namespace: namespace === '' ? undefined : namespace, diagnostics: broken };
}

/** What is done once, for the root alone, after everything was collected and changed. */
function renderResources(kustomization: Kustomization, parts: Pick<Build, 'session' | 'log' | 'files'>): readonly Resource[] {
  const { fields, file, directory } = kustomization;
  const metadata = metadataOf(fields, parts.log);
  const build: Build = { ...parts, metadata, entered: [], schema: { current: builtinSchema, isChosen: false } };
  chooseSchema(fields, directory, build);
  if (build.log.failed()) return [];
  const accumulated = accumulate(rootPlace(kustomization), nothing, build);
  if (build.log.failed()) return [];
  const finished = finish(accumulated, { log: build.log, source: file.path });
  const sorted = sortResources(finished, fields, build.log);
  return managed(sorted, fields, metadata, file.path, build).map((resource) => finishAnnotations(resource, metadata));
}

function metadataOf(fields: KustomizationFields, log: Build['log']): BuildMetadata {
  const known = ['originAnnotations', 'transformerAnnotations', 'managedByLabel'];
  const written = fields.buildMetadata ?? [];
  const wrong = written.find(({ value }) => !known.includes(value));
  if (wrong) {
    const invalid = { field: 'buildMetadata', value: wrong.value, expected: known.join(', ') };
    log.report('kustomize-invalid-option', atOrigin(wrong.at), invalid);
  }
  const has = (name: string) => written.some(({ value }) => value === name);
  return {
    origins: written.length > 0,
    writesOrigins: has('originAnnotations'),
    transformations: has('transformerAnnotations'),
    managedBy: has('managedByLabel'),
  };
}

function finish({ resources, config, variables }: Accumulated, step: Step): readonly Resource[] {
  const named = fixNameReferences(addHashes(resources, step), config, step);
  if (step.log.failed()) return named;
  const replaced = replaceVariables(named, variables, config, step);
  const duplicate = findDuplicate(replaced);
  if (duplicate) step.log.report('kustomize-duplicate-object', atOrigin(duplicate.tree.at), { object: describeId(idOf(duplicate.tree)) });
  return replaced.filter((resource) => isDeployed(resource.tree, step));
}

/** Objects that are only for kustomize are left out; the others must still have a kind and a name. */
function isDeployed(tree: MappingTree, step: Step): boolean {
  const { kind, name } = idOf(tree);
  if (kind === '' || (name === '' && !kind.endsWith('List'))) {
    step.log.report('kustomize-not-an-object', atOrigin(tree.at), {
      problem: `${kind || 'an object'} has no ${kind === '' ? 'kind' : 'metadata.name'}`,
    });
  }
  const annotation = fieldOf(tree, 'metadata', 'annotations', 'config.kubernetes.io/local-config');
  return annotation === undefined || textOf(annotation) === 'false';
}

function managed(
  resources: readonly Resource[],
  fields: KustomizationFields,
  metadata: BuildMetadata,
  source: string,
  build: Build,
): readonly Resource[] {
  if (!metadata.managedBy) return resources;
  const at = fields.keys['buildMetadata'] ?? fields.at;
  const text = { value: 'kustomize-(devel)', at, scalar: plainScalar('kustomize-(devel)', at) };
  const spec = { group: '', version: '', kind: '', path: 'metadata/labels', create: true };
  const label = new Map([['app.kubernetes.io/managed-by', { key: at, value: text }]]);
  return setEntries(resources, label, [spec], 'buildMetadata', { log: build.log, source });
}
