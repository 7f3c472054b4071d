/** What steers a terminal or reverses the direction of text. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not reach the terminal
const steering = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/**
 * Text from a manifest, fit for a terminal: control characters and escape sequences are shown instead of obeyed,
 * and so are the marks that reverse the direction of text.
 */
export function plainText(text: string): string {
  return text.replace(steering, escaped);
}

/** A value as a page of JSON: the same characters are escapes of JSON, so a program reads them back and a terminal does not obey. */
export function jsonPage(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2).replace(steering, (character) => (character === '\n' ? character : escaped(character)))}\n`;
}
