import type { Report } from '../diagnostics/diagnostic.ts';
import type { SourceFile } from '../model/source.ts';
import { decodeText } from '../yaml/decode-text.ts';
import { type FileHost, isFailure } from './host.ts';
import { shown } from './walk.ts';

/** Reads a file as text; what cannot be read or is no text is reported. `path` is absolute. */
export function readTextFile(path: string, host: FileHost, report: Report): SourceFile | undefined {
  const file = shown(path, host);
  const text = host.readText?.(path);
  if (text !== undefined) return { path: file, text };
  const bytes = host.read(path);
  if (isFailure(bytes)) {
    report('unreadable-file', { kind: 'file', file }, { file, reason: bytes.message });
    return undefined;
  }
  return decodeFile(file, bytes, report);
}

/** Bytes as the text of a file that messages call `file`. */
export function decodeFile(file: string, bytes: Uint8Array, report: Report): SourceFile | undefined {
  const decoded = decodeText(bytes);
  if ('text' in decoded) return { path: file, text: decoded.text };
  if (decoded.problem === 'binary') report('binary-file', { kind: 'file', file }, { file });
  else report('invalid-utf8', { kind: 'file', file }, { file, offset: decoded.offset });
  return undefined;
}
