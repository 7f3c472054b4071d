import type { CollectedRoot, CollectedRoots, KustomizeMode, WantedRoots } from './collect-kustomizations.ts';
import { referencedKindOf, workloadKindOf } from './decode/kinds.ts';
import { collector, type Outcome, type Report } from './diagnostics/diagnostic.ts';
import type { ExternalProgram } from './kustomize/external.ts';
import { type BrokenProblem, classify } from './load/classify.ts';
import type { FileHost } from './load/host.ts';
import type { IgnorePattern } from './load/ignore-parents.ts';
import { findInputs, type InputFile, type Inputs, outputDirectoryOf } from './load/inputs.ts';
import { type FilePlace, readManifest, unreadManifest } from './load/make-manifest.ts';
import { decodeFile, readTextFile } from './load/read-file.ts';
import { isKustomizationName, shown } from './load/walk.ts';
import { append } from './model/append.ts';
import type { Bundle, Manifest, SourceDocument } from './model/manifest.ts';
import { baseName, directoryOf, relativePath, resolvePath } from './model/paths.ts';
import type { BrokenObject } from './model/reference.ts';
import { type FieldPath, originOf, type SourceFile } from './model/source.ts';
import { scanKind } from './yaml/kind-scan.ts';
import { parseText } from './yaml/parse.ts';
import type { NamingFields } from './yaml/skim.ts';
import { templateMark } from './yaml/template.ts';

export interface CollectRequest {
  /** Paths, directories, patterns and `-`. */
  readonly inputs: readonly string[];
  /** What stands on standard input, for `-`. */
  readonly stdin?: Uint8Array | undefined;
  readonly ignore: readonly IgnorePattern[];
  /** Absolute paths that are never read: the output directory. */
  readonly excluded: readonly string[];
  /** Kustomizations to render; default: all. */
  readonly wantedRoots?: WantedRoots | undefined;
  /** See `lazy` of `ParseOptions`. */
  readonly lazy?: NamingFields | undefined;
  /** Default: native. */
  readonly kustomize?: KustomizeMode | undefined;
  /** Runs kustomize or kubectl, for the modes of those names. */
  readonly program?: ExternalProgram | undefined;
  /** Told of every step; see {@link ProgressStep}. */
  readonly progress?: ((step: ProgressStep) => void) | undefined;
}

/** How far a long run is: `reading 12/400 files`. */
export interface ProgressStep {
  readonly doing: 'reading' | 'translating';
  readonly what: 'files' | 'workloads';
  readonly done: number;
  readonly total: number;
}

/** Something that was seen and takes no part, with the reason that `--verbose` shows. */
export interface PassedOver {
  readonly file: string;
  /** Position of the document in the file, from 0; absent for a whole file. */
  readonly document?: number;
  readonly reason: string;
}

export interface Collection {
  readonly manifests: readonly Manifest[];
  readonly passedOver: readonly PassedOver[];
  /** Texts that were read. */
  readonly files: readonly SourceFile[];
  /** Kubernetes objects of kinds that are counted and not parsed. */
  readonly unreadObjects: number;
  /** Files that could not be read or parsed; each has been reported. */
  readonly failedFiles: number;
  /** Objects that a kustomization could not make; what refers to them fails. */
  readonly broken: readonly BrokenObject[];
  /** The kustomizations that were rendered. */
  readonly kustomizations: readonly RenderedKustomization[];
}

export interface RenderedKustomization {
  /** `root` of its bundle. */
  readonly root: string;
  /** Every file that it read, also those of its bases and components. */
  readonly files: readonly string[];
  readonly failed: boolean;
}

/** Kinds that no workload can depend on and whose documents are large or many; they are counted and not parsed. */
const unreadKinds = new Set([
  'CustomResourceDefinition',
  'Role',
  'ClusterRole',
  'RoleBinding',
  'ClusterRoleBinding',
  'MutatingWebhookConfiguration',
  'ValidatingWebhookConfiguration',
  'APIService',
]);

