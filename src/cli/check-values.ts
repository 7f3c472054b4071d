import { type DiagnosticCode, diagnosticCodes, isAdjustable } from '../index.ts';
import { type KnobSpec, knobTable } from './knobs.ts';
import { type Meant, meantKey } from './meant-key.ts';
import { configKey, type OptionSpec, optionTable } from './options.ts';

/** What is wrong with one value of the configuration; the caller knows the place. */
export type ValueProblem =
  | ({ readonly path: readonly string[]; readonly problem: 'unknown-key' } & Meant)
  | { readonly path: readonly string[]; readonly problem: 'wrong-type'; readonly expected: string; readonly found: string }
  | { readonly path: readonly string[]; readonly problem: 'invalid-value'; readonly expected: string; readonly found: string }
  | { readonly path: readonly string[]; readonly problem: 'fixed-error'; readonly code: string; readonly severity: string };

/** Keys of the configuration beside those of the options. */
const sections = ['inputs', 'rules', 'translate', 'lock', '$schema'] as const;

const optionKeys: ReadonlyMap<string, OptionSpec> = new Map(
  Object.entries(optionTable as Readonly<Record<string, OptionSpec>>)
    .filter(([, spec]) => spec.config !== false)
    .map(([name, spec]) => [configKey(name), spec]),
);

/** Keys whose value is a list, which may be given as one string. `volume` is a mapping in the configuration. */
export const listKeys: ReadonlySet<string> = new Set([
  'inputs',
  ...[...optionKeys].flatMap(([key, { type }]) => (type === 'list' && key !== 'volume' ? [key] : [])),
]);

/** Every key that the top level of a configuration may have, sorted. */
export const configurationKeys: readonly string[] = [...new Set([...optionKeys.keys(), ...sections])].sort();

/** Checks a configuration against the tables; returns every problem. */
export function checkConfiguration(value: Readonly<Record<string, unknown>>): readonly ValueProblem[] {
  return Object.entries(value).flatMap(([key, item]) => {
    switch (key) {
      case '$schema':
        return [];
      case 'inputs':
        return checkList([key], item);
      case 'rules':
        return checkRules(item);
      case 'translate':
        return checkSection([key], item, knobTable, (name, knob, found) => checkTyped([key, name], found, knob as KnobSpec));
      case 'lock':
        return checkLock(item);
      case 'volume':
        return checkStringMap([key], item);
      default: {
        const spec = optionKeys.get(key);
        if (spec && item === '' && spec.type === 'string') return [wrongType([key], 'a string with text', item)];
        return spec ? checkTyped([key], item, spec) : [unknownKey([key], configurationKeys)];
      }
    }
  });
}

function unknownKey(path: readonly string[], known: readonly string[]): ValueProblem {
  const sections = { '': [...optionKeys.keys()], translate: Object.keys(knobTable), lock: Object.keys(lockTable), rules: diagnosticCodes };
  return { path, problem: 'unknown-key', ...meantKey(path, known, sections) };
}

function wrongType(path: readonly string[], expected: string, value: unknown): ValueProblem {
  return { path, problem: 'wrong-type', expected, found: describeType(value) };
}

function describeType(value: unknown): string {
  if (value === null || value === '') return 'empty';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'a mapping' : typeof value === 'boolean' ? `the boolean ${value}` : `a ${typeof value}`;
}

export function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function checkList(path: readonly string[], value: unknown): readonly ValueProblem[] {
  if (typeof value === 'string') return [];
  if (!Array.isArray(value)) return [wrongType(path, 'a list of strings', value)];
  return value.flatMap((item, index) => (typeof item === 'string' ? [] : [wrongType([...path, String(index)], 'a string', item)]));
}

function checkTyped(
  path: readonly string[],
  value: unknown,
  spec: { readonly type: string; readonly choices?: readonly string[] },
): readonly ValueProblem[] {
  if (spec.type === 'list') return checkList(path, value);
  if (spec.type === 'number') return Number.isSafeInteger(value) && Number(value) >= 0 ? [] : [wrongType(path, 'a whole number', value)];
  // YAML 1.1 reads a bare `off` as false.
  if (value === false && spec.choices?.includes('off')) return [];
  if (typeof value !== spec.type) return [wrongType(path, spec.type === 'boolean' ? 'true or false' : 'a string', value)];
  if (spec.choices && !spec.choices.includes(String(value)))
    return [{ path, problem: 'invalid-value', expected: spec.choices.join(', '), found: String(value) }];
  return [];
}

function checkStringMap(path: readonly string[], value: unknown): readonly ValueProblem[] {
  if (!isMapping(value)) return [wrongType(path, 'a mapping of names to paths', value)];
  return Object.entries(value).flatMap(([key, item]) => (typeof item === 'string' ? [] : [wrongType([...path, key], 'a string', item)]));
}

function checkSection<T extends Readonly<Record<string, unknown>>>(
  path: readonly string[],
  value: unknown,
  table: T,
  check: (name: string, spec: unknown, found: unknown) => readonly ValueProblem[],
): readonly ValueProblem[] {
  if (!isMapping(value)) return [wrongType(path, 'a mapping', value)];
  return Object.entries(value).flatMap(([name, found]) => {
    const spec = Object.hasOwn(table, name) ? table[name] : undefined;
    return spec === undefined ? [unknownKey([...path, name], Object.keys(table))] : check(name, spec, found);
  });
}

/** What `rules:` may make of a finding. */
export const severities: readonly string[] = ['error', 'warning', 'info', 'off'];

/** Those that can be lowered first: they are what `rules` is for. */
const rulable = [...diagnosticCodes].sort((a, b) => Number(isAdjustable(b)) - Number(isAdjustable(a)));

function checkRules(value: unknown): readonly ValueProblem[] {
  if (!isMapping(value)) return [wrongType(['rules'], 'a mapping of codes to severities', value)];
  return Object.entries(value).flatMap(([code, severity]): readonly ValueProblem[] => {
    const path = ['rules', code];
    if (!(diagnosticCodes as readonly string[]).includes(code)) return [unknownKey(path, rulable)];
    // YAML 1.1 reads a bare `off` as false.
    const word = severity === false ? 'off' : severity;
    if (typeof word !== 'string' || !severities.includes(word))
      return [{ path, problem: 'invalid-value', expected: severities.join(', '), found: String(severity) }];
    return word === 'error' || isAdjustable(code as DiagnosticCode) ? [] : [{ path, problem: 'fixed-error', code, severity: word }];
  });
}

const lockTable = { file: 'string', from: 'list', registries: 'registries' } as const;

function checkLock(value: unknown): readonly ValueProblem[] {
  if (typeof value === 'string') return value === '' ? [wrongType(['lock'], 'a string with text', value)] : [];
  return checkSection(['lock'], value, lockTable, (name, type, found) =>
    type === 'registries' ? checkRegistries(found) : checkTyped(['lock', name], found, { type: String(type) }),
  );
}

function checkRegistries(value: unknown): readonly ValueProblem[] {
  const path = ['lock', 'registries'];
  if (!isMapping(value)) return [wrongType(path, 'a mapping of registry hosts', value)];
  const table = { plainHttp: 'boolean', mirrors: 'list' } as const;
  return Object.entries(value).flatMap(([host, found]) =>
    checkSection([...path, host], found, table, (name, type, item) => checkTyped([...path, host, name], item, { type: String(type) })),
  );
}
