/** Adds items to a list. Unlike `push(...more)`, which takes some hundred thousand arguments at most, it takes any number. */
export function append<T>(list: T[], more: Iterable<T>): void {
  for (const item of more) list.push(item);
}
