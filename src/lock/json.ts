import { isMapping } from '../model/mapping.ts';
import { isProblem, type Problem, problem } from './problem.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

/** JSON of somebody else, read once at the border; the functions below take from it what has the expected type. */
export function parseJson(bytes: Uint8Array, what: string): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return problem('image-damaged', `${what} is not valid JSON`);
  }
}

/** The same, for what must be an object. */
export function parseJsonObject(bytes: Uint8Array, what: string): JsonObject | Problem {
  const value = parseJson(bytes, what);
  if (isProblem(value)) return value;
  return asObject(value) ?? problem('image-damaged', `${what} is not a JSON object`);
}

export function asObject(value: unknown): JsonObject | undefined {
  return isMapping(value) ? { ...value } : undefined;
}

export function asText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

export function asCount(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

export function asList(value: unknown): readonly unknown[] | undefined {
  return Array.isArray(value) ? value : undefined;
}

/** A list of strings; null and absent are empty, anything else is undefined. */
export function asTexts(value: unknown): readonly string[] | undefined {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) && value.every((item): item is string => typeof item === 'string') ? value : undefined;
}
