import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { type FileHost, isFailure } from '../load/host.ts';
import { kustomizationNames } from '../load/walk.ts';
import { directoryOf, isWithin, joinPath } from '../model/paths.ts';
import type { SourceFile } from '../model/source.ts';
import type { Tree } from '../yaml/tree.ts';
import { decodeShape } from './decode-shape.ts';
import { atOrigin, type Log, newLog } from './log.ts';
import { documentsOf, loadText, type RenderSession, shownPath } from './session.ts';
import { type KustomizationFields, kustomizationShape } from './shapes.ts';
import { fieldOf, textOf } from './tree.ts';

export interface Kustomization {
  readonly kind: 'Kustomization' | 'Component';
  /** Directory with an absolute path, links followed. */
  readonly directory: string;
  readonly file: SourceFile;
  readonly fields: KustomizationFields;
}

/** What a directory has: a kustomization, none, or a broken one; the diagnostics tell. */
export interface FoundKustomization {
  readonly status: 'found' | 'missing' | 'broken' | 'not-kustomize';
  readonly kustomization?: Kustomization | undefined;
  /** What could be decoded, even of a broken one, to see what it uses. */
  readonly fields?: KustomizationFields | undefined;
  /** Files with a kustomization's name, with shown paths. */
  readonly files: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads the kustomization of a directory, once in a run. */
export function findKustomization(session: RenderSession, directory: string): FoundKustomization {
  const known = session.kustomizations.get(directory);
  if (known) return known;
  const log = newLog();
  const found = { ...read(session, directory, log), diagnostics: log.diagnostics };
  session.kustomizations.set(directory, found);
  return found;
}

/** As for kustomize, a file that is a link out of its directory is not there. */
function isOwnFile(host: FileHost, directory: string, name: string): boolean {
  const path = joinPath(directory, name);
  const found = host.stat(path);
  if (isFailure(found) || found.kind !== 'file') return false;
  const [root, real] = [host.realPath(directory), host.realPath(path)];
  return !isFailure(root) && !isFailure(real) && isWithin(root, directoryOf(real));
}

function read(session: RenderSession, directory: string, log: Log): Omit<FoundKustomization, 'diagnostics'> {
  const names = kustomizationNames.filter((name) => isOwnFile(session.host, directory, name));
  const files = names.map((name) => shownPath(session, joinPath(directory, name)));
  const [name, second] = names;
  if (name === undefined) return { status: 'missing', files };
  if (second !== undefined) {
    log.report('several-kustomizations', { kind: 'file', file: files[0] as string }, { names });
    return { status: 'broken', files };
  }
  const loaded = loadText(session, joinPath(directory, name));
  if (!('file' in loaded)) {
    log.report(
      'kustomize-missing-file',
      { kind: 'file', file: files[0] as string },
      { path: name, field: 'the directory', reason: loaded.reason },
    );
    return { status: 'broken', files };
  }
  const tree = documentsOf(session, loaded.file, log)[0];
  if (tree && isForeign(tree)) return { status: 'not-kustomize', files };
  const fields = tree && decodeShape(tree, kustomizationShape, '', { strict: true, coerce: false, report: log.report });
  const kustomization = tree && fields && !log.failed() ? checked(fields, tree, directory, loaded.file, log) : undefined;
  if (!tree && !log.failed()) log.report('empty-kustomization', { kind: 'file', file: loaded.file.path }, {});
  return kustomization && !log.failed() ? { status: 'found', kustomization, fields, files } : { status: 'broken', fields, files };
}

/** Flux has a kind of the same name, and so may others; their objects are no kustomizations even in a file of that name. */
function isForeign(tree: Tree): boolean {
  const group = textOf(fieldOf(tree, 'apiVersion')).split('/')[0] ?? '';
  return (
    group !== '' &&
    group !== 'kustomize.config.k8s.io' &&
    fieldOf(tree, 'metadata', 'name') !== undefined &&
    fieldOf(tree, 'spec') !== undefined
  );
}

function checked(fields: KustomizationFields, tree: Tree, directory: string, file: SourceFile, log: Log): Kustomization | undefined {
  const kind = fields.kind?.value || 'Kustomization';
  if (kind !== 'Kustomization' && kind !== 'Component') {
    log.report('kustomize-invalid-option', atOrigin(fields.kind?.at ?? tree.at), {
      field: 'kind',
      value: kind,
      expected: 'Kustomization or Component',
    });
    return undefined;
  }
  const version = kind === 'Component' ? 'kustomize.config.k8s.io/v1alpha1' : 'kustomize.config.k8s.io/v1beta1';
  const written = fields.apiVersion?.value ?? '';
  if (written !== '' && written !== version) {
    log.report('kustomize-invalid-option', atOrigin(fields.apiVersion?.at ?? tree.at), {
      field: 'apiVersion',
      value: written,
      expected: version,
    });
  }
  if (saysNothing(fields)) log.report('empty-kustomization', atOrigin(tree.at), {});
  return { kind, directory, file, fields };
}

const bookkeeping = new Set(['apiVersion', 'kind', 'at', 'keys']);
const moved = new Set(['bases', 'imageTags', 'helmChartInflationGenerator']);

/** Empty lists count as something, except for the old names whose content moves elsewhere. */
function saysNothing(fields: KustomizationFields): boolean {
  return Object.entries(fields).every(([name, value]) => {
    if (bookkeeping.has(name)) return true;
    if (moved.has(name)) return Array.isArray(value) && value.length === 0;
    return typeof value === 'object' && value !== null && 'value' in value && value.value === '';
  });
}
