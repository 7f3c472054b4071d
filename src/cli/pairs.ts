import { similarName } from '../index.ts';
import { type KnobSpec, knobTable } from './knobs.ts';

import { type UsageProblem, usageProblem } from './terminal.ts';

/** What `NAME=VALUE` options gave, or what is wrong with one of them. */
export type Pairs<T> = { readonly pairs: Readonly<Record<string, T>> } | UsageProblem;

/** `--set KEY=VALUE` of the `translate:` section, with the types of the knob table. */
export function parseSet(given: readonly string[]): Pairs<string | boolean | readonly string[]> {
  const pairs: Record<string, string | boolean | readonly string[]> = {};
  for (const text of given) {
    const equals = text.indexOf('=');
    const key = text.slice(0, equals).replace(/^translate\./, '');
    if (equals < 1) return usageProblem(`--set is "${text}", expected KEY=VALUE`);
    const knob: KnobSpec | undefined = Object.hasOwn(knobTable, key) ? knobTable[key as keyof typeof knobTable] : undefined;
    if (!knob) {
      const similar = similarName(key, Object.keys(knobTable));
      return usageProblem(
        `--set ${key}: there is no such key`,
        similar ? `did you mean ${similar}?` : `known keys: ${Object.keys(knobTable).join(', ')}`,
      );
    }
    const value = text.slice(equals + 1);
    if (knob.type === 'boolean' && value !== 'true' && value !== 'false')
      return usageProblem(`--set ${key} is "${value}", expected true or false`);
    pairs[key] = knob.type === 'boolean' ? value === 'true' : knob.type === 'list' ? value.split(',').filter((item) => item !== '') : value;
  }
  return { pairs };
}

export const volumeForm = 'NAME=/path or NAME=/dev/x[:fstype]';

/** `--volume NAME=/path`, `NAME=/dev/x[:fstype]`. */
export function parseVolumes(given: readonly string[]): Pairs<string> {
  const pairs: Record<string, string> = {};
  for (const text of given) {
    const equals = text.indexOf('=');
    if (equals < 1 || !text.slice(equals + 1).startsWith('/')) return usageProblem(`--volume is "${text}", expected ${volumeForm}`);
    pairs[text.slice(0, equals)] = text.slice(equals + 1);
  }
  return { pairs };
}
