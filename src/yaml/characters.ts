/** Everything but plain text with `\n` line breaks: most files hold none of it, so that one look is enough. */
const UNUSUAL = /[^\t\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufffd]/;

const CONTROL =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** Whether a text holds nothing but printable characters, and line breaks that are all `\n`. */
export function isUsual(text: string): boolean {
  return !UNUSUAL.test(text);
}

/**
 * Makes a function that gives the offset of the first character in a stretch of `text` that YAML allows nowhere, or -1.
 * Stretches have to be asked for in the order of the text; it is looked through once.
 */
export function controlCharacters(text: string): (start: number, end: number) => number {
  if (isUsual(text)) return () => -1;
  let known = -1;
  return (start, end) => {
    if (known < start) {
      CONTROL.lastIndex = start;
      known = CONTROL.exec(text)?.index ?? Number.POSITIVE_INFINITY;
    }
    return known < end ? known : -1;
  };
}
