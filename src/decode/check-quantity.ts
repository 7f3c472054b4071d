import { atField } from '../diagnostics/diagnostic.ts';
import { readQuantity } from '../model/quantity.ts';
import type { Walk } from './decode-object.ts';

/** Reports text that is no quantity. */
export function checkQuantity(found: string | number, walk: Walk): void {
  const quantity = readQuantity(found);
  if (!('problem' in quantity)) return;
  const similar = similarQuantities(String(found));
  const help = similar.length > 0 ? `did you mean ${similar.map((text) => `"${text}"`).join(' or ')}?` : undefined;
  walk.report('invalid-quantity', atField(walk.manifest, [...walk.at]), { found: String(found), problem: quantity.problem }, { help });
}

/** Quantities that a mistaken text may have meant: `512MB` → `512M`, `512Mi`. */
export function similarQuantities(found: string): readonly string[] {
  const parts = /^([+-]?[0-9_.]+)([a-z]*)$/i.exec(found.replace(/\s/g, ''));
  if (!parts) return [];
  const number = (parts[1] ?? '').replaceAll('_', '');
  const letters = (parts[2] ?? '').toLowerCase().replace(/(?:bytes?|b)$/, '');
  return (meant.get(letters) ?? []).map((suffix) => number + suffix).filter((text) => text !== found && !('problem' in readQuantity(text)));
}

const meant: ReadonlyMap<string, readonly string[]> = new Map([
  ['', ['']],
  ['k', ['k', 'Ki']],
  ['ki', ['Ki']],
  ['m', ['M', 'Mi']],
  ['mi', ['Mi']],
  ['g', ['G', 'Gi']],
  ['gi', ['Gi']],
  ['t', ['T', 'Ti']],
  ['ti', ['Ti']],
  ['p', ['P', 'Pi']],
  ['pi', ['Pi']],
  ['e', ['E', 'Ei']],
  ['ei', ['Ei']],
]);
