import type { Text } from '../model/linuxkit.ts';

const encoder = new TextEncoder();

/** Control characters, YAML's own line breaks, byte order marks and lone surrogates: never raw inside double quotes. */
const unsafe =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to escape
  /["\\\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** Nothing to escape; most texts are found to be so, which takes less than a search for what is unsafe. */
const plain = /^[ !#-[\]-~]*$/;

const short: Readonly<Record<string, string>> = { '"': '\\"', '\\': '\\\\', '\n': '\\n', '\t': '\\t', '\r': '\\r' };

function escapeCharacter(character: string): string {
  const known = short[character];
  if (known) return known;
  const code = character.charCodeAt(0);
  // A lone surrogate is no character; Go's decoder turns it into U+FFFD.
  if (code >= 0xd800 && code <= 0xdfff) return '\ufffd';
  return code <= 0xff ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
}

/**
 * A string as a double-quoted scalar. Everything is quoted, since LinuxKit's parser reads many plain scalars as numbers or
 * booleans (LINUXKIT.md m); a string that starts with `@` is written as `!!binary`, since LinuxKit's template pass empties it.
 */
export function scalar(text: Text): string {
  if (typeof text !== 'string') return binary(text);
  if (needsBytes(text)) return binary(encoder.encode(text));
  return quoted(text);
}

/** What LinuxKit empties, and NUL, which no program expects in a text. */
function needsBytes(text: string): boolean {
  return text.startsWith('@') || text.includes('\0');
}

/** A string in double quotes, `@` included: for what a base file says, where `@pkg:` is LinuxKit's to read. */
export function quoted(text: string): string {
  return `"${escaped(text)}"`;
}

function escaped(text: string): string {
  return plain.test(text) ? text : text.replace(unsafe, escapeCharacter);
}

/**
 * The same for a text of several lines, one source line per line of text, so that differences are readable:
 * a backslash at the end of a line joins it with the next, and leading blanks of that are written as `\ `.
 */
export function textScalar(text: Text, indent: string): string {
  if (typeof text !== 'string' || needsBytes(text)) return scalar(text);
  const lines = text.split('\n');
  if (lines.length < 3) return scalar(text);
  const last = lines.pop() ?? '';
  const written = lines.map((line) => `${continued(line, indent)}\\n`);
  if (last !== '') written.push(continued(last, indent));
  return `"\\\n${written.join('\\\n')}"`;
}

function continued(line: string, indent: string): string {
  return line.startsWith(' ') ? `${indent}\\${escaped(line)}` : indent + escaped(line);
}

function binary(bytes: Uint8Array): string {
  return `!!binary "${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')}"`;
}
