/** Text for elements and quoted attributes of XML and HTML. Characters that XML cannot hold have been written out by `visible`. */
export function escapeMarkup(text: string): string {
  return text.replace(/[<>&"'`]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** JSON that may stand in a script element: nothing in it ends the element, begins a comment, turns the page's source around or
 * steers a terminal that shows it. */
export function scriptJson(value: unknown): string {
  return JSON.stringify(value).replace(/[<>&\u007f-\u009f\u2028\u2029]|\p{Cf}/gu, escapeUnits);
}

/** `\u2028`; two of them for a character beyond the first plane. */
function escapeUnits(character: string): string {
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
}
