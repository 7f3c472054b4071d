import { textUntilNul } from './byte-reader.ts';

export const blockSize = 512;

/** One 512-byte header of a tar, before long names and pax records are applied. */
export interface TarHeader {
  readonly name: string;
  /** The type flag: `0` file, `1` hard link, `2` symbolic link, `5` directory, `x` pax records … */
  readonly flag: string;
  readonly linkName: string;
  /** Bytes of contents that follow. */
  readonly size: number;
  /** GNU sparse files: more header blocks follow. */
  readonly extended: boolean;
}

/** Reads a header block; undefined when its checksum or a number is wrong. @see POSIX.1-2017, pax, "ustar Interchange Format" */
export function parseTarHeader(block: Uint8Array): TarHeader | undefined {
  const size = parseNumber(block.subarray(124, 136));
  const checksum = parseNumber(block.subarray(148, 156));
  if (size === undefined || checksum === undefined || !hasChecksum(block, checksum)) return undefined;
  const flag = block[156] === 0 ? '0' : String.fromCharCode(block[156] ?? 0);
  const name = textUntilNul(block.subarray(0, 100));
  // Only the POSIX format has a prefix; the GNU format keeps times there.
  const posix = textUntilNul(block.subarray(257, 263)) === 'ustar';
  const prefix = posix ? textUntilNul(block.subarray(345, 500)) : '';
  return {
    name: prefix === '' ? name : `${prefix}/${name}`,
    flag,
    linkName: textUntilNul(block.subarray(157, 257)),
    size: hasContents(flag) ? size : 0,
    extended: flag === 'S' && block[482] !== 0,
  };
}

/** Links, devices and directories have no contents, whatever their size field says. */
export function hasContents(flag: string): boolean {
  return !'123456'.includes(flag);
}

/** Octal text, or base 256 when the first bit is set (GNU, for more than 8 GiB). */
function parseNumber(field: Uint8Array): number | undefined {
  const first = field[0] ?? 0;
  if (first & 0x80) {
    if (first & 0x40) return undefined;
    const value = field.subarray(1).reduce((sum, byte) => sum * 256 + byte, first & 0x3f);
    return Number.isSafeInteger(value) ? value : undefined;
  }
  const text = textUntilNul(field).trim();
  return /^[0-7]*$/.test(text) ? Number.parseInt(text || '0', 8) : undefined;
}

/** Old programs summed signed bytes. */
function hasChecksum(block: Uint8Array, checksum: number): boolean {
  let unsigned = 0;
  let signed = 0;
  for (let index = 0; index < blockSize; index++) {
    const byte = index >= 148 && index < 156 ? 0x20 : (block[index] ?? 0);
    unsigned += byte;
    signed += byte > 127 ? byte - 256 : byte;
  }
  return checksum === unsigned || checksum === signed;
}

/** Records of a pax header: `<length> <key>=<value>\n`, the length counting the whole record. Undefined when they are broken. */
export function parsePax(bytes: Uint8Array): ReadonlyMap<string, string> | undefined {
  const records = new Map<string, string>();
  for (let at = 0; at < bytes.length; ) {
    const space = bytes.indexOf(0x20, at);
    const digits = space === -1 ? '' : new TextDecoder().decode(bytes.subarray(at, space));
    const length = /^\d{1,9}$/.test(digits) ? Number(digits) : 0;
    const end = at + length;
    const equals = bytes.indexOf(0x3d, space);
    if (length < digits.length + 3 || end > bytes.length || bytes[end - 1] !== 0x0a || equals === -1 || equals >= end) return undefined;
    const decoder = new TextDecoder();
    records.set(decoder.decode(bytes.subarray(space + 1, equals)), decoder.decode(bytes.subarray(equals + 1, end - 1)));
    at = end;
  }
  return records;
}
