import { cleanPath } from '../model/paths.ts';

/** Where an object came from or what changed it, as `buildMetadata` writes it into annotations. */
export interface OriginNote {
  readonly path?: string;
  readonly configuredIn?: string;
  readonly configuredBy?: { readonly apiVersion: string; readonly kind: string; readonly name?: string; readonly namespace?: string };
}

/** What the root's `buildMetadata` asks for. */
export interface BuildMetadata {
  /** Origins are followed; transformations need them too. */
  readonly origins: boolean;
  readonly writesOrigins: boolean;
  readonly transformations: boolean;
  readonly managedBy: boolean;
}

export const originAnnotation = 'config.kubernetes.io/origin';
export const transformationsAnnotation = 'alpha.config.kubernetes.io/transformations';

/** The annotation's text: YAML with the fields that are set. */
export function originText(note: OriginNote): string {
  return noteLines(note)
    .map((line) => `${line}\n`)
    .join('');
}

export function transformationsText(notes: readonly OriginNote[]): string {
  return notes.flatMap((note) => noteLines(note).map((line, at) => `${at === 0 ? '- ' : '  '}${line}\n`)).join('');
}

function noteLines({ path, configuredIn, configuredBy }: OriginNote): readonly string[] {
  return [
    ...(path ? [`path: ${path}`] : []),
    ...(configuredIn ? [`configuredIn: ${configuredIn}`] : []),
    ...(configuredBy
      ? [
          'configuredBy:',
          `  apiVersion: ${configuredBy.apiVersion}`,
          `  kind: ${configuredBy.kind}`,
          ...(configuredBy.name ? [`  name: ${configuredBy.name}`] : []),
          ...(configuredBy.namespace ? [`  namespace: ${configuredBy.namespace}`] : []),
        ]
      : []),
  ];
}

/** The note about a step that a kustomization's own field causes. */
export function builtinNote(file: string, kind: string): OriginNote {
  return { configuredIn: file, configuredBy: { apiVersion: 'builtin', kind } };
}

/** Appends to the path of a note about a directory. */
export function notePath(directory: string, path: string): string {
  return cleanPath(`${directory}/${path}`.replace(/^\/+/, ''));
}
