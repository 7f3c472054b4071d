import { byCodeUnit } from '../model/by-code-unit.ts';
import type { Entry, Text } from './decode-shape.ts';
import { type FieldSpec, updateFields } from './field-spec.ts';
import { setEntry } from './field-update.ts';
import { type Resource, withTree } from './resource.ts';
import { failIn, type Step } from './step.ts';
import { quotedIfTyped, stringScalar } from './tree.ts';

/** `labels`, `commonLabels` and `commonAnnotations`: sets entries of mappings, in the order of their names. */
export function setEntries(
  resources: readonly Resource[],
  entries: ReadonlyMap<string, Entry<Text>>,
  specs: readonly FieldSpec[],
  field: string,
  step: Step,
): readonly Resource[] {
  const sorted = [...entries].sort(([first], [second]) => byCodeUnit(first, second));
  if (sorted.length === 0) return resources;
  return resources.map((resource) => {
    const fail = failIn(step, resource, field);
    let result = resource;
    for (const [name, { value }] of sorted) {
      const scalar = quotedIfTyped(stringScalar(value.value, value.at));
      const tree = updateFields(result.tree, specs, setEntry(name, scalar, fail));
      if (tree === result.tree) continue;
      result = withTree(result, tree, step.source);
      result = { ...result, shared: new Set([...result.shared, scalar]) };
    }
    return result;
  });
}
