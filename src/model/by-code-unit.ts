/**
 * Orders two texts by their UTF-16 code units, which is what `sort()` without a comparator does. `localeCompare` would order
 * them by the language of the machine, and the same input would not give the same bytes everywhere.
 */
export function byCodeUnit(left: string, right: string): -1 | 0 | 1 {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
