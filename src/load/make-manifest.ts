import type { DocumentHead, Manifest, SourceDocument } from '../model/manifest.ts';
import type { FieldPath } from '../model/source.ts';

/** Where the objects of a file belong. */
export type FilePlace = Pick<Manifest, 'explicit' | 'directory' | 'outputDirectory' | 'headerBase' | 'bundle' | 'sources'>;

/**
 * An object that was read.
 *
 * @param path where it stands in the document
 * @param id its place in the load
 */
export function readManifest(data: Manifest['data'], path: FieldPath, document: SourceDocument, place: FilePlace, id: number): Manifest {
  return { ...manifestOf(headOf(data), path, document, place, id), data };
}

/** An object of which only the head is known. Its document is read when somebody asks for the data. */
export function unreadManifest(head: DocumentHead, document: SourceDocument, place: FilePlace, id: number): Manifest {
  return Object.setPrototypeOf(manifestOf(head, [], document, place, id), unreadData) as Manifest;
}

/** The data of manifests whose documents are read when somebody asks for them. */
const unreadData: Pick<Manifest, 'data'> & ThisType<Manifest> = {
  get data() {
    return this.document.value as Manifest['data'];
  },
};

function manifestOf(
  { apiVersion, kind, name, namespace }: Omit<DocumentHead, 'mentions'>,
  path: FieldPath,
  document: SourceDocument,
  place: FilePlace,
  id: number,
): Omit<Manifest, 'data'> {
  const slash = apiVersion.indexOf('/');
  return {
    id,
    apiVersion,
    group: slash === -1 ? '' : apiVersion.slice(0, slash),
    version: apiVersion.slice(slash + 1),
    kind,
    namespace: namespace || undefined,
    name,
    document,
    path,
    bundle: place.bundle,
    directory: place.directory,
    explicit: place.explicit,
    outputDirectory: place.outputDirectory,
    headerBase: place.headerBase,
    sources: place.sources,
  };
}

function headOf(data: Manifest['data']): Omit<DocumentHead, 'mentions'> {
  return {
    apiVersion: String(data.apiVersion),
    kind: String(data.kind),
    name: metadataText(data, 'name') ?? '',
    namespace: metadataText(data, 'namespace') ?? '',
  };
}

function metadataText(data: Readonly<Record<string, unknown>>, key: 'name' | 'namespace'): string | undefined {
  const metadata = data.metadata;
  if (typeof metadata !== 'object' || metadata === null) return undefined;
  const value = (metadata as Readonly<Record<string, unknown>>)[key];
  return typeof value === 'string' ? value : undefined;
}
