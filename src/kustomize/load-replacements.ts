import { type Build, loadEntry } from './build.ts';
import { decodeShape } from './decode-shape.ts';
import { atOrigin } from './log.ts';
import { documentsOf } from './session.ts';
import { type KustomizationFields, type Replacement, replacementShape } from './shapes.ts';

type ReplacementEntry = NonNullable<KustomizationFields['replacements']>[number];

/** The replacements of a kustomization; an entry may name a file with one or several. */
export function loadReplacements(entries: readonly ReplacementEntry[], root: string, build: Build): readonly Replacement[] {
  return entries.flatMap((entry) => {
    if (!entry.path || entry.path.value === '') return [entry];
    if (entry.source || (entry.targets && entry.targets.length > 0)) {
      const problem = 'path excludes source and targets';
      build.log.report('kustomize-invalid-replacement', atOrigin(entry.at), { problem });
      return [];
    }
    const file = loadEntry(build, root, entry.path, 'replacements.path');
    const tree = file && documentsOf(build.session, file, build.log)[0];
    if (!tree) return [];
    const options = { strict: false, coerce: true, report: build.log.report };
    if (tree.kind === 'sequence') return decodeShape(tree, { list: replacementShape }, '', options) ?? [];
    const single = decodeShape(tree, replacementShape, '', options);
    return single ? [single] : [];
  });
}
