import type { RunReport } from '../../index.ts';

/** The JSON of CONTRACT section 3. */
export function renderJson({ diagnostics, summary }: RunReport): string {
  return `${JSON.stringify({ version: 1, diagnostics: diagnostics.map(({ reported }) => reported), summary }, undefined, 2)}\n`;
}
