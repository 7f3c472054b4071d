/** Text of a file, or the byte offset at which it stops being text. */
export type DecodedText = { readonly text: string } | { readonly problem: 'binary' | 'invalid-utf8'; readonly offset: number };

/**
 * Decodes the encodings that kubectl reads: UTF-8 with or without a byte order mark, and UTF-16 with one.
 * The mark is not part of the text; line breaks are kept as they are, so that offsets stay true.
 * A NUL means `binary`; `offset` counts bytes.
 */
export function decodeText(bytes: Uint8Array): DecodedText {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return decodeUtf16(bytes, 'utf-16le');
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return decodeUtf16(swapped(bytes), 'utf-16le');
  const marked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  const nul = bytes.indexOf(0);
  if (nul !== -1) return { problem: 'binary', offset: nul };
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(marked ? bytes.subarray(3) : bytes) };
  } catch {
    return { problem: 'invalid-utf8', offset: firstInvalid(bytes) };
  }
}

function decodeUtf16(bytes: Uint8Array, encoding: 'utf-16le'): DecodedText {
  if (bytes.length % 2 !== 0) return { problem: 'invalid-utf8', offset: bytes.length - 1 };
  let text: string;
  try {
    text = new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes.subarray(2));
  } catch {
    return { problem: 'invalid-utf8', offset: 2 + 2 * loneSurrogate(bytes) };
  }
  const nul = text.indexOf('\0');
  return nul === -1 ? { text } : { problem: 'binary', offset: 2 + 2 * nul };
}

function swapped(bytes: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(bytes);
  for (let at = 0; at + 1 < copy.length; at += 2) {
    const high = copy[at] as number;
    copy[at] = copy[at + 1] as number;
    copy[at + 1] = high;
  }
  return copy;
}

/** Index of the first code unit after the mark that is half of a surrogate pair without the other half. */
function loneSurrogate(bytes: Uint8Array): number {
  const unit = (index: number): number => (bytes[2 + 2 * index] ?? 0) | ((bytes[3 + 2 * index] ?? 0) << 8);
  const count = (bytes.length - 2) / 2;
  for (let index = 0; index < count; index += 1) {
    const isHigh = (unit(index) & 0xfc00) === 0xd800;
    if (isHigh && index + 1 < count && (unit(index + 1) & 0xfc00) === 0xdc00) index += 1;
    else if ((unit(index) & 0xf800) === 0xd800) return index;
  }
  return 0;
}

/** Bytes that a sequence takes, by its first byte; 0 where no sequence can begin (RFC 3629). */
function sequenceLength(first: number): number {
  if (first < 0x80) return 1;
  if (first >= 0xc2 && first <= 0xdf) return 2;
  if (first >= 0xe0 && first <= 0xef) return 3;
  return first >= 0xf0 && first <= 0xf4 ? 4 : 0;
}

function firstInvalid(bytes: Uint8Array): number {
  for (let at = 0; at < bytes.length; ) {
    const first = bytes[at] as number;
    const length = sequenceLength(first);
    if (length === 0 || !isSequence(bytes, at, length)) return at;
    at += length;
  }
  return 0;
}

function isSequence(bytes: Uint8Array, at: number, length: number): boolean {
  for (let index = 1; index < length; index += 1) {
    if (((bytes[at + index] ?? 0) & 0xc0) !== 0x80) return false;
  }
  const first = bytes[at] as number;
  const second = bytes[at + 1] ?? 0;
  // Overlong forms, surrogates and code points above U+10FFFF.
  if (first === 0xe0) return second >= 0xa0;
  if (first === 0xed) return second <= 0x9f;
  if (first === 0xf0) return second >= 0x90;
  return first !== 0xf4 || second <= 0x8f;
}
