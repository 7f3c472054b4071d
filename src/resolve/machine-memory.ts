import type { TranslateOptions } from '../model/options.ts';
import { integerValueOf, parseQuantity } from '../model/quantity.ts';

/** Default of `linuxkit run -mem`, bytes. */
const defaultMemory = 1n << 30n;

/** Bytes of memory of the machine; the default where the option is no usable quantity. */
export function machineMemory({ nodeMemory }: Pick<TranslateOptions, 'nodeMemory'>): bigint {
  const quantity = parseQuantity(nodeMemory);
  const bytes = quantity ? integerValueOf(quantity) : 0n;
  return bytes > 0n ? bytes : defaultMemory;
}
