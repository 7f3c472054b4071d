import { byCodeUnit } from '../model/by-code-unit.ts';
import { firstKinds, lastKinds, typeText } from './kind-order.ts';
import { atOrigin, type Log } from './log.ts';
import { apiVersionOf, idOf, type ObjectId } from './object-id.ts';
import type { Resource } from './resource.ts';
import type { KustomizationFields } from './shapes.ts';

/** Sorts the objects as `sortOptions` says; without it kubectl sorts by kind so that what others need comes first. */
export function sortResources(resources: readonly Resource[], fields: KustomizationFields, log: Log): readonly Resource[] {
  const options = fields.sortOptions;
  const order = options ? (options.order?.value ?? '') : 'legacy';
  if (order !== 'legacy' && order !== 'fifo') {
    const at = options?.order?.at ?? options?.at;
    if (at) log.report('kustomize-invalid-option', atOrigin(at), { field: 'sortOptions.order', value: order, expected: 'legacy or fifo' });
    return resources;
  }
  const legacy = options?.legacySortOptions;
  if (order === 'fifo') {
    if (legacy) {
      const invalid = { field: 'sortOptions.order', value: order, expected: 'legacy, since legacySortOptions is given' };
      log.report('kustomize-invalid-option', atOrigin(legacy.at), invalid);
    }
    return resources;
  }
  const ranks = new Map<string, number>();
  const [before, after] = legacy
    ? [(legacy.orderFirst ?? []).map(({ value }) => value), (legacy.orderLast ?? []).map(({ value }) => value)]
    : [firstKinds, lastKinds];
  for (const [at, kind] of before.entries()) ranks.set(kind, at - before.length);
  for (const [at, kind] of after.entries()) ranks.set(kind, at + 1);
  return [...resources].sort((one, other) => compare(idOf(one.tree), idOf(other.tree), ranks));
}

function compare(one: ObjectId, other: ObjectId, ranks: ReadonlyMap<string, number>): number {
  const rank = (ranks.get(one.kind) ?? 0) - (ranks.get(other.kind) ?? 0);
  if (rank !== 0) return rank;
  const [oneType, otherType] = [typeText(one), typeText(other)];
  if (oneType !== otherType) {
    const isReversed = one.kind === 'Namespace' && (one.group === '' || other.group === '');
    return isReversed ? byCodeUnit(otherType, oneType) : byCodeUnit(oneType, otherType);
  }
  return byCodeUnit(nameText(one), nameText(other));
}

function nameText(id: ObjectId): string {
  return `${apiVersionOf(id)}|${id.namespace || '~X'}|${id.name || '~N'}`;
}
