import { type Anchor, collector, type Diagnostic, type FieldPath, originOf, parseText, type Report, type SourceFile } from '../index.ts';
import { checkConfiguration, isMapping, listKeys, type ValueProblem } from './check-values.ts';
import { configurationNames } from './configuration-names.ts';
import { knobTable } from './knobs.ts';
import { mayBeConfigured } from './may-be-configured.ts';
import type { Meant } from './meant-key.ts';
import type { Values } from './settings.ts';

/** A configuration that was found and checked. Paths in it are made relative to the working directory. */
export interface Configuration {
  /** As messages show it; undefined when there is none. */
  readonly file: string | undefined;
  readonly values: Values;
  readonly diagnostics: readonly Diagnostic[];
}

const name = 'podspec2lk';
const searchPlaces = ['package.json', ...configurationNames];

/**
 * Searches the configuration from the working directory upwards, or reads the named one. Nothing that is found is ever
 * executed: JavaScript is loaded only when `--config` names it.
 */
export async function loadConfiguration(cwd: string, named: string | undefined, shown: (path: string) => string): Promise<Configuration> {
  const { diagnostics, report } = collector();
  const nothing = { file: undefined, values: {}, diagnostics };
  if (named !== undefined && /\.[cm]?[jt]s$/.test(named)) return loadScript(cwd, named, report, diagnostics);
  if (named === undefined && !mayBeConfigured(cwd, name, searchPlaces)) return nothing;
  const { findConfiguration } = await import('./find-configuration.ts');
  const found = await findConfiguration(cwd, named, name, searchPlaces);
  if (!found) return nothing;
  const file = shown(found.path);
  if (found.failure !== undefined) {
    report('config-unreadable', { kind: 'file', file }, { file, reason: found.failure });
    return { ...nothing, file };
  }
  const source: SourceFile = { path: file, text: found.text };
  const parsed = readConfiguration(source, found.path.endsWith('package.json') ? [name] : [], report);
  if (!parsed) return { ...nothing, file };
  for (const problem of checkConfiguration(parsed.values)) reportProblem(problem, parsed.at(problem.path), report);
  return { file, values: relocate(parsed.values, directoryOf(file)), diagnostics };
}

async function loadScript(cwd: string, named: string, report: Report, diagnostics: readonly Diagnostic[]): Promise<Configuration> {
  const { resolve } = await import('node:path');
  const { existsSync } = await import('node:fs');
  const { pathToFileURL } = await import('node:url');
  let values: Values = {};
  const at: Anchor = { kind: 'file', file: named };
  try {
    const module: { default?: unknown } = await import(pathToFileURL(resolve(cwd, named)).href);
    const value = typeof module.default === 'function' ? await module.default() : module.default;
    if (isMapping(value)) values = value;
    else report('config-wrong-type', at, { key: 'the default export', expected: 'an object', found: typeof value });
  } catch (error) {
    // Node's message tells where its own loader stands.
    const reason = existsSync(resolve(cwd, named)) ? (error instanceof Error ? error.message : String(error)) : 'no such file';
    report('config-unreadable', at, { file: named, reason });
  }
  for (const problem of checkConfiguration(values)) reportProblem(problem, at, report);
  return { file: named, values: relocate(values, directoryOf(named)), diagnostics };
}

interface Parsed {
  readonly values: Values;
  readonly at: (path: readonly string[]) => Anchor;
}

