import type { SourceFile } from '../model/source.ts';
import type { BuildMetadata } from './build-metadata.ts';
import type { Text } from './decode-shape.ts';
import { locateFile, reportUnlocated } from './locate.ts';
import { atOrigin, type Log } from './log.ts';
import type { MergeSchema } from './merge-keys.ts';
import { loadText, type RenderSession, shownPath } from './session.ts';

/** One render of one root, or of a base that roots share. */
export interface Build {
  readonly session: RenderSession;
  readonly log: Log;
  /** The schema in use. */
  readonly schema: SchemaChoice;
  readonly metadata: BuildMetadata;
  /** Shown paths of all files that were read. */
  readonly files: Set<string>;
  /** Directories that were entered, for the search for circles. */
  readonly entered: string[];
}

/** The first kustomization of a render that names a schema, in the order in which they are entered, names it for all. */
export interface SchemaChoice {
  current: MergeSchema;
  isChosen: boolean;
}

/** The text that an entry of a kustomization in `root` names; what is wrong is reported. */
export function loadEntry(build: Build, root: string, entry: Text, field: string): SourceFile | undefined {
  const located = locateFile(build.session, root, entry.value);
  if (located.kind !== 'file') {
    reportUnlocated(build.session, root, located, entry, field, build.log);
    return undefined;
  }
  const loaded = loadText(build.session, located.path);
  build.files.add(shownPath(build.session, located.path));
  if ('file' in loaded) return loaded.file;
  build.log.report('kustomize-missing-file', atOrigin(entry.at), { path: entry.value, field, reason: loaded.reason });
  return undefined;
}