/** Reads everything the inputs name and sorts out what takes part: the first stage of every command. */
export async function collectManifests(request: CollectRequest, host: FileHost): Promise<Outcome<Collection>> {
  const { diagnostics, report } = collector();
  const excluded = new Set(request.excluded.map((path) => resolvePath(host.cwd, path)));
  const inputs = await findInputs(request.inputs, { ignore: request.ignore, excluded }, host, report);
  const gathering = startGathering(inputs, request.lazy);
  for (const { path, reason } of inputs.leftOut) gathering.passedOver.push({ file: shown(path, host), reason });
  const kustomizations = await rootsAmong(inputs.files, request, host);
  append(diagnostics, kustomizations.diagnostics);
  for (const [index, input] of inputs.files.entries()) {
    request.progress?.({ doing: 'reading', what: 'files', done: index, total: inputs.files.length });
    const file = shown(input.path, host);
    const reason = input.explicit ? undefined : kustomizations.leavesPlainLoad(file);
    if (reason === undefined) readInput(input, gathering, host, report);
    else gathering.passedOver.push({ file, reason });
  }
  for (const root of kustomizations.roots) addRoot(root, gathering, report);
  if (inputs.stdin && request.stdin) {
    const file = decodeFile('<stdin>', request.stdin, report);
    if (file) addDocuments(file, { ...streamPlace, bundle: gathering.bundle, sources: [file.path] }, gathering, report);
  }
  return { value: gathering, diagnostics };
}

/** The code for kustomizations is a third of the program, and loaded only when there is one. */
async function rootsAmong(files: readonly InputFile[], request: CollectRequest, host: FileHost): Promise<CollectedRoots> {
  if (!files.some(({ path }) => isKustomizationName(baseName(path))))
    return { roots: [], leavesPlainLoad: () => undefined, diagnostics: [] };
  const { collectRoots } = await import('./collect-kustomizations.ts');
  return collectRoots(files, request.kustomize ?? 'native', host, request.program, request.wantedRoots);
}

interface Gathering {
  readonly lazy: NamingFields | undefined;
  unreadObjects: number;
  failedFiles: number;
  /** Files of which it has been said that they are templates. */
  readonly templates: Set<string>;
  readonly broken: BrokenObject[];
  readonly kustomizations: RenderedKustomization[];
  readonly manifests: Manifest[];
  readonly passedOver: PassedOver[];
  readonly files: SourceFile[];
  /** The scope of everything that no kustomization made. */
  readonly bundle: Bundle;
}

function startGathering(inputs: Inputs, lazy: NamingFields | undefined): Gathering {
  return {
    lazy,
    manifests: [],
    passedOver: [],
    files: [],
    broken: [],
    kustomizations: [],
    failedFiles: 0,
    templates: new Set(),
    unreadObjects: 0,
    bundle: { kind: inputs.directories.length > 0 ? 'tree' : 'flat', root: '' },
  };
}

function readInput(input: InputFile, gathering: Gathering, host: FileHost, report: Report): void {
  const file = readTextFile(input.path, host, report);
  if (!file) {
    gathering.failedFiles++;
    return;
  }
  const directory = directoryOf(input.path);
  const place = {
    explicit: input.explicit,
    directory: relativePath(host.cwd, directory),
    outputDirectory: outputDirectoryOf(input.below, directory),
    headerBase: input.headerBase === undefined ? undefined : relativePath(host.cwd, input.headerBase),
    bundle: gathering.bundle,
    sources: [file.path],
  };
  addDocuments(file, place, gathering, report);
}

/** Where the objects of a stream belong. */
const streamPlace = { explicit: true, directory: '', outputDirectory: '' } as const;