/** YAML or JSON with the places of every key; `below` is where it stands inside package.json. */
function readConfiguration(source: SourceFile, below: readonly string[], report: Report): Parsed | undefined {
  const json = source.path.endsWith('.json');
  const [document, second] = parseText(source, { json }, report).filter(({ value }) => value !== null && value !== undefined);
  if (second) report('config-wrong-type', { kind: 'origin', origin: originOf(second.value, second.places, []) }, severalDocuments);
  let value: unknown = document?.value;
  for (const key of below) value = isMapping(value) ? value[key] : undefined;
  if (value === undefined || value === null)
    return below.length > 0 ? undefined : { values: {}, at: () => ({ kind: 'file', file: source.path }) };
  const at = (path: readonly string[]): Anchor =>
    document
      ? { kind: 'origin', origin: originOf(document.value, document.places, [...below, ...fieldPath(path)], 'key') }
      : { kind: 'file', file: source.path };
  if (isMapping(value)) return { values: value, at };
  report('config-wrong-type', at([]), {
    key: 'the configuration',
    expected: 'a mapping',
    found: Array.isArray(value) ? 'a list' : typeof value,
  });
  return undefined;
}

const severalDocuments = { key: 'the configuration', expected: 'one', found: 'several documents' };

function fieldPath(path: readonly string[]): FieldPath {
  return path.map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}

function reportProblem(problem: ValueProblem, at: Anchor, report: Report): void {
  const key = problem.path.join('.');
  switch (problem.problem) {
    case 'unknown-key':
      report('config-unknown-key', at, { key, similar: problem.similar }, { help: helpOf(problem) });
      break;
    case 'wrong-type':
      report('config-wrong-type', at, { key, expected: problem.expected, found: problem.found });
      break;
    case 'invalid-value':
      report('config-invalid-value', at, { key, expected: problem.expected, found: problem.found });
      break;
    case 'fixed-error':
      report('config-fixed-error', at, { code: problem.code, severity: problem.severity });
  }
}

function helpOf({ option }: Meant): string | undefined {
  return option === undefined ? undefined : `--${option} is an option of the command line only.`;
}

/** Lists may be given as one string; paths are meant relative to the file they stand in. */
function relocate(values: Values, directory: string): Values {
  const move = (path: unknown) =>
    typeof path === 'string' && directory !== '' && !/^(?:\/|[A-Za-z]:|~|-$)/.test(path) ? `${directory}/${path}` : path;
  const moved: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(values)) {
    const list = listKeys.has(key) && typeof value === 'string' ? [value] : value;
    if (key === 'inputs' || key === 'base') moved[key] = Array.isArray(list) ? list.map(move) : list;
    else if (key === 'ignore')
      moved[key] = Array.isArray(list) && isAbove(directory) ? list.map((pattern) => ({ pattern, directory })) : list;
    else if (key === 'out' || key === 'reportFile') moved[key] = move(value);
    else if (key === 'report') moved[key] = Array.isArray(list) ? list.map((text) => moveReport(text, move)) : list;
    else if (key === 'lock') moved[key] = isMapping(value) ? { ...value, file: move(value.file) } : move(value);
    else if (key === 'rules' && isMapping(value))
      moved[key] = Object.fromEntries(Object.entries(value).map(([code, severity]) => [code, severity === false ? 'off' : severity]));
    else if (key === 'kustomize') moved[key] = value === false ? 'off' : value;
    else if (key === 'translate' && isMapping(value)) moved[key] = listed(value);
    else moved[key] = list;
  }
  return moved;
}

/** Keys of `translate:` with the lists that were given as one string. */
function listed(knobs: Values): Values {
  const isList = (key: string) => Object.hasOwn(knobTable, key) && knobTable[key as keyof typeof knobTable].type === 'list';
  return Object.fromEntries(Object.entries(knobs).map(([key, value]) => [key, isList(key) && typeof value === 'string' ? [value] : value]));
}

/** Whether a directory is above the working directory. From one beside it, no pattern could reach what is read. */
function isAbove(directory: string): boolean {
  return /^\.\.(?:\/\.\.)*$/.test(directory);
}

/** `FORMAT:FILE` with the file moved. */
function moveReport(text: unknown, move: (path: unknown) => unknown): unknown {
  const colon = typeof text === 'string' ? text.indexOf(':') : -1;
  return typeof text === 'string' && colon !== -1 ? `${text.slice(0, colon + 1)}${move(text.slice(colon + 1))}` : text;
}

function directoryOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash === -1 ? '' : path.slice(0, slash);
}
