import type { RunReport } from '../../index.ts';
import { jsonPage } from './plain-text.ts';

/** The JSON of CONTRACT section 3. */
export function renderJson({ diagnostics, summary }: RunReport): string {
  return jsonPage({ version: 1, diagnostics: diagnostics.map(({ reported }) => reported), summary });
}
