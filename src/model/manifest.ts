import type { FieldPath, Places, SourceFile } from './source.ts';

/** What the top of an object says. */
export interface DocumentHead {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  /** Empty when the object names none. */
  readonly namespace: string;
  /** Names in fields that refer to objects in objects of some kind: all references are among them. */
  readonly mentions: readonly Mention[];
}

/** A name in a field that names an object of the kind. */
export interface Mention {
  readonly kind: string;
  readonly name: string;
}

/** One document of one file after parsing. */
export interface SourceDocument {
  readonly file: SourceFile;
  /** Position in the file, from 0. */
  readonly index: number;
  /** The parsed tree: mappings are plain objects, integers that a double cannot hold are bigint. */
  readonly value: unknown;
  readonly places: Places;
  /** What the top of the object says, when the rest has not been read yet. */
  readonly head?: DocumentHead | undefined;
  /** `json`: literal JSON, where `80.0` is not an integer. `rendered`: made by a kustomization. */
  readonly origin: 'yaml' | 'json' | 'rendered';
}

/**
 * One scope of references (CONTRACT section 5). `flat`: every object sees every other one (a stream, a list of files,
 * a kustomization). `tree`: the nearest object wins (a directory).
 */
export interface Bundle {
  readonly kind: 'flat' | 'tree';
  /** Directory of the kustomization that made the bundle, relative to the working directory; empty otherwise. */
  readonly root: string;
}

/** A Kubernetes object as read, before its fields are decoded. */
export interface Manifest {
  /** Its place in the load: documents in order of file, then of position. */
  readonly id: number;
  readonly apiVersion: string;
  /** API group; empty for the core group. */
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** As written; undefined when the object names none. */
  readonly namespace: string | undefined;
  /** `metadata.name`; empty when only `generateName` is given. */
  readonly name: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly document: SourceDocument;
  /** Where `data` stands in the document: `[]`, or `['items', 3]` inside a List. */
  readonly path: FieldPath;
  readonly bundle: Bundle;
  /** Directory of the source file (of the kustomization when rendered), relative to the working directory; empty for `.`. */
  readonly directory: string;
  /** The object came from a file that was named on the command line, and is visible to everything. */
  readonly explicit: boolean;
  /** `<dir>` of CONTRACT section 2: where below `--out` the outputs of this object belong. */
  readonly outputDirectory: string;
  /** Directory that the header of an output names its source from, relative to the working directory; absent: that itself. */
  readonly headerBase?: string | undefined;
  /** Every file whose content decided this object, sorted. One file unless rendered. */
  readonly sources: readonly string[];
}

/** `Deployment default/web`, the way messages name an object. */
export function describeObject(object: { readonly kind: string; readonly namespace?: string | undefined; readonly name: string }): string {
  if (object.name === '') return `${object.kind} without a name`;
  return object.namespace ? `${object.kind} ${object.namespace}/${object.name}` : `${object.kind} ${object.name}`;
}
