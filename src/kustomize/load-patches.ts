import type { Tree } from '../yaml/tree.ts';
import { isNull } from '../yaml/tree.ts';
import { type Build, loadEntry } from './build.ts';
import { kubectlValue, type Text } from './decode-shape.ts';
import { inlineDocuments } from './inline-text.ts';
import { type Operation, operationsOf } from './json-patch.ts';
import { kubectlForm } from './kubectl-form.ts';
import { objectsOf } from './load-objects.ts';
import { atOrigin, newLog } from './log.ts';
import type { ObjectPatch } from './patches.ts';
import { documentsOf } from './session.ts';
import type { PatchEntry } from './shapes.ts';

/** A patch as read: objects to merge, or operations. */
export type LoadedPatch =
  | { readonly kind: 'merge'; readonly patches: readonly ObjectPatch[]; readonly entry: PatchEntry }
  | { readonly kind: 'operations'; readonly operations: readonly Operation[]; readonly file: string; readonly entry: PatchEntry };

interface PatchText {
  readonly text: string;
  readonly documents: readonly (Tree | undefined)[];
  readonly file: string;
  readonly failed: boolean;
}

/** Reads an entry of `patches`, which may be either sort of patch, inline or in a file. */
export function loadPatch(entry: PatchEntry, root: string, build: Build): LoadedPatch | undefined {
  const source = readPatch(entry, root, 'patches', build);
  if (!source) return undefined;
  const merging = newLog();
  const objects = objectsOf(source.documents, merging);
  const operations = operationsIn(source);
  const canMerge = !merging.failed() && !source.failed;
  const at = atOrigin((entry.patch ?? entry.path ?? entry).at);
  if (canMerge && operations) {
    build.log.report('kustomize-invalid-patch', at, { problem: 'the patch is empty' });
    return undefined;
  }
  if (canMerge) {
    const allowNameChange = entry.options?.get('allowNameChange')?.value ?? false;
    const allowKindChange = entry.options?.get('allowKindChange')?.value ?? false;
    return { kind: 'merge', entry, patches: objects.map((tree) => ({ tree, allowNameChange, allowKindChange, file: source.file })) };
  }
  if (operations) return { kind: 'operations', operations, file: source.file, entry };
  if (isFlowList(source)) {
    build.log.report('kustomize-invalid-patch', at, { problem: 'a list that begins with [ must be JSON, so texts need quotes' });
    return undefined;
  }
  if (!source.failed) build.log.add(merging.diagnostics);
  if (!build.log.failed())
    build.log.report('kustomize-invalid-patch', at, { problem: 'this is neither an object nor a list of operations' });
  return undefined;
}

/** Reads an entry of `patchesJson6902`. */
export function loadOperations(entry: PatchEntry, root: string, build: Build): LoadedPatch | undefined {
  const at = atOrigin(entry.at);
  if (!entry.target?.name?.value) {
    build.log.report('kustomize-invalid-patch', at, { problem: 'the target must have a name' });
    return undefined;
  }
  const source = readPatch(entry, root, 'patchesJson6902', build);
  if (!source) return undefined;
  const operations = operationsIn(source);
  if (operations && operations.length > 0) return { kind: 'operations', operations, file: source.file, entry };
  if (!build.log.failed()) {
    build.log.report('kustomize-invalid-patch', at, { problem: operations ? 'the patch is empty' : 'expected a list of operations' });
  }
  return undefined;
}

function readPatch(entry: PatchEntry, root: string, field: string, build: Build): PatchText | undefined {
  const inline = (entry.patch?.value ?? '').trim();
  const path = entry.path?.value ?? '';
  if ((inline === '') === (path === '')) {
    const problem = path === '' ? 'an entry needs either patch or path' : 'patch and path exclude each other';
    build.log.report('kustomize-invalid-patch', atOrigin(entry.at), { problem });
    return undefined;
  }
  const reading = newLog();
  if (path !== '') {
    const file = loadEntry(build, root, entry.path as Text, `${field}.path`);
    if (!file) return undefined;
    const documents = documentsOf(build.session, file, reading);
    build.log.add(reading.diagnostics);
    return { text: file.text, documents, file: file.path, failed: reading.failed() };
  }
  const documents = inlineDocuments({ ...(entry.patch as Text), value: inline }, reading);
  build.log.add(reading.diagnostics);
  return { text: inline, documents, file: entry.at.file.path, failed: reading.failed() };
}

/** The operations of a text; undefined when it holds something else. Nothing at all counts as no operations. */
function operationsIn({ text, documents, failed }: PatchText): readonly Operation[] | undefined {
  if (failed) return undefined;
  if (isFlowList({ text, failed })) return undefined;
  const first = documents[0];
  if (first === undefined || isNull(first)) return [];
  return isWritable(first) ? operationsOf(kubectlForm(first)) : undefined;
}

/** Whether a text is a list in YAML that kustomize takes for JSON, which it is not. */
function isFlowList({ text, failed }: Pick<PatchText, 'text' | 'failed'>): boolean {
  return !failed && text.startsWith('[') && !isJson(text);
}

/** JSON has no infinities. */
function isWritable(tree: Tree): boolean {
  if (tree.kind === 'sequence') return tree.items.every(isWritable);
  if (tree.kind === 'mapping') return tree.entries.every(({ value }) => isWritable(value));
  const value = kubectlValue(tree);
  return typeof value !== 'number' || Number.isFinite(value);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Reads the entries of `patchesStrategicMerge`, each a patch or the path of one. */
export function loadMergePatches(entries: readonly Text[], root: string, build: Build): readonly ObjectPatch[] {
  return entries.flatMap((entry) => {
    const reading = newLog();
    const inline = objectsOf(inlineDocuments(entry, reading), reading);
    if (!reading.failed()) return asPatches(inline, entry.at.file.path);
    if (entry.value.includes('\n')) {
      build.log.add(reading.diagnostics);
      return [];
    }
    const file = loadEntry(build, root, entry, 'patchesStrategicMerge');
    return file ? asPatches(objectsOf(documentsOf(build.session, file, build.log), build.log), file.path) : [];
  });
}

function asPatches(objects: readonly ObjectPatch['tree'][], file: string): readonly ObjectPatch[] {
  return objects.map((tree) => ({ tree, allowNameChange: false, allowKindChange: false, file }));
}
