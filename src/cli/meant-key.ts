import { similarName } from '../index.ts';
import { configKey, optionTable } from './options.ts';

/** What an unknown key of the configuration probably stands for. */
export interface Meant {
  /** As the question "did you mean …?" names it. */
  readonly similar: string | undefined;
  /** The option of this name is no key of the configuration. */
  readonly option?: string;
}

/**
 * Looks for a key that stands in another section, then for one that is spelt alike, then for one of the same words.
 *
 * @param known the keys that its own section may have
 * @param sections those of every section; that of the top level is called ''
 */
export function meantKey(path: readonly string[], known: readonly string[], sections: Readonly<Record<string, readonly string[]>>): Meant {
  const key = path.at(-1) ?? '';
  const elsewhere = Object.keys(sections).find((section) => sections[section]?.includes(key));
  if (elsewhere !== undefined) return { similar: elsewhere === '' ? `${key} at the top` : `${elsewhere}.${key}` };
  const similar = similarName(key, known) ?? sameWords(key, known);
  if (similar !== undefined) return { similar: [...path.slice(0, -1), similar].join('.') };
  const option = Object.keys(optionTable).find((name) => name === key || configKey(name) === key);
  return option === undefined ? { similar } : { similar, option };
}

/** The name that shares most words with a key of several words, and at least half of them: `restart-policy` → `restart-policy-unenforced`. */
function sameWords(key: string, known: readonly string[]): string | undefined {
  const words = key.toLowerCase().split(/[^a-z]+/);
  if (words.length < 2) return undefined;
  const scored = known.map((name) => {
    const parts = name.split('-');
    const shared = words.filter((word) => parts.includes(word)).length;
    return { name, shared, more: parts.length - shared };
  });
  const [best] = scored.sort((a, b) => b.shared - a.shared || a.more - b.more);
  return best && best.shared > 0 && best.shared * 2 >= words.length ? best.name : undefined;
}
