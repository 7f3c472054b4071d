/** Runs an action for every item, at most `most` at a time; results are in the order of the items. */
export async function mapLimited<T, R>(items: readonly T[], most: number, action: (item: T) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = new Array(items.length);
  const queue = items.entries();
  const work = async () => {
    for (const [index, item] of queue) results[index] = await action(item);
  };
  await Promise.all(Array.from({ length: Math.max(1, Math.min(most, items.length)) }, work));
  return results;
}
