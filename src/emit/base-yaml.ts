import type { BaseEntry, MergedBase } from './base.ts';
import { quoted, textScalar } from './scalar.ts';

/** The sections that only a base file has. */
export function writeMachine(lines: string[], { kernel, init }: MergedBase): void {
  const settings = Object.entries(kernel);
  if (settings.length > 0) lines.push('kernel:', ...settings.map(([key, value]) => `  ${key}: ${flow(value)}`));
  if (init.length > 0) lines.push('init:', ...init.map((image) => `  - ${quoted(image)}`));
}

/** One item of a list of a base file: each key on a line of its own, its value on the same line. */
export function writeBaseEntry(lines: string[], entry: BaseEntry): void {
  let lead = '  - ';
  for (const [key, value] of Object.entries(entry)) {
    const text = key === 'contents' && typeof value === 'string' && !value.startsWith('@') ? textScalar(value, '      ') : flow(value);
    lines.push(`${lead}${flowKey(key)}: ${text}`);
    lead = '    ';
  }
}

function flow(value: unknown): string {
  if (typeof value === 'string') return quoted(value);
  if (value instanceof Uint8Array) return `!!binary "${Buffer.from(value).toString('base64')}"`;
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    return `{${Object.entries(value)
      .map(([key, item]) => `${flowKey(key)}: ${flow(item)}`)
      .join(', ')}}`;
  }
  return String(value);
}

function flowKey(key: string): string {
  return /^[A-Za-z][\w.-]*$/.test(key) ? key : quoted(key);
}
