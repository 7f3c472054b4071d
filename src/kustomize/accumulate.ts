import { append } from '../model/append.ts';
import { isWithin } from '../model/paths.ts';
import { type Accumulated, addResource, findDuplicate, type ResourceList, resourceList } from './accumulated.ts';
import type { Build } from './build.ts';
import { notePath as joinNotes, type OriginNote } from './build-metadata.ts';
import { conflictIn, loadConfigurations } from './configurations.ts';
import { loadCrds } from './crds.ts';
import type { Text } from './decode-shape.ts';
import { findKustomization, type Kustomization } from './kustomization.ts';
import { objectsOf } from './load-objects.ts';
import { locateDirectory, locateFile, reportUnlocated } from './locate.ts';
import { atOrigin, newLog } from './log.ts';
import { describeId, idOf } from './object-id.ts';
import { chooseSchema } from './openapi.ts';
import { newResource, type Resource } from './resource.ts';
import { type CollectObjects, type Place, runGenerators, runTransformers } from './run-steps.ts';
import { documentsOf, loadText, shownPath } from './session.ts';
import { emptyConfig, mergeConfigs } from './transformer-config.ts';
import { mergeVariables, noteVariables } from './variables.ts';

export const nothing: Accumulated = { resources: [], config: emptyConfig, variables: new Map() };

/**
 * Collects and changes everything that a kustomization names, its bases first. A component goes on with what its user
 * has so far; every other kustomization starts with nothing. What is wrong is in the build's log.
 */
export function accumulate(place: Place, start: Accumulated, build: Build): Accumulated {
  const { kustomization } = place;
  const { fields, directory, file } = kustomization;
  build.files.add(file.path);
  let current = addResources(start, [...(fields.resources ?? []), ...(fields.bases ?? [])], 'resources', place, build);
  const [first] = [...(fields.configurations ?? []), ...(fields.crds ?? [])];
  const conflict = first ? conflictIn(build.log, first) : () => {};
  const configured = mergeConfigs(
    loadConfigurations(fields.configurations ?? [], directory, build),
    loadCrds(fields.crds ?? [], directory, build),
    conflict,
  );
  current = { ...current, config: mergeConfigs(current.config, configured, conflict) };
  if (build.log.failed()) return current;
  const collect: CollectObjects = (entries, field) => addResources(nothing, entries, field, place, build).resources;
  current = { ...current, resources: runGenerators(current.resources, place, collect, build) };
  if (build.log.failed()) return current;
  for (const entry of fields.components ?? []) current = addComponent(current, entry, place, build);
  if (build.log.failed()) return current;
  current = { ...current, resources: runTransformers(current, place, collect, build) };
  const resources = noteVariables(current.resources, fields.vars ?? [], build.log);
  const variables = mergeVariables(current.variables, fields.vars ?? [], build.log);
  return { ...current, variables, resources: resources.map((resource) => decidedBy(resource, file.path)) };
}

/** The kustomization that names an object decides about it too. */
function decidedBy(resource: Resource, file: string): Resource {
  return resource.sources.includes(file) ? resource : { ...resource, sources: [...resource.sources, file] };
}

function addResources(start: Accumulated, entries: readonly Text[], field: string, place: Place, build: Build): Accumulated {
  const list = resourceList(start.resources);
  let { config, variables } = start;
  for (const entry of entries) {
    if (entry.value === '') {
      build.log.report('kustomize-missing-file', atOrigin(entry.at), { path: '""', field, reason: 'the entry is empty' });
      continue;
    }
    const located = locateFile(build.session, place.kustomization.directory, entry.value);
    if (located.kind === 'file') {
      addFile(list, located.path, entry, place, build);
      continue;
    }
    if (located.kind === 'remote') {
      reportUnlocated(build.session, place.kustomization.directory, located, entry, field, build.log);
      continue;
    }
    const directory = locateDirectory(build.session, place.kustomization.directory, entry.value);
    if (directory.kind !== 'directory') {
      const worst = located.kind === 'outside' || directory.kind === 'missing' ? located : directory;
      reportUnlocated(
        build.session,
        place.kustomization.directory,
        worst.kind === 'directory' ? directory : worst,
        entry,
        field,
        build.log,
      );
      continue;
    }
    const base = enterBase(directory.path, entry, place, build);
    if (!base) continue;
    for (const resource of base.resources) addOrReport(list, resource, entry, build);
    config = mergeConfigs(config, base.config, conflictIn(build.log, entry));
    variables = mergeVariables(variables, base.variables.values(), build.log);
  }
  return { resources: list.resources, config, variables };
}

function addOrReport(list: ResourceList, resource: Resource, entry: Text, build: Build): void {
  if (addResource(list, resource)) return;
  const related = [{ message: `named by ${entry.value}`, at: atOrigin(entry.at) }];
  build.log.report('kustomize-duplicate-object', atOrigin(resource.tree.at), { object: describeId(idOf(resource.tree)) }, { related });
}