function addDocuments(file: SourceFile, place: FilePlace, gathering: Gathering, report: Report): void {
  gathering.files.push(file);
  const wanted = (piece: string): boolean => {
    const kind = scanKind(piece);
    if (kind === undefined || !unreadKinds.has(kind)) return true;
    gathering.unreadObjects++;
    gathering.passedOver.push({ file: file.path, reason: `${kind}: no workload depends on it` });
    return false;
  };
  const json = file.path.endsWith('.json');
  if (json && !place.explicit && isForeignJson(file.text)) {
    gathering.passedOver.push({ file: file.path, document: 0, reason: 'JSON without apiVersion' });
    return;
  }
  let failed = false;
  const watched: Report = (code, ...rest) => {
    failed = true;
    if (code === 'template-not-rendered') gathering.templates.add(file.path);
    report(code, ...rest);
  };
  for (const document of parseText(file, { json, wanted, lazy: gathering.lazy }, watched)) addDocument(document, place, gathering, report);
  if (failed) gathering.failedFiles++;
}

/** Package descriptions, compiler settings with comments, dashboards: whatever says nothing of an API version is no manifest. */
function isForeignJson(text: string): boolean {
  return !text.includes('"apiVersion"');
}

/** The objects of a rendered kustomization, in a scope of their own. */
function addRoot({ bundle, rendered, outputDirectory, headerBase }: CollectedRoot, gathering: Gathering, report: Report): void {
  if (rendered.failed) gathering.failedFiles++;
  gathering.kustomizations.push({ root: bundle.root, files: rendered.usedFiles, failed: rendered.failed });
  const directory = bundle.root === '.' ? '' : bundle.root;
  for (const { document, sources } of rendered.objects)
    addDocument(document, { explicit: false, directory, outputDirectory, headerBase, bundle, sources }, gathering, report);
  for (const broken of rendered.brokenObjects) gathering.broken.push({ ...broken, bundle });
}

function addDocument(document: SourceDocument, place: FilePlace, gathering: Gathering, report: Report): void {
  for (const found of classify(document)) {
    switch (found.kind) {
      case 'object':
        addManifest(readManifest(found.data, found.path, document, place, gathering.manifests.length), gathering, report);
        break;
      case 'unread-object':
        addManifest(unreadManifest(found.head, document, place, gathering.manifests.length), gathering, report);
        break;
      case 'broken':
        gathering.failedFiles++;
        reportBroken(found.problem, document, found.path, report);
        break;
      case 'not-kubernetes':
        gathering.passedOver.push({ file: document.file.path, document: document.index, reason: found.reason });
        break;
      default:
        gathering.passedOver.push({ file: document.file.path, document: document.index, reason: `a ${found.kind}` });
    }
  }
}

/** An object whose name is made by a template engine is none yet, although its text happens to be YAML. */
function addManifest(manifest: Manifest, gathering: Gathering, report: Report): void {
  const { name, namespace, document, path } = manifest;
  const key = templateMark(name) ? 'name' : 'namespace';
  const marker = templateMark(name) ?? templateMark(namespace ?? '');
  if (marker === undefined || !(workloadKindOf(manifest) || referencedKindOf(manifest))) {
    gathering.manifests.push(manifest);
    return;
  }
  const file = document.file.path;
  gathering.passedOver.push({ file, document: document.index, reason: 'a template' });
  if (gathering.templates.has(file)) return;
  gathering.templates.add(file);
  gathering.failedFiles++;
  const origin = originOf(document.value, document.places, [...path, 'metadata', key]);
  report('template-not-rendered', { kind: 'origin', origin }, { marker, isYaml: true });
}

function reportBroken(problem: BrokenProblem, document: SourceDocument, path: FieldPath, report: Report): void {
  const origin = originOf(document.value, document.places, path);
  if (problem === 'missing-kind') report('missing-kind', { kind: 'origin', origin }, {});
  else if (problem === 'items-no-list')
    report('wrong-type', { kind: 'origin', origin }, { found: 'what is no list', field: 'List.items', expected: 'list of objects' });
  else report('missing-api-version', { kind: 'origin', origin }, { kind: textAt(document.value, path, 'kind') ?? 'object' });
}

function textAt(value: unknown, path: FieldPath, key: string): string | undefined {
  let node = value;
  for (const entry of [...path, key]) node = (node as Record<string | number, unknown> | undefined)?.[entry];
  return typeof node === 'string' ? node : undefined;
}
