/** Text for elements and quoted attributes of XML and HTML. Characters that XML cannot hold have been written out by `visible`. */
export function escapeMarkup(text: string): string {
  return text.replace(/[<>&"'`]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** JSON that may stand in a script element: nothing in it ends the element or begins a comment, and old parsers accept its line breaks. */
export function scriptJson(value: unknown): string {
  return JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
