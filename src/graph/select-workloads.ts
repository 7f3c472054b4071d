import { workloadKindOf } from '../decode/kinds.ts';
import { atField, type Diagnostic, diagnostic, place } from '../diagnostics/diagnostic.ts';
import { append } from '../model/append.ts';
import { describeObject, type Manifest } from '../model/manifest.ts';
import { baseName } from '../model/paths.ts';
import { fingerprint } from './content.ts';
import { joinKey, type ObjectIndex } from './index-objects.ts';
import { completenessOf } from './partial-workload.ts';
import { referencedContents } from './referenced-contents.ts';

/** What becomes of one document of a workload kind. */
export interface Selection {
  readonly manifest: Manifest;
  /** Why it is not translated; undefined when it is. */
  readonly skipped: string | undefined;
  /** Appended to the name of the output file, to tell duplicates apart: `.blue` for `blue.yaml`; mostly empty. */
  readonly nameSuffix: string;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Decides about every document of a workload kind, in the order of the load: those that are no complete workload and those
 * that repeat another one are skipped (CONTRACT section 5, "Duplicates of a workload").
 */
export function selectWorkloads(manifests: readonly Manifest[], index: ObjectIndex): readonly Selection[] {
  const workloads = manifests.filter(isWorkload);
  const selections = new Map<Manifest, Selection>();
  for (const bundle of groupBy(workloads, (manifest) => manifest.bundle)) {
    for (const group of groupBy(bundle, (manifest) => identity(manifest, index.namespace))) {
      for (const selection of selectGroup(group, index)) selections.set(selection.manifest, selection);
    }
  }
  tellBundlesApart(selections, index);
  return nameGenerated(
    workloads.flatMap((manifest) => selections.get(manifest) ?? []),
    index.namespace,
  );
}

/** Whether a document is of a workload kind. */
export function isWorkload(manifest: Manifest): boolean {
  return workloadKindOf(manifest) !== undefined;
}

function groupBy<T, K>(items: readonly T[], keyOf: (item: T) => K): readonly (readonly T[])[] {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return [...groups.values()];
}

/** What a cluster would know the workload by. Those that get a random name are told apart by their content alone. */
function identity(manifest: Manifest, namespace: string): string {
  const name = manifest.name === '' ? fingerprint(manifest) : manifest.name;
  return joinKey(manifest.kind, manifest.namespace ?? namespace, name);
}

/** Documents of one bundle with the same kind, namespace and name. */
function selectGroup(group: readonly Manifest[], index: ObjectIndex): readonly Selection[] {
  const complete: Manifest[] = [];
  const selections: Selection[] = [];
  for (const manifest of group) {
    const partial = partialSelection(manifest, group.length > 1);
    if (partial) selections.push(partial);
    else complete.push(manifest);
  }
  const kept: Manifest[] = [];
  for (const copies of complete.length > 1 ? groupBy(complete, fingerprint) : [complete]) {
    for (const same of copies.length > 1 ? groupBy(copies, (manifest) => referencedContents(manifest, index)) : [copies]) {
      const [first, ...others] = same;
      if (!first) continue;
      kept.push(first);
      if (others.length === 0) continue;
      append(
        selections,
        others.map((manifest) => ({ manifest, skipped: sameAs(manifest, first), nameSuffix: '', diagnostics: [] })),
      );
    }
  }
  return [...selections, ...keepApart(kept)];
}

/**
 * A document whose containers all lack an image is a patch. One in which some lack it is a patch too when the object that it
 * patches is there; without that it is a workload with a mistake.
 */
function partialSelection(manifest: Manifest, hasNamesake: boolean): Selection | undefined {
  const { containers, withoutImage, malformed } = completenessOf(manifest);
  if (malformed || (withoutImage.length === 0 && containers > 0)) return undefined;
  if (withoutImage.length < containers && !hasNamesake) return undefined;
  const object = describeObject(manifest);
  const finding = diagnostic('partial-workload', atField(manifest, []), { object, containers: withoutImage });
  return { manifest, skipped: 'partial-workload', nameSuffix: '', diagnostics: [finding] };
}

/** Different contents of one workload: several outputs if their files tell them apart, otherwise an error for all of them. */
function keepApart(manifests: readonly Manifest[]): readonly Selection[] {
  const selections: Selection[] = [];
  for (const sameDirectory of groupBy(manifests, ({ outputDirectory }) => outputDirectory)) {
    const [first, second] = sameDirectory;
    if (!first || !second) {
      append(
        selections,
        sameDirectory.map((manifest) => ({ manifest, skipped: undefined, nameSuffix: '', diagnostics: [] })),
      );
      continue;
    }
    const files = new Set(sameDirectory.map(({ document }) => document.file.path));
    const names = fileWords(sameDirectory);
    const differ = files.size === sameDirectory.length && new Set(names.values()).size === sameDirectory.length;
    const apart = first.bundle.kind === 'tree' && differ;
    for (const manifest of sameDirectory)
      selections.push(duplicateSelection(manifest, manifest === first ? second : first, apart ? names.get(manifest) : undefined));
  }
  return selections;
}

/**
 * A kustomization stands beside plain files that it does not use: what both define would be written to one file. As in one directory,
 * equal contents are one output and different ones are told apart by their files, if these can; if not, the collision is reported later.
 */
function tellBundlesApart(selections: Map<Manifest, Selection>, index: ObjectIndex): void {
  const live = [...selections.values()].filter(({ skipped, diagnostics }) => skipped === undefined && diagnostics.length === 0);
  const named = live.map(({ manifest }) => manifest).filter(({ name }) => name !== '');
  const place = (manifest: Manifest) => joinKey(manifest.outputDirectory, identity(manifest, index.namespace));
  for (const together of groupBy(named, place)) {
    if (together.length < 2) continue;
    const contents = (manifest: Manifest) => `${fingerprint(manifest)}\n${referencedContents(manifest, index, true)}`;
    const kept: Manifest[] = [];
    for (const [first, ...copies] of groupBy(together, contents)) {
      if (!first) continue;
      kept.push(first);
      for (const manifest of copies)
        selections.set(manifest, { manifest, skipped: sameAs(manifest, first), nameSuffix: '', diagnostics: [] });
    }
    const [first, second] = kept;
    const words = fileWords(kept);
    if (!first || !second || new Set(words.values()).size < kept.length) continue;
    for (const manifest of kept)
      selections.set(manifest, duplicateSelection(manifest, manifest === first ? second : first, words.get(manifest)));
  }
}

/** @param word what tells the output apart; undefined: nothing does */
function duplicateSelection(manifest: Manifest, other: Manifest, word: string | undefined): Selection {
  const at = atField(manifest, ['metadata', 'name']);
  const related = [{ message: 'the other one', at: atField(other, ['metadata', 'name']) }];
  const object = describeObject(manifest);
  if (word === undefined) {
    const finding = diagnostic('duplicate-workload', at, { object, other: whereIs(other) }, { related });
    return { manifest, skipped: undefined, nameSuffix: '', diagnostics: [finding] };
  }
  const nameSuffix = `.${word}`;
  const finding = diagnostic('duplicate-object', at, { object, other: whereIs(other), nameSuffix }, { related });
  return { manifest, skipped: undefined, nameSuffix, diagnostics: [finding] };
}

/** A word for each manifest from its file: the stem, or the whole name where `a.yaml` stands beside `a.json`. */
function fileWords(manifests: readonly Manifest[]): ReadonlyMap<Manifest, string> {
  const stems = new Map<string, Set<string>>();
  for (const { document } of manifests) {
    const stem = stemOf(document.file.path);
    stems.set(stem, (stems.get(stem) ?? new Set()).add(document.file.path));
  }
  const word = (path: string) => ((stems.get(stemOf(path))?.size ?? 0) > 1 ? baseName(path) : stemOf(path));
  return new Map(manifests.map((manifest) => [manifest, word(manifest.document.file.path)]));
}

/**
 * Workloads with `generateName` get different random names in a cluster. Where several would be written to one place, their file,
 * and within a file their position, tells them apart.
 */
function nameGenerated(selections: readonly Selection[], namespace: string): readonly Selection[] {
  const nameless = selections.filter(({ manifest, skipped }) => manifest.name === '' && skipped === undefined);
  const suffixes = new Map<Manifest, string>();
  const place = ({ manifest }: Selection) =>
    joinKey(
      manifest.kind,
      manifest.namespace ?? namespace,
      generateNameOf(manifest),
      `${manifest.outputDirectory}\n${manifest.bundle.root}`,
    );
  for (const together of groupBy(nameless, place)) {
    if (together.length < 2) continue;
    const words = fileWords(together.map(({ manifest }) => manifest));
    for (const sameFile of groupBy(together, ({ manifest }) => manifest.document.file.path))
      for (const [at, { manifest }] of sameFile.entries())
        suffixes.set(manifest, `.${words.get(manifest)}${sameFile.length > 1 ? `.${at + 1}` : ''}`);
  }
  return selections.map((selection) => ({ ...selection, nameSuffix: suffixes.get(selection.manifest) ?? selection.nameSuffix }));
}

function generateNameOf({ data }: Manifest): string {
  const metadata = data['metadata'] as Readonly<Record<string, unknown>> | undefined;
  return String(metadata?.['generateName'] ?? '');
}

/** File name without directory and extension. */
function stemOf(path: string): string {
  const name = baseName(path);
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(0, dot) : name;
}

function sameAs(copy: Manifest, first: Manifest): string {
  return `the one at ${whereIs(copy)} is the same as that at ${whereIs(first)}`;
}

function whereIs(manifest: Manifest): string {
  const location = place(atField(manifest, []));
  return location ? `${location.file}:${location.line}` : manifest.document.file.path;
}
