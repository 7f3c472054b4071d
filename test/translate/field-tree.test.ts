import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fieldTable, ownerOf } from '../../src/translate/field-table.ts';
import { type FieldPlace, fieldBelow, fieldRoot, isReportedField } from '../../src/translate/field-tree.ts';

const paths = [...fieldTable.keys()];
const lists = ['containers[]', 'initContainers[]', 'ephemeralContainers[]'];

function placeAt(path: string): FieldPlace {
  return path
    .replaceAll('[]', '.[]')
    .split('.')
    .reduce((place, step) => fieldBelow(place, step), fieldRoot);
}

const anyPath = fc
  .tuple(
    fc.constantFrom(...paths),
    fc.constantFrom(...lists),
    fc.array(fc.constantFrom('[]', '.name', '.items', '.unknown'), { maxLength: 3 }),
  )
  .map(([path, list, more]) => path.replace(/^containers\[\]/, list) + more.join(''));

test('every place is answered for by whom the table names', () => {
  fc.assert(
    fc.property(anyPath, (path) => {
      expect(placeAt(path).owner?.path).toBe(ownerOf(path)?.path);
    }),
    { numRuns: 2_000 },
  );
});

test('a walk that follows what is to be reported comes to every entry that is', () => {
  for (const [path, entry] of fieldTable) {
    if (!isReportedField(entry)) continue;
    const steps = path.replaceAll('[]', '.[]').split('.');
    for (let length = 1; length <= steps.length; length++) {
      const place = steps.slice(0, length).reduce((at, step) => fieldBelow(at, step), fieldRoot);
      expect([path, length, place.isReported, place.isEntry]).toEqual([path, length, true, fieldTable.has(pathOf(steps.slice(0, length)))]);
    }
  }
});

function pathOf(steps: readonly string[]): string {
  return steps.join('.').replaceAll('.[]', '[]');
}