function addFile(list: ResourceList, path: string, entry: Text, place: Place, build: Build): void {
  const file = shownPath(build.session, path);
  build.files.add(file);
  const loaded = loadText(build.session, path);
  if (!('file' in loaded)) {
    build.log.report('kustomize-missing-file', atOrigin(entry.at), { path: entry.value, field: 'resources', reason: loaded.reason });
    return;
  }
  const origin: OriginNote | undefined = build.metadata.origins ? { path: joinNotes(place.notePath, entry.value) } : undefined;
  for (const tree of objectsOf(documentsOf(build.session, loaded.file, build.log), build.log)) {
    addOrReport(list, newResource(tree, [file], { origin }), entry, build);
  }
}

/** Renders a base, or takes what another root made of it. */
function enterBase(directory: string, entry: Text, place: Place, build: Build): Accumulated | undefined {
  const key = `${directory}\n${place.notePath === '' && !build.metadata.origins ? '' : joinNotes(place.notePath, entry.value)}\n${JSON.stringify(build.metadata)}`;
  const cache = build.session.bases;
  // Bases come out alike for all roots as long as none of them chose a schema before.
  const isShared = !build.schema.isChosen;
  const known = isShared ? cache.get(key) : undefined;
  if (known) {
    if (!isAllowed([directory, ...known.entered], entry, place, build)) return undefined;
    for (const file of known.files) build.files.add(file);
    build.entered.push(directory, ...known.entered);
    if (known.chosenSchema) Object.assign(build.schema, { current: known.chosenSchema, isChosen: true });
    if (known.result) return known.result;
    build.log.report('kustomize-base-failed', atOrigin(entry.at), { base: shownPath(build.session, directory) });
    return undefined;
  }
  const below: Build = { ...build, log: newLog(), files: new Set(), entered: [] };
  const entered = enterDirectory(directory, entry, place, 'Kustomization', below);
  const result = entered && accumulate(entered, nothing, below);
  const failed = below.log.failed();
  for (const file of below.files) build.files.add(file);
  append(build.entered, below.entered);
  build.log.add(below.log.diagnostics);
  if (isShared) {
    const chosenSchema = build.schema.isChosen ? build.schema.current : undefined;
    cache.set(key, { result: failed ? undefined : result, entered: below.entered, chosenSchema, files: below.files });
  }
  return failed ? undefined : result;
}

function addComponent(current: Accumulated, entry: Text, place: Place, build: Build): Accumulated {
  const located = locateDirectory(build.session, place.kustomization.directory, entry.value);
  if (located.kind !== 'directory') {
    reportUnlocated(build.session, place.kustomization.directory, located, entry, 'components', build.log);
    return current;
  }
  const entered = enterDirectory(located.path, entry, place, 'Component', build);
  if (!entered) return current;
  const result = accumulate(entered, current, build);
  const duplicate = findDuplicate(result.resources);
  if (duplicate) build.log.report('kustomize-duplicate-object', atOrigin(entry.at), { object: describeId(idOf(duplicate.tree)) });
  return { ...result, config: mergeConfigs(emptyConfig, result.config, conflictIn(build.log, entry)) };
}

function enterDirectory(directory: string, entry: Text, place: Place, expected: Kustomization['kind'], build: Build): Place | undefined {
  const shown = shownPath(build.session, directory);
  build.entered.push(directory);
  if (!isAllowed([directory], entry, place, build)) return undefined;
  const found = findKustomization(build.session, directory);
  for (const file of found.files) build.files.add(file);
  build.log.add(found.diagnostics);
  if (found.status === 'missing') build.log.report('missing-kustomization', atOrigin(entry.at), { directory: shown });
  if (found.status === 'not-kustomize')
    build.log.report('kustomize-wrong-kind', atOrigin(entry.at), { path: shown, kind: 'foreign object', expected });
  const { kustomization } = found;
  if (!kustomization) return undefined;
  if (kustomization.kind !== expected) {
    build.log.report('kustomize-wrong-kind', atOrigin(entry.at), { path: shown, kind: kustomization.kind, expected });
    return undefined;
  }
  chooseSchema(kustomization.fields, directory, build);
  return { kustomization, chain: [...place.chain, directory], notePath: joinNotes(place.notePath, entry.value) };
}

/** A directory must not hold one that is being rendered. */
function isAllowed(directories: readonly string[], entry: Text, place: Place, build: Build): boolean {
  for (const directory of directories) {
    const above = place.chain.find((visited) => isWithin(directory, visited));
    if (above === undefined) continue;
    const paths = { directory: shownPath(build.session, directory), above: shownPath(build.session, above) };
    build.log.report('kustomize-cycle', atOrigin(entry.at), paths);
    return false;
  }
  return true;
}

export function rootPlace(kustomization: Kustomization): Place {
  return { kustomization, chain: [kustomization.directory], notePath: '' };
}
