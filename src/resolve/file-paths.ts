import type { Anchor, Report } from '../diagnostics/diagnostic.ts';
import { cleanPath } from '../model/paths.ts';

/** Bytes; limits of the kubelet's writer (pkg/volume/util/atomic_writer.go). */
const longestPath = 4096;
const longestElement = 255;

/** Bytes of a text in UTF-8. */
const byteLength = (text: string): number => Buffer.byteLength(text);

/**
 * The clean form of the path of a volume item; undefined, and reported, when the API server or the kubelet would refuse it
 * (`validateLocalNonReservedPath`: names starting with `..` are the kubelet's own).
 */
export function itemPath(path: string, at: Anchor, report: Report): string | undefined {
  const reason = problemOf(path);
  if (reason === undefined) return cleanPath(path);
  report('invalid-item-path', at, { path, reason });
  return undefined;
}

function problemOf(path: string): string | undefined {
  if (path === '') return 'is missing or empty';
  if (path.startsWith('/')) return 'must be a relative path';
  const parts = path.split('/');
  if (parts.includes('..')) return "must not contain '..'";
  if (path.startsWith('..')) return "must not start with '..'";
  if (cleanPath(path) === '') return 'names the volume itself';
  // No character of UTF-16 takes more than three bytes of UTF-8.
  if (path.length * 3 > longestPath && byteLength(path) > longestPath) return `must be at most ${longestPath} bytes long`;
  return path.length * 3 > longestElement && parts.some((part) => byteLength(part) > longestElement)
    ? `must have no element longer than ${longestElement} bytes`
    : undefined;
}

/** Decimal numbers whose digits are common modes in octal. */
const octalLookalikes = new Set([400, 440, 444, 600, 640, 644, 660, 664, 700, 750, 755, 770, 775, 777]);

/** A mode as written; undefined, and reported, when it is out of range. A decimal number that looks like octal gives a warning. */
export function fileMode(mode: number, at: Anchor, report: Report): number | undefined {
  if (mode < 0 || mode > 0o777) {
    report('mode-out-of-range', at, { mode }, octalLookalikes.has(mode) ? { help: `did you mean 0${mode}?` } : {});
    return undefined;
  }
  if (octalLookalikes.has(mode)) report('mode-looks-decimal', at, { mode, octal: `0${mode.toString(8)}` });
  return mode;
}
