import { isUtf8 } from 'node:buffer';
import type { Text } from '../model/linuxkit.ts';

const encoder = new TextEncoder();

/** Bytes as text when they are UTF-8, and as they are otherwise. A byte order mark is part of the text. */
export function textOf(bytes: Uint8Array): Text {
  return isUtf8(bytes) ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8') : bytes;
}

/** Joins texts; one that is bytes makes the result bytes, unless the whole is UTF-8 again. */
export function concatText(parts: readonly Text[]): Text {
  const texts = parts.filter((part) => typeof part === 'string');
  if (texts.length === parts.length) return texts.join('');
  return textOf(new Uint8Array(Buffer.concat(parts.map((part) => (typeof part === 'string' ? encoder.encode(part) : part)))));
}

/** Length in bytes of UTF-8. */
export function byteLength(text: Text): number {
  return typeof text === 'string' ? Buffer.byteLength(text) : text.length;
}

export function hasNul(text: Text): boolean {
  return typeof text === 'string' ? text.includes('\0') : text.includes(0);
}
